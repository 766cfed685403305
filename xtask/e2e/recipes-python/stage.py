"""What every part needs: folders, servers to judge, programs that are run, and the search for the password."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(os.environ["ROLLCALL_ROOT"])
PROGRAM = pathlib.Path(os.environ["ROLLCALL_PROGRAM"])
MODULES = pathlib.Path(os.environ["ROLLCALL_MODULES"]) / "node_modules"
FOLDER = pathlib.Path(os.environ["ROLLCALL_FOLDER"])
RECIPES = ROOT / "harness/recipes"
HERE = pathlib.Path(__file__).parent
# The programs that pip has installed lie beside this Python.
TOOLS = pathlib.Path(sys.executable).parent

# Enough random cases to have some, and no more.
CASES = "30"
FAULT = "delete-removes-nothing"


def say(line):
    print(f"  {line}", flush=True)


def need(condition, what):
    """A failure names what does not hold."""
    if not condition:
        raise SystemExit(f"failed: {what}")


def fresh(name):
    """An empty folder."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write(path, text, executable=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if executable:
        path.chmod(0o755)
    return path


def environment(**more):
    """A clean one, in which nothing of this machine helps but where its programs are."""
    path = f"{FOLDER / 'bin'}:{TOOLS}:{os.environ['PATH']}"
    home = pathlib.Path.home()
    rust = {name: os.environ.get(name, str(home / folder)) for name, folder in (("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup"))}
    # Another profile would have everything built a second time.
    rust |= {name: value for name, value in os.environ.items() if name.startswith("CARGO_PROFILE_")}
    return rust | {"PATH": path, "HOME": str(FOLDER / "home"), "ROLLCALL_ROOT": str(ROOT)} | {name: str(value) for name, value in more.items()}


# So many seconds may a program take.
LONGEST = 300


def run(*command, code=0, cwd=None, env=None, text=None):
    """Runs a program, which has to end with this code; what it said."""
    command = [str(part) for part in command]
    try:
        ran = subprocess.run(
            command, cwd=cwd or FOLDER, env=env or environment(), input=text, text=True,
            stdin=subprocess.DEVNULL if text is None else None, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LONGEST,
        )
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode(errors="replace")
        raise SystemExit(f"`{' '.join(command)}` did not end within {LONGEST} s; so far it said:\n{said[-6000:]}") from late
    told = f"`{' '.join(command)}` ended with {ran.returncode} in place of {code}:\n{ran.stdout[-6000:]}"
    need(ran.returncode == code, told)
    return ran.stdout


class Server:
    """A server to judge, started and ended: the reference server, or a program that says where it is in the same way."""

    def __init__(self, *command, fault=None):
        command = command or (PROGRAM, "mock", "signalwire", *(("--fault", fault) if fault else ()))
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True, env=environment())
        line = self.process.stdout.readline()
        need(line.startswith("{"), f"`{command}` does not say where it is, but {line!r}")
        self.line = json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def __getitem__(self, name):
        return self.line[name]

    def credentials(self):
        return {"ROLLCALL_USERNAME": self["username"], "ROLLCALL_PASSWORD": self["password"]}


def servers():
    """The lawful and the faulty one, each with the code of the gate and the verdict."""
    return (("lawful", None, 0, "conforms"), ("faulty", FAULT, 1, "violates"))


def hidden(server, folder, *told):
    """Neither what was said nor any file holds the password, plain or as it is sent."""
    pair = f"{server['username']}:{server['password']}".encode()
    secrets = [server["password"].encode(), base64.b64encode(pair)]
    texts = [("what was said", text.encode()) for text in told]
    texts += [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    for where, text in texts:
        need(not any(secret in text for secret in secrets), f"the password is in {where}")


def verdict(report):
    return json.loads(report.read_text())["verdict"]


def repository(folder):
    """Makes a folder a repository with one commit: the runners of GitHub's and GitLab's files want one."""
    git = ("git", "-c", "user.name=e2e", "-c", "user.email=e2e@example.invalid", "-c", "init.defaultBranch=main")
    run(*git, "init", "-q", cwd=folder)
    run(*git, "add", "-A", cwd=folder)
    run(*git, "commit", "-q", "-m", "Begin", cwd=folder)


def relay(server, folder):
    """A provider that is a command, as in the recipes: it asks the provider of the reference server."""
    script = f"""#!/bin/sh
case $1 in
  provision) exec curl -sS -f -X POST --data-binary @- {server['fixtures']} ;;
  release) exec curl -sS -f -X DELETE --data-binary @- {server['fixtures']} ;;
esac
"""
    return write(folder / "hand-over-conferences.sh", script, executable=True)


def baseline(path):
    """A baseline without an entry, as a run against the built-in server writes it."""
    run(PROGRAM, "check", "signalwire", "--cases", "0", "--write-baseline", path, cwd=fresh("baseline"))
    return path
