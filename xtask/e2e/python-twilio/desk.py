"""What the scripts of this folder share: fixtures, the client, and how it says no."""

import json
import urllib.request

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

SECONDS = 10
# No step of a script needs as many requests, unless the pages of a list never end.
REQUESTS = 60


class Endless(Exception):
    """A step has sent more requests than any list could need."""


class Counting(TwilioHttpClient):
    """The client's own HTTP client, with an end to its patience."""

    def __init__(self):
        super().__init__(timeout=SECONDS)
        self.left = REQUESTS

    def request(self, *args, **kwargs):
        self.left -= 1
        if self.left < 0:
            raise Endless(f"{REQUESTS} requests, and no end")
        return super().request(*args, **kwargs)


def fixture(server, participants):
    """A fresh conference from the server's own provider: its id, and its participants in order."""
    wish = {"version": 1, "api": "twilio", "conferences": [{"participants": participants}]}
    request = urllib.request.Request(
        server["fixtures"], json.dumps(wish).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        conference = json.load(response)["conferences"][0]
    assert conference["parameters"]["AccountSid"] == server["account"], conference
    return conference["parameters"]["ConferenceSid"], conference["participants"]


def client(server, username=None, password=None):
    """The client as a user makes it, but for the base URL: it knows none but the vendor's."""
    username, password = username or server["username"], password or server["password"]
    made = Client(username, password, account_sid=server["account"], http_client=Counting())
    made.api.base_url = server["base"]
    return made


def assert_refused(call, status, code=None):
    """Asserts that a call is refused with a status and with an error as the vendor's pages promise it."""
    try:
        answer = call()
    except TwilioRestException as refusal:
        assert refusal.status == status and isinstance(refusal.code, int) and refusal.msg, vars(refusal)
        assert code in (None, refusal.code), vars(refusal)
    else:
        raise AssertionError(f"the call succeeded: {answer}")


def assert_list_refused(call, status):
    """Asserts that a list is refused. The client keeps status and code of the answer to itself here, but for the answer."""
    try:
        answer = call()
    except TwilioException as refusal:
        assert refusal.args[1].status_code == status, refusal
    else:
        raise AssertionError(f"the call succeeded: {answer}")
