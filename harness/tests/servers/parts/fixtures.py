"""Fixtures: conferences are handed over and given back."""

import json


def answer(world, method, body):
    """Status and content."""
    try:
        wish = json.loads(body)
        if wish["version"] != 1:
            raise ValueError("version 1 is spoken here")
        with world.lock:
            if method == "DELETE":
                for each in wish["conferences"]:
                    world.conferences.pop(each["parameters"]["ConferenceSid"].lower(), None)
                return 204, None
            if method != "POST" or wish["api"] != "signalwire":
                raise ValueError("POST provisions fixtures for signalwire, DELETE releases them")
            opened = [world.open(each["participants"]) for each in wish["conferences"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return 400, {"message": f"that cannot be provided: {error!r}"}
    write = str.upper if world.options.ids == "handed-upper" else str
    handed = [
        {
            "parameters": {"AccountSid": world.account, "ConferenceSid": write(conference.id)},
            "participants": [{"CallSid": write(call)} for call in conference.members],
        }
        for conference in opened
    ]
    return 200, {"conferences": handed}
