#!/usr/bin/env python3
"""Pack finished programs for a release: archive.py BINARIES OUT   (standard library alone)

BINARIES/<triple>/feedcard[.exe] becomes OUT/feedcard-<triple>.tar.gz and its .sha256. The program lies at the top of the
archive, beside the licences; times, owners and order are fixed, so the same program gives the same bytes.
"""
import gzip, hashlib, io, json, pathlib, sys, tarfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def licences():
    return sorted(ROOT.glob("LICENSE-*")) + sorted(ROOT.glob("fonts/*LICENSE*.txt"))


def pack(target, program, out):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, path, mode in [(target["program"], program, 0o755), *((p.name, p, 0o644) for p in [*licences(), ROOT / "README.md"])]:
            info = tarfile.TarInfo(name)
            content = path.read_bytes()
            info.size, info.mode, info.mtime = len(content), mode, 0
            tar.addfile(info, io.BytesIO(content))
    file = out / target["archive"]
    file.write_bytes(gzip.compress(packed.getvalue(), 9, mtime=0))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_name(file.name + ".sha256").write_text(f"{digest}  {file.name}\n")
    return file


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binaries, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    found = 0
    for target in json.loads((HERE / "targets.json").read_text())["targets"]:
        program = binaries / target["triple"] / target["program"]
        if program.is_file():
            file = pack(target, program, out)
            print(f"{file} {file.stat().st_size}")
            found += 1
    if not found:
        sys.exit(f"archive.py: no program of a target is in `{binaries}`")


if __name__ == "__main__":
    main()
