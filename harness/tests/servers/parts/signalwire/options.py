"""The lawful ways to be another server of this dialect."""

from ..options import PARTICIPANT_CHOICES, PARTICIPANT_SWITCHES

CHOICES = PARTICIPANT_CHOICES | {
    # Statuses that the document leaves open.
    "malformed": ((404, 400, 422), "what a malformed id is answered with"),
    "bad-input": ((400, 422), "what bad input is answered with"),
    "coach-absent": ((400, 422, 404), "what a CallSidToCoach is answered with that is not there"),
    "coach-alone": (("ignored", "kept", "starts", "refused"), "what a CallSidToCoach means without Coaching"),
    "empty-form": ((200, 400, 422), "what an update without a field is answered with"),
    # The list.
    "links": (("relative", "absolute", "query"), "how links are written"),
    "tokens": (("page", "opaque", "offset", "cursor"), "what a PageToken stands for"),
    "order": (("oldest", "newest", "call", "updated"), "the order of the list"),
    # The participant.
    "dates": (("utc", "east", "west", "wandering", "frozen", "bare", "gmt", "comment", "brief"), "how dates are written"),
    "uri": (("suffixed", "bare", "absolute"), "how a participant's uri is written"),
    "ids": (("lower", "handed-upper", "shown-upper", "dashless"), "how ids are handed over, shown, and read"),
    "end": (("never", "on-exit"), "whether a conference ends when the one leaves who came last"),
}

SWITCHES = PARTICIPANT_SWITCHES | {
    "page-token-free": "give any page without a token",
    "pages-sparse": "filter each page by itself, so that pages may be short",
    "links-suffixed": "links end in .json",
    "suffix-refused": "a path that ends in .json is unknown",
    "lower-booleans": "let nothing be a boolean but true and false in lower case",
}
