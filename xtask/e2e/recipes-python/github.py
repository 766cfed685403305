"""The workflow and the composite action are executed by act, a runner that needs no container where the host may do.

What comes from GitHub itself (checkout, cache, artifacts, code scanning) are stand-ins: folders.
"""

import json
import shutil
import signal
import subprocess

from stage import CASES, HERE, LONGEST, PROGRAM, RECIPES, ROOT, TOOLS, Server, baseline, environment, fresh, hidden, need, relay
from stage import repository, run, say, servers, verdict, write

USES = "OWNER/rollcall/.github/actions/rollcall@main"
ACTION = {
    "actions/cache@v4": "cache",
    "actions/upload-artifact@v4": "upload",
    "actions/download-artifact@v4": "download",
    "github/codeql-action@v3": "codeql",
}

# The action by itself: what it gives out is told, and it ends as the gate does.
ALONE = f"""on: push
jobs:
  alone:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: gate
        uses: {USES}
        with:
          target: ${{{{ vars.ROLLCALL_TARGET }}}}
          fixtures: ./hand-over-conferences.sh
          username: ${{{{ secrets.ROLLCALL_USERNAME }}}}
          seed: '7'
          args: |
            --cases
            {CASES}
        env:
          ROLLCALL_PASSWORD: ${{{{ secrets.ROLLCALL_PASSWORD }}}}
      - if: always()
        env:
          OUTPUTS: ${{{{ toJSON(steps.gate.outputs) }}}}
        run: printf '%s' "$OUTPUTS" > "$STORE/outputs.json"; cp -r rollcall-reports "$STORE/alone"
"""


def sources(folder):
    """What a runner would fetch of rollcall's repository."""
    folder.mkdir()
    for name in ("Cargo.toml", "Cargo.lock", ".github", "codegen", "generated", "harness", "spec"):
        origin = ROOT / name
        (shutil.copytree if origin.is_dir() else shutil.copy)(origin, folder / name)
    return folder


def cargo(store):
    """Stands before cargo: what is to be installed is checked, and cargo installs it from this checkout, where it is built."""
    mode = "--debug" if PROGRAM.parent.name == "debug" else ""
    script = f"""#!/bin/bash
set -eu
[ "$1 $2 $3 $5" = "install --locked --path --root" ]
grep -q '^name = "rollcall"' "$4/Cargo.toml"
PATH=${{PATH#*:}} CARGO_TARGET_DIR={PROGRAM.parent.parent} cargo install {mode} --quiet --locked --path {ROOT}/harness --root "$6"
# The cache that is no more than a folder is filled here.
mkdir -p {store}/cache; cp -r "$6" "{store}/cache/$(cat {store}/wanted)"
echo built >> {store}/builds
"""
    return write(store / "cargo/cargo", script, executable=True).parent


class Runner:
    """act, with its stand-ins, for one user's repository."""

    def __init__(self):
        self.folder = fresh("github")
        self.store = self.folder / "store"
        self.store.mkdir()
        self.fakes = []
        for name, fake in ACTION.items():
            shutil.copytree(HERE / "github" / fake, self.folder / fake)
            self.fakes += ["--local-repository", f"{name}={self.folder / fake}"]
        action = sources(self.folder / "sources")
        self.fakes += ["--local-repository", f"{USES.split('/.github')[0]}@main={action}"]

    def user(self, name, workflow, server):
        """A user's repository with this workflow."""
        folder = self.folder / name
        write(folder / ".github/workflows/conference-api.yml", workflow)
        relay(server, folder)
        baseline(folder / "rollcall-baseline.toml")
        repository(folder)
        return folder

    def run(self, user, server, code):
        """What the runner said; the store holds what was kept."""
        for name in ("artifacts", "alone", "code-scanning", "outputs.json"):
            kept = self.store / name
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink(missing_ok=True)
        secrets = "".join(f"{name}={value}\n" for name, value in server.credentials().items())
        file = write(self.folder.parent / "home/secrets", secrets)
        env = environment(CARGO_TERM_COLOR="never")
        env["PATH"] = f"{cargo(self.store)}:{env['PATH']}"
        told = run(
            TOOLS / "act", "push", "-P", "ubuntu-latest=-self-hosted", "--action-offline-mode", "--secret-file", file,
            "--var", f"ROLLCALL_TARGET={server['base']}", "--env", f"STORE={self.store}", *self.fakes,
            cwd=user, env=env, code=code,
        )
        file.unlink()
        hidden(server, self.store, told)
        return told


def alone(runner):
    """The composite action, first without a binary in the cache and then with one."""
    for name, fault, code, word in servers():
        with Server(fault=fault) as server:
            told = runner.run(runner.user(f"alone-{name}", ALONE, server), server, min(code, 1))
        outputs = json.loads((runner.store / "outputs.json").read_text())
        reports = {"html": "report.html", "json": "report.json", "junit": "junit.xml", "sarif": "report.sarif"}
        expected = {"verdict": word, "exit-code": str(code), "reports": "rollcall-reports"}
        expected |= {name: f"rollcall-reports/{file}" for name, file in reports.items()}
        need(outputs == expected, f"the outputs are {outputs} in place of {expected}")
        for file in reports.values():
            need((runner.store / "alone" / file).stat().st_size > 1000, f"`{file}` is no report")
        need("Summary - # " in told, f"there is no summary of the step: {told[-3000:]}")
        run(PROGRAM, "verify", runner.store / "alone/evidence")
    need((runner.store / "builds").read_text() == "built\n", "the binary is not built once, and cached then")
    say("the composite action: green and red, outputs, summary, reports, evidence; built once, cached then")


def unreachable(runner):
    """Where nobody answers there is no verdict, and the job says so."""
    with Server() as server:
        user = runner.user("alone-gone", ALONE, server)
    told = runner.run(user, server, 1)
    outputs = json.loads((runner.store / "outputs.json").read_text())
    got = [outputs[name] for name in ("verdict", "exit-code")]
    need(got == ["none", "4"] and not outputs.get("sarif"), f"a dead server ends in {outputs}")
    need("help:" in told, "it is not said what to do about a dead server")
    say("the composite action: a server that is gone ends with 4 and without a verdict")


# What the action hands to its script, as variables.
INPUTS = ("API", "TARGET", "FIXTURES", "USERNAME", "SHARD", "SEED", "BASELINE", "ARGS", "MERGE", "REPORTS")


def cancelled():
    """A step that is cancelled in the middle: its own process is told, as GitHub does it, and no other."""
    folder = fresh("cancelled")
    (folder / "rollcall-binary/bin").mkdir(parents=True)
    (folder / "rollcall-binary/bin/rollcall").symlink_to(PROGRAM)
    script = ROOT / ".github/actions/rollcall/judge.sh"
    for told in (signal.SIGINT, signal.SIGTERM):
        with Server() as server:
            asked = write(folder / "asked", "")
            write(folder / "hand-over.sh", f"echo $1 >> {asked}\n. {relay(server, folder)}\n")
            inputs = dict.fromkeys(INPUTS, "") | {"API": "signalwire", "TARGET": server["base"], "REPORTS": "reports"}
            inputs |= {"FIXTURES": "sh hand-over.sh", "ARGS": "--cases\n1000000", "SEED": "1"}
            outputs = write(folder / "outputs", "")
            env = environment(RUNNER_TEMP=folder, GITHUB_OUTPUT=outputs, **inputs, **server.credentials())
            step = subprocess.Popen(["bash", script], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            # It tells how far it is as soon as it is under way.
            first = step.stderr.readline()
            step.send_signal(told)
            said = step.communicate(timeout=LONGEST)
        need(step.returncode == 3, f"a step that is cancelled ends with {step.returncode}: {first}{said}")
        kept = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
        need((kept["exit-code"], kept["verdict"]) == ("3", "inconclusive"), f"the outputs are {kept}")
        report = json.loads((folder / "reports/report.json").read_text())
        need(report["cut_short"] == "interrupted", f"the report says {report['cut_short']}")
        need(not any("given back" in note for note in report["notes"]), f"the report notes {report['notes']}")
        need(asked.read_text().endswith("provision\nrelease\n"), f"its provider was asked {asked.read_text()[-99:]}")
        run(PROGRAM, "verify", folder / "reports/evidence")
    say("the composite action: a step that is cancelled gives back what was handed over, and reports")


def workflow(runner):
    """The recipe, all of its jobs."""
    text = (RECIPES / "github.yml").read_text()
    # The number of random cases is the only thing that differs from what a user copies.
    short = text.replace("seed: '1'", f"seed: '1'\n          args: |\n            --cases\n            {CASES}")
    need(short != text, "the recipe has no seed")
    for name, fault, code, word in servers():
        with Server(fault=fault) as server:
            told = runner.run(runner.user(f"workflow-{name}", short, server), server, min(code, 1))
        kept = runner.store / "artifacts"
        shards = sorted(path.name for path in kept.glob("rollcall-shard-*"))
        need(shards == [f"rollcall-shard-{number}" for number in (1, 2, 3)], f"kept are the shards {shards}")
        for shard in shards:
            run(PROGRAM, "verify", kept / shard / "evidence")
        need(verdict(kept / "rollcall/report.json") == word, f"the whole of a {name} server is not told as {word}")
        need(f"the server {word}, exit code {code}" in told, "the outputs of the merge are not told")
        need((runner.store / "code-scanning/report.sarif").is_file(), "code scanning gets nothing")
        need(code == 0 or "::error file=" in told or "delete-is-final" in told, "no annotation names the finding")
        say(f"the workflow, {name}: 3 shards, {word}, exit code {code}, artifacts of all jobs, SARIF handed over")


def main():
    runner = Runner()
    alone(runner)
    unreachable(runner)
    cancelled()
    workflow(runner)
