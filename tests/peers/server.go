// SPDX-License-Identifier: Apache-2.0

// A TLS server on Go's crypto/tls: presents a chain, asks for a client certificate, and keeps each
// connection until the client leaves. Prints the address it listens on.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"
)

var (
	listen      = flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	chain       = flag.String("chain", "", "PEM `file` of the chain to present, leaf first")
	key         = flag.String("key", "", "PEM `file` of the leaf's key")
	clientRoots = flag.String("client-roots", "", "PEM `file` of the roots for client certificates")
	request     = flag.Bool("request", false, "ask for a client certificate without requiring it")
	quiet       = flag.Bool("quiet", false, "log no failed handshake")
)

func configuration() (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(*chain, *key)
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(*clientRoots)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	config := &tls.Config{
		Certificates: []tls.Certificate{pair},
		ClientCAs:    roots,
		ClientAuth:   tls.RequireAndVerifyClientCert,
		MinVersion:   tls.VersionTLS12,
	}
	if *request {
		config.ClientAuth = tls.VerifyClientCertIfGiven
	}
	return config, nil
}

func serve(connection *tls.Conn) {
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(20 * time.Second))
	if err := connection.Handshake(); err != nil {
		if !*quiet {
			log.Print(err)
		}
		return
	}
	_, _ = io.Copy(io.Discard, connection)
}

func main() {
	flag.Parse()
	config, err := configuration()
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(tls.Server(connection, config))
	}
}
