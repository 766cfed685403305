"""Tells what the vendor's Python client makes of each of several servers, for them to be compared.

ROLLCALL_SERVERS holds a JSON object: a name for each server, and the line that it printed. A line of JSON is printed for
each step against each server: what the step returned, or what it raised, without what differs from run to run.
"""

import base64
import faulthandler
import json
import os
import re
import urllib.error
import urllib.request
from datetime import datetime, timezone

from twilio.base.exceptions import TwilioException

from desk import SECONDS, client, fixture

WHOLE_RUN_SECONDS = 240
FIELDS = (
    "account_sid", "call_sid", "conference_sid", "label", "muted", "hold", "coaching", "call_sid_to_coach",
    "end_conference_on_exit", "start_conference_on_enter", "status", "date_created", "date_updated", "uri",
)


class Stand:
    """A fresh conference of five, of whom the second has a label, seen through a client of its own."""

    def __init__(self, server):
        self.server = server
        self.sid, participants = fixture(server, 5)
        self.calls = [it["CallSid"] for it in participants]
        self.label = participants[1].get("Label")
        self.participants = client(server).conferences(self.sid).participants
        self.names = {server["account"]: "the account", self.sid: "the conference"}
        self.names |= {call: f"call {place}" for place, call in enumerate(self.calls, 1)}

    def mute(self, call):
        """Mutes without the client, so that a step about something else does not depend on it."""
        path = f"/2010-04-01/Accounts/{self.server['account']}/Conferences/{self.sid}/Participants/{call}.json"
        request = urllib.request.Request(self.server["base"] + path, b"Muted=true&Mute=true", method="POST")
        pair = f"{self.server['username']}:{self.server['password']}".encode()
        request.add_header("Authorization", f"Basic {base64.b64encode(pair).decode()}")
        try:
            urllib.request.urlopen(request, timeout=SECONDS).close()
        except urllib.error.HTTPError:
            # The step shows what comes of it.
            pass

    def plain(self, value):
        """A value in which nothing differs from run to run."""
        if isinstance(value, datetime):
            return f"{round((datetime.now(timezone.utc) - value).total_seconds() / 1800) / 2:+g} h"
        if isinstance(value, str):
            for sid, name in self.names.items():
                value = value.replace(sid, name)
            return re.sub(r"https?://[^/]*/", "/", value)
        if isinstance(value, (list, tuple)):
            return [self.plain(each) for each in value]
        if hasattr(value, "call_sid_to_coach"):
            return {field: self.plain(getattr(value, field)) for field in FIELDS}
        return value


def raised(stand, error):
    """What an exception lets its reader know."""
    told = {"kind": type(error).__name__}
    if isinstance(error, TwilioException) and not hasattr(error, "status"):
        told["message"] = error.args[0]
    elif isinstance(error, TwilioException):
        told |= {"status": error.status, "code": error.code, "message": stand.plain(error.msg)}
    elif told["kind"] == "Endless":
        told["message"] = "the pages never end"
    return told


def whole_list(stand):
    return stand.participants.list()


def list_by_pages(stand):
    return stand.participants.list(page_size=2)


def list_with_a_filter(stand):
    stand.mute(stand.calls[2])
    return [it.call_sid for it in stand.participants.list(muted=False, page_size=2)]


def list_in_large_pages(stand):
    return [it.call_sid for it in stand.participants.list(page_size=1000)]


def list_back_and_forth(stand):
    second = stand.participants.page(page_size=2).next_page()
    first = second.previous_page()
    return [[it.call_sid for it in page] for page in (second, first)]


def act_on_a_listed_one(stand):
    return stand.participants.list()[0].update(muted=True)


def fetch(stand):
    return stand.participants(stand.calls[0]).fetch()


def fetch_by_label(stand):
    return stand.participants(stand.label).fetch()


def fetch_nobody(stand):
    return stand.participants("CA" + "0" * 32).fetch()


def fetch_with_a_wrong_password(stand):
    return client(stand.server, password="wrong").conferences(stand.sid).participants(stand.calls[0]).fetch()


def update(stand):
    return stand.participants(stand.calls[0]).update(muted=True, hold=True)


def update_and_look(stand):
    stand.participants(stand.calls[0]).update(muted=True)
    stand.participants(stand.calls[0]).update(hold=True)
    return stand.participants(stand.calls[0]).fetch()


def update_by_label(stand):
    return stand.participants(stand.label).update(muted=True)


def update_to_coach(stand):
    return stand.participants(stand.calls[0]).update(coaching=True, call_sid_to_coach=stand.calls[1])


def update_to_silence(stand):
    return stand.participants(stand.calls[0]).update(wait_url="")


def update_with_a_wrong_method(stand):
    return stand.participants(stand.calls[0]).update(hold_url="https://example.com/", hold_method="PATCH")


def update_nobody(stand):
    return stand.participants("CA" + "0" * 32).update(muted=True)


def remove(stand):
    return stand.participants(stand.calls[0]).delete()


def remove_by_label(stand):
    return stand.participants(stand.label).delete()


def fetch_who_was_removed(stand):
    stand.participants(stand.calls[0]).delete()
    return stand.participants(stand.calls[0]).fetch()


def remove_again(stand):
    stand.participants(stand.calls[0]).delete()
    return stand.participants(stand.calls[0]).delete()


STEPS = {
    "list": (whole_list, list_by_pages, list_with_a_filter, list_in_large_pages, list_back_and_forth, act_on_a_listed_one),
    "fetch": (fetch, fetch_by_label, fetch_nobody, fetch_with_a_wrong_password),
    "update": (
        update, update_and_look, update_by_label, update_to_coach, update_to_silence, update_with_a_wrong_method, update_nobody
    ),
    "delete": (remove, remove_by_label, fetch_who_was_removed, remove_again),
}


def main():
    # A server that does not answer ends the run with the place where it hangs.
    faulthandler.dump_traceback_later(WHOLE_RUN_SECONDS, exit=True)
    for name, server in json.loads(os.environ["ROLLCALL_SERVERS"]).items():
        for operation, steps in STEPS.items():
            for step in steps:
                stand = Stand(server)
                try:
                    saw = {"returned": stand.plain(step(stand))}
                except Exception as error:  # Whatever the client lets out is what its user sees.
                    saw = {"raised": raised(stand, error)}
                step_name = step.__name__.replace("_", " ")
                print(json.dumps({"server": name, "operation": operation, "step": step_name} | saw), flush=True)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
