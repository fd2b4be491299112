// SPDX-License-Identifier: Apache-2.0

// The sweep in Go's crypto/tls, to measure beside: one address a line on standard input, 64 at a
// time, each verified under the roots of the file named first.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"os"
	"sync"
	"time"
)

const workers = 64

func config(rootFile string) *tls.Config {
	pem, err := os.ReadFile(rootFile)
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		log.Fatalf("%s: no certificate", rootFile)
	}
	verify := func(state tls.ConnectionState) error {
		options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
		for _, certificate := range state.PeerCertificates[1:] {
			options.Intermediates.AddCert(certificate)
		}
		_, err := state.PeerCertificates[0].Verify(options)
		return err
	}
	// A mesh leaf holds for no host name, so crypto/tls is not to ask for one.
	return &tls.Config{InsecureSkipVerify: true, VerifyConnection: verify, NextProtos: []string{"istio"}}
}

func look(address string, config *tls.Config) {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	connection, err := tls.DialWithDialer(dialer, "tcp", address, config)
	if err != nil {
		log.Fatalf("%s: %v", address, err)
	}
	connection.Close()
}

func main() {
	tlsConfig, addresses := config(os.Args[1]), make(chan string)
	var group sync.WaitGroup
	for range [workers]struct{}{} {
		group.Add(1)
		go func() {
			defer group.Done()
			for address := range addresses {
				look(address, tlsConfig)
			}
		}()
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		addresses <- lines.Text()
	}
	close(addresses)
	group.Wait()
}
