#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: pipeline.sh TRANSCRIPT CA_CERT ROOT_CERT    (in an empty directory)
# The commands of the Istio task "Plug in CA Certificates" after the transcript was taken, unchanged
# but for the file names.
set -u
sed -n '/-----BEGIN CERTIFICATE-----/{:start /-----END CERTIFICATE-----/!{N;b start};/.*/p}' "$1" > certs.pem
awk 'BEGIN {counter=0;} /BEGIN CERT/{counter++} { print > "proxy-cert-" counter ".pem"}' < certs.pem
ls
openssl x509 -in "$3" -text -noout > root-cert.crt.txt
openssl x509 -in ./proxy-cert-3.pem -text -noout > pod-root-cert.crt.txt
diff -s root-cert.crt.txt pod-root-cert.crt.txt
openssl x509 -in "$2" -text -noout > ca-cert.crt.txt
openssl x509 -in ./proxy-cert-2.pem -text -noout > pod-cert-chain-ca.crt.txt
diff -s ca-cert.crt.txt pod-cert-chain-ca.crt.txt
openssl verify -CAfile <(cat "$2" "$3") ./proxy-cert-1.pem
cat proxy-cert-*.pem
