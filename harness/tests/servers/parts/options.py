"""The command line: the lawful ways to be another server that every dialect knows, and how all of them are read."""

import argparse

# Each with its choices, of which the first is the default.
CHOICES = {
    # Statuses that the documents leave open.
    "unknown-method": ((405, 404, 501), "what a method is answered with that a path does not have"),
    "media-type": ((0, 415), "what another media type than the documented one is answered with; 0 is as bad input"),
    "head": (("get", "unsized", "405", "404", "501"), "how HEAD is answered"),
    # The content.
    "json": (("plain", "indented", "escaped", "sorted"), "how JSON is written"),
    "numbers": (("plain", "exponent"), "how integers are written"),
    # The message.
    "credentials": (("strict", "loose"), "whether Base64, the user's case and spaces are read generously"),
    "challenge": (("basic", "charset", "several", "two-fields", "token68"), "how a 401 challenges"),
    "header-case": (("title", "lower", "upper"), "the case of field names"),
    "spacing": (("one", "none", "wide"), "the white space around field values"),
    "reason": (("usual", "none", "odd"), "the reason phrase"),
    "interim": ((0, 100, 103), "an interim answer before each final one"),
    "framing": (("sized", "chunked", "chunked-oddly", "until-close"), "how content is framed"),
    "version": (("1.1", "1.0", "1.0-kept"), "the version of HTTP, and whether 1.0 is kept alive"),
    "segments": ((0, 1, 7), "how many bytes are sent at once"),
    # The process.
    "locks": (("conference", "all", "loop"), "a lock for each conference, one for all, or one thing at a time"),
}

SWITCHES = {
    "close": "close the connection after each answer",
    "charset": "add a charset to the media type",
    "fields": "send many more header fields",
    "lenient": "let pass what need not be refused, such as content of another media type",
    "limits": "refuse a target of more than 2000 bytes, and content of more than 1000",
    "typed-no-content": "a 204 has a Content-Type",
    "early-refusal": "refuse before the content is read, and close",
}

# What the dialects know besides whose participants are resources.
PARTICIPANT_CHOICES = {
    "foreign": ((404, 401, 403), "what another account's resource is answered with"),
    "options": ((0, 200, 204), "how OPTIONS is answered; 0 is as any other method"),
    "beyond-end": ((200, 400, 404), "what a page beyond the last is answered with"),
    "looks-first-at": (("credentials", "existence", "input"), "what is told first where several things are wrong"),
    "start": (("plain", "mixed"), "how participants are when they are handed over"),
    "orphan": (("stays", "ends"), "what becomes of coaching when the one who is coached leaves"),
}

PARTICIPANT_SWITCHES = {
    "ended-list-404": "a conference without participants has no list",
    "last-page-empty": "a page that is exactly full leads to one more",
    "list-gathered": "read the participants of a list one after another, and let others run",
    "answer-late": "read the answer to an update again after the update",
}

NUMBERS = {
    "port": (0, "the port; 0 is any that is free"),
    "seed": (0, "of everything that is drawn"),
    "slow-ms": (0, "wait before each answer"),
    "pause-every": (0, "let every so many-th request wait for 50 ms"),
    "idle-ms": (0, "close a connection that is idle so long, without a word"),
    "per-connection": (0, "say farewell after so many answers on a connection"),
    "limit-every": (0, "answer every so many-th request with 429"),
    "limit-rate": (0, "answer what comes above so many requests a second with 429"),
    "after": (600, "how many requests are answered before a fault of decay shows"),
    "window-ms": (1, "how long the gap of a race is open"),
}


def read(description, choices, switches, faults):
    """What was typed: the common options and those of one dialect."""
    parser = argparse.ArgumentParser(description=description)
    for name, (values, what) in (CHOICES | choices).items():
        parser.add_argument(f"--{name}", type=type(values[0]), choices=values, default=values[0], help=what)
    for name, what in (SWITCHES | switches).items():
        parser.add_argument(f"--{name}", action="store_true", help=what)
    for name, (default, what) in NUMBERS.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=what)
    parser.add_argument("--realm", default="lawful")
    parser.add_argument("--fault", choices=sorted(faults), help="; ".join(f"{name}: {what}" for name, what in faults.items()))
    parser.add_argument("--list-faults", action="store_true", help="print the faults' names and end")
    return parser.parse_args()
