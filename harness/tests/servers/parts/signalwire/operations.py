"""From the request to the answer: who asks, for what, and what becomes of it."""

import datetime
import email.utils
import random
import re
import time
import urllib.parse

from ..auth import authenticate, unauthenticated
from ..faults import Refused, not_found
from .paging import Listing
from .reading import FLAGS, UUID, Reader

BASES = ("/api/laml/2010-04-01", "/2010-04-01")
ROUTE = re.compile(r"/Accounts/([^/]*)/Conferences/([^/]*)/Participants(?:/([^/]+?))?(\.json)?")
# Escapes that mean no more than the character itself.
UNRESERVED = re.compile(r"%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")


class Request:
    """One request, read, and the operation that it asks for."""

    def __init__(self, world, method, target, version, fields, body):
        self.world, self.options = world, world.options
        self.method, self.target, self.version, self.fields, self.body = method, target, version, fields, body
        self.reader = Reader(world.options)

    # From the message to the operation.

    def answer(self):
        """Status and content; a refusal is raised."""
        self.read_host()
        if self.options.limits and len(self.target) > 2000:
            raise Refused(414, 10000, "The target is too long.")
        if self.options.limits and len(self.body) > 1000:
            raise Refused(413, 10000, "The content is too long.")
        first = self.options.looks_first_at
        if first == "credentials":
            self.authenticate()
        path, _, query = self.target.partition("?")
        path = UNRESERVED.sub(lambda escape: urllib.parse.unquote(escape[0]), path)
        self.base = next((base for base in BASES if path.startswith(base + "/")), None)
        route = self.base and ROUTE.fullmatch(path[len(self.base):])
        if not route or route[4] and self.options.suffix_refused:
            self.authenticate()
            raise not_found("No such resource.")
        if self.method == "OPTIONS" and self.options.options:
            return self.options.options, None
        self.check_method(bool(route[3]))
        conference, call = self.resolve([part and urllib.parse.unquote(part) for part in route.groups()[:3]])
        wish = None
        if first == "input":
            wish = self.wish()
        if call and first != "credentials" and call not in conference.look():
            self.update_revives(conference, call)
        self.authenticate()
        if call is None:
            path = f"{self.base}/Accounts/{self.world.account}/Conferences/{conference.id}/Participants"
            listing = Listing(self.world, self.reader, conference, path, query)
            return 200, listing.answer(lambda call, member: self.show(conference, call, member))
        if self.method == "DELETE":
            conference.remove(call)
            return 204, None
        if self.method in ("POST", "PUT"):
            return 200, self.update(conference, call, wish)
        return 200, self.retrieve(conference, call)

    def update_revives(self, conference, call):
        if not (call in conference.removed and self.world.options.fault):
            raise not_found()

    def read_host(self):
        hosts = len(self.fields.get_all("Host") or [])
        if hosts > 1 or hosts == 0 and self.version == "HTTP/1.1":
            raise Refused(400, 10000, "One Host, please.")

    def check_method(self, single):
        allowed = ["DELETE", "POST", "GET"] if single else ["GET"]
        if self.options.head in ("get", "unsized"):
            allowed.append("HEAD")
        if self.method in allowed or self.method == "PUT" and single and self.world.faulty("put-updates"):
            return
        head = self.method == "HEAD"
        status = int(self.options.head) if head else self.options.unknown_method
        self.authenticate()
        if status == 405:
            raise Refused(405, 20405, "No such method here.", [("Allow", ", ".join(allowed))])
        raise Refused(status, 20404, "No such resource.")

    def authenticate(self):
        authenticate(self.world, self.fields)

    def resolve(self, ids):
        """The conference and the call: a UUID is read without regard to case."""
        for each in ids:
            if each is not None and not UUID.fullmatch(self.dashed(each)):
                status = 500 if self.world.faulty("malformed-id-is-500") else self.options.malformed
                # The document has no 422 for retrieving a participant.
                if status == 422 and ids[2] and self.method in ("GET", "HEAD"):
                    status = 400
                raise Refused(status, 20404 if status == 404 else 90000, "That is no id.")
        account, conference, call = (each and self.dashed(each).lower() for each in ids)
        if account != self.world.account:
            foreign = self.options.foreign
            if foreign == 401:
                raise unauthenticated(self.world)
            raise Refused(foreign, 20404 if foreign == 404 else 20003, "Nothing to see here.")
        found = self.world.conferences.get(conference)
        if found is None:
            raise not_found()
        return found, call

    def dashed(self, ident):
        """Many a library reads a UUID without its dashes, too."""
        if self.options.ids == "dashless" and re.fullmatch("[0-9a-fA-F]{32}", ident):
            return "-".join((ident[:8], ident[8:12], ident[12:16], ident[16:20], ident[20:]))
        return ident

    # The four operations.

    def retrieve(self, conference, call):
        if self.world.faulty("cache-after-update"):
            left, shown = conference.cache.get(call, (0, None))
            if left > 0 and call in conference.members:
                conference.cache[call] = (left - 1, shown)
                return shown
        members = conference.look()
        if call not in members:
            raise not_found()
        shown = self.show(conference, call, members[call])
        conference.cache[call] = (0, shown)
        return shown

    def wish(self):
        if self.method not in ("POST", "PUT"):
            return None
        return self.reader.update(self.reader.form(self.fields.get("Content-Type"), self.body))

    def update(self, conference, call, wish):
        # Who is not there is not told what else is wrong.
        if wish is None and call not in conference.members:
            self.update_revives(conference, call)
        wish = self.wish() if wish is None else wish
        changed = conference.change(call, lambda members, member: self.alter(members, call, member, wish))
        if self.world.faulty("cache-after-update"):
            left, shown = conference.cache.get(call, (0, None))
            conference.cache[call] = (2 if shown else 0, shown)
        if self.options.answer_late:
            time.sleep(random.random() / 1000)
            changed = conference.look().get(call)
            if changed is None:
                raise not_found()
        return self.show(conference, call, changed)

    def alter(self, members, call, member, wish):
        faulty = self.world.faulty
        target = wish.get("call_sid_to_coach")
        if target and (target == call or target not in members):
            raise Refused(self.options.coach_absent, 16002, "CallSidToCoach is nobody else in this conference.")
        if faulty("update-only-true"):
            wish = {name: value for name, value in wish.items() if value is not False}
        if faulty("update-resets-others"):
            member |= {"muted": False, "hold": False}
        member |= wish
        if target and not member["coaching"] and "coaching" not in wish:
            if self.options.coach_alone == "refused":
                raise self.reader.bad_input(16002, "CallSidToCoach goes with Coaching.")
            member["coaching"] = self.options.coach_alone == "starts"
            if self.options.coach_alone == "kept":
                member["kept"] = target
        if faulty("hold-mutes") and wish.get("hold"):
            member["muted"] = True
        if not member["coaching"] and not faulty("coach-kept"):
            member["call_sid_to_coach"] = member.pop("kept", None)
        moved = member["date_updated"] - 60 if faulty("date-goes-back") else time.time()
        member["date_updated"] = moved
        return member

    # What a participant looks like.

    def show(self, conference, call, member):
        path = f"/Accounts/{self.world.account}/Conferences/{conference.id}/Participants/{call}"
        shown = {
            name: member[name]
            for name in (*FLAGS.values(), "call_sid_to_coach", "start_conference_on_enter", "end_conference_on_exit")
        }
        if self.world.decayed("decay-flags-lost"):
            shown.update(muted=False, hold=False, coaching=False, call_sid_to_coach=None)
        frozen = self.options.dates == "frozen"
        shown.update(
            account_sid=self.world.account, call_sid=call, conference_sid=conference.id,
            status=member.get("status", "in-progress"),
            date_created=self.date(member["date_created"]),
            date_updated=self.date(member["date_created" if frozen else "date_updated"]),
            uri={"suffixed": "", "bare": "", "absolute": self.world.origin}[self.options.uri] + self.base + path
            + (".json" if self.options.uri == "suffixed" else ""),
        )
        if self.world.faulty("member-extra"):
            shown["label"] = None
        if self.options.ids == "shown-upper":
            ids = ("account_sid", "call_sid", "conference_sid", "call_sid_to_coach")
            shown.update({name: shown[name].upper() for name in ids if shown[name]})
        return shown

    def date(self, moment):
        kind = self.options.dates
        if self.world.faulty("date-zone-mislabelled") and self.world.requests % 2:
            moment -= 7200
        hours = {"east": 5.5, "west": -8, "wandering": self.world.requests % 25 - 12}.get(kind, 0)
        zone = datetime.timezone(datetime.timedelta(hours=hours))
        when = datetime.datetime.fromtimestamp(int(moment), zone)
        if kind == "bare":
            # Neither the day's name nor a leading zero is demanded.
            return f"{when.day} {when.strftime('%b %Y %H:%M:%S %z')}"
        if kind == "gmt":
            return when.strftime("%a, %d %b %Y %H:%M:%S GMT")
        if kind == "brief":
            return when.strftime("%a, %d %b %Y %H:%M %z")
        return email.utils.format_datetime(when) + (" (UTC)" if kind == "comment" else "")
