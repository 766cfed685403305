"""From the answer to the bytes of its message."""

import json
import re
from http import HTTPStatus

PHRASES = {status.value: status.phrase for status in HTTPStatus}
MORE_FIELDS = [
    ("ETag", 'W/"0815"'), ("Cache-Control", "no-store, max-age=0"), ("Vary", "Accept, Accept-Encoding"),
    ("Set-Cookie", "a=b; Path=/; HttpOnly"), ("Set-Cookie", "c=d; Expires=Wed, 09 Jun 2038 10:18:14 GMT"),
    ("X-Request-Id", "q" * 300), ("X-Empty", ""), ("X-Odd", 'caf\xe9 "quoted, text" (a comment)'), ("Via", "1.1 proxy"),
    ("Strict-Transport-Security", "max-age=31536000"), ("Server", "lawful/1 (hand-written)"), ("x_y!z", "\t;=,"),
    ("Accept-Ranges", "none"), ("Content-Language", "en"), ("Link", '<https://lawful.example/>; rel="help"'),
    ("Keep-Alive", "timeout=5, max=1000"), ("Warning", '299 - "old"'), ("Last-Modified", "Mon, 24 Sep 2018 21:00:00 GMT"),
]
# One character of a string in JSON, which may be an escape already.
ONE = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.")
OF_UPDATES = ("length-long", "field-folded", "field-space-before-colon", "framed-twice", "last-chunk-missing")


class Raw:
    """Content that is no JSON of ours."""

    def __init__(self, media_type, text):
        self.media_type, self.text = media_type, text


def text_of(options, content):
    """JSON, in one of the ways in which the same value may be written."""
    if options.json == "indented":
        text = "\r\n\t " + json.dumps(content, indent="\t", separators=(" ,", " : ")) + "\r\n"
    elif options.json == "sorted":
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    elif options.json == "escaped":
        text = json.dumps(dict(reversed(content.items())) if isinstance(content, dict) else content)
        text = re.sub(r'"(?:[^"\\]|\\.)*"', lambda string: re.sub(ONE, escape, string[0]), text)
    else:
        text = json.dumps(content)
    if options.numbers == "exponent":
        text = re.sub(r'("(?:page|page_size|start|end|code|status)" ?: ?)([0-9]+)\b', r"\1\2e0", text)
    return text


def escape(character):
    character = character[0]
    return "\\/" if character == "/" else "\\u%04X" % ord(character) if character in "aeiou-" else character


class Message:
    """One answer on its way out."""

    def __init__(self, world, method, status, content, fields, date, old):
        self.world, self.options, self.method, self.status = world, world.options, method, status
        self.content, self.fields, self.date = content, fields, date
        # Whether the client speaks HTTP/1.0: it knows neither chunks nor interim answers.
        self.old = old
        # Whether the faults of the wire leave it alone.
        self.spared = False

    def faulty(self, name):
        """Whether the fault shows on this answer. No client gets beyond the first of some, so they are those of updates."""
        if self.spared:
            return False
        return self.world.faulty(name) and (name not in OF_UPDATES or self.method == "POST" and self.status == 200)

    def bytes(self, last):
        """The whole message; after the last one the connection is closed."""
        body = b"" if self.content is None else self.encode()
        framing = self.framing()
        head = [("Date", self.date), *self.fields]
        if self.content is not None:
            kind = self.content.media_type if isinstance(self.content, Raw) else "application/json"
            head.append(("Content-Type", kind + ("; charset=utf-8" if self.options.charset else "")))
        if self.status == 204 and self.options.typed_no_content:
            head.append(("Content-Type", "application/json"))
        head += self.frame(framing, len(body))
        if self.options.fields:
            head += MORE_FIELDS
        if last:
            head.append(("Connection", "close"))
        elif self.options.version != "1.1" or self.old:
            head.append(("Connection", "keep-alive"))
        if framing.startswith("chunked"):
            body = self.chunks(body)
        if self.faulty("length-short") and self.content is not None:
            body += b"  "
        if self.method == "HEAD" and not self.faulty("head-with-content"):
            body = b""
        if self.status == 204:
            body = self.after_no_content(head)
        return self.interim() + self.head(head) + body

    def encode(self):
        if isinstance(self.content, Raw):
            return self.content.text.encode()
        text = text_of(self.options, self.content)
        return text.encode("utf-16" if self.faulty("json-utf-16") else "utf-8")

    def framing(self):
        framing = self.options.framing
        if self.faulty("framed-twice") or self.faulty("last-chunk-missing"):
            framing = "chunked"
        old = self.old or self.options.version != "1.1"
        return "sized" if framing.startswith("chunked") and old else framing

    def frame(self, framing, length):
        if self.status == 204 or self.method == "HEAD" and self.options.head == "unsized":
            return []
        if self.content is None:
            return [("Content-Length", "0")]
        fields = []
        if framing.startswith("chunked"):
            fields.append(("Transfer-Encoding", "Chunked" if framing == "chunked-oddly" else "chunked"))
        if framing == "sized" or self.faulty("framed-twice"):
            off = 2 if self.faulty("length-long") or self.faulty("head-length-differs") and self.method == "HEAD" else 0
            fields.append(("Content-Length", str(length + off)))
        return fields

    def chunks(self, body):
        if self.options.framing == "chunked-oddly":
            pieces = [body[at:at + 11] for at in range(0, len(body), 11)]
            chunks = [b'00%X;half;why="a; b"\r\n%s\r\n' % (len(piece), piece) for piece in pieces]
            return b"".join(chunks) + b"000;end\r\nX-Trailer: there\r\nX-More: \r\n\r\n"
        half = len(body) // 2
        pieces = [piece for piece in (body[:half], body[half:]) if piece]
        end = b"" if self.faulty("last-chunk-missing") else b"0\r\n\r\n"
        return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end

    def after_no_content(self, head):
        if self.faulty("no-content-sized"):
            head.append(("Content-Length", "0"))
        if self.faulty("no-content-chunked"):
            head.append(("Transfer-Encoding", "chunked"))
            return b"0\r\n\r\n"
        return b"{}" if self.faulty("no-content-with-body") else b""

    def interim(self):
        if not self.options.interim or self.old or self.options.version != "1.1":
            return b""
        field = b"Link: </style.css>; rel=preload\r\n" if self.options.interim == 103 else b""
        return b"HTTP/1.1 %d %s\r\n%s\r\n" % (self.options.interim, PHRASES[self.options.interim].encode(), field)

    def head(self, fields):
        case = {"lower": str.lower, "upper": str.upper}.get(self.options.header_case, str)
        phrase = {"none": "", "odd": 'Caf\xe9, "quite"\tall right'}.get(self.options.reason, PHRASES.get(self.status, "Unknown"))
        version = "HTTP/1.1" if self.options.version == "1.1" else "HTTP/1.0"
        start = f"{version} {self.status} {phrase}"
        if self.faulty("reason-space-missing"):
            start = start.split(" ", 2)[0] + f" {self.status}"
        colon = {"none": ":", "wide": ": \t "}.get(self.options.spacing, ": ")
        behind = " \t" if self.options.spacing == "wide" else ""
        lines = [start] + [f"{case(name)}{colon}{value}{behind}" for name, value in fields]
        if self.faulty("field-folded"):
            lines.append("X-Folded: one\r\n two")
        if self.faulty("field-space-before-colon"):
            lines.append("X-Spaced : one")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")
