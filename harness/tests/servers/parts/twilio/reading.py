"""What a request says: its SIDs, its form, its query, and the values in them."""

import json
import re
import urllib.parse

from ..faults import Refused

FLAGS = {
    "Muted": "muted", "Hold": "hold", "Coaching": "coaching",
    "EndConferenceOnExit": "end_conference_on_exit", "BeepOnExit": None,
}
URLS = ("AnnounceUrl", "HoldUrl", "WaitUrl")
METHODS = ("AnnounceMethod", "HoldMethod", "WaitMethod")
SID = re.compile("([A-Za-z]{2})([0-9a-fA-F]{32})")
INT64 = 2**63 - 1


class Reader:
    """Reads values, and refuses those that are none in the way that the options say."""

    def __init__(self, world):
        self.world, self.options = world, world.options

    def bad_input(self, code, message):
        faulty = self.world.faulty
        return Refused(422 if faulty("bad-input-is-422") else 500 if faulty("bad-input-is-500") else 400, code, message)

    def sid(self, prefix, text):
        """A SID in lower case, or None where it is none."""
        found = SID.fullmatch(text)
        if not found:
            return None
        given = found[1].upper() if self.world.faulty("prefix-case-ignored") else found[1]
        if given != prefix and not self.world.faulty("prefix-never-compared"):
            return None
        return prefix + (found[2].lower() if self.options.digits == "either" else found[2])

    def pairs(self, text):
        """Each field once."""
        if re.search(r"%(?![0-9a-fA-F]{2})", text) and self.options.escapes == "refused":
            raise self.bad_input(20001, "A percent escape is broken.")
        try:
            pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, errors="strict")
        except ValueError:
            raise self.bad_input(20001, "The text is not UTF-8.") from None
        # The events of callbacks are lists, and each entry is a field of its own.
        single = [name for name, _ in pairs if not name.endswith("CallbackEvent")]
        if self.options.twice == "refused" and len(set(single)) < len(single):
            raise self.bad_input(20001, "A field is given twice.")
        return dict(reversed(pairs) if self.options.twice == "first" else pairs)

    def form(self, content_type, body):
        kind = (content_type or "").split(";")[0].strip().lower()
        try:
            text = body.decode()
            if kind == "application/json" and self.options.lenient:
                fields = json.loads(text)
                return {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        except (ValueError, AttributeError):
            raise self.bad_input(20001, "The body cannot be read.") from None
        if kind != "application/x-www-form-urlencoded" and text:
            if self.options.media_type:
                raise Refused(self.options.media_type, 20001, "The body must be a form.", [("Accept", "application/x-www-form-urlencoded")])
            raise self.bad_input(20001, "The body must be a form.")
        return self.pairs(text)

    def update(self, fields):
        """What an update says, as far as it can be judged without knowing who is there."""
        wish = {}
        if self.world.faulty("update-needs-muted-or-hold") and not {"Muted", "Hold"} & set(fields):
            raise self.bad_input(20001, "Muted or Hold is missing.")
        if self.world.faulty("muted-named-mute"):
            fields = {"Muted" if name == "Mute" else name: value for name, value in fields.items() if name != "Muted"}
        for name, value in fields.items():
            if name in FLAGS:
                flag = self.flag(name, value)
                if FLAGS[name] and flag is not None:
                    wish[FLAGS[name]] = flag
            elif name == "CallSidToCoach":
                wish["call_sid_to_coach"] = self.sid("CA", value)
                if wish["call_sid_to_coach"] is None:
                    raise self.bad_input(13240, "CallSidToCoach is no SID of a call.")
            elif name in METHODS:
                self.method(name, value)
            elif name in URLS:
                self.url(name, value)
            elif self.options.unknown_fields == "refused":
                raise self.bad_input(20001, "A field of the form is not known.")
        if wish.get("coaching") and "call_sid_to_coach" not in wish and not self.world.faulty("coach-without-target"):
            raise self.bad_input(16002, "CallSidToCoach is missing.")
        return wish

    def truth(self, value):
        value = value if self.options.boolean_case == "lower" else value.lower()
        return {"true": True, "false": False}.get(value)

    def flag(self, name, value):
        """A flag of a form; None where nothing is said by it."""
        truth = self.truth(value)
        if truth is not None:
            return truth
        if name == "Muted":
            if self.world.faulty("muted-text-refused"):
                raise self.bad_input(20001, "Muted must be true or false.")
            return self.world.faulty("muted-text-is-true")
        if self.options.other_flags == "refused":
            raise self.bad_input(20001, f"{name} must be true or false.")
        return False if self.options.other_flags == "false" else None

    def filter(self, name, value):
        """A filter of a list; None where nothing is filtered by it."""
        truth = {"true": True, "false": False}.get(value.lower())
        if truth is None and not self.options.lenient:
            raise self.bad_input(20001, f"{name} must be true or false.")
        return truth

    def integer(self, name, value, lowest, code):
        if not re.fullmatch("[0-9]+", value) or len(value) > 1000 or not lowest <= int(value) <= INT64:
            raise self.bad_input(code, f"{name} must be a whole number from {lowest}.")
        return int(value)

    def method(self, name, value):
        if value not in ("GET", "POST") and not self.world.faulty("method-any"):
            raise self.bad_input(21403, f"{name} is neither GET nor POST.")

    def url(self, name, value):
        if self.world.faulty("url-any"):
            return
        if name == "WaitUrl" and value == "" and not self.world.faulty("wait-url-empty-refused"):
            return
        try:
            parts = urllib.parse.urlsplit(value)
            absolute = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            absolute = False
        if not absolute or re.search(r"[^\x21-\x7e]", value):
            raise self.bad_input(21402, f"{name} must be an absolute URL.")
