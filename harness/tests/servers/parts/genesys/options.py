"""The lawful ways to be another server of this dialect."""

CHOICES = {
    # Refusals.
    "refusals": (("mapped", "ok", "bad", "forbidden", "conflict"), "the statuses of refusals: one each, 200, 400, 403 or 409"),
    "codes": (("new", "old", "alt", "other"), "the codes of refusals: of 8.6.0, of 8.5.0, others that fit, or of no known release"),
    "words": (("usual", "terse", "foreign"), "how refusals are worded"),
    "container": (("json", "html", "empty", "html-calls"), "what is in the answers of the container that the api runs in; html-calls: in those about unknown calls, too"),
    "unauthenticated": ((401, 403, 200), "what a request is answered with that nobody sent"),
    "foreign-call": (("unknown", "forbidden"), "whether another user's call is unknown, or forbidden"),
    "asks-first": (("call", "content"), "what is looked at first in an operation"),
    # Credentials, cookies, tokens.
    "csrf": (("on", "calls", "off"), "whether a POST needs a token: each, each but the notifications', or none"),
    "first": (("session", "token"), "what is looked at first in a POST"),
    "cookies": (("session", "balanced", "sticky", "again"), "JSESSIONID alone, another cookie beside it, one without which it is nothing, or with every answer"),
    "basic-beside": (("read", "ignored"), "what becomes of credentials beside the cookie of a session"),
    # Calls.
    "participants": (("full", "digits", "texts", "informed", "split"), "how participants are written; informed: texts, with participantsInfo; split: digits differ from the other members"),
    "lines": (("short", "e164", "odd"), "what numbers look like"),
    "call-ids": (("usual", "long", "odd"), "what the ids of calls look like"),
    "members": (("usual", "few", "more"), "which members a call has"),
    "released": (("gone", "shown"), "what becomes of a call that is over"),
    "last": (("plain", "ends", "stays"), "a conference with one other is a plain call, or ends with the last other, or stays without one"),
    "owner-leaves": (("goes-on", "ends"), "what becomes of the conference when its owner hangs up"),
    "held": (("removes", "keeps"), "whether somebody can be removed from a call that is held"),
    "uuid": (("own", "shared"), "whether the calls of one conference have one callUuid"),
    "second": (("leg", "stranger", "none"), "whether the second user is on the calls, or just there, or not at all"),
    "release": (("silent", "told"), "whether calls that are given back are told to be over"),
    # What is told, and when.
    "told": (("soon", "before", "late"), "when what came of an operation is told: after the answer, before it, or 300 ms later"),
    "seen": (("told", "at-once"), "when a GET shows what came of an operation: when it is told, or at once"),
    "noise": (("none", "after", "always"), "whether changes of attached data and recordings are told as well: after an operation, or all the time"),
    # Bayeux.
    "first-connect": (("held", "at-once"), "whether the first connect is held"),
    "placed": (("before", "after"), "where events stand in an answer"),
    "rides": (("connect", "any"), "which answers events come with"),
    "errors": (("cometd", "faye"), "whose errors are used"),
    "browser": (("cookie", "none", "one"), "whether BAYEUX_BROWSER is set and demanded; one: only one session of a browser is held"),
    "advice": (("usual", "sections", "handshake", "none"), "which advice is given: with every connect, by transport, with the handshake alone, or only on errors"),
    "hold-ms": ((30000, 1000, 60000), "how long a connect is held"),
    "interval-ms": ((0, 200), "how long a client is to wait between two connects"),
    "max-interval-ms": ((10000, 2500), "how long a session lives without a connect"),
    "event-ids": (("none", "text", "number"), "the ids of events"),
    "types": (("one", "more"), "how many connection types are supported"),
    "urls": (("all", "bare"), "whether the messages are taken with a slash or a suffix behind the path, too"),
    "denied": (("http", "bayeux"), "whether a handshake of nobody is refused by a status, or by a message"),
}

SWITCHES = {
    "busy": "the first user has other calls that change all the time, in states that nobody knows",
    "other-channels": "other channels are published on as well",
    "acknowledges": "speak the acknowledge extension",
    "extras": "objects that are open have more members",
}
