"""Two users, their calls, and the conferences that these are parts of."""

import uuid

from .. import world
from .bayeux import Hub
from .calls import Call, Conference
from .faults import FAULTS  # noqa: F401
from .operations import NOTIFICATIONS, Request
from .options import CHOICES, SWITCHES  # noqa: F401
from .refusals import form
from .telling import Teller

BASE = ""
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What a segment of a path may hold, and what has to be escaped there.
ODD = "-._~!$&'()*+,;=:@ %é\"<>[]^`{|}?#"


class Person:
    """A user, and the device that the user's calls are on."""

    def __init__(self, world, name, number):
        self.name, self.number = name, number
        self.device = str(uuid.UUID(int=world.random.getrandbits(128), version=4))


class World(world.World):
    """Users, calls, conferences."""

    api = "genesys"
    handle = "id"
    words = {401: "Authentication is required"}

    def __init__(self, options):
        super().__init__(options)
        self.users = {"agent.one": "%030x" % self.random.getrandbits(120), "agent.two": "%030x" % self.random.getrandbits(120)}
        self.people = [Person(self, "agent.one", self.number(0)), Person(self, "agent.two", self.number(900))]
        self.sessions = {}
        self.calls = {}
        self.hub = Hub(self)
        self.teller = Teller(self)

    def introduced(self):
        """The second user's credentials; by now the world knows where it is, so that what runs by itself may begin."""
        self.teller.begin()
        if self.options.second == "none":
            return {}
        return {"second_username": "agent.two", "second_password": self.users["agent.two"]}

    def spared(self, path):
        return path.startswith(NOTIFICATIONS)

    def answer(self, *message):
        return Request(self, *message)

    def error(self, refused):
        return form(self, refused)

    def number(self, place):
        return {"short": "15%03d", "e164": "+141555501%03d", "odd": "*15#%d"}[self.options.lines] % place

    def call_id(self):
        drawn = self.random.choices
        if self.options.call_ids == "long":
            return "".join(drawn(LETTERS, k=180))
        if self.options.call_ids == "odd":
            return "".join(drawn(ODD, k=10)) + "".join(drawn(LETTERS, k=14))
        return "".join(drawn(LETTERS, k=32))

    def open(self, count):
        """A conference of the first user with so many others; with one other it is a plain call."""
        conference = Conference(self)
        owner = Call(self, conference, self.people[0])
        conference.owner = owner
        conference.parties[owner.person.number] = owner
        for place in range(1, count + 1):
            is_second = place == count > 1 and self.options.second == "leg"
            call = Call(self, conference, self.people[1]) if is_second else None
            conference.parties[call.person.number if call else self.number(place)] = call
        # Where the last other may be removed as well, a conference is one for good.
        conference.is_one_for_good = count > 1 and self.options.last != "plain"
        for call in conference.calls():
            call.show()
            call.first = call.shown
            self.calls[call.id] = call
        self.conferences[owner.id] = conference
        return conference

    def handed(self, conference):
        participants = [
            {"participant": number} | ({"id": call.id} if call else {})
            for number, call in conference.parties.items() if call is not conference.owner
        ]
        return {"parameters": {"id": conference.owner.id}, "participants": participants}

    def release(self, ident):
        conference = self.conferences.pop(ident, None)
        if conference is None:
            return
        if self.options.release == "told":
            conference.end()
        for call in conference.ever:
            self.calls.pop(call.id, None)

    def calls_of(self, person):
        """The calls of a user that are not over."""
        return [call for call in list(self.calls.values()) if call.person is person and call.seen()["state"] != "Released"]
