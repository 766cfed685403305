"""Connections: what comes in is read, what goes out is written, and when each ends."""

import json
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import fixtures
from .faults import Refused
from .message import PHRASES, Message

BODY_LIMIT = 1 << 20
FIXTURES = "/_rollcall/fixtures"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Answers are written in one piece, so that no half of one waits for an acknowledgement.
    wbufsize = -1
    world = None
    answered = 0

    def setup(self):
        if self.options.idle_ms:
            self.timeout = self.options.idle_ms / 1000
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_):
        """Nothing is logged: the one line on stdout is all that this program says."""

    @property
    def options(self):
        return self.world.options

    def handle_any(self):
        try:
            if self.path.split("?")[0] == FIXTURES:
                self.send_plainly(*fixtures.answer(self.world, self.command, self.read_body()))
                return
            self.count()
            early = self.options.early_refusal and self.command in ("POST", "PUT", "PATCH")
            body = b"" if early else self.read_body()
            self.wait()
            request = self.world.answer(self.command, self.path, self.request_version, self.headers, body)
            if early:
                # What is refused for want of credentials or of a resource does not need its content.
                self.refuse_early(request)
                request.body = self.read_body()
            self.send(*request.answer())
        except Refused as refused:
            self.send(refused.status, self.world.error(refused), refused.headers)

    def count(self):
        with self.world.lock:
            self.world.requests += 1
        if self.world.decayed("decay-errors"):
            raise Refused(503, 20504, "Out of order.")
        every = self.options.limit_every
        if every and self.world.requests % every == 0 or self.above_rate():
            self.read_body()
            raise Refused(429, 20429, "Too many requests.", [("Retry-After", "1" if self.options.limit_rate else "0")])

    def above_rate(self):
        """Whether this second has had its requests."""
        if not self.options.limit_rate:
            return False
        second = int(time.time())
        with self.world.lock:
            spent = self.world.spent if self.world.second == second else 0
            self.world.second, self.world.spent = second, spent + 1
        return spent >= self.options.limit_rate

    def wait(self):
        if self.options.slow_ms:
            time.sleep(self.options.slow_ms / 1000)
        every = self.options.pause_every
        if every and self.world.requests % every == 0:
            time.sleep(0.05)
        if self.world.decayed("decay-slow"):
            time.sleep(0.15)

    def refuse_early(self, request):
        try:
            request.authenticate()
        except Refused:
            self.close_connection = True
            raise

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = handle_any

    def __getattr__(self, name):
        # The base class answers 501 to a method without a do_*; a path that lacks it is what we have to say.
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def send_error(self, code, message=None, explain=None):
        """What the base class cannot read at all is refused in the error form as well."""
        self.close_connection = True
        refused = Refused(code, 10000, message or "The request cannot be read.")
        self.send(code, self.world.error(refused))

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

    def send(self, status, content, fields=()):
        options, old = self.options, self.request_version == "HTTP/1.0"
        self.answered += 1
        full = options.per_connection and self.answered >= options.per_connection
        until_close = options.framing == "until-close" and content is not None
        message = Message(self.world, self.command, status, content, fields, self.date_time_string(), old)
        message.spared = self.world.spared(getattr(self, "path", ""))
        # What is cut off would be waited for on a connection that goes on.
        cut = message.faulty("length-long") or message.faulty("last-chunk-missing")
        if options.close or options.version == "1.0" or until_close or full or cut:
            self.close_connection = True
        data = message.bytes(self.close_connection)
        size = options.segments or len(data)
        for at in range(0, len(data), size):
            self.wfile.write(data[at:at + size])
            self.wfile.flush()

    def send_plainly(self, status, content):
        """Fixtures are handed over without any oddity."""
        body = b"" if content is None else json.dumps(content).encode()
        length = "" if content is None else f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        close = "Connection: close\r\n" if self.close_connection else ""
        self.wfile.write(f"HTTP/1.1 {status} {PHRASES[status]}\r\n{length}{close}\r\n".encode() + body)
        self.wfile.flush()


class Threads(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that hangs up is no news; anything else is a bug of this server and must be seen."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def shutdown_request(self, request):
        """Reads on until the client has seen the end: content left unread would take the answer with it."""
        try:
            request.shutdown(socket.SHUT_WR)
            request.settimeout(1)
            while request.recv(1 << 16):
                pass
        except OSError:
            pass
        self.close_request(request)


def server(world):
    Handler.world = world
    address = ("127.0.0.1", world.options.port)
    if world.options.locks == "loop":
        from .loop import Loop  # It takes longer to load than all the rest, and is seldom asked for.

        return Loop(address)
    return Threads(address, Handler)
