"""From the request to the answer: who asks, for what, and what becomes of it."""

import random
import re
import time
import urllib.parse

from ..auth import authenticate, unauthenticated
from ..faults import Refused, not_found
from ..message import Raw
from .creation import create
from .paging import Listing
from .reading import Reader
from .showing import show_conference, show_participant

ROOT = "/2010-04-01"
ROUTE = re.compile(ROOT + r"/Accounts/([^/]*)/Conferences/([^/]*?)(/Participants(?:/([^/]*?))?)?(\.json)?")
# Escapes that mean no more than the character itself.
UNRESERVED = re.compile(r"%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
METHODS = {"conference": ("GET", "POST"), "list": ("GET", "POST"), "participant": ("GET", "POST", "DELETE")}


class Request:
    """One request, read, and the operation that it asks for."""

    def __init__(self, world, method, target, version, fields, body):
        self.world, self.options = world, world.options
        self.method, self.target, self.version, self.fields, self.body = method, target, version, fields, body
        self.reader = Reader(world)
        self.conference = self.segment = None

    # From the message to the operation.

    def answer(self):
        """Status, content and fields; a refusal is raised."""
        self.read_host()
        if self.options.limits and len(self.target) > 2000:
            raise Refused(414, 20001, "The target is too long.")
        if self.options.limits and len(self.body) > 1000:
            raise Refused(413, 20413, "The content is too long.")
        if self.options.looks_first_at == "credentials":
            self.authenticate()
        path, _, query = self.target.partition("?")
        path = UNRESERVED.sub(lambda escape: urllib.parse.unquote(escape[0]), path)
        route = ROUTE.fullmatch(path)
        if not route or not route[5] and self.options.suffix == "required":
            self.authenticate()
            raise self.nothing_here()
        if self.method == "OPTIONS" and self.options.options:
            return self.options.options, None
        kind = "conference" if route[3] is None else "list" if route[4] is None else "participant"
        self.check_method(kind)
        self.resolve(route[1], route[2], route[4], kind)
        status, content = OPERATIONS[kind](self, query)
        if not route[5] and self.options.suffix == "xml" and content is not None:
            content = Raw("application/xml", "<?xml version='1.0'?><TwilioResponse/>")
        return (status, content, self.success_fields())

    def success_fields(self):
        if not self.options.cors:
            return []
        names = {"Origin": "*", "Methods": "GET, POST, DELETE, OPTIONS", "Headers": "Accept, Authorization", "Credentials": "true"}
        return [(f"Access-Control-Allow-{name}", value) for name, value in names.items()] + [("Access-Control-Expose-Headers", "ETag")]

    def nothing_here(self):
        return not_found(f"The requested resource {self.target.partition('?')[0]} was not found")

    def read_host(self):
        hosts = len(self.fields.get_all("Host") or [])
        if hosts > 1 or hosts == 0 and self.version == "HTTP/1.1":
            raise Refused(400, 20001, "One Host, please.")

    def check_method(self, kind):
        allowed = [each for each in METHODS[kind] if each != "DELETE" or not self.world.faulty("delete-not-allowed")]
        if self.options.head in ("get", "unsized"):
            allowed.append("HEAD")
        if self.method in allowed or self.method == "PUT" and kind == "participant" and self.world.faulty("put-updates"):
            return
        status = int(self.options.head) if self.method == "HEAD" else self.options.unknown_method
        self.authenticate()
        if status == 405:
            raise Refused(405, 20004, "Method not allowed", [("Allow", ", ".join(allowed))])
        raise Refused(status, 20404, "No such resource.")

    def authenticate(self):
        try:
            authenticate(self.world, self.fields)
        except Refused as refused:
            if self.world.faulty("error-tells-password"):
                refused.message = f"No: {self.fields.get('Authorization', 'nobody').partition(' ')[2]}"
            if self.world.faulty("wrong-is-403"):
                refused.status, refused.headers = 403, []
            raise

    def resolve(self, account, conference, segment, kind):
        """What the path names, as far as the conference."""
        found = self.reader.sid("AC", urllib.parse.unquote(account)), self.reader.sid("CF", urllib.parse.unquote(conference))
        if None in found:
            if self.method == "POST" and kind == "list" and found[0] == self.world.account:
                # A creation may name a conference by its friendly name.
                self.authenticate()
                self.conference, self.segment = self.world.named(urllib.parse.unquote(conference)), None
                return
            malformed = 500 if self.world.faulty("malformed-id-is-500") else self.options.malformed
            raise Refused(malformed, 20404 if malformed == 404 else 20423, "That is no SID.")
        account, conference = found
        if account != self.world.account and not self.world.faulty("account-never-compared"):
            foreign = 404 if account.lower() == self.world.account.lower() else self.options.foreign
            if foreign == 401:
                raise unauthenticated(self.world)
            raise Refused(foreign, 20404 if foreign == 404 else 20006, "Nothing to see here.")
        self.conference = self.world.conferences.get(conference)
        if self.conference is None:
            raise self.nothing_here()
        self.segment = segment

    def find(self):
        """The call that the last segment names: a SID of a call, or a label. What nobody has is not found."""
        faulty, conference = self.world.faulty, self.conference
        segment = self.segment if faulty("label-not-decoded") else self.decoded()
        call = self.reader.sid("CA", segment)
        if call is not None:
            self.by_label = False
            if faulty("conference-never-compared") and call not in conference.members:
                self.conference = next((each for each in self.world.others(conference) if call in each.members), conference)
            return call
        self.by_label = True
        members = conference.members | (conference.removed if faulty("label-outlives") else {})
        calls = [] if faulty("label-unknown") else conference.labelled(segment, members)
        if not calls and faulty("label-across-conferences"):
            for self.conference in [*self.world.others(conference), conference]:
                calls = self.conference.labelled(segment, self.conference.members)
                if calls:
                    break
        if not calls:
            raise self.nothing_here()
        return calls[0]

    def decoded(self):
        faulty = self.world.faulty
        text = self.segment.replace("+", " ") if faulty("label-plus-is-space") else self.segment
        try:
            decoded = urllib.parse.unquote(text, encoding="latin-1" if faulty("label-latin-1") else "utf-8", errors="strict")
        except ValueError:
            raise Refused(self.options.malformed, 20404, "That is no label.") from None
        if self.options.malformed == 400 and (len(decoded) > 128 or "/" in decoded):
            raise Refused(400, 16023, "That is no label.")
        return decoded

    # The operations.

    def conference_gone(self):
        return self.world.faulty("ended-is-gone") and self.conference.status == "completed"

    def participant(self, _query):
        call = None
        if self.options.looks_first_at != "credentials":
            wish = self.wish() if self.options.looks_first_at == "input" else None
            call = self.find()
            if call not in self.conference.look() and not self.world.options.fault:
                raise self.nothing_here()
            self.authenticate()
        else:
            wish = None
        call = call or self.find()
        if self.method == "DELETE":
            return self.remove(call)
        if self.method in ("POST", "PUT"):
            return (201 if self.world.faulty("update-is-201") else 200), self.update(call, wish)
        return 200, self.fetch(call)

    def fetch(self, call):
        conference = self.conference
        if self.world.faulty("cache-after-update"):
            left, shown = conference.cache.get(call, (0, None))
            if left > 0 and call in conference.members:
                conference.cache[call] = (left - 1, shown)
                return shown
        members = conference.look()
        if self.world.faulty("label-outlives") and self.by_label:
            members = members | conference.removed
        if call not in members:
            raise self.nothing_here()
        shown = self.show(call, members[call])
        conference.cache[call] = (0, shown)
        return shown

    def show(self, call, member):
        return show_participant(self.world, self.conference, call, member, self.segment if self.by_label else None)

    def remove(self, call):
        faulty = self.world.faulty
        if self.by_label and faulty("label-delete-lies"):
            return 204, None
        if self.by_label and faulty("label-delete-everywhere"):
            label = self.conference.members[call]["label"]
            for each in self.world.others(self.conference):
                for other in each.labelled(label, each.members):
                    each.remove(other)
        self.conference.remove(call)
        if faulty("delete-is-200"):
            return 200, {}
        return (202, None) if faulty("delete-is-202") else (204, None)

    def wish(self):
        if self.method not in ("POST", "PUT"):
            return None
        return self.reader.update(self.reader.form(self.fields.get("Content-Type"), self.body))

    def update(self, call, wish):
        faulty, conference = self.world.faulty, self.conference
        # Who is not there is not told what else is wrong.
        if wish is None and call not in conference.members and not conference.revivable(call):
            raise Refused(406, 20404, "Nobody.") if faulty("call-unknown-is-406") else self.nothing_here()
        wish = self.wish() if wish is None else wish
        if self.by_label and faulty("label-update-hits-first"):
            call = next(iter(conference.members))
        before = conference.members.get(call)
        changed = conference.change(call, lambda members, member: self.alter(members, call, member, wish))
        self.spread(call, changed, wish)
        if faulty("cache-after-update"):
            left, shown = conference.cache.get(call, (0, None))
            conference.cache[call] = (2 if shown else 0, shown)
        if faulty("update-answers-before"):
            changed = before
        if self.options.answer_late:
            time.sleep(random.random() / 1000)
            changed = conference.look().get(call)
            if changed is None:
                raise self.nothing_here()
        return self.show(call, changed)

    def spread(self, call, changed, wish):
        """The faults in which an update reaches into other conferences."""
        flags = {name: value for name, value in wish.items() if name in ("muted", "hold")}
        for each in self.world.others(self.conference):
            reached = []
            if self.world.faulty("update-crosses"):
                reached = [other for other, member in each.members.items() if member["place"] == changed["place"]]
            elif self.world.faulty("label-update-everywhere") and self.by_label:
                reached = each.labelled(changed["label"], each.members)
            for other in reached:
                each.members[other] = each.members[other] | flags

    def alter(self, members, call, member, wish):
        faulty, wish = self.world.faulty, dict(wish)
        target = wish.get("call_sid_to_coach")
        if target and wish.get("coaching") is not False:
            if (target == call or target not in members) and not faulty("coach-anybody"):
                raise self.reader.bad_input(16028, "CallSidToCoach is nobody else in this conference.")
            if target in members and members[target]["hold"] and not faulty("coach-on-hold-taken"):
                raise self.reader.bad_input(16027, "CallSidToCoach is on hold.")
        if target and "coaching" not in wish:
            wish["coaching"] = member["coaching"] or self.options.coach_alone == "implied"
        if faulty("update-only-true"):
            wish = {name: value for name, value in wish.items() if value is not False}
        if faulty("update-resets-others"):
            member |= {"muted": False, "hold": False}
        if faulty("muted-absent-unmutes"):
            member["muted"] = False
        older = self.options.optional == "older"
        forgotten = ("coaching", "call_sid_to_coach") if faulty("coach-not-stored") or older else ()
        forgotten += ("end_conference_on_exit",) if faulty("exit-flag-not-stored") else ()
        member |= {name: value for name, value in wish.items() if name not in forgotten}
        if not member["coaching"] and not self.target_kept(wish):
            member["call_sid_to_coach"] = None
        if faulty("hold-mutes") and wish.get("hold"):
            member["muted"] = True
        if faulty("label-lost"):
            member["label"] = None
        member["date_updated"] = member["date_updated"] - 60 if faulty("date-goes-back") else time.time()
        return member

    def target_kept(self, wish):
        """Whether someone who does not coach is shown with the one to coach."""
        if "coaching" not in wish or wish["coaching"] is False and "call_sid_to_coach" not in wish:
            return self.options.coach_stopped == "kept"
        return self.options.coach_alone == "kept"

    def list(self, query):
        self.authenticate()
        if self.method == "POST":
            fields = self.reader.form(self.fields.get("Content-Type"), self.body)
            call = create(self.reader, self.conference, fields)
            self.by_label = False
            answer = self.show(call, self.conference.members[call])
            # Whoever is called here answers at once.
            self.conference.members[call] |= {"status": "connected", "queue_time": None}
            return 201, answer
        if self.conference.status == "completed" and self.options.ended_list_404:
            raise self.nothing_here()
        path = f"{ROOT}/Accounts/{self.world.account}/Conferences/{self.conference.id}/Participants.json"
        listing = Listing(self.world, self.reader, self.conference, path, query)
        self.by_label = False
        return 200, listing.answer(self.show)

    def update_conference(self, fields):
        conference, faulty = self.conference, self.world.faulty
        for name, value in fields.items():
            if name == "AnnounceUrl":
                self.reader.url(name, value)
            elif name == "AnnounceMethod":
                self.reader.method(name, value)
            elif name == "Status":
                if value != "completed" and not faulty("status-word-unread"):
                    raise self.reader.bad_input(21475, "Status can be set to completed and to nothing else.")
            elif self.options.unknown_fields == "refused":
                raise self.reader.bad_input(20001, "A field of the form is not known.")
        if "Status" not in fields:
            return
        if conference.status == "completed":
            if self.options.end_twice != 200:
                raise Refused(self.options.end_twice, 16022, "The conference has ended.")
        elif not faulty("completed-not-done"):
            conference.end("last-participant-left" if faulty("ended-with-other-reason") else "conference-ended-via-api")

    def show_conference(self):
        shown = show_conference(self.world, self.conference)
        if self.method == "POST" and self.world.faulty("completed-not-done"):
            shown |= {"status": "completed", "reason_conference_ended": "conference-ended-via-api"}
        return shown


def conference(request, _query):
    """The operations of a conference itself."""
    request.authenticate()
    if request.conference_gone():
        raise request.nothing_here()
    if request.method == "POST":
        request.update_conference(request.reader.form(request.fields.get("Content-Type"), request.body))
    return 200, request.show_conference()


OPERATIONS = {"conference": conference, "list": Request.list, "participant": Request.participant}
