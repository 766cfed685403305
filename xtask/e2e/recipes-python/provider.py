"""The worked provider, against a switch that answers as FreeSWITCH does, with the API in front of it."""

import json
import sys
import time

from stage import FAULT, HERE, PROGRAM, RECIPES, Server, environment, fresh, hidden, need, run, say

SCRIPT = RECIPES / "providers/freeswitch.sh"
STRANGER = "board-meeting"
WISH = {"version": 1, "api": "signalwire", "conferences": [{"participants": 3}, {"participants": 1}]}
# Some families, so that there are few sets of fixtures: each takes a dozen processes.
SOME = ("--cases", "0", "--only", "life/*", "--only", "auth/*", "--seed", "7", "--concurrency", "2")


class Switch:
    """The switch, the fs_cli that reaches it, and the provider between them and whoever asks."""

    def __init__(self, folder, fault=None):
        self.folder = folder
        self.variables = {"SWITCH": folder / "switch.sock"}
        faults = ("--fault", fault) if fault else ()
        self.server = Server("env", f"SWITCH={folder / 'switch.sock'}", sys.executable, HERE / "switch/switch.py", *faults)
        self.variables |= self.server.credentials()

    def env(self, **more):
        env = environment(**(self.variables | more))
        env["PATH"] = f"{HERE / 'switch'}:{env['PATH']}"
        return env

    def provider(self, verb, wish, code=0, **more):
        text = wish if isinstance(wish, str) else json.dumps(wish)
        return run(SCRIPT, *([verb] if verb else []), text=text, code=code, env=self.env(**more))

    def ask(self, command):
        return run(HERE / "switch/fs_cli", "default", "-x", command, env=self.env()).strip()

    def conferences(self):
        listed = json.loads(self.ask("conference json_list"))
        return {each["conference_name"]: each for each in listed}

    def strangers(self):
        return [member["uuid"] for member in self.conferences()[STRANGER]["members"]]


def round_trip(switch):
    """What is handed over is there; it is given back once, and a second time without harm."""
    strangers = switch.strangers()
    handed = json.loads(switch.provider("provision", WISH))
    shape = [len(each["participants"]) for each in handed["conferences"]]
    need(shape == [3, 1], f"in place of 3 and 1 participants it hands over {shape}")
    shown = {each["conference_uuid"]: each for name, each in switch.conferences().items() if name != STRANGER}
    for own in handed["conferences"]:
        need(own["parameters"]["AccountSid"] == switch.server["account"], f"another account: {own}")
        members = {member["uuid"] for member in shown[own["parameters"]["ConferenceSid"]]["members"]}
        need(members == {each["CallSid"] for each in own["participants"]}, "who is handed over is not who is there")
    first, second = handed["conferences"]
    switch.provider("release", {"version": 1, "conferences": [first]})
    left = [each["conference_uuid"] for name, each in switch.conferences().items() if name != STRANGER]
    need(left == [second["parameters"]["ConferenceSid"]], f"after the first was given back there are {left}")
    for _ in range(2):
        switch.provider("release", {"version": 1, "conferences": handed["conferences"]})
    # Somebody asks for what is not ours.
    theirs = switch.conferences()[STRANGER]["conference_uuid"]
    switch.provider("release", {"version": 1, "conferences": [{"parameters": {"ConferenceSid": theirs}}]})
    need(list(switch.conferences()) == [STRANGER] and switch.strangers() == strangers, "more or less is left than was there")
    say("the provider: handed over, given back one by one, twice, and nothing of anybody else's")


def wrong(switch):
    """What is no request is refused before the switch is asked for anything; what fails half-way is taken back."""
    before = len(json.loads(switch.ask("_asked")))
    texts = ["", "no JSON", "[]", json.dumps(WISH | {"version": 2}), '{"version":1}', '{"version":1,"conferences":[{"participants":"3"}]}']
    texts += [json.dumps({"version": 1, "conferences": [{"participants": count}]}) for count in (0, -1, 1.5, 1000, "$(id)")]
    for text in texts:
        told = switch.provider("provision", text, code=1)
        need("help: it looks like" in told, f"of {text!r} it says {told}")
    for text in ("", "{}", '{"version":1,"conferences":[{}]}', '{"version":1,"conferences":[{"parameters":{"ConferenceSid":7}}]}'):
        need("help: it looks like" in switch.provider("release", text, code=1), f"{text!r} is given back")
    for verb in (None, "destroy"):
        need("help: rollcall says" in switch.provider(verb, WISH, code=1), f"`{verb}` is done")
    need("ROLLCALL_ACCOUNT" in switch.provider("provision", WISH, code=1, ROLLCALL_USERNAME=""), "nobody's account is used")
    asked = json.loads(switch.ask("_asked"))[before + 1:]
    need(asked == [], f"the switch was asked for {asked}")
    told = switch.provider("provision", WISH, code=1, FREESWITCH_LEG="loopback/app=nobody")
    need("DESTINATION_OUT_OF_ORDER" in told and "help:" in told, f"a leg that nobody answers: {told}")
    began = time.monotonic()
    told = switch.provider("provision", WISH, code=1, FREESWITCH_LEG="loopback/app=lost", FREESWITCH_PATIENCE="1")
    need("not all of 3 participants" in told and time.monotonic() - began < 5, f"legs that never come in: {told}")
    need(list(switch.conferences()) == [STRANGER], "what failed half-way is left behind")
    say(f"the provider: {len(texts) + 8} wrong requests refused, legs that fail taken back")


def judged(folder, fault, some, code):
    """A whole check, with the provider as its only source of conferences."""
    switch = Switch(folder, fault)
    with switch.server as server:
        strangers = switch.strangers()
        told = run(
            PROGRAM, "check", "signalwire", "--target", server["base"], "--fixtures", SCRIPT, *some,
            "--report", "json=report.json", cwd=folder, env=switch.env(), code=code,
        )
        asked = json.loads(switch.ask("_asked"))
        need(list(switch.conferences()) == [STRANGER], f"left behind are {list(switch.conferences())}")
        need(switch.strangers() == strangers, "somebody else's meeting was touched")
    hidden(server, folder, told, json.dumps(asked))
    named = [command for command in asked if STRANGER in command]
    need(named == [], f"the switch was asked about somebody else's meeting: {named}")
    report = json.loads((folder / "report.json").read_text())
    need(bool(report["findings"]) == (fault is not None), f"{len(report['findings'])} findings")
    return report


def main():
    folder = fresh("provider")
    switch = Switch(folder)
    with switch.server:
        round_trip(switch)
        wrong(switch)
    told = switch.provider("provision", WISH, code=1)
    need("Error Connecting" in told and "fs_cli -x status" in told, f"a dead switch: {told}")
    need("Error Connecting" in switch.provider("release", {"version": 1, "conferences": []}, code=1), "a dead switch takes back")
    say("the provider: a dead switch is named, with what to try")
    final = ("--cases", "0", "--only", "delete-is-final", "--seed", "7")
    for name, fault, some, code in (("lawful", None, SOME, 0), ("faulty", FAULT, final, 1)):
        report = judged(fresh(f"provider-{name}"), fault, some, code)
        counts = report["counts"]
        done = f"{counts['cases']} cases, {counts['fixtures']} sets of fixtures, nothing left behind"
        say(f"`rollcall check --fixtures ./freeswitch.sh`, {name}: {report['verdict']}, {done}")
