"""The newer official Python SDK drives the reference server through a participant's life.

It calls the document's own base path without a suffix, and says `Content-Type: application/json` whatever it sends.
ROLLCALL_MOCK holds the line that `rollcall mock` printed. What the client returns is asserted, not what it sent.
"""

import faulthandler
import json
import os
import urllib.request
from importlib.metadata import version
from urllib.parse import urlsplit

from signalwire.rest import RestClient
from signalwire.rest._base import SignalWireRestError

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
    return conference["parameters"]["ConferenceSid"], [it["CallSid"] for it in conference["participants"]]


def conferences(username, password):
    """The SDK's conferences as a user reaches them, but for the base URL: it insists on https, the server is plain."""
    client = RestClient(project=username, token=password, host="space.signalwire.com")
    base = urlsplit(MOCK["base"])
    client._http._base_url = f"{base.scheme}://{base.netloc}"
    return client.compat.conferences


def assert_refused(call, statuses):
    """Asserts that a call is refused with one of these statuses and with an error as the document promises it."""
    try:
        answer = call()
    except SignalWireRestError as refusal:
        assert refusal.status_code in statuses, refusal
        assert set(refusal.body) == {"code", "message", "more_info", "status"}, refusal
        assert refusal.body["status"] == refusal.status_code and isinstance(refusal.body["code"], int), refusal
    else:
        raise AssertionError(f"the call succeeded: {answer}")


def lists_with_filters(api, conference, calls):
    page = api.list_participants(conference)
    assert sorted(it["call_sid"] for it in page["participants"]) == sorted(calls), page
    assert page["next_page_uri"] is None, page
    page = api.list_participants(conference, PageSize=2, Muted=False)
    assert page["page_size"] == 2 and len(page["participants"]) == 2 and page["next_page_uri"], page
    assert api.list_participants(conference, Muted=True)["participants"] == []


def fetches_every_field(api, conference, calls):
    one = api.get_participant(conference, calls[0])
    assert (one["account_sid"], one["conference_sid"], one["call_sid"]) == (MOCK["account"], conference, calls[0])
    assert len(one) == 13, sorted(one)


def is_refused_with_its_json_update(api, conference, calls):
    # The document takes forms alone, and this client sends JSON: a strict server says so and changes nothing.
    assert_refused(lambda: api.update_participant(conference, calls[0], Muted=True), (400, 415, 422))
    assert api.get_participant(conference, calls[0])["muted"] is False


def deletes_one_for_good(api, conference, calls):
    assert api.remove_participant(conference, calls[0]) == {}
    assert_refused(lambda: api.get_participant(conference, calls[0]), (404,))
    left = api.list_participants(conference)["participants"]
    assert sorted(it["call_sid"] for it in left) == sorted(calls[1:]), left


def is_refused_with_wrong_credentials(api, conference, calls):
    stranger = conferences(MOCK["username"], "wrong")
    assert_refused(lambda: stranger.get_participant(conference, calls[1]), (401,))
    assert_refused(lambda: stranger.list_participants(conference), (401,))
    assert_refused(lambda: stranger.remove_participant(conference, calls[1]), (401,))
    assert api.get_participant(conference, calls[1])["call_sid"] == calls[1]


def main():
    # A server that does not answer ends the run with the place where it hangs.
    faulthandler.dump_traceback_later(WHOLE_RUN_SECONDS, exit=True)
    print(f"signalwire-sdk {version('signalwire-sdk')}")
    conference, calls = fixture(3)
    api = conferences(MOCK["username"], MOCK["password"])
    for step in (
        lists_with_filters,
        fetches_every_field,
        is_refused_with_its_json_update,
        deletes_one_for_good,
        is_refused_with_wrong_credentials,
    ):
        step(api, conference, calls)
        print(f"  {step.__name__.replace('_', ' ')}", flush=True)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
