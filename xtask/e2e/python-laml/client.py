"""The official Python client drives the reference server through a participant's life.

ROLLCALL_MOCK holds the line that `rollcall mock` printed. What the client returns is asserted, not what it sent.
"""

import faulthandler
import json
import os
import urllib.request
from datetime import datetime
from importlib.metadata import version
from urllib.parse import urlsplit

from signalwire.rest import Client
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient

MOCK = json.loads(os.environ["ROLLCALL_MOCK"])
SECONDS = 10
WHOLE_RUN_SECONDS = 60


def fixture(participants):
    """A fresh conference from the server's own provider: its id, and its participants' ids in order."""
    wish = {"version": 1, "api": "signalwire", "conferences": [{"participants": participants}]}
    request = urllib.request.Request(
        MOCK["fixtures"], json.dumps(wish).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        conference = json.load(response)["conferences"][0]
    assert conference["parameters"]["AccountSid"] == MOCK["account"], conference
    return conference["parameters"]["ConferenceSid"], [it["CallSid"] for it in conference["participants"]]


def client(username, password):
    """The client as a user makes it, but for the base URL: it insists on https, the server is plain loopback."""
    made = Client(
        username,
        password,
        account_sid=MOCK["account"],
        signalwire_space_url="space.signalwire.com",
        http_client=TwilioHttpClient(timeout=SECONDS),
    )
    base = urlsplit(MOCK["base"])
    made.api.base_url = f"{base.scheme}://{base.netloc}"
    return made


def assert_refused(call, status):
    """Asserts that a call is refused with a status and with an error as the document promises it."""
    try:
        answer = call()
    except TwilioRestException as refusal:
        assert refusal.status == status and isinstance(refusal.code, int) and refusal.msg, vars(refusal)
    else:
        raise AssertionError(f"the call succeeded: {answer}")


def lists_across_pages(conference, conference_sid, call_sids):
    whole = [it.call_sid for it in conference.participants.list()]
    paged = [it.call_sid for it in conference.participants.list(page_size=1)]
    assert sorted(whole) == sorted(call_sids), whole
    assert paged == whole, f"one a page gives {paged}, all at once {whole}"
    page = conference.participants.page(page_size=2)
    assert len(list(page)) == 2 and page.next_page_url, page.next_page_url


def fetches_every_field(conference, conference_sid, call_sids):
    one = conference.participants(call_sids[0]).fetch()
    assert (one.account_sid, one.conference_sid, one.call_sid) == (MOCK["account"], conference_sid, call_sids[0])
    assert one.status == "in-progress", one.status
    # The client turns a date that it cannot read into None without a word.
    assert isinstance(one.date_created, datetime) and isinstance(one.date_updated, datetime)
    flags = (one.muted, one.hold, one.coaching, one.start_conference_on_enter, one.end_conference_on_exit)
    assert all(isinstance(flag, bool) for flag in flags), flags
    assert one.call_sid_to_coach is None and one.uri, (one.call_sid_to_coach, one.uri)


def updates_with_every_field(conference, conference_sid, call_sids):
    changed = conference.participants(call_sids[0]).update(
        muted=True,
        hold=True,
        hold_url="https://example.com/hold?a=b&c=d",
        hold_method="GET",
        announce_url="https://example.com/announce",
        announce_method="POST",
        wait_url="https://example.com/wait",
        wait_method="GET",
        coaching=True,
        call_sid_to_coach=call_sids[1],
    )
    assert (changed.muted, changed.hold, changed.coaching) == (True, True, True)
    assert changed.call_sid_to_coach == call_sids[1], changed.call_sid_to_coach
    again = conference.participants(call_sids[0]).fetch()
    assert (again.muted, again.hold, again.call_sid_to_coach) == (True, True, call_sids[1])


def filters_the_list(conference, conference_sid, call_sids):
    def listed(**filters):
        return sorted(it.call_sid for it in conference.participants.list(page_size=1, **filters))

    assert listed(muted=True) == [call_sids[0]], "muted"
    assert listed(muted=False) == sorted(call_sids[1:]), "not muted"
    assert listed(muted=True, hold=True) == [call_sids[0]], "muted and on hold"
    assert listed(muted=True, hold=False) == [], "muted but not on hold"


def deletes_one_for_good(conference, conference_sid, call_sids):
    assert conference.participants(call_sids[0]).delete() is True
    assert_refused(conference.participants(call_sids[0]).fetch, 404)
    assert_refused(conference.participants(call_sids[0]).delete, 404)
    assert sorted(it.call_sid for it in conference.participants.list()) == sorted(call_sids[1:])


def is_refused_with_wrong_credentials(conference, conference_sid, call_sids):
    for username, password in ((MOCK["username"], "wrong"), ("wrong", MOCK["password"])):
        stranger = client(username, password).conferences(conference_sid).participants(call_sids[1])
        assert_refused(stranger.fetch, 401)
        assert_refused(lambda: stranger.update(muted=True), 401)
        assert_refused(stranger.delete, 401)
    assert conference.participants(call_sids[1]).fetch().muted is False, "a refused update changed something"


def main():
    # A server that does not answer ends the run with the place where it hangs.
    faulthandler.dump_traceback_later(WHOLE_RUN_SECONDS, exit=True)
    print(f"signalwire {version('signalwire')} on twilio {version('twilio')}")
    conference_sid, call_sids = fixture(3)
    conference = client(MOCK["username"], MOCK["password"]).conferences(conference_sid)
    for step in (
        lists_across_pages,
        fetches_every_field,
        updates_with_every_field,
        filters_the_list,
        deletes_one_for_good,
        is_refused_with_wrong_credentials,
    ):
        step(conference, conference_sid, call_sids)
        print(f"  {step.__name__.replace('_', ' ')}", flush=True)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
