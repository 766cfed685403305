#!/usr/bin/env python3
"""A lawful server of SignalWire's conference participants, written by hand from the API's documentation.

It shares nothing with the reference server: another language, the standard library alone, and another reading. The checks
must let it pass, in each of its lawful variations (see --help); with --fault they must not.

It prints one line of JSON, {"base", "fixtures", "username", "password", "account"}, and serves until it is ended.
"""

import argparse
import base64
import binascii
import email.utils
import json
import random
import re
import socket
import sys
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BASES = ("/api/laml/2010-04-01", "/2010-04-01")
FIXTURES = "/_rollcall/fixtures"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
ROUTE = re.compile(r"/Accounts/([^/]*)/Conferences/([^/]*)/Participants(?:/([^/]+?))?(?:\.json)?")
# Escapes that mean no more than the character itself.
UNRESERVED = re.compile(r"%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
FLAGS = {"Muted": "muted", "Hold": "hold", "Coaching": "coaching"}
URLS = ("AnnounceUrl", "HoldUrl", "WaitUrl")
METHODS = ("AnnounceMethod", "HoldMethod", "WaitMethod")
INT32 = 2**31 - 1
BODY_LIMIT = 1 << 20

FAULTS = {
    "no-content-with-body": "{} follows a 204",
    "delete-removes-nothing": "a removed participant is still there",
    "delete-removes-everybody": "removing one participant empties the conference",
    "error-status-lies": "an error's status member is always 200",
    "credentials-never-compared": "any Basic credentials will do",
    "challenge-missing": "a 401 carries no WWW-Authenticate",
    "malformed-id-is-500": "a malformed id in the path is answered 500",
    "page-size-unbounded": "PageSize has no upper bound",
    "update-not-stored": "an update is answered as if done, and forgotten",
    "member-extra": "a participant has a member that its closed object does not know",
}


class Refused(Exception):
    """An answer in the error form."""

    def __init__(self, status, code, message, headers=()):
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, list(headers)


class World:
    """The accounts, the conferences and who is in them."""

    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.random = random.Random(options.seed)
        self.account, self.password = self.new_id(), "PT%048x" % self.random.getrandbits(192)
        self.conferences = {}
        self.tokens = {}

    def new_id(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def faulty(self, name):
        return self.options.fault == name

    def open(self, count):
        conference = self.new_id()
        now = email.utils.formatdate()
        self.conferences[conference] = members = {}
        for _ in range(count):
            members[self.new_id()] = {
                "muted": False, "hold": False, "coaching": False, "call_sid_to_coach": None,
                "date_created": now, "date_updated": now,
            }
        return conference

    def token(self, page):
        """One token for each page of each list, drawn when the page is first linked to."""
        if page not in self.tokens:
            self.tokens[page] = "PA%032x" % self.random.getrandbits(128)
        return self.tokens[page]


class Handler(BaseHTTPRequestHandler):
    server_version = "lawful"
    sys_version = ""
    # Answers are written in one piece, so that no half of one waits for an acknowledgement.
    wbufsize = -1
    world = None

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_):
        """Nothing is logged: the one line on stdout is all that this program says."""

    @property
    def options(self):
        return self.world.options

    # From the message to the operation.

    def handle_any(self):
        try:
            self.body = self.read_body()
            if self.path.split("?")[0] == FIXTURES:
                with self.world.lock:
                    self.fixtures()
                return
            if self.options.slow_ms:
                time.sleep(self.options.slow_ms / 1000)
            with self.world.lock:
                status, content = self.operate()
            self.answer(status, content)
        except Refused as refused:
            content = self.error(refused.status, refused.code, refused.message)
            self.answer(refused.status, content, refused.headers)

    def error(self, status, code, message):
        return {
            "code": code,
            "message": message,
            "more_info": f"https://errors.lawful.example/{code}",
            "status": 200 if self.world.faulty("error-status-lies") else status,
        }

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = handle_any

    def __getattr__(self, name):
        # The base class answers 501 to a method without a do_*; a path that lacks it is what we have to say.
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def send_error(self, code, message=None, explain=None):
        """What the base class cannot read at all is refused in the error form as well."""
        self.close_connection = True
        self.answer(code, self.error(code, 10000, message or "The request cannot be read."))

    def handle_expect_100(self):
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def read_body(self):
        try:
            if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
                return self.read_chunks()
            length = int(self.headers.get("Content-Length") or 0)
            if 0 <= length <= BODY_LIMIT:
                return self.rfile.read(length)
        except ValueError:
            pass
        # Where the message ends is not known any more, so the connection cannot go on.
        self.close_connection = True
        raise Refused(400, 10000, "The body is too long, or does not say where it ends.")

    def read_chunks(self):
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline() not in (b"\r\n", b"\n", b""):
            pass
        return b"".join(parts)

    def operate(self):
        hosts = len(self.headers.get_all("Host") or [])
        if hosts > 1 or hosts == 0 and self.request_version == "HTTP/1.1":
            raise Refused(400, 10000, "One Host, please.")
        self.authenticate()
        path, _, query = self.path.partition("?")
        path = UNRESERVED.sub(lambda escape: urllib.parse.unquote(escape[0]), path)
        base = next((base for base in BASES if path.startswith(base + "/")), None)
        route = base and ROUTE.fullmatch(path[len(base):])
        if not route:
            raise Refused(404, 20404, "No such resource.")
        self.base = base
        ids = [part and urllib.parse.unquote(part) for part in route.groups()]
        allowed = ["GET", "HEAD", "POST", "DELETE"] if ids[2] else ["GET", "HEAD"]
        if self.command not in allowed:
            if self.options.unknown_method == 404:
                raise Refused(404, 20404, "No such resource.")
            raise Refused(405, 20405, "No such method here.", [("Allow", ", ".join(allowed))])
        account, conference, call = self.resolve(ids)
        members = self.world.conferences.get(conference)
        if members is None or call and call not in members:
            raise Refused(404, 20404, "Not found.")
        if call is None:
            return 200, self.list(conference, members, query)
        if self.command == "DELETE":
            return self.remove(members, call)
        if self.command == "POST":
            return 200, self.update(conference, members, call)
        return 200, self.show(conference, call, members[call])

    def authenticate(self):
        fields = self.headers.get_all("Authorization") or []
        scheme, _, rest = (fields[0] if len(fields) == 1 else "").partition(" ")
        try:
            credentials = base64.b64decode(rest.strip(), validate=True)
        except (binascii.Error, ValueError):
            credentials = b""
        right = f"{self.world.account}:{self.world.password}".encode()
        known = credentials == right or b":" in credentials and self.world.faulty("credentials-never-compared")
        if scheme.lower() != "basic" or not known:
            raise self.unauthenticated()

    def unauthenticated(self):
        quoted = self.options.realm.replace("\\", "\\\\").replace('"', '\\"')
        challenge = [("WWW-Authenticate", f'Basic realm="{quoted}"')]
        if self.world.faulty("challenge-missing"):
            challenge = []
        return Refused(401, 20003, "Authentication failed.", challenge)

    def resolve(self, ids):
        """The three ids in lower case: a UUID is read without regard to case."""
        for each in ids:
            if each is not None and not UUID.fullmatch(each):
                status = self.options.malformed
                if self.world.faulty("malformed-id-is-500"):
                    status = 500
                raise Refused(status, 20404 if status == 404 else 90000, "That is no id.")
        account, conference, call = (each and each.lower() for each in ids)
        if account != self.world.account:
            foreign = self.options.foreign
            if foreign == 401:
                raise self.unauthenticated()
            raise Refused(foreign, 20404 if foreign == 404 else 20003, "Nothing to see here.")
        return account, conference, call

    def bad_input(self, code, message):
        return Refused(self.options.bad_input, code, message)

    # The four operations.

    def show(self, conference, call, member):
        path = f"/Accounts/{self.world.account}/Conferences/{conference}/Participants/{call}"
        shown = dict(member)
        shown.update(
            account_sid=self.world.account, call_sid=call, conference_sid=conference, status="in-progress",
            end_conference_on_exit=False, start_conference_on_enter=True, uri=f"{self.base}{path}.json",
        )
        if self.world.faulty("member-extra"):
            shown["label"] = None
        return shown

    def list(self, conference, members, query):
        if not members and self.options.ended_list_404:
            raise Refused(404, 20404, "The conference has ended.")
        given = self.pairs(query)
        wanted = {FLAGS[name]: self.boolean(name, given[name]) for name in ("Muted", "Hold") if name in given}
        page = self.integer("Page", given.get("Page", "0"), 0, INT32, 90000)
        highest = INT32 if self.world.faulty("page-size-unbounded") else 1000
        size = self.integer("PageSize", given.get("PageSize", "50"), 1, highest, 54454)
        name = (conference, tuple(sorted(wanted.items())), size)
        self.check_token(given, page, name)
        kept = [
            self.show(conference, call, member) for call, member in members.items()
            if all(member[flag] == value for flag, value in wanted.items())
        ]

        def link(number):
            pairs = [(each, given[each].lower()) for each in ("Muted", "Hold") if each in given]
            pairs += [("Page", number), ("PageSize", size)]
            if number > 0:
                pairs.append(("PageToken", self.world.token((name, number))))
            path = f"{self.base}/Accounts/{self.world.account}/Conferences/{conference}/Participants"
            return f"{path}?{urllib.parse.urlencode(pairs)}"

        return {
            "uri": link(page),
            "first_page_uri": link(0),
            "next_page_uri": link(page + 1) if (page + 1) * size < len(kept) else None,
            "previous_page_uri": link(page - 1) if page > 0 else None,
            "page": page,
            "page_size": size,
            "participants": kept[page * size:(page + 1) * size],
        }

    def check_token(self, given, page, name):
        token = given.get("PageToken")
        if token is None:
            if page > 0 and not self.options.page_token_free:
                raise self.bad_input(54453, "PageToken is missing.")
        elif not token.startswith(("PA", "PB")):
            if not self.options.lenient:
                raise self.bad_input(54453, "PageToken is invalid.")
        elif not self.options.page_token_free and self.world.tokens.get((name, page)) != token:
            raise self.bad_input(21481, "PageToken was never given.")

    def update(self, conference, members, call):
        changed = dict(members[call])
        fields = self.form()
        for name, value in fields.items():
            if name in FLAGS:
                changed[FLAGS[name]] = self.boolean(name, value)
            elif name == "CallSidToCoach":
                target = value.lower()
                if not UUID.fullmatch(target) or target == call or target not in members:
                    raise self.bad_input(16002, "CallSidToCoach is nobody else in this conference.")
                changed["call_sid_to_coach"] = target
            elif name in METHODS:
                if value not in ("GET", "POST"):
                    raise self.bad_input(13221, f"{name} is neither GET nor POST.")
            elif name in URLS:
                self.check_url(name, value)
            elif not self.options.lenient:
                raise self.bad_input(90000, "A field of the form is not known.")
        if fields.get("Coaching", "").lower() == "true" and "CallSidToCoach" not in fields:
            raise self.bad_input(16002, "CallSidToCoach is missing.")
        if not changed["coaching"]:
            changed["call_sid_to_coach"] = None
        changed["date_updated"] = email.utils.formatdate()
        if not self.world.faulty("update-not-stored"):
            members[call] = changed
        return self.show(conference, call, changed)

    def remove(self, members, call):
        if self.world.faulty("delete-removes-everybody"):
            members.clear()
        elif not self.world.faulty("delete-removes-nothing"):
            del members[call]
        return 204, None

    # What is read.

    def pairs(self, text):
        """Each field once; a form that cannot be decoded is refused rather than guessed at."""
        if re.search(r"%(?![0-9a-fA-F]{2})", text):
            raise self.bad_input(90000, "A percent escape is broken.")
        try:
            pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict")
        except ValueError:
            raise self.bad_input(90000, "The text is not UTF-8.") from None
        known = [name for name, _ in pairs if name in (*FLAGS, *URLS, *METHODS, "CallSidToCoach", "Page", "PageSize", "PageToken")]
        if len(set(known)) < len(known):
            raise self.bad_input(90000, "A field is given twice.")
        return dict(pairs)

    def form(self):
        kind = (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        try:
            text = self.body.decode()
            if kind == "application/json" and self.options.lenient:
                fields = json.loads(text)
                return {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        except (ValueError, AttributeError):
            raise self.bad_input(90000, "The body cannot be read.") from None
        if kind != "application/x-www-form-urlencoded":
            raise self.bad_input(10000, "The body must be a form.")
        return self.pairs(text)

    def boolean(self, name, value):
        if value.lower() not in ("true", "false"):
            raise self.bad_input(10000, f"{name} must be true or false.")
        return value.lower() == "true"

    def integer(self, name, value, lowest, highest, code):
        if not re.fullmatch("[0-9]+", value) or len(value) > 1000:
            raise self.bad_input(code, f"{name} must be a whole number.")
        number = int(value)
        if number > INT32 and self.options.lenient:
            return highest
        if not lowest <= number <= highest:
            raise self.bad_input(code, f"{name} must be from {lowest} to {highest}.")
        return number

    def check_url(self, name, value):
        if name == "WaitUrl" and value == "":
            return
        try:
            parts = urllib.parse.urlsplit(value)
            absolute = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            absolute = False
        if not absolute or re.search(r"[^\x21-\x7e]", value):
            raise self.bad_input(21402, f"{name} must be an absolute URL.")

    # Fixtures.

    def fixtures(self):
        try:
            wish = json.loads(self.body)
            if wish["version"] != 1:
                raise ValueError("version 1 is spoken here")
            if self.command == "DELETE":
                for each in wish["conferences"]:
                    self.world.conferences.pop(each["parameters"]["ConferenceSid"], None)
                self.answer(204, None, plain=True)
                return
            if self.command != "POST" or wish["api"] != "signalwire":
                raise ValueError("POST provisions fixtures for signalwire, DELETE releases them")
            opened = [self.world.open(each["participants"]) for each in wish["conferences"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.answer(400, {"message": f"that cannot be provided: {error!r}"}, plain=True)
            return
        handed = [
            {
                "parameters": {"AccountSid": self.world.account, "ConferenceSid": conference},
                "participants": [{"CallSid": call} for call in self.world.conferences[conference]],
            }
            for conference in opened
        ]
        self.answer(200, {"conferences": handed}, plain=True)

    # From the answer to the message.

    def answer(self, status, content, headers=(), plain=False):
        options = self.options
        head = [("Date", self.date_time_string())] + list(headers)
        body = b"" if content is None else json.dumps(content).encode()
        chunked = options.chunked and content is not None and not plain and self.request_version != "HTTP/1.0"
        chunked = chunked and not options.http10
        if content is not None:
            head.append(("Content-Type", "application/json" + ("; charset=utf-8" if options.charset else "")))
            head.append(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body))))
        if options.close or options.http10:
            self.close_connection = True
        if self.close_connection:
            head.append(("Connection", "close"))
        elif self.request_version == "HTTP/1.0":
            head.append(("Connection", "keep-alive"))
        case = {"lower": str.lower, "upper": str.upper}.get(options.header_case, str)
        phrase = self.responses.get(status, ("Unknown",))[0]
        version = "HTTP/1.0" if options.http10 else "HTTP/1.1"
        lines = [f"{version} {status} {phrase}"] + [f"{case(name)}: {value}" for name, value in head]
        if chunked:
            half = len(body) // 2
            pieces = [piece for piece in (body[:half], body[half:], b"") if piece] + [b""]
            body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        if self.command == "HEAD":
            body = b""
        if status == 204 and not plain and self.world.faulty("no-content-with-body"):
            body = b"{}"
        self.wfile.write("\r\n".join(lines + ["", ""]).encode("latin-1") + body)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that hangs up is no news; anything else is a bug of this server and must be seen."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--malformed", type=int, choices=(400, 404, 422), default=404)
    parser.add_argument("--unknown-method", type=int, choices=(404, 405), default=405)
    parser.add_argument("--foreign", type=int, choices=(401, 403, 404), default=404)
    parser.add_argument("--bad-input", type=int, choices=(400, 422), default=400)
    parser.add_argument("--realm", default="lawful")
    parser.add_argument("--header-case", choices=("lower", "upper", "title"), default="title")
    parser.add_argument("--slow-ms", type=int, default=0, help="wait before each answer")
    for flag, what in (
        ("--chunked", "send content in chunks"),
        ("--close", "close the connection after each answer"),
        ("--http10", "answer as HTTP/1.0"),
        ("--charset", "add a charset to the media type"),
        ("--ended-list-404", "a conference without participants has no list"),
        ("--page-token-free", "give any page without a token"),
        ("--lenient", "let unknown fields, JSON bodies and large integers pass"),
    ):
        parser.add_argument(flag, action="store_true", help=what)
    faults = "; ".join(f"{name}: {what}" for name, what in FAULTS.items())
    parser.add_argument("--fault", choices=sorted(FAULTS), help=faults.replace("%", "%%"))
    return parser.parse_args()


def main():
    world = World(read_arguments())
    Handler.world = world
    Handler.protocol_version = "HTTP/1.1"
    server = Server(("127.0.0.1", world.options.port), Handler)
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    line = {
        "base": origin + BASES[0],
        "fixtures": origin + FIXTURES,
        "username": world.account,
        "password": world.password,
        "account": world.account,
    }
    print(json.dumps(line), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
