#!/usr/bin/env python3
"""Pack finished programs as wheels: wheel.py BINARIES OUT   (standard library alone)

BINARIES/<triple>/feedcard[.exe] becomes OUT/feedcard-<version>-py3-none-<tags>.whl. Times and order are fixed, so the same
program gives the same bytes. The version is that of Cargo.toml.
"""
import base64, hashlib, json, pathlib, re, stat, sys, zipfile

from archive import HERE, ROOT, licences

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can say
MAIN = '''"""`python -m feedcard`: the program of this package, with the same arguments."""
import os, subprocess, sys, sysconfig


def program():
    """The path of the program, beside this Python or where `pip install --user` puts it."""
    name = "feedcard.exe" if os.name == "nt" else "feedcard"
    for scheme in (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user")):
        path = os.path.join(sysconfig.get_path("scripts", scheme), name)
        if os.path.isfile(path):
            return path
    raise SystemExit("feedcard: the program of this package is not there: pip install --force-reinstall feedcard")


def main():
    command = [program(), *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
'''


def manifest():
    """Name, version and description as Cargo.toml says them."""
    text = (ROOT / "Cargo.toml").read_text().split("\n[", 1)[0]
    return {key: re.search(rf'^{key} = "(.*)"$', text, re.M)[1] for key in ("version", "description", "license")}


def metadata(facts, repository):
    head = f"""Metadata-Version: 2.1
Name: feedcard
Version: {facts["version"]}
Summary: {facts["description"]}
License: {facts["license"]}
Project-URL: Homepage, https://github.com/{repository}
Project-URL: Source, https://github.com/{repository}
Keywords: rss,atom,opengraph,static site,mkdocs,blog
Classifier: Environment :: Console
Classifier: License :: OSI Approved :: MIT License
Classifier: License :: OSI Approved :: Apache Software License
Requires-Python: >=3.8
Description-Content-Type: text/markdown

"""
    return head + (ROOT / "README.md").read_text()


def wheel(target, program, out, facts, repository):
    name = f"feedcard-{facts['version']}"
    tags = [f"py3-none-{tag}" for tag in target["wheel"].split(".")]
    kind = "Wheel-Version: 1.0\nGenerator: feedcard packaging/wheel.py\nRoot-Is-Purelib: false\n" + "".join(f"Tag: {tag}\n" for tag in tags)
    files = [
        ("feedcard/__init__.py", b'"""feedcard: feeds and social cards for static blogs; `python -m feedcard` runs the program."""\n', 0o644),
        ("feedcard/__main__.py", MAIN.encode(), 0o644),
        (f"{name}.data/scripts/{target['program']}", program.read_bytes(), 0o755),
        *((f"{name}.dist-info/licenses/{path.name}", path.read_bytes(), 0o644) for path in licences()),
        (f"{name}.dist-info/METADATA", metadata(facts, repository).encode(), 0o644),
        (f"{name}.dist-info/WHEEL", kind.encode(), 0o644),
    ]
    digest = lambda content: base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    record = "".join(f"{path},sha256={digest(content)},{len(content)}\n" for path, content, _ in files)
    record += f"{name}.dist-info/RECORD,,\n"
    files.append((f"{name}.dist-info/RECORD", record.encode(), 0o644))
    file = out / f"{name}-py3-none-{target['wheel']}.whl"
    with zipfile.ZipFile(file, "w") as packed:
        for path, content, mode in files:
            info = zipfile.ZipInfo(path, EPOCH)
            info.create_system, info.external_attr = 3, (stat.S_IFREG | mode) << 16
            packed.writestr(info, content, zipfile.ZIP_DEFLATED, 9)
    return file


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binaries, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    table, facts, found = json.loads((HERE / "targets.json").read_text()), manifest(), 0
    for target in table["targets"]:
        program = binaries / target["triple"] / target["program"]
        if program.is_file():
            file = wheel(target, program, out, facts, table["repository"])
            print(f"{file} {file.stat().st_size}")
            found += 1
    if not found:
        sys.exit(f"wheel.py: no program of a target is in `{binaries}`")


if __name__ == "__main__":
    main()
