"""The lawful ways to be another server of this dialect."""

from ..options import PARTICIPANT_CHOICES, PARTICIPANT_SWITCHES

CHOICES = PARTICIPANT_CHOICES | {
    # What the documents leave open.
    "malformed": ((404, 400), "what a malformed SID is answered with"),
    "digits": (("either", "exact"), "whether the digits of a SID are read in either case"),
    "suffix": (("required", "optional", "xml"), "what becomes of a path without .json"),
    "page-alone": (("counts", "ignored"), "what Page means without a PageToken: a place, or nothing to the server"),
    "unknown-fields": (("ignored", "refused"), "what becomes of a field of a form that is not known"),
    "twice": (("refused", "first", "last"), "what becomes of a field that is given twice"),
    "escapes": (("refused", "literal"), "what becomes of a broken percent escape in a form"),
    "boolean-case": (("any", "lower"), "in which case true and false are read in a form"),
    "other-flags": (("refused", "false", "ignored"), "what becomes of a flag other than Muted that is neither true nor false"),
    "coach-alone": (("implied", "ignored", "kept"), "what a CallSidToCoach means without Coaching"),
    "coach-stopped": (("nobody", "kept"), "whom someone is shown to coach who coaches no more"),
    "end-twice": ((200, 400, 404), "what the end of a conference is answered with that has ended"),
    # Who asks.
    "user": (("account", "key"), "whose credentials are handed out: the account's, or those of an API key"),
    # The list.
    "tokens": (("cursor", "page", "opaque", "counter"), "what a PageToken looks like and stands for"),
    "links": (("usual", "page-first", "escaped"), "how the queries of links are written"),
    "order": (("oldest", "newest", "call", "updated"), "the order of the list"),
    "envelope": (("new", "old"), "whether a page has total, num_pages and last_page_uri as well"),
    # The participant.
    "labels": (("some", "none", "all", "apart"), "who has a label, and whether somebody elsewhere has the same one"),
    "optional": (("null", "absent", "older"), "what is written for what is not there; an older server knows no label and no coaching"),
    "status": (("connected", "moving"), "whether the status of a participant changes by itself"),
    "dates": (("utc", "gmt", "east", "wandering", "frozen", "bare", "comment"), "how dates are written"),
    "uri": (("suffixed", "bare"), "how a participant's uri is written"),
    # Errors.
    "words": (("usual", "terse", "foreign"), "how errors are worded"),
    "codes": (("usual", "one", "zero"), "which codes errors have"),
    "detail": (("sentence", "empty", "everywhere", "absent"), "the fifth member of a 401"),
}

SWITCHES = PARTICIPANT_SWITCHES | {
    "extras": "objects that are open have more members",
    "cors": "successes have the fields that scripts in browsers need",
}
