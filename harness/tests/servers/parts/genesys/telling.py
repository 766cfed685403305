"""What is told of calls, when, and in which order; and what goes on by itself."""

import heapq
import itertools
import json
import random
import threading
import time

from .showing import notification, shown

CALLS = "/v2/me/calls"
# What a fault keeps to itself: the reason of a notification, by the fault's name.
UNTOLD = {"removal-untold": "removal", "hold-untold": "hold", "retrieve-untold": "retrieve", "clear-untold": "clear", "hangup-untold": "hangup"}


class Teller:
    """Everything that is told passes through here, in the order of what came about."""

    def __init__(self, world):
        self.world, self.options = world, world.options
        self.due = []
        self.count = itertools.count()
        self.wake = threading.Condition()

    def begin(self):
        tasks = [self.work]
        if self.options.busy:
            tasks.append(self.be_busy)
        if self.options.noise == "always":
            tasks.append(self.make_noise)
        if self.options.other_channels:
            tasks.append(self.chatter)
        for task in tasks:
            threading.Thread(target=task, daemon=True).start()

    def tell(self, call, kind, why):
        """Has a change of a call told; it is as it is now. The world's lock is held."""
        picture = shown(call)
        if why == "refusal":
            self.tell_refused(call, kind, picture)
            return
        if any(self.world.faulty(fault) and why == what for fault, what in UNTOLD.items()):
            call.publish(picture)
            return
        if self.options.told == "before" or self.world.faulty("lost-between-connects"):
            self.pass_on(call, kind, picture, why)
            return
        delay = 0.3 if self.options.told == "late" else 0.004
        if self.world.faulty("told-out-of-order") and next(call.tellings) % 2 == 0:
            delay += 0.4
        self.later(delay, lambda: self.pass_on(call, kind, picture, why))

    def tell_refused(self, call, kind, picture):
        """Tells what was not done, as if it were: a fault."""
        if self.world.faulty("refusal-told"):
            picture = self.altered(picture, participants=picture["told"]["participants"][1:])
        self.say(call, kind, picture)

    def later(self, delay, act):
        with self.wake:
            heapq.heappush(self.due, (time.monotonic() + delay, next(self.count), act))
            self.wake.notify()

    def work(self):
        while True:
            with self.wake:
                while not self.due or self.due[0][0] > time.monotonic():
                    self.wake.wait(self.due[0][0] - time.monotonic() if self.due else None)
                act = heapq.heappop(self.due)[2]
            with self.world.lock:
                act()

    def pass_on(self, call, kind, picture, why):
        """From now on it is seen, and told."""
        faulty, before = self.world.faulty, call.shown
        if not faulty("removal-forgotten") or why != "removal":
            call.publish(picture)
        if why == "removal":
            picture = self.spoil_removal(picture, before)
            if faulty("removal-told-as-status"):
                kind = "StatusChange"
        if faulty("hold-told-established") and why == "hold" or faulty("clear-told-established") and why == "clear":
            picture = self.altered(picture, state="Established")
        self.say(call, kind, picture)
        if faulty("told-twice") or faulty("removal-told-twice") and why == "removal":
            self.say(call, kind, picture)

    def spoil_removal(self, picture, before):
        faulty = self.world.faulty
        if faulty("told-with-removed"):
            return self.altered(picture, participants=before["told"]["participants"])
        if faulty("told-without-others"):
            return self.altered(picture, participants=[])
        if faulty("told-of-another-call"):
            return self.altered(picture, id=self.world.call_id())
        return picture

    def altered(self, picture, **members):
        return picture | {"told": picture["told"] | members}

    def say(self, call, kind, picture):
        data = notification(call, kind, picture)
        if self.world.faulty("data-is-text"):
            data = json.dumps(data)
        channel = "/v2/me/call" if self.world.faulty("told-elsewhere") else CALLS
        self.world.hub.publish(call.person, channel, data)

    # What goes on by itself.

    def add_noise(self, call):
        """What else an operation brings about."""
        if self.options.noise == "after" and call.state != "Released":
            call.is_recorded = not call.is_recorded
            self.tell(call, "CallRecordingStateChange", "noise")
            call.user_data = call.user_data | {"operations": str(len(call.user_data))}
            self.tell(call, "AttachedDataChanged", "noise")

    def make_noise(self):
        """Somebody else attaches data to calls."""
        for turn in itertools.count():
            time.sleep(0.03)
            with self.world.lock:
                calls = [call for call in self.world.calls.values() if call.state != "Released"]
                for call in random.sample(calls, min(3, len(calls))):
                    call.user_data = {"turn": str(turn)}
                    self.tell(call, "AttachedDataChanged", "noise")

    def be_busy(self):
        """The first user has other calls, which come and go, and are never handed over."""
        states = ("Dialing", "Ringing", "Queued", "Established", "Conferenced", "Held", "Parked", "Established", "Released")
        with self.world.lock:
            conferences = [self.world.open(1 + place % 3) for place in range(4)]
        for turn in itertools.count():
            time.sleep(0.02)
            conference = conferences[turn % 4]
            with self.world.lock:
                call = conference.owner
                call.state = states[turn // 4 % len(states)]
                self.tell(call, ("StatusChange", "ParticipantsUpdated", "CallLegMoved")[turn % 3], "busy")
                if call.state == "Released":
                    self.world.release(call.id)
                    conferences[turn % 4] = self.world.open(1 + turn % 3)

    def chatter(self):
        """Devices and services change."""
        for turn in itertools.count():
            time.sleep(0.02)
            for person in self.world.people:
                device = {"messageType": "DeviceStateChangeMessage", "devices": [{"id": person.device, "deviceState": "Active"}]}
                self.world.hub.publish(person, "/v2/me/devices", device)
                self.world.hub.publish(person, "/notifications/services", {"service": "voice", "turn": turn})
                self.world.hub.publish(person, "/v2/users", {"turn": [turn]})
                self.world.hub.publish(person, "/v2/me/calls/recent", {"turn": turn})
