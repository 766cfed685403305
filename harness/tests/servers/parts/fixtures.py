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
                    world.release(each["parameters"][world.handle])
                return 204, None
            if method != "POST" or wish["api"] != world.api:
                raise ValueError(f"POST provisions fixtures for {world.api}, DELETE releases them")
            opened = [world.open(each["participants"]) for each in wish["conferences"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return 400, {"message": f"that cannot be provided: {error!r}"}
    return 200, {"conferences": [world.handed(conference) for conference in opened]}
