"""A switch of FreeSWITCH's kind behind an API of SignalWire's kind: what it answers to fs_cli, as far as a provider asks.

Who is in a conference is kept by the lawful server of the tests, so that the API shows what the switch does. A meeting that
is nobody's business but its own is under way all the time. It prints one line of JSON, and serves until it is ended.
"""

import json
import os
import pathlib
import re
import socketserver
import sys
import threading
import time
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["ROLLCALL_ROOT"]) / "harness/tests/servers"))

from parts import handler, options  # noqa: E402
from parts.signalwire import world as dialect  # noqa: E402

ORIGINATE = re.compile(r"originate (\{[^}]*\})?(\S+) &conference\(([^@)]+)@(\S+)\)")
STRANGER = "board-meeting"


class Switch:
    """Conferences by name, and everything that was asked."""

    def __init__(self, world):
        self.world, self.lock = world, threading.RLock()
        self.names, self.waiting, self.asked = {}, [], []
        for _ in range(2):
            self.originate("sofia/external/somebody", STRANGER)
        self.come_in()

    def answer(self, command):
        with self.lock:
            self.asked.append(command)
            if command == "create_uuid":
                return str(uuid.uuid4())
            if command == "conference json_list":
                return self.list()
            if command == "_asked":
                return json.dumps(self.asked)
            if found := ORIGINATE.fullmatch(command):
                return self.originate(found[2], found[3])
            if found := re.fullmatch(r"conference (\S+) hup all", command):
                return self.hang_up(found[1])
            return f"-ERR {command.split()[0]} Command not found!"

    def originate(self, leg, name):
        """A leg has its UUID when it has answered; it is in the conference a moment later."""
        if leg == "loopback/app=nobody":
            return "-ERR DESTINATION_OUT_OF_ORDER"
        if name not in self.names:
            self.names[name] = dialect.Conference(self.world, self.world.new_id())
        call = self.world.new_id()
        if leg != "loopback/app=lost":
            self.waiting.append((name, call))
        return f"+OK {call}"

    def come_in(self):
        for name, call in self.waiting:
            conference = self.names[name]
            conference.members[call] = self.world.newcomer(len(conference.members), False, time.time())
            self.world.conferences[conference.id] = conference
        self.waiting.clear()

    def list(self):
        """Conferences in which somebody is, as `conference json_list` shows them; who waits comes in behind that."""
        shown = [
            {
                "conference_name": name, "conference_uuid": conference.id, "member_count": len(conference.members), "rate": 8000,
                "members": [{"type": "caller", "id": place, "uuid": call} for place, call in enumerate(conference.members, 1)],
            }
            for name, conference in self.names.items() if conference.members
        ]
        self.come_in()
        return json.dumps(shown)

    def hang_up(self, name):
        if name not in self.names or not self.names[name].members:
            return f"-ERR Conference {name} not found"
        conference = self.names.pop(name)
        count = len(conference.members)
        conference.members = {}
        return f"+OK hup {count}"


class Line(socketserver.StreamRequestHandler):
    """One command of fs_cli."""

    def handle(self):
        command = self.rfile.readline().decode().strip()
        self.wfile.write(self.server.switch.answer(command).encode())


class Commands(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    path = os.environ["SWITCH"]
    chosen = options.read("A switch.", dialect.CHOICES, dialect.SWITCHES, dialect.FAULTS)
    world = dialect.World(chosen)
    server = handler.server(world)
    commands = Commands(path, Line)
    commands.switch = Switch(world)
    threading.Thread(target=commands.serve_forever, daemon=True).start()
    (username, password), = world.users.items()
    world.origin = f"http://127.0.0.1:{server.server_address[1]}"
    print(json.dumps({"base": world.origin + dialect.BASE, "username": username, "password": password, "account": world.account}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
