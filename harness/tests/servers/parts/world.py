"""What is kept in any dialect, and how several requests at once leave it whole."""

import contextlib
import random
import threading
import time

from .faults import not_found


class World:
    """The account and its conferences. A dialect adds `api`, `words`, `users`, `account`, `open`, `handed`, `release`, `answer` and `error`."""

    # The parameter by which a conference is given back.
    handle = "ConferenceSid"

    def __init__(self, options):
        self.options = options
        self.lock = threading.RLock()
        self.random = random.Random(options.seed)
        self.conferences = {}
        self.tokens = {}
        self.requests = 0
        # This second, and how many requests it has had.
        self.second, self.spent = 0, 0

    def introduced(self):
        """What a client has to know besides where the server is, and the credentials."""
        return {"account": self.account}

    def spared(self, path):
        """Whether answers at this path are without the faults of the wire."""
        return False

    def faulty(self, name):
        return self.options.fault == name

    def decayed(self, name):
        """Whether so many requests have been answered that this fault shows."""
        return self.faulty(name) and self.requests > self.options.after

    def draw(self):
        with self.lock:
            return self.random.random()

    def racing(self, name):
        """Whether this request leaves a gap. The rare fault is one of meetings, and two requests meet in each."""
        return self.faulty(name) or self.faulty(f"{name}-rare") and self.draw() < 1 / 40

    def conference_lock(self):
        return self.lock if self.options.locks == "all" else threading.RLock()

    def token(self, page):
        """One token for each page of each list, drawn when the page is first linked to."""
        with self.lock:
            if page not in self.tokens:
                self.tokens[page] = "PA%032x" % self.random.getrandbits(128)
            return self.tokens[page]


class Conference:
    """Who is in a conference. What is in `members` is replaced and never changed, so that a copy of it is a moment."""

    # What the faults take for an update's flags.
    flags = ("muted", "hold", "coaching")

    def __init__(self, world, ident):
        self.world, self.id, self.lock = world, ident, world.conference_lock()
        self.members = {}
        self.removed = {}
        self.before = None
        self.reads = 0
        self.cache = {}

    def look(self):
        """Everybody, as they are at this moment."""
        with self.lock:
            self.reads += 1
            if self.world.faulty("replica-lags") and self.before is not None and self.reads % 2:
                return dict(self.before)
            if self.world.decayed("decay-removed-return"):
                return self.members | self.removed
            if not self.world.options.list_gathered:
                return dict(self.members)
            calls = list(self.members)
        return self.gather(calls)

    def gather(self, calls):
        """One after another: each as it is, though not all at one moment."""
        seen = {}
        for call in calls:
            with self.lock:
                if call in self.members:
                    seen[call] = self.members[call]
            time.sleep(0.0002)
        return seen

    def gap(self):
        """What a careless server does between looking and acting: it lets others run."""
        time.sleep(self.world.options.window_ms / 1000)

    def revivable(self, call):
        return self.world.faulty("update-of-removed-revives") and call in self.removed

    def change(self, call, alter):
        """Replaces a participant by what `alter` makes of it."""
        world = self.world
        reviving = world.faulty("race-update-revives")
        racing = world.racing("race-update") or reviving
        with contextlib.nullcontext() if racing or world.faulty("race-torn") else self.lock:
            if call not in self.members:
                if not self.revivable(call):
                    raise not_found()
                self.members[call] = self.removed[call]
            old = self.members[call]
            new = alter(self.members, dict(old))
            if racing:
                self.gap()
                if reviving or call in self.members:
                    self.members[call] = new
                return new
            if world.faulty("race-torn"):
                return self.write_in_pieces(call, old, new)
            if not world.faulty("update-not-stored"):
                self.before = dict(self.members)
                self.members[call] = new
                self.spread(call, {name: new[name] for name in self.flags if new[name] != old[name]})
            return new

    def write_in_pieces(self, call, old, new):
        for name in [name for name in new if new[name] != old[name]]:
            with self.lock:
                if call in self.members:
                    self.members[call] = self.members[call] | {name: new[name]}
            self.gap()
        return new

    def spread(self, call, changed):
        """The faults in which an update reaches further than its participant."""
        if self.world.faulty("update-spills"):
            calls = list(self.members)
            neighbour = calls[(calls.index(call) + 1) % len(calls)]
            self.members[neighbour] = self.members[neighbour] | changed
        if self.world.decayed("decay-crosstalk"):
            for conference in list(self.world.conferences.values()):
                conference.members = {each: member | changed for each, member in conference.members.items()}

    def remove(self, call):
        """Takes a participant out."""
        racing = self.world.racing("race-delete")
        with contextlib.nullcontext() if racing else self.lock:
            if call not in self.members:
                if self.world.faulty("delete-always-succeeds") and call in self.removed:
                    return
                raise not_found()
            if racing:
                self.gap()
            self.before = dict(self.members)
            gone = None
            if self.world.faulty("delete-removes-everybody"):
                self.members = {}
            elif self.world.faulty("delete-first-removes-last") and call == next(iter(self.members)):
                self.members.popitem()
            elif not self.world.faulty("delete-removes-nothing"):
                gone = self.members.pop(call, None)
                self.removed[call] = gone or self.removed.get(call)
            if self.world.faulty("delete-unmutes-others"):
                self.members = {each: member | {"muted": False} for each, member in self.members.items()}
            self.left(call, gone)
            if self.world.options.orphan == "ends":
                self.end_coaching_of(call)

    def left(self, call, gone):
        """What a dialect does when a participant has left."""

    def end_coaching_of(self, call):
        for each, member in list(self.members.items()):
            if member["call_sid_to_coach"] == call:
                self.members[each] = member | {"coaching": False, "call_sid_to_coach": None}
