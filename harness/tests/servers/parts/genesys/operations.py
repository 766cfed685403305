"""From the request to the answer: who asks, for what, and what becomes of it."""

import json
import urllib.parse

from ..faults import Refused
from ..message import Raw
from . import calls
from .bayeux import Exchange
from .refusals import Refusal
from .sessions import Visit
from .showing import written

ROOT = "/api/v2/me"
NOTIFICATIONS = "/api/v2/notifications"
UNKNOWN = object()


class Request:
    """One request, read, and the resource that it asks for."""

    def __init__(self, world, method, target, version, fields, body):
        self.world, self.options = world, world.options
        self.method, self.target, self.version, self.fields, self.body = method, target, version, fields, body
        self.visit = Visit(world, fields)
        # The fields of the answer.
        self.given = []

    def answer(self):
        """Status, content and fields; a refusal is raised."""
        try:
            status, content = self.route()
        except Refused as refused:
            refused.headers += self.given
            raise
        return status, content, self.given

    def route(self):
        self.read_host()
        path, _, query = self.target.partition("?")
        if self.options.limits and len(self.target) > 2000:
            raise Refused(414, 0, "The target is too long.")
        if path.startswith(NOTIFICATIONS) and self.is_served(path[len(NOTIFICATIONS):]):
            return self.notifications()
        self.authenticate()
        self.visit_token()
        parts = path.split("/")
        if path == ROOT:
            return self.me()
        if path == f"{ROOT}/calls":
            return self.list(urllib.parse.parse_qs(query))
        if path.startswith(f"{ROOT}/calls/") and len(parts) == 6 and parts[5]:
            return self.call(urllib.parse.unquote(parts[5]))
        raise Refusal(self.world, "path")

    def read_host(self):
        hosts = len(self.fields.get_all("Host") or [])
        if hosts > 1 or hosts == 0 and self.version == "HTTP/1.1":
            raise Refused(400, 0, "One Host, please.")

    def authenticate(self):
        if self.visit.session:
            return
        if self.options.first == "token" and not self.target.startswith(NOTIFICATIONS):
            self.visit_token()
        self.given += self.visit.authenticate()
        if self.method in ("GET", "HEAD"):
            self.given += self.visit.session.give()

    def visit_token(self):
        if self.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return
        try:
            self.visit.check_token()
        except Refused:
            if self.world.faulty("token-refused-acts"):
                self.act_unseen()
            raise

    def act_unseen(self):
        """A refused operation is done all the same: a fault."""
        try:
            self.visit.authenticate()
            self.call(urllib.parse.unquote(self.target.rpartition("/")[2]))
        except Refused:
            pass

    def allow(self, *methods):
        """Raises a refusal where the resource does not have the request's method."""
        allowed = [*methods]
        if "GET" in methods and self.options.head in ("get", "unsized"):
            allowed.append("HEAD")
        if self.method in allowed or self.method == "PUT" and "POST" in methods and self.world.faulty("put-updates"):
            return
        refusal = Refusal(self.world, "method", [("Allow", ", ".join(allowed))])
        refusal.status = int(self.options.head) if self.method == "HEAD" and "GET" in methods else self.options.unknown_method
        if refusal.status != 405:
            refusal.headers = []
        raise refusal

    @property
    def reads(self):
        return self.method in ("GET", "HEAD")

    # The user.

    def me(self):
        self.allow("GET", "POST")
        person = self.visit.session.person
        if self.reads:
            user = {"id": person.device[::-1], "userName": person.name, "uri": f"{self.world.origin}/api/v2/users/{person.device[::-1]}"}
            return self.success({"user": user})
        wish = self.content()
        name = wish.get("operationName")
        if name not in ("StartContactCenterSession", "EndContactCenterSession"):
            raise Refusal(self.world, "missing" if name is None else "name")
        if name == "StartContactCenterSession" and not isinstance(wish.get("channels"), list):
            raise Refusal(self.world, "type" if "channels" in wish else "missing")
        return self.success({})

    def list(self, query):
        self.allow("GET")
        person = self.visit.session.person
        with self.world.lock:
            found = self.world.calls_of(person)
            if self.world.faulty("stranger-lists-calls"):
                found = [call for each in self.world.people for call in self.world.calls_of(each)]
            if self.world.faulty("list-without-new"):
                found = found[:-1]
            if query.get("fields") == ["*"]:
                return self.success({"calls": [written(call.seen()) for call in found]})
        origin = "" if self.world.faulty("uris-relative") else self.world.origin
        return self.success({"uris": [f"{origin}{ROOT}/calls/{call.segment}" for call in found]})

    # A call.

    def call(self, ident):
        self.allow("GET", "POST")
        wish = self.content() if not self.reads and self.options.asks_first == "content" else None
        with self.world.lock:
            call = self.find(ident)
            if self.reads:
                return self.success({"call": {"id": ident, "state": "Established", "participants": []} if call is UNKNOWN else written(call.seen())})
            if wish is None:
                wish = self.content()
            if call is UNKNOWN:
                return self.success({})
            return self.operate(call, wish)

    def find(self, ident):
        faulty, person = self.world.faulty, self.visit.session.person
        call = self.world.calls.get(ident)
        gone = call and call.is_gone() and not (faulty("released-call-accepted") and not self.reads)
        if call is None or gone:
            if faulty("unknown-call-accepted") and not self.reads or faulty("unknown-call-shown") and self.reads:
                return UNKNOWN
            raise Refusal(self.world, "call")
        if call.person is not person:
            if not faulty("stranger-sees-call" if self.reads else "stranger-operates"):
                raise Refusal(self.world, "foreign" if self.options.foreign_call == "forbidden" else "call")
        return call

    def content(self):
        """The object that was sent, or an empty one where a fault takes anything."""
        kind = (self.fields.get("Content-Type") or "").split(";")[0].strip().lower()
        if kind != "application/json" and not self.options.lenient:
            raise Refusal(self.world, "media" if self.options.media_type else "malformed")
        if self.options.limits and len(self.body) > 1000:
            raise Refused(413, 0, "The content is too long.")
        try:
            wish = json.loads(self.body.decode(), parse_constant=lambda _: 1 / 0)
            if not isinstance(wish, dict):
                raise ValueError
        except (ValueError, ArithmeticError, RecursionError):
            if self.world.faulty("malformed-accepted"):
                return {"operationName": UNKNOWN}
            raise Refusal(self.world, "malformed") from None
        return wish

    def operate(self, call, wish):
        world, faulty = self.world, self.world.faulty
        name = wish.get("operationName")
        if name is UNKNOWN or name is None and faulty("missing-name-accepted"):
            return self.success({})
        if name is None:
            raise Refusal(world, "missing")
        if name == "RemoveParticipantFromConference":
            return self.remove(call, wish)
        if not isinstance(name, str) or name not in calls.OPERATIONS and name not in calls.REFUSED:
            if faulty("unknown-name-accepted"):
                return self.success({})
            raise Refusal(world, "name" if isinstance(name, str) else "type")
        calls.operate(call, name, wish)
        return self.passed_on()

    def remove(self, call, wish):
        faulty = self.world.faulty
        participant = wish.get("participant")
        try:
            if participant in (None, ""):
                if faulty("missing-participant-accepted"):
                    return self.passed_on()
                raise Refusal(self.world, "missing")
            if faulty("participant-number-read") and isinstance(participant, int):
                participant = str(participant)
            if faulty("participant-list-read") and isinstance(participant, list) and participant:
                participant = participant[0]
            if faulty("participant-object-read") and isinstance(participant, dict) and participant:
                participant = next(iter(participant.values()))
            if not isinstance(participant, str):
                raise Refusal(self.world, "type")
            calls.operate(call, wish["operationName"], {"participant": participant})
        except Refused:
            calls.remove_in_passing(call)
            raise
        return self.passed_on()

    def success(self, more):
        told = {"statusCode": 0} | more
        if self.options.extras:
            told |= {"operationId": "17", "x": None}
        return 200, told

    def passed_on(self):
        faulty = self.world.faulty
        status, told = self.success({})
        if faulty("removal-is-202"):
            status = 202
        if faulty("accepted-without-code"):
            told = {}
        if faulty("accepted-empty"):
            told = Raw("application/json", "")
        if faulty("accepted-as-text"):
            told = Raw("text/plain", "OK")
        if faulty("accepted-code-1"):
            told = {"statusCode": 1, "statusMessage": "A required parameter is missing"}
        return status, told

    # The notifications.

    def is_served(self, rest):
        faulty = self.world.faulty
        if self.options.urls == "bare":
            return rest == ""
        if faulty("urls-with-slash-only"):
            return rest == "/"
        return rest in ("", "/") or rest.startswith("/") and "/" not in rest[1:] and not faulty("urls-without-suffix")

    def notifications(self):
        if self.method != "POST":
            self.authenticate()
            self.allow("POST")
        person = self.listener()
        messages = self.messages()
        browser = self.visit.cookies.get("BAYEUX_BROWSER")
        shakes = any(message["channel"] == "/meta/handshake" for message in messages)
        if self.options.browser != "none" and browser is None and shakes:
            browser = "%040x" % self.world.random.getrandbits(160)
            self.given.append(("Set-Cookie", f"BAYEUX_BROWSER={browser}; Path=/; HttpOnly"))
        answers = Exchange(self.world.hub, person, browser).answer(messages)
        if self.world.faulty("answer-no-array") and len(answers) == 1:
            return 200, answers[0]
        return 200, answers

    def listener(self):
        """Who asks; nobody where the protocol itself is to refuse that."""
        try:
            self.authenticate()
        except Refused as refused:
            if self.world.faulty("handshake-of-nobody"):
                return self.world.people[0]
            if self.options.denied == "bayeux":
                return None
            # A return value under 200 would be no message.
            refused.status = max(refused.status, 401)
            raise
        if self.options.csrf != "calls":
            self.visit_token()
        return self.visit.session.person

    def messages(self):
        """The messages of the request; a single one need not be an array."""
        kind = (self.fields.get("Content-Type") or "").split(";")[0].strip().lower()
        try:
            text = self.body.decode()
            if kind == "application/x-www-form-urlencoded":
                text = urllib.parse.parse_qs(text)["message"][0]
            elif kind != "application/json" and not self.options.lenient:
                raise Refusal(self.world, "media")
            messages = json.loads(text)
            messages = messages if isinstance(messages, list) else [messages]
            if not messages or not all(isinstance(each, dict) and isinstance(each.get("channel"), str) for each in messages):
                raise ValueError
        except (ValueError, KeyError, RecursionError):
            raise Refusal(self.world, "notification") from None
        return messages
