# SPDX-License-Identifier: Apache-2.0
"""A plugged CA as Istio's Makefile makes it, by the openssl command, in a folder."""
import pathlib
import subprocess

USAGE = "digitalSignature,nonRepudiation,keyEncipherment"
CA = "basicConstraints=critical,CA:true\nsubjectKeyIdentifier=hash\n" \
     f"keyUsage=critical,{USAGE},keyCertSign\n"
INTERMEDIATE = CA.replace("CA:true", "CA:true,pathlen:0") + \
    "subjectAltName=DNS:istiod.istio-system.svc\n"
LEAF = "basicConstraints=critical,CA:false\nkeyUsage=digitalSignature,keyEncipherment\n" \
       "extendedKeyUsage=serverAuth,clientAuth\nsubjectKeyIdentifier=hash\n" \
       "subjectAltName=critical,URI:spiffe://cluster.local/ns/istio-demo/sa/{account}\n"
ROOT_NAME = "/O=Istio/CN=Root CA"


class Pki:
    """Certificates and keys NAME.pem, NAME.key of one mesh, of a stranger, and of a namesake."""

    def __init__(self, folder, ca_bits=2048):
        self.folder = pathlib.Path(folder)
        self.ca_bits = ca_bits
        for prefix, name in (("", ROOT_NAME), ("namesake-", ROOT_NAME),
                             ("foreign-", "/O=Other/CN=Other Root CA")):
            self._issue(f"{prefix}root", name, CA, ca_bits)
        for prefix in ("", "foreign-"):
            self._issue(f"{prefix}int", "/O=Istio/CN=Intermediate CA/L=cluster1", INTERMEDIATE,
                        ca_bits, f"{prefix}root")
        for name, issuer in (("server", "int"), ("client", "int"), ("rogue", "foreign-int")):
            self._issue(name, "/", LEAF.format(account=name), 2048, issuer)
        self.join("chain", "int", "root")
        self.join("server-full", "server", "chain")
        self.join("client-full", "client", "int")
        self.join("rogue-full", "rogue", "foreign-int")
        self.join("chain-doubled", "int", "root", "root")
        bundle = self.text("server.key") + self.text("server-full.pem")
        (self.folder / "server-bundle.pem").write_text(bundle)

    def path(self, name):
        """The file NAME of this folder."""
        return str(self.folder / name)

    def text(self, name):
        """The content of NAME."""
        return (self.folder / name).read_text()

    def join(self, name, *parts):
        """Writes NAME.pem from the certificates named."""
        (self.folder / f"{name}.pem").write_text("".join(self.text(f"{p}.pem") for p in parts))

    def _issue(self, name, subject, extensions, bits, issuer=None):
        """Makes NAME.key and NAME.pem, self signed or signed by `issuer`."""
        (self.folder / f"{name}.ext").write_text(extensions)
        self._openssl("req", "-new", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", f"{name}.key",
                      "-subj", subject, "-out", f"{name}.csr")
        signer = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key"] if issuer else \
            ["-signkey", f"{name}.key"]
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-sha256", "-days", "30",
                      "-extfile", f"{name}.ext", "-out", f"{name}.pem", *signer)

    def _openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)
