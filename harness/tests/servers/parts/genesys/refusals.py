"""Why something is refused, and how a refusal reads."""

from ..auth import unauthenticated
from ..faults import Refused
from ..message import Raw

# The status of each reason, the codes by --codes, and the words.
REASONS = {
    "missing": (400, {"new": 1, "old": 1, "alt": 10, "other": 25}, "A required parameter is missing"),
    "malformed": (400, {"new": 10, "old": 1, "alt": 1, "other": 26}, "The content cannot be read"),
    "type": (400, {"new": 10, "old": 1, "alt": 1, "other": 27}, "A parameter is of the wrong type"),
    "name": (400, {"new": 10, "old": 3, "alt": 2, "other": 28}, "No such operation"),
    "call": (404, {"new": 6, "old": 6, "alt": 12, "other": 29}, "No such call"),
    "participant": (404, {"new": 6, "old": 2, "alt": 10, "other": 30}, "No such participant"),
    "plain": (409, {"new": 2, "old": 3, "alt": 2, "other": 31}, "The call is no conference"),
    "state": (409, {"new": 2, "old": 2, "alt": 3, "other": 32}, "Not in this state"),
    "owner": (403, {"new": 5, "old": 3, "alt": 3, "other": 33}, "Only the owner may"),
    "foreign": (403, {"new": 5, "old": 3, "alt": 3, "other": 34}, "The call is somebody else's"),
    "session": (401, {"new": 20, "old": 5, "alt": 3, "other": 35}, "Authentication is required"),
    "token": (403, {"new": 3, "old": 3, "alt": 5, "other": 36}, "Missing or invalid Csrf token"),
    "path": (404, {"new": 6, "old": 6, "alt": 12, "other": 37}, "No such resource"),
    "method": (405, {"new": 3, "old": 3, "alt": 2, "other": 38}, "Not by this method"),
    "media": (415, {"new": 10, "old": 1, "alt": 3, "other": 39}, "JSON, please"),
    "notification": (400, {"new": 10, "old": 1, "alt": 1, "other": 40}, "The messages cannot be read"),
}
# These are the container's, whatever --refusals says of the api's own.
CONTAINED = ("session", "token", "path", "method", "media", "notification")
ONE_STATUS = {"ok": 200, "bad": 400, "forbidden": 403, "conflict": 409}
FOREIGN = {401: "Wer da? Bitte anmelden – danke.", 403: "Kein Zutritt.", 404: "Nicht gefunden."}


class Refusal(Refused):
    """A refusal for one of the reasons."""

    def __init__(self, world, reason, headers=()):
        status, codes, words = REASONS[reason]
        options = world.options
        if reason == "session":
            status = options.unauthenticated
            headers = [*headers, *(unauthenticated(world).headers if status != 403 else [])]
        elif reason not in CONTAINED:
            status = ONE_STATUS.get(options.refusals, status)
        super().__init__(status, codes[options.codes], words, headers)
        self.reason = reason
        spoil(world, self)


def spoil(world, refusal):
    """The faults of statuses and codes."""
    faulty, reason = world.faulty, refusal.reason
    if faulty("unknown-call-is-500") and reason == "call" or faulty("malformed-is-500") and reason == "malformed":
        refusal.status = 500
    if faulty("state-is-503") and reason in ("state", "plain"):
        refusal.status = 503
    if faulty("missing-is-code-6") and reason == "missing":
        refusal.code = 6
    if faulty("unknown-call-is-code-1") and reason == "call":
        refusal.code = 1
    if faulty("unauthenticated-is-code-6") and reason == "session":
        refusal.code = 6
    if faulty("error-code-0"):
        refusal.code = 0
    if faulty("token-refused-by-401") and reason == "token":
        refusal.status = 401
        refusal.headers += unauthenticated(world).headers


def form(world, refused):
    """The content of a refusal."""
    options, reason = world.options, getattr(refused, "reason", None)
    contained = reason in CONTAINED or reason is None or reason == "call" and refused.status == 404 and options.container == "html-calls"
    if contained and refused.status != 200:
        if options.container in ("html", "html-calls"):
            title = f"HTTP Status {refused.status} – {refused.message}"
            return Raw("text/html", f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>")
        if options.container == "empty":
            return None
    words = refused.message
    if options.words == "terse":
        words = "No."
    elif options.words == "foreign":
        words = FOREIGN.get(refused.status, "Das geht so nicht – bitte prüfen.")
    return wrong(world.faulty, {"statusCode": 10 if reason is None else refused.code, "statusMessage": words}, reason)


def wrong(faulty, told, reason):
    """The faults of a refusal's content."""
    if faulty("message-missing"):
        del told["statusMessage"]
    if faulty("message-empty"):
        told["statusMessage"] = ""
    if faulty("message-is-list"):
        told["statusMessage"] = [told["statusMessage"]]
    if faulty("message-named-message"):
        told["message"] = told.pop("statusMessage")
    if faulty("refusal-with-more"):
        told["operationId"] = "7"
    if faulty("refusal-with-call") and reason == "participant":
        told["call"] = {"id": "1", "state": "Established", "participants": []}
    if faulty("code-is-text"):
        told["statusCode"] = str(told["statusCode"])
    if faulty("code-missing"):
        del told["statusCode"]
    if faulty("refusal-as-text") and reason not in CONTAINED:
        return Raw("text/plain", "Refused: " + str(told.get("statusMessage")))
    if faulty("refusal-empty") and reason not in CONTAINED:
        return Raw("application/json", "")
    return told
