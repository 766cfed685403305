"""The account, its conferences and who is in them."""

import time
import uuid

from .. import world
from .faults import FAULTS  # noqa: F401
from .operations import Request
from .options import CHOICES, SWITCHES  # noqa: F401

BASE = "/api/laml/2010-04-01"


class World(world.World):
    """The account and its conferences."""

    api = "signalwire"
    words = {401: "Authentication failed."}

    def __init__(self, options):
        super().__init__(options)
        self.account, password = self.new_id(), "PT%048x" % self.random.getrandbits(192)
        self.users = {self.account: password}

    def new_id(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def answer(self, *message):
        return Request(self, *message)

    def error(self, refused):
        lies = self.faulty("error-status-lies")
        more = f"https://errors.lawful.example/{refused.code}"
        return {"code": refused.code, "message": refused.message, "more_info": more, "status": 200 if lies else refused.status}

    def open(self, count):
        conference = Conference(self, self.new_id())
        for place in range(count):
            conference.members[self.new_id()] = self.newcomer(place, place == count - 1, time.time())
        self.conferences[conference.id] = conference
        return conference

    def newcomer(self, place, last, now):
        mixed = self.options.start == "mixed"
        return {
            "muted": mixed and place % 2 == 0, "hold": mixed and place % 3 == 0,
            "coaching": False, "call_sid_to_coach": None,
            "end_conference_on_exit": last and self.options.end == "on-exit",
            "start_conference_on_enter": not mixed or place % 2 == 1,
            "date_created": now - 60 * place, "date_updated": now - 60 * place if mixed else now,
            "place": place, "spoke": 0,
        }

    def handed(self, conference):
        write = str.upper if self.options.ids == "handed-upper" else str
        return {
            "parameters": {"AccountSid": self.account, "ConferenceSid": write(conference.id)},
            "participants": [{"CallSid": write(call)} for call in conference.members],
        }

    def release(self, conference):
        self.conferences.pop(conference.lower(), None)


class Conference(world.Conference):
    """Who is in a conference."""

    def left(self, call, gone):
        if self.world.options.end == "on-exit" and gone and gone["end_conference_on_exit"]:
            self.removed |= self.members
            self.members = {}
