#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The same plugged files, as a directory, single files, Secret (JSON, YAML) and ConfigMap: verify
and lint say the same of them, whatever they come in."""
import base64
import json
import pathlib
import sys
import tempfile

import binary

# Folders of testdata/cases, and which of their files istiod takes: none of a tls secret, both
# namings with the mesh on tls.crt, and both with the mesh still on ca-cert.pem.
ISTIO = {"--root": ["root-cert.pem"], "--chain": ["cert-chain.pem"], "--ca": ["ca-cert.pem"]}
TLS = {"--root": ["ca.crt"], "--chain": ["tls.crt", "ca.crt"], "--ca": ["tls.crt"]}
FOLDERS = {"healthy-sidecar": ISTIO, "reload-refused": ISTIO,
           "healthy-multi-root": ISTIO, "healthy-samples-form": ISTIO,
           "tls-names-in-use": TLS, "tls-names-not-taken": TLS}
PLUGGED = ("root-cert.pem", "cert-chain.pem", "ca-cert.pem", "tls.crt", "ca.crt")
# Who names single files keeps to himself what lies beside them.
OF_BOTH = {"tls-names-in-use", "tls-names-win"}


def resource(kind, texts):
    """What kubectl prints of a Secret or ConfigMap with these entries."""
    coded = {name: base64.b64encode(text.encode()).decode() if kind == "Secret" else text
             for name, text in texts.items()}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "cacerts"}, "data": coded}


def yaml_of(document):
    """The same as kubectl get -o yaml prints it."""
    entries = "".join(f"  {name}: {text}\n" for name, text in document["data"].items())
    return f"apiVersion: v1\ndata:\n{entries}kind: Secret\nmetadata:\n  name: cacerts\n"


def ways(folder, taken, place):
    """Name, options of verify and operands of lint for each way in which the files can come."""
    texts = {name: (folder / name).read_text() for name in PLUGGED if (folder / name).exists()}
    directory = place / "directory"
    directory.mkdir()
    for name, text in texts.items():
        (directory / name).write_text(text)
    yield "directory", ["--ca-dir", directory], [directory]
    single = []
    for option, names in taken.items():
        path = place / "+".join(names)
        path.write_text("".join(texts[name] for name in names))
        single += [option, path]
    yield "single files", single, single
    secret = resource("Secret", texts)
    for name, text in {"secret.json": json.dumps(secret), "secret.yaml": yaml_of(secret),
                       "configmap.json": json.dumps(resource("ConfigMap", texts))}.items():
        (place / name).write_text(text)
        yield name, [word for option in taken for word in (option, place / name)], [place / name]


def ids(said, single):
    """The findings, by id and severity."""
    return sorted((finding["code"], finding["severity"]) for finding in said["findings"]
                  if not (single and finding["code"] in OF_BOTH))


def verified(folder, words, single, taken):
    """What verify says of the chain of the folder."""
    said = binary.report(f"file:{folder / 'presented.pem'}", "--at", "2026-06-01", *words)
    return {"findings": ids(said, single), "sequence": said["sequence"],
            # The cause is what only both namings show, where the mesh is on the other one.
            **({} if single and taken is TLS else
               {"verdict": said["verdict"], "headline": said["headline"]})}


def linted(words, single):
    """What lint says of the files; single files say nothing of what is missing."""
    done = binary.run("lint", *words, "--at", "2026-06-01", "-o", "json")
    if done.code == 2:
        return {"error": done.err.decode()}
    said = json.loads(done.out)
    files = {file["role"]: (file["state"], file["sha256"]) for file in said["files"]
             if file["role"] in ("root", "chain", "ca")}
    wire = [[element["subject"] for element in server["presents"]] for server in said["wire"]]
    whole = {} if single else {key: said[key] for key in ("naming", "headline", "verdict", "istiod")}
    return {"files": files, "wire": wire, **whole, "findings":
            [found for found in ids(said, single) if found[0] != "incomplete-files"]}


def disagreements(folder, taken, place):
    """Where one way gives another answer than the directory, as sentences."""
    expected = {}
    for name, options, operands in ways(folder, taken, place):
        single = name == "single files"
        for command, say in {"verify": lambda: verified(folder, options, single, taken),
                             "lint": lambda: linted(operands, single)}.items():
            try:
                got = say()
            except binary.NoReport as error:
                got = {"error": str(error)}
            first = expected.setdefault(command, got)
            both = {found for found in first.get("findings", []) if found[0] in OF_BOTH}
            for key, value in got.items():
                wanted = first.get(key)
                if single and key == "findings":
                    wanted = [found for found in wanted if found not in both]
                if value != wanted:
                    yield f"{command}, {name}: {key} is {value}, in the directory {wanted}"


def main():
    binary.require()
    results = []
    for name, taken in FOLDERS.items():
        with tempfile.TemporaryDirectory() as place:
            folder = binary.CASES / name
            results.append((name, list(disagreements(folder, taken, pathlib.Path(place)))))
    return binary.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
