"""What a request says: its form, its query, and the values in them."""

import json
import re
import urllib.parse

from ..faults import Refused

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
FLAGS = {"Muted": "muted", "Hold": "hold", "Coaching": "coaching"}
URLS = ("AnnounceUrl", "HoldUrl", "WaitUrl")
METHODS = ("AnnounceMethod", "HoldMethod", "WaitMethod")
KNOWN = (*FLAGS, *URLS, *METHODS, "CallSidToCoach", "Page", "PageSize", "PageToken")
INT32 = 2**31 - 1


class Reader:
    """Reads values, and refuses those that are none in the way that the options say."""

    def __init__(self, options):
        self.options = options

    def bad_input(self, code, message):
        return Refused(self.options.bad_input, code, message)

    def pairs(self, text):
        """Each field once; a form that cannot be decoded is refused rather than guessed at."""
        if re.search(r"%(?![0-9a-fA-F]{2})", text):
            raise self.bad_input(90000, "A percent escape is broken.")
        try:
            pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict")
        except ValueError:
            raise self.bad_input(90000, "The text is not UTF-8.") from None
        known = [name for name, _ in pairs if name in KNOWN]
        if len(set(known)) < len(known):
            raise self.bad_input(90000, "A field is given twice.")
        return dict(pairs)

    def form(self, content_type, body):
        kind = (content_type or "").split(";")[0].strip().lower()
        try:
            text = body.decode()
            if kind == "application/json" and self.options.lenient:
                fields = json.loads(text)
                return {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        except (ValueError, AttributeError):
            raise self.bad_input(90000, "The body cannot be read.") from None
        if kind != "application/x-www-form-urlencoded":
            if self.options.media_type:
                raise Refused(self.options.media_type, 10000, "The body must be a form.", [("Accept", "application/x-www-form-urlencoded")])
            raise self.bad_input(10000, "The body must be a form.")
        return self.pairs(text)

    def update(self, fields):
        """What an update says, as far as it can be judged without knowing who is there."""
        wish = {}
        for name, value in fields.items():
            if name in FLAGS:
                wish[FLAGS[name]] = self.boolean(name, value)
            elif name == "CallSidToCoach":
                if not UUID.fullmatch(value):
                    raise self.bad_input(16002, "CallSidToCoach is no id.")
                wish["call_sid_to_coach"] = value.lower()
            elif name in METHODS:
                if value not in ("GET", "POST"):
                    raise self.bad_input(13221, f"{name} is neither GET nor POST.")
            elif name in URLS:
                self.url(name, value)
            elif not self.options.lenient:
                raise self.bad_input(90000, "A field of the form is not known.")
        if wish.get("coaching") and "call_sid_to_coach" not in wish:
            raise self.bad_input(16002, "CallSidToCoach is missing.")
        if not fields and self.options.empty_form != 200:
            raise Refused(self.options.empty_form, 10000, "Nothing is to be changed.")
        return wish

    def boolean(self, name, value):
        if (value if self.options.lower_booleans else value.lower()) not in ("true", "false"):
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

    def url(self, name, value):
        if name == "WaitUrl" and value == "":
            return
        try:
            parts = urllib.parse.urlsplit(value)
            absolute = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            absolute = False
        if not absolute or re.search(r"[^\x21-\x7e]", value):
            raise self.bad_input(21402, f"{name} must be an absolute URL.")
