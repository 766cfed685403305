"""Who is called into a conference."""

import re

from .reading import FLAGS

LABEL_LENGTH = 128


def create(reader, conference, fields):
    """Adds a participant as the form says; its call is given back."""
    if conference.status == "completed":
        raise reader.bad_input(16022, "The conference has ended.")
    for name, code in (("To", 21201), ("From", 21212)):
        if not fields.get(name):
            raise reader.bad_input(code, f"{name} is missing.")
    for name, lowest, highest in (("Timeout", 5, 600), ("MaxParticipants", 2, 250)):
        if name in fields and not lowest <= reader.integer(name, fields[name], lowest, 21208) <= highest:
            raise reader.bad_input(21208, f"{name} must be from {lowest} to {highest}.")
    given = {"start_conference_on_enter": True, "muted": False, "hold": False}
    for name in ("Muted", "EndConferenceOnExit", "Coaching"):
        if name in fields:
            given[FLAGS[name]] = bool(reader.flag(name, fields[name]))
    if "StartConferenceOnEnter" in fields:
        given["start_conference_on_enter"] = bool(reader.flag("StartConferenceOnEnter", fields["StartConferenceOnEnter"]))
    with conference.lock:
        target = target_of(reader, conference, fields)
        if target:
            given |= {"coaching": True, "call_sid_to_coach": target}
        elif given.get("coaching"):
            raise reader.bad_input(16002, "CallSidToCoach is missing.")
        label = label_of(reader, conference, fields)
        return conference.enter(label, **given | {"status": "queued", "queue_time": "1000"})


def target_of(reader, conference, fields):
    if "CallSidToCoach" not in fields:
        return None
    target = reader.sid("CA", fields["CallSidToCoach"])
    if target not in conference.members:
        raise reader.bad_input(16028, "CallSidToCoach is nobody in this conference.")
    return target


def label_of(reader, conference, fields):
    label = fields.get("Label") or None
    if label and (len(label) > LABEL_LENGTH or "/" in label or re.fullmatch("CA[0-9a-fA-F]{32}", label)):
        raise reader.bad_input(16023, "Label is none.")
    if label and conference.labelled(label, conference.members):
        raise reader.bad_input(16025, "Label is in use.")
    return label
