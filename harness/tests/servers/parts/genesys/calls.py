"""Conferences, the calls that are parts of them, and what operations do to them."""

import itertools
import time
import urllib.parse

from .refusals import Refusal
from .showing import capabilities, shown


class Call:
    """A user's part in a conference, or in a plain call."""

    def __init__(self, world, conference, person):
        self.world, self.conference, self.person = world, conference, person
        self.id = world.call_id()
        self.segment = urllib.parse.quote(self.id, safe="-._~!$&'()*+,;=:@")
        self.state = "Established"
        self.since = time.monotonic() - 40
        self.user_data = {}
        self.is_recorded = False
        # What was told last, what before it, and what at first.
        self.shown = self.before = self.first = None
        self.tellings = itertools.count()
        conference.ever.append(self)

    def others(self):
        """The numbers of the others."""
        return [number for number, call in self.conference.parties.items() if call is not self]

    def show(self):
        """From now on, this is what the call looks like."""
        self.publish(shown(self))

    def publish(self, picture):
        self.before, self.shown = self.shown or picture, picture

    def seen(self):
        """What a GET shows."""
        faulty = self.world.faulty
        if faulty("shown-before"):
            return self.before
        if faulty("shown-never"):
            return self.first
        return shown(self) if self.world.options.seen == "at-once" else self.shown

    def is_gone(self):
        return self.seen()["state"] == "Released" and self.world.options.released == "gone"


class Conference:
    """Who is on the line, and whose conference it is."""

    def __init__(self, world):
        self.world = world
        self.owner = None
        self.parties = {}
        self.ever = []
        self.is_one_for_good = False
        self.conn_id = "%016x" % world.random.getrandbits(64)
        self.uuid = world.call_id()

    def calls(self):
        return [call for call in self.parties.values() if call]

    def is_conference(self):
        return self.is_one_for_good or len(self.parties) > 2

    def told(self, kind, calls, why):
        for call in calls:
            self.world.teller.tell(call, kind, why)

    def end(self, why="end"):
        """It is over for everybody."""
        calls = self.calls()
        for call in calls:
            call.state = "Released"
        self.parties = {self.owner.person.number: self.owner}
        self.told("StatusChange", calls, why)

    def leave(self, number, why):
        """Somebody goes, of themselves or not; the others are told."""
        gone = self.parties.pop(number)
        if gone:
            gone.state = "Released"
            self.told("StatusChange", [gone], why)
        self.told("ParticipantsUpdated", self.calls(), "removal")


def operate(call, name, wish):
    """Does what is asked, or raises a refusal. The world's lock is held."""
    world = call.world
    if call.state == "Released":
        if world.faulty("released-call-accepted"):
            return
        raise Refusal(world, "call" if world.options.released == "gone" else "state")
    if name == "RemoveParticipantFromConference":
        remove(call, wish["participant"])
    elif name in capabilities(call) or name == "Hold" and world.faulty("hold-twice-accepted"):
        OPERATIONS[name](call, wish)
    else:
        raise Refusal(world, "state")
    world.teller.add_noise(call)


def remove(call, participant):
    world, conference = call.world, call.conference
    faulty = world.faulty
    if faulty("removal-refused"):
        raise Refusal(world, "owner")
    if call is not conference.owner and not faulty("second-removes"):
        raise Refusal(world, "owner")
    if not conference.is_conference() and not faulty("plain-call-is-conference"):
        if faulty("plain-call-accepted"):
            return
        raise Refusal(world, "plain")
    if call.state == "Held" and world.options.held == "keeps":
        raise Refusal(world, "state")
    found = find(call, participant)
    if found is None:
        if faulty("unknown-participant-accepted") or faulty("removed-removed-again") and participant in call.first["numbers"]:
            return
        raise Refusal(world, "participant")
    others = call.others()
    if faulty("removal-removes-another"):
        found = others[(others.index(found) + 1) % len(others)]
    for number in others if faulty("removal-removes-everybody") else [found]:
        conference.leave(number, "removal")
    if faulty("removal-unholds"):
        call.state = "Established"
        call.show()
    if world.options.last == "ends" and len(conference.parties) < 2:
        conference.end()


def find(call, participant):
    """The number of the participant that is meant."""
    if participant in call.others():
        return participant
    if call.world.faulty("participant-beginning"):
        return next((number for number in call.others() if number.startswith(participant[:4])), None)
    return None


def remove_in_passing(call):
    """Somebody is removed by a removal that is refused: a fault."""
    world, others = call.world, call.others()
    if world.faulty("refused-removes") and others and call.conference.is_conference():
        call.conference.parties.pop(others[0])
        call.show()
    if (world.faulty("refusal-told") or world.faulty("refusal-told-as-is")) and call.state != "Released":
        world.teller.tell(call, "ParticipantsUpdated", "refusal")


def hold(call, _):
    call.state = "Held"
    call.conference.told("StatusChange", [call], "hold")
    if call.world.faulty("hold-undone"):
        call.state = "Established"
        call.show()


def retrieve(call, _):
    call.state = "Established"
    call.conference.told("StatusChange", [call], "retrieve")


def clear(call, _):
    call.conference.end("clear")


def hang_up(call, _):
    conference = call.conference
    ends = call is conference.owner and call.world.options.owner_leaves == "ends" or len(conference.parties) <= 2
    if ends:
        conference.end("hangup")
        return
    conference.leave(call.person.number, "hangup")


def attach(call, wish):
    given = wish.get("userData")
    if not isinstance(given, dict):
        raise Refusal(call.world, "missing" if given is None else "type")
    call.user_data = call.user_data | given
    call.conference.told("AttachedDataChanged", [call], "data")


def detach(call, wish):
    call.user_data = {name: value for name, value in call.user_data.items() if "key" in wish and name != wish["key"]}
    call.conference.told("AttachedDataChanged", [call], "data")


def send_tones(*_):
    """Nobody is told of tones."""


def join(call, wish):
    """Somebody is added at once; where a conference is one for good, a plain call becomes such a one."""
    destination = wish.get("destination")
    number = destination.get("phoneNumber") if isinstance(destination, dict) else None
    if not isinstance(number, str) or not number:
        raise Refusal(call.world, "missing" if destination is None else "type")
    if number in call.conference.parties:
        raise Refusal(call.world, "participant")
    call.conference.parties[number] = None
    call.conference.told("ParticipantsUpdated", call.conference.calls(), "join")


OPERATIONS = {
    "Hold": hold, "Retrieve": retrieve, "ClearCall": clear, "Hangup": hang_up, "AttachUserData": attach, "UpdateUserData": attach,
    "DeleteUserData": detach, "DeleteUserDataPair": detach, "SendDtmf": send_tones, "SingleStepConference": join,
}
# What the API knows and this switch does not do, whatever the state.
REFUSED = (
    "InitiateConference", "CompleteConference", "Answer", "Reject", "InitiateTransfer", "CompleteTransfer", "SingleStepTransfer",
    "StartCallRecording", "Dial",
)
