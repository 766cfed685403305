"""The account, its conferences, who is in them, and how a conference ends."""

import time

from .. import world
from .errors import form
from .faults import FAULTS  # noqa: F401
from .operations import Request
from .options import CHOICES, SWITCHES  # noqa: F401

BASE = ""
LABELS = ("agent", "cust omer", "é+x", "50% off; a=b&c", "Ünï cödé", "who? #1", "notes.json", "L" * 128)
KICKED = "participant-with-end-conference-on-exit-kicked"


class World(world.World):
    """The account and its conferences."""

    api = "twilio"
    words = {401: "Authenticate"}

    def __init__(self, options):
        super().__init__(options)
        self.account, token = self.sid("AC"), self.sid("")
        key, secret = self.sid("SK"), self.sid("")
        self.users = {self.account: token, key: secret}
        if options.user == "key":
            self.users = {key: secret, self.account: token}

    def sid(self, prefix):
        return "%s%032x" % (prefix, self.random.getrandbits(128))

    def answer(self, *message):
        return Request(self, *message)

    def error(self, refused):
        return form(self, refused)

    def open(self, count, friendly_name="desk"):
        conference = Conference(self, self.sid("CF"), friendly_name)
        for place in range(count):
            conference.enter(self.label(place, len(self.conferences)))
        self.conferences[conference.id] = conference
        return conference

    def named(self, friendly_name):
        """The running conference of that name; it begins with whoever is called into it."""
        for conference in list(self.conferences.values()):
            if conference.friendly_name == friendly_name and conference.status != "completed":
                return conference
        return self.open(0, friendly_name)

    def label(self, place, conference):
        labels = self.options.labels
        if labels == "none" or labels == "some" and place % 2 == 0:
            return None
        if labels == "apart":
            return f"é {place} in {conference}"
        turn, which = divmod(place, len(LABELS))
        return LABELS[which][len(str(turn)):] + str(turn) if turn else LABELS[which]

    def handed(self, conference):
        return {
            "parameters": {"AccountSid": self.account, "ConferenceSid": conference.id},
            "participants": [
                {"CallSid": call} | ({"Label": member["label"]} if member["label"] is not None else {})
                for call, member in conference.members.items()
            ],
        }

    def release(self, conference):
        self.conferences.pop(conference, None)

    def others(self, conference):
        return [each for each in list(self.conferences.values()) if each is not conference]


class Conference(world.Conference):
    """Who is in a conference, and how it ended."""

    def __init__(self, world, ident, friendly_name):
        super().__init__(world, ident)
        self.friendly_name = friendly_name
        self.status = "in-progress"
        self.reason = "conference-ended-via-api" if world.faulty("reason-too-early") else None
        self.ending_call = None
        self.date_created = self.date_updated = time.time()
        self.entered = 0

    def enter(self, label, **given):
        """Somebody comes in; the call is given back."""
        place, now, mixed = self.entered, time.time(), self.world.options.start == "mixed"
        self.entered += 1
        call = self.world.sid("CA")
        self.members[call] = {
            "muted": mixed and place % 2 == 0, "hold": mixed and place % 3 == 2, "coaching": False, "call_sid_to_coach": None,
            "end_conference_on_exit": False, "start_conference_on_enter": not mixed or place % 2 == 1,
            "label": label, "status": "connected", "queue_time": None, "since": self.world.requests,
            # Who came first came an hour ago, the others minute by minute.
            "date_created": now - 60 * max(0, 60 - place), "date_updated": now, "place": place,
        } | given
        return call

    def labelled(self, label, among):
        """The calls of those who have the label."""
        beginning = self.world.faulty("label-beginning")
        return [
            call for call, member in among.items()
            if member["label"] is not None and (member["label"] == label or beginning and label and member["label"].startswith(label))
        ]

    def revivable(self, call):
        if self.world.faulty("ended-still-updated") and self.status == "completed":
            return call in self.removed
        return super().revivable(call)

    def left(self, call, gone):
        faulty = self.world.faulty
        if gone is None:
            return
        if gone["end_conference_on_exit"] and not faulty("exit-flag-ignored") or faulty("exit-ends-always"):
            self.end(KICKED, call)
        elif not self.members and not faulty("last-leaves-open"):
            self.end("last-participant-kicked", call)

    def end(self, reason, call=None):
        faulty = self.world.faulty
        with self.lock:
            self.status, self.reason, self.ending_call = "completed", reason, call
            if faulty("ended-without-reason"):
                self.reason = None
            self.date_updated = time.time()
            if not (faulty("completed-not-emptied") and call is None or faulty("ended-still-found")):
                self.removed |= self.members
                self.members = {}
        if faulty("end-spreads"):
            others = [each for each in self.world.others(self) if each.status != "completed"]
            if others:
                others[-1].status, others[-1].reason, others[-1].members = "completed", reason, {}
