"""The container file is built and run by buildah, which needs neither a daemon nor a registry.

Base images cannot be fetched here, so that both are made of this machine's own files; in the first one cargo is a stand-in
that hands over the program which is built already. All else of the file is executed as it stands.
"""

import json
import os
import pathlib
import re
import shutil

from stage import FAULT, PROGRAM, RECIPES, ROOT, environment, fresh, need, run, say, write

CARGO = """#!/bin/sh
# Stands for cargo: what is to be built is checked, and the program is there already.
[ "$*" = "build --release --locked -p rollcall --bin rollcall" ] || exit 1
[ -f Cargo.lock ] && [ -d harness/src ] && [ ! -e target ] || exit 1
mkdir -p target/release && cp /built/rollcall target/release/rollcall
"""
AUTHORITIES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")


def base(folder):
    """A root file system with a shell, three tools, and the libraries of all of them."""
    programs = [shutil.which(name) for name in ("sh", "cp", "mkdir", "id")]
    libraries = set()
    for program in (*programs, PROGRAM):
        libraries |= set(re.findall(r"(?:=> )?(/\S+) \(0x", run("ldd", program)))
    for path in map(pathlib.Path, (*programs, *libraries)):
        place = folder / path.relative_to("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    # Where a program or a library is looked for by another of its names.
    for name in ("bin", "lib", "lib64"):
        if not (folder / name).exists() and (folder / "usr" / name).exists():
            (folder / name).symlink_to(f"usr/{name}")
    (folder / "tmp").mkdir(exist_ok=True)
    return folder


class Builder:
    """buildah, with a storage of its own that goes again."""

    def __init__(self):
        self.folder = fresh("container")
        self.env = environment(BUILDAH_ISOLATION="chroot", STORAGE_DRIVER="vfs")

    def __call__(self, *arguments, code=0):
        storage = ("--root", self.folder / "storage", "--runroot", self.folder / "run")
        return run("buildah", *storage, *arguments, env=self.env, code=code)

    def image(self, name, folder):
        """An image that is this folder."""
        file = write(self.folder / f"{name}.containerfile", "FROM scratch\nCOPY . /\n")
        self("bud", "-q", "-f", file, "-t", name, folder)


def main():
    if shutil.which("buildah") is None:
        raise SystemExit("failed: there is no buildah; help: apt-get install buildah")
    buildah = Builder()
    plain = base(buildah.folder / "base")
    buildah.image("base", plain)
    write(plain / "usr/bin/cargo", CARGO, executable=True)
    (plain / "built").mkdir()
    shutil.copy(PROGRAM, plain / "built/rollcall")
    authorities = plain / AUTHORITIES.relative_to("/")
    authorities.parent.mkdir(parents=True)
    shutil.copy(AUTHORITIES, authorities)
    buildah.image("build", plain)
    file = RECIPES / "Containerfile"
    told = buildah(
        "bud", "--pull-never", "--build-arg", "BUILD=localhost/build", "--build-arg", "BASE=localhost/base", "-f", file, "-t", "rollcall", ROOT,
    )
    config = json.loads(buildah("inspect", "--type", "image", "rollcall"))["OCIv1"]["config"]
    need(config["User"] == "65532:65532", f"it runs as {config['User']}")
    need(not any("PASSWORD" in each for each in config.get("Env", [])), f"something is baked in: {config}")
    work = buildah.folder / "work"
    work.mkdir()
    os.chown(work, 65532, 65532)
    for arguments, code in ((["check", "signalwire", "--cases", "0"], 0), (["check", "signalwire", "--cases", "0", "--fault", FAULT], 1)):
        container = buildah("from", "--pull-never", "rollcall").strip()
        mount = ("-v", f"{work}:/work")
        buildah("run", *mount, container, "--", *config["Entrypoint"], *arguments, "--report", "json=report.json", code=code)
        need((work / "report.json").stat().st_uid == 65532, "the report is not its user's")
        who = buildah("run", container, "--", "id", "-u").strip()
        need(who == "65532", f"it runs as {who}")
    need(config["Cmd"] == ["--help"], f"without arguments it does {config['Cmd']}")
    shutil.rmtree(buildah.folder / "storage", ignore_errors=True)
    say(f"the container file: built in {told.count('STEP')} steps, runs as nobody in particular, and ends as the gate does")
