"""An independent client of Bayeux hears from the reference server what becomes of a conference.

ROLLCALL_MOCK holds the line that `rollcall mock` printed. What the client is told is asserted, by long-polling and over WebSocket.
"""

import asyncio
import base64
import faulthandler
import json
import logging
import os
import urllib.request
from importlib.metadata import version

import aiohttp
from aiocometd_ng import Client, ConnectionType
from aiocometd_ng.extensions import AuthExtension

MOCK = json.loads(os.environ["ROLLCALL_MOCK"])
# aiohttp takes no cookies from a host that is an IP address.
BASE = MOCK["base"].replace("127.0.0.1", "localhost")
CHANNEL = "/v2/me/calls"
SECONDS = 10
WHOLE_RUN_SECONDS = 60


def fixture(participants):
    """A fresh conference from the server's own provider: the id of the call, and the numbers of the others in order."""
    wish = {"version": 1, "api": "genesys", "conferences": [{"participants": participants}]}
    request = urllib.request.Request(
        MOCK["fixtures"], json.dumps(wish).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        conference = json.load(response)["conferences"][0]
    return conference["parameters"]["id"], [it["participant"] for it in conference["participants"]]


class Session(AuthExtension):
    """What each request of the client brings of the HTTP session."""

    def __init__(self, headers):
        self.headers = headers

    async def outgoing(self, payload, headers):
        headers.update(self.headers)

    async def incoming(self, payload, headers=None):
        pass

    async def authenticate(self):
        pass


async def log_in(http):
    """An HTTP session: Basic at first, then the cookie and the token."""
    pair = f"{MOCK['username']}:{MOCK['password']}".encode("latin-1")
    basic = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    async with http.get(f"{BASE}/api/v2/me", headers=basic) as answer:
        assert (await answer.json())["statusCode"] == 0, await answer.text()
        cookie = answer.cookies["JSESSIONID"].value
        field = answer.headers["X-CSRF-HEADER"]
        return {"Cookie": f"JSESSIONID={cookie}", field: answer.headers[field]}


async def operate(http, session, call, operation, **more):
    wish = {"operationName": operation, **more}
    async with http.post(f"{BASE}/api/v2/me/calls/{call}", json=wish, headers=session) as answer:
        assert (answer.status, await answer.json()) == (200, {"statusCode": 0}), await answer.text()


async def told(client, call):
    """The next thing that is told of the call."""
    while True:
        message = await asyncio.wait_for(client.receive(), SECONDS)
        assert message["channel"] == CHANNEL, message
        if message["data"].get("call", {}).get("id") == call:
            return message["data"]


async def hears_of_a_conference(http, connection_type):
    session = await log_in(http)
    client = Client(f"{BASE}/api/v2/notifications", connection_type, auth=Session(session))
    await client.open()
    assert client.connection_type == connection_type
    await client.subscribe(CHANNEL)
    call, numbers = fixture(3)

    await operate(http, session, call, "RemoveParticipantFromConference", participant=numbers[0])
    removal = await told(client, call)
    assert removal["messageType"] == "CallStateChangeMessage", removal
    assert removal["notificationType"] == "ParticipantsUpdated", removal
    left = [it if isinstance(it, str) else it["phoneNumber"] for it in removal["call"]["participants"]]
    assert sorted(left) == sorted(numbers[1:]), f"those who are left are {left}, not {numbers[1:]}"

    await operate(http, session, call, "Hold")
    held = await told(client, call)
    assert (held["notificationType"], held["call"]["state"]) == ("StatusChange", "Held"), held

    await client.unsubscribe(CHANNEL)
    await operate(http, session, call, "Retrieve")
    await client.subscribe(CHANNEL)
    await operate(http, session, call, "ClearCall")
    end = await told(client, call)
    assert (end["notificationType"], end["call"]["state"]) == ("StatusChange", "Released"), end
    await client.close()


async def main():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for connection_type in (ConnectionType.LONG_POLLING, ConnectionType.WEBSOCKET):
            await hears_of_a_conference(http, connection_type)
            print(
                f"  over {connection_type.value}: subscribes, removes a participant, hears of it once, holds,"
                " unsubscribes, hears of the end, disconnects",
                flush=True,
            )


if __name__ == "__main__":
    # A server that does not answer ends the run with the place where it hangs.
    faulthandler.dump_traceback_later(WHOLE_RUN_SECONDS, exit=True)
    # The client complains of tasks that it cancels itself when it is closed.
    logging.disable(logging.CRITICAL)
    print(f"aiocometd-ng {version('aiocometd-ng')} on aiohttp {version('aiohttp')}", flush=True)
    asyncio.run(main())
    faulthandler.cancel_dump_traceback_later()
