# SPDX-License-Identifier: Apache-2.0
"""Seeded mutations of a good chain, as declarations that scripts/fixtures_forge.py makes."""
import random

# What one certificate may have instead, by field. None leaves an extension out.
FIELDS = {
    "from": ["2026-01-01", "2026-06-15", "2027-01-01"],
    "to": ["2026-05-20", "2026-06-01T00:00:00Z", "2026-06-01T00:00:01Z", "2036-01-01"],
    "digest": ["md5", "sha1", "sha384", "sha512"],
    "key": ["third", "other-int", "other-root"],
    "serial": ["01", "0BADCAFE"],
    "subject": ["/", "/O=Istio", "/O=Istio/CN=Root CA", "/O=istio/CN=ROOT  ca", "/CN=a.example.com"],
    "ext.basicConstraints": [None, "CA:true", "critical,CA:true", "critical,CA:false", "CA:false",
                             "critical,CA:true,pathlen:0", "critical,CA:true,pathlen:1"],
    "ext.keyUsage": [None, "critical,keyCertSign", "keyCertSign,cRLSign",
                     "critical,digitalSignature", "critical,keyEncipherment", "nonRepudiation",
                     "critical,cRLSign", "critical,keyAgreement"],
    "ext.extendedKeyUsage": [None, "serverAuth", "clientAuth", "critical,serverAuth,clientAuth",
                             "codeSigning", "anyExtendedKeyUsage", "critical,OCSPSigning"],
    "ext.nameConstraints": [
        "critical,permitted;URI:cluster.local", "permitted;URI:.example", "critical,excluded;URI:local",
        "critical,permitted;DNS:example.com", "excluded;DNS:com",
        "critical,permitted;IP:10.0.0.0/255.0.0.0", "critical,permitted;email:example.com",
        "critical,excluded;URI:cluster.local"],
    "ext.subjectKeyIdentifier": ["none", "hash", "00112233445566778899"],
    "ext.authorityKeyIdentifier": ["none", "keyid", "keyid,issuer:always"],
    "ext.subjectAltName": [
        None, "DNS:a.example.com", "critical,URI:spiffe://cluster.local/ns/a/sa/b,DNS:b.example.org",
        "IP:10.0.0.1", "IP:192.168.0.1", "URI:urn:a:b", "email:a@example.com",
        "critical,DER:3003860aff", "critical,URI:spiffe://x.example/a"],
    "ext.1.3.6.1.4.1.55555.1": ["critical,DER:0500", "DER:0500"],
    "ext.certificatePolicies": ["critical,1.2.3.4", "1.2.3.4"],
    "ext.policyConstraints": ["critical,requireExplicitPolicy:0"],
    "ext.inhibitAnyPolicy": ["critical,0"],
    "ext.nsCertType": ["server", "client", "sslCA", "objCA"],
    "patch": ["signature", "serial ff01", "serial 00", "not-before 26060118000xZ",
              "not-after 261301000000Z", "not-after 2605011800Z", "version-1"],
}
TIMES = ["2026-06-01T00:00:00Z"] * 6 + ["2026-05-01T00:00:00Z", "2026-06-20T00:00:00Z",
                                        "2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z"]


class Mutant:
    """One mutated chain: declarations of certificates, and the order they are presented in."""

    def __init__(self, spec, seed):
        self._draw = random.Random(seed)
        self._spec, self._certs, self.changes = spec, {}, []
        self.levels = ["root", *(["int-upper", "int-lower"] if self._draw.random() < 0.4
                                 else ["int"]), "leaf"]
        self._declare()
        self.presented = self.levels[:0:-1] + ["root"] * self._draw.choice([0, 1, 1, 2])
        self.root = ["root"]
        for _ in range(self._draw.choice([0, 0, 1, 2])):
            self._reorder()
        self.presented = self.presented or ["leaf"]
        self.case = {"at": self._draw.choice(TIMES),
                     "purpose": self._draw.choice(["server"] * 4 + ["client", "any"])}

    def entry(self, kind, name):
        """As fixtures_forge.Spec: certificates of this mutant, all else of the declaration."""
        if kind != "cert" or name not in self._certs:
            return self._spec.entry(kind, name)
        entry = dict(self._certs[name])
        issuer = self._certs.get(entry["issuer"], entry)
        if issuer.get("ext.subjectKeyIdentifier", "none") == "none":
            entry["ext.authorityKeyIdentifier"] = "none"  # openssl refuses to name what is not there
        return entry

    def _declare(self):
        """Every level as it was when it signed, and as it is presented."""
        above, changed = "", self._draw.choices(self.levels, k=self._draw.choice([1, 1, 2, 3]))
        for level in self.levels:
            entry = {**self._spec.entry("cert", level), "issuer": above}
            self._certs[f"{level}-before"] = entry
            self._certs[level] = dict(entry)
            for _ in range(changed.count(level)):
                self._change(level)
            above = self._draw.choice([level, f"{level}-before"])

    def _change(self, level):
        field = self._draw.choice(list(FIELDS))
        value = self._draw.choice(FIELDS[field])
        if value == "version-1":
            entry = self._certs[level]
            self._certs[level] = {key: entry[key] for key in entry if not key.startswith("ext.")}
        else:
            self._certs[level][field] = value
        self.changes.append(f"{level} {field} = {value}")

    def _reorder(self):
        """One change of what is presented, or of what is plugged."""
        step = self._draw.choice([self._shuffle, self._omit, self._repeat, self._add, self._plug])
        self.changes.append(step.__name__[1:])
        step()

    def _shuffle(self):
        rest = self.presented[1:]
        self._draw.shuffle(rest)
        self.presented[1:] = rest

    def _omit(self):
        self.presented.pop(self._draw.randrange(len(self.presented)))

    def _repeat(self):
        name = self._draw.choice(self.presented or ["leaf"])
        self.presented.insert(self._draw.randrange(len(self.presented) + 1), name)

    def _add(self):
        name = self._draw.choice(["third-party", "foreign-root", "same-name-root", "root-reissued",
                                  "root-before", f"{self.levels[-2]}-before", "int-expired"])
        self.presented.insert(self._draw.randint(1, max(1, len(self.presented))), name)

    def _plug(self):
        name = self._draw.choice(["foreign-root", "same-name-root", "root-reissued", "root-expired",
                                  "root-before", self.levels[-2], "leaf"])
        self.root = self._draw.choice([[name], ["root", name], [name, "root"]])
