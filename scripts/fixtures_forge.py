# SPDX-License-Identifier: Apache-2.0
"""Keys, certificates and CRLs of testdata/fixtures.conf, made by the openssl command."""
import configparser
import hashlib
import re
import subprocess
import sys

import fixtures_der as der
from fixtures_keys import unknown_keys, unstated

CA_CONF = """[ca]
default_ca = made
[made]
database = {dir}/index
serial = {dir}/serial
crlnumber = {dir}/crlnumber
new_certs_dir = {dir}
policy = policy
email_in_dn = yes
unique_subject = no
string_mask = utf8only
[policy]
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
"""
KEY_OPTION = {"RSA": "rsa_keygen_bits:", "RSA-PSS": "rsa_keygen_bits:", "EC": "ec_paramgen_curve:"}


def openssl(*words, data=None):
    """Runs the openssl command; its output, or an end with what it said."""
    done = subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True)
    if done.returncode:
        sys.exit(f"openssl {' '.join(map(str, words))[:1000]}\n{done.stderr.decode()}")
    return done.stdout


def stamp(text):
    """20260601000000Z from 2026-06-01 or 2026-06-01T00:00:00Z."""
    return re.sub(r"[-:TZ]", "", text).ljust(14, "0") + "Z"


def subject(text):
    """The argument of -subj: Python's escapes, and {X*N} for N times X."""
    text = text.encode("ascii").decode("unicode_escape")
    return re.sub(r"\{(.)\*(\d+)\}", lambda found: found[1] * int(found[2]), text)


class Spec:
    """The declaration: sections `[KIND NAME]`, with `like` resolved."""

    def __init__(self, path):
        parser = configparser.ConfigParser(delimiters=("=",), comment_prefixes=("#",),
                                           interpolation=None, strict=True)
        parser.optionxform = str
        parser.read_string(path.read_text(encoding="ascii"), str(path))
        self.sections = {}
        for title in parser.sections():
            kind, _, name = title.partition(" ")
            self.sections.setdefault(kind, {})[name] = dict(parser[title])
        readme = (path.parent / "README.md").read_text(encoding="utf-8")
        wrong = [*unknown_keys(self.sections, readme), *unstated(self.sections)]
        if wrong:
            sys.exit("\n".join(f"{path.name}: {sentence}" for sentence in wrong))
        self._spread_copies()

    def _spread_copies(self):
        """`copies = N` declares NAME-01 to NAME-N; `descend` makes each the issuer of the next."""
        certs = self.sections["cert"]
        for name, own in list(certs.items()):
            descend, above = own.pop("descend", None), own.get("issuer")
            for number in range(1, int(own.pop("copies", 0)) + 1):
                copy = certs[f"{name}-{number:02}"] = {"like": name}
                if descend:
                    copy.update(issuer=above, subject=f"{own['subject']} {number}")
                    above = f"{name}-{number:02}"

    def entry(self, kind, name):
        """One section, over everything that its `like` says."""
        own = self.sections[kind].get(name)
        if own is None:
            sys.exit(f"fixtures.conf: there is no [{kind} {name}]")
        base = (self.entry(kind, own["like"]) if "like" in own
                else self.sections.get("defaults", {}).get(kind, {}))
        return {**base, **{key: value for key, value in own.items() if key != "like"}}

    def names(self, kind):
        return list(self.sections.get(kind, {}))


class Forge:
    """Makes keys, certificates and CRLs on demand, each once."""

    def __init__(self, spec, keys, work):
        self._spec, self._keys, self._work, self._made = spec, keys, work, {}
        self._config = work / "openssl.conf"
        self._config.write_text(CA_CONF.format(dir=work))

    def key(self, name):
        """Private keys are made once and kept, so that all the rest can be made again."""
        path = self._keys / f"{name}.pem"
        if not path.exists():
            algorithm, *options = self._spec.entry("keys", "")[name].split()
            option = [word for text in options
                      for word in ("-pkeyopt", text if ":" in text else KEY_OPTION[algorithm] + text)]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(openssl("genpkey", "-algorithm", algorithm, *option))
        return path

    def certificate(self, name):
        """The PEM file of one declared certificate."""
        if name not in self._made:
            entry = self._spec.entry("cert", name)
            path = self._work / f"{name}.cert"
            self._issue(name, entry, path)
            for line in entry.get("patch", "").splitlines():
                self._patch(entry, line, path)
            self._made[name] = path
        return self._made[name]

    def leaf_under(self, issuer, alt_name):
        """A leaf as istiod would issue it under a declared CA, for OpenSSL's word on it."""
        path = self._work / "leaf-under"
        entry = {**self._spec.entry("cert", "leaf"), "issuer": issuer,
                 "ext.subjectAltName": f"critical,{alt_name}"}
        if self._spec.entry("cert", issuer).get("ext.subjectKeyIdentifier") == "none":
            entry["ext.authorityKeyIdentifier"] = "none"
        self._issue("leaf", entry, path)
        return path

    def crl(self, name):
        """The PEM file of one declared CRL."""
        entry = self._spec.entry("crl", name)
        path, signer = self._work / f"{name}.crl", self.certificate(entry["issuer"])
        revoked = [f"R\t360101000000Z\t260201000000Z\t{self._serial(cert)}\tunknown\t/\n"
                   for cert in entry.get("revoked", "").split()]
        (self._work / "index").write_text("".join(revoked))
        (self._work / "crlnumber").write_text(entry.get("number", "01") + "\n")
        openssl("ca", "-gencrl", "-md", "sha256", "-out", path,
                "-cert", signer, "-keyfile", self._signer(entry),
                "-crl_lastupdate", stamp(entry["from"]), "-crl_nextupdate", stamp(entry["to"]),
                "-crlexts", "crl", "-config", self._extensions(entry))
        return path

    def _issue(self, name, entry, path):
        """`openssl ca` is the one command of OpenSSL 3.0 that takes both dates."""
        signer = (["-cert", self.certificate(entry["issuer"])] if entry.get("issuer")
                  else ["-selfsign"])
        request, key = self._work / "request", self.key(entry["key"])
        openssl("req", "-new", "-config", self._config, "-utf8", "-key", key,
                "-subj", subject(entry["subject"]), "-out", request)
        (self._work / "index").write_text("")
        (self._work / "serial").write_text(self._serial(name) + "\n")
        named = ["-extensions", "crt"] if any(key.startswith("ext.") and entry[key]
                                              for key in entry) else []
        sigopt = [word for option in entry.get("sigopt", "").split()
                  for word in ("-sigopt", option)]
        openssl("ca", "-batch", "-notext", "-preserveDN", "-config", self._extensions(entry), *named, *signer,
                "-keyfile", self._signer(entry), "-in", request, "-out", path, *sigopt,
                "-startdate", stamp(entry["from"]), "-enddate", stamp(entry["to"]),
                "-md", entry.get("digest", "default"))

    def _signer(self, entry):
        """The issuer's key; the own key of what signs itself."""
        issuer = entry.get("issuer")
        return self.key(self._spec.entry("cert", issuer)["key"] if issuer else entry["key"])

    def _serial(self, name):
        """From the name, so that it stays the same; `serial =` overrides."""
        fixed = self._spec.entry("cert", name).get("serial")
        return fixed or "5" + hashlib.sha256(name.encode()).hexdigest()[:15].upper()

    def _extensions(self, entry):
        """A configuration file that ends with the entry's extensions as sections crt and crl."""
        path = self._work / "extensions.conf"
        lines = [f"{field[4:]} = {value}" for field, value in entry.items()
                 if field.startswith("ext.") and value]
        path.write_text(self._config.read_text() + "\n".join(
            ["[crt]", *lines, "[crl]", *lines, entry.get("sections", ""), ""]))
        return path

    def _patch(self, entry, line, path):
        """What openssl would not make; see fixtures_der.py."""
        (old,) = der.blocks(path.read_bytes())
        new = der.patch(old, line, lambda signed: openssl(
            "dgst", "-sha256", "-sign", self._signer(entry), data=signed))
        path.write_text(der.pem(new))
