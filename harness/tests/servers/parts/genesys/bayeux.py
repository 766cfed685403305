"""The other end of the Bayeux protocol: sessions, subscriptions, and events that wait for an answer to ride on."""

import secrets
import threading
import time

from .channels import fits, is_channel, is_subscription

COMETD = {
    "unknown": "402::session_unknown", "denied": "403::handshake_denied", "types": "400::unsupported_connection_types",
    "subscription": "403::subscription_invalid", "missing": "403::subscription_missing", "subscribe": "403:channel_denied:subscribe_denied",
    "publish": "403:cannot_publish:publish_denied", "channel": "400::channel_invalid", "connection": "400::unsupported_connection_type",
}
FAYE = {
    "unknown": "401:{client}:Unknown client", "denied": "403::Forbidden", "types": "301:long-polling:Connection types not supported",
    "subscription": "405:{channel}:Invalid channel", "missing": "402:subscription:Missing required parameter",
    "subscribe": "403:{channel}:Forbidden channel", "publish": "403:{channel}:Forbidden channel", "channel": "405:{channel}:Invalid channel",
    "connection": "301:{channel}:Connection types not supported",
}


class Client:
    """A session of the protocol."""

    def __init__(self, person, browser):
        self.id = secrets.token_hex(20)
        self.person, self.browser = person, browser
        self.subscriptions = set()
        self.events = []
        # Since when no connect is held; None while one is.
        self.idle = time.monotonic()
        self.connects = 0
        self.gone = False
        self.acknowledges = False
        self.batch = 0
        self.unacknowledged = []


class Hub:
    """All sessions, and one lock for them."""

    def __init__(self, world):
        self.world, self.options = world, world.options
        self.changed = threading.Condition()
        self.clients = {}
        self.counted = 0

    # What is told.

    def publish(self, person, channel, data):
        """Lets everybody who listens as this person know."""
        faulty = self.world.faulty
        with self.changed:
            self.sweep()
            for client in self.clients.values():
                if client.person is not person and not faulty("told-to-everybody"):
                    continue
                if not faulty("told-unsubscribed") and not any(fits(self.world, each, channel) for each in client.subscriptions):
                    continue
                if faulty("lost-before-connect") and client.connects == 0 or faulty("lost-between-connects") and client.idle is not None:
                    continue
                client.events.append(self.event(channel, data))
            self.changed.notify_all()

    def event(self, channel, data):
        self.counted += 1
        event = {"channel": channel, "data": data}
        if self.world.faulty("data-missing"):
            event = data | {"channel": channel}
        if self.options.event_ids != "none":
            event["id"] = self.counted if self.options.event_ids == "number" else f"e{self.counted}"
        if self.options.extras:
            event["ext"] = {"node": 3}
        return event

    def sweep(self):
        """Ends the sessions that have not connected for too long."""
        long_ago = time.monotonic() - self.options.max_interval_ms / 1000
        for client in [each for each in self.clients.values() if each.idle is not None and each.idle < long_ago]:
            self.end(client)

    def end(self, client):
        client.gone = True
        self.clients.pop(client.id, None)
        self.changed.notify_all()

    # Sessions.

    def find(self, ident, person, browser):
        """The session with this id, where it belongs to whoever asks; else none."""
        with self.changed:
            self.sweep()
            client = self.clients.get(ident) if isinstance(ident, str) else None
            if client is None and self.world.faulty("unknown-client-served"):
                return Client(person, browser)
            if client is None or client.person is not person:
                return None
            return None if self.options.browser != "none" and client.browser != browser else client

    def shake(self, person, browser, acknowledges):
        with self.changed:
            self.sweep()
            client = Client(person, browser)
            client.acknowledges = acknowledges and self.options.acknowledges
            self.clients[client.id] = client
            return client

    def hold(self, client, at_once):
        """Waits until there is something to tell, the time is over, or another connect comes."""
        with self.changed:
            client.connects += 1
            turn = client.connects
            self.changed.notify_all()
            if turn == 1 and self.options.first_connect == "at-once" or self.crowded(client):
                at_once = True
            until = time.monotonic() + (0 if at_once else self.options.hold_ms / 1000)
            client.idle = None
            while not client.events and not client.gone and client.connects == turn:
                rest = until - time.monotonic()
                if rest <= 0:
                    break
                self.changed.wait(rest)
            if client.connects == turn:
                client.idle = time.monotonic()
            return client.connects == turn

    def crowded(self, client):
        """Whether another session of the same browser came first, so that this one is not held."""
        if self.options.browser != "one":
            return False
        first = next((each for each in self.clients.values() if each.browser == client.browser), client)
        return first is not client

    def take(self, client):
        """The events that wait."""
        with self.changed:
            events, client.events = client.events, []
            return events

    # The acknowledge extension.

    def acknowledge(self, client, batch):
        """What was sent up to this batch has arrived; the rest is sent again."""
        with self.changed:
            if not client.acknowledges or not isinstance(batch, int):
                return
            again = [event for number, events in client.unacknowledged if number > batch for event in events]
            client.unacknowledged = []
            client.events[:0] = again

    def deliver(self, client):
        """The events that wait, and the number of the batch that they are."""
        with self.changed:
            events, client.events = client.events, []
            client.batch += 1
            client.unacknowledged.append((client.batch, events))
            return events, client.batch


class Exchange:
    """The messages of one request, and their answers."""

    def __init__(self, hub, person, browser):
        self.hub, self.world, self.options = hub, hub.world, hub.options
        self.person, self.browser = person, browser

    def answer(self, messages):
        """The answers to a batch. A connect that is not alone is not held: what is beside it must not wait."""
        answers = []
        for message in messages:
            answers += self.one(message, len(messages) == 1)
        return answers

    def one(self, message, alone):
        channel = message["channel"]
        if channel == "/meta/handshake":
            return [self.handshake(message)]
        client = self.hub.find(message.get("clientId"), self.person, self.browser)
        if client is None:
            return [self.unknown(message)]
        if channel == "/meta/connect":
            return self.connect(client, message, alone)
        kinds = {"/meta/subscribe": self.subscribe, "/meta/unsubscribe": self.unsubscribe, "/meta/disconnect": self.disconnect}
        reply = kinds.get(channel, self.publish)(client, message)
        events = [] if self.options.rides == "connect" or client.acknowledges else self.hub.take(client)
        return self.beside(reply, events)

    def beside(self, reply, events):
        return [*events, reply] if self.options.placed == "before" else [reply, *events]

    def reply(self, message, successful, **more):
        reply = {"channel": message["channel"], "successful": successful}
        faulty = self.world.faulty
        if "id" in message and not (faulty("reply-without-id") and message["channel"] == "/meta/subscribe"):
            reply["id"] = message["id"]
        if faulty("reply-id-other"):
            self.hub.counted += 1
            reply["id"] = f"s{self.hub.counted}"
        if faulty("reply-without-channel") and message["channel"] == "/meta/connect":
            del reply["channel"]
        if self.options.extras:
            reply["timestamp"] = "Sun, 22 Nov 2026 12:00:00 GMT"
        return reply | more

    def refused(self, message, why, **more):
        words = (FAYE if self.options.errors == "faye" else COMETD)[why]
        words = words.replace("{client}", str(message.get("clientId"))).replace("{channel}", message["channel"])
        error = {"code": 402, "message": words} if self.world.faulty("error-not-in-form") else words
        return self.reply(message, False, error=error, **more)

    def unknown(self, message):
        faulty = self.world.faulty
        if faulty("unknown-client-without-advice"):
            return self.refused(message, "unknown")
        reconnect = "retry" if faulty("unknown-client-retries") else "handshake"
        return self.refused(message, "unknown", advice={"reconnect": reconnect, "interval": 0})

    def advice(self):
        options = self.options
        usual = {"reconnect": "retry", "interval": options.interval_ms, "timeout": options.hold_ms}
        if options.advice == "sections":
            return {"reconnect": "retry", "long-polling": usual, "websocket": {"interval": 7}, "hosts": [], "multiple-clients": False}
        return usual

    def handshake(self, message):
        """`self.person` is nobody where the refusal is the protocol's own."""
        if self.person is None:
            more = {"clientId": secrets.token_hex(20)} if self.world.faulty("denied-with-client") else {}
            return self.refused(message, "denied", advice={"reconnect": "none"}, **more)
        supported = ["long-polling", "callback-polling", "websocket"] if self.options.types == "more" else ["long-polling"]
        wished = message.get("supportedConnectionTypes")
        if not isinstance(wished, list) or "long-polling" not in wished:
            return self.refused(message, "types", version="1.0", supportedConnectionTypes=supported, advice={"reconnect": "none"})
        ext = message.get("ext")
        acknowledges = isinstance(ext, dict) and ext.get("ack") is True
        client = self.hub.shake(self.person, self.browser, acknowledges)
        more = {"version": "1.0", "supportedConnectionTypes": supported, "clientId": client.id}
        for name, left_out in (("version", "version"), ("types", "supportedConnectionTypes"), ("client", "clientId")):
            if self.world.faulty(f"handshake-without-{name}"):
                del more[left_out]
        if self.options.advice != "none":
            more["advice"] = self.advice()
        if client.acknowledges:
            more["ext"] = {"ack": True}
        if self.options.extras:
            more |= {"minimumVersion": "1.0", "authSuccessful": True}
        return self.reply(message, True, **more)

    def connect(self, client, message, alone):
        if message.get("connectionType") != "long-polling":
            return [self.refused(message, "connection", advice={"reconnect": "retry", "interval": 1000})]
        ext = message.get("ext")
        if isinstance(ext, dict):
            self.hub.acknowledge(client, ext.get("ack"))
        advice = message.get("advice")
        at_once = not alone or isinstance(advice, dict) and advice.get("timeout") == 0
        at_once = at_once or client.id not in self.hub.clients
        newest = self.hub.hold(client, at_once)
        more = {"advice": self.advice()} if self.options.advice in ("usual", "sections") else {}
        if self.hub.crowded(client):
            more["advice"] = self.advice() | {"interval": 2000, "multiple-clients": True}
        if client.gone:
            return [self.reply(message, True, advice={"reconnect": "none", "interval": 0})]
        if not newest:
            return [self.reply(message, True, **more)]
        if not client.acknowledges:
            return self.beside(self.reply(message, True, **more), self.hub.take(client))
        events, batch = self.hub.deliver(client)
        return self.beside(self.reply(message, True, ext={"ack": batch}, **more), events)

    def subscriptions(self, message):
        """What is subscribed to, as a list, and the reason why it can't be."""
        wish = message.get("subscription")
        wishes = wish if isinstance(wish, list) else [wish]
        if wish is None or not wishes:
            return [], "missing"
        if isinstance(wish, list) and self.world.faulty("array-refused"):
            return [], "subscription"
        if not all(is_subscription(each) for each in wishes):
            return [], "subscription"
        if any(each.startswith("/meta/") for each in wishes):
            return [], "subscribe"
        return wishes, None

    def subscribe(self, client, message):
        wishes, why = self.subscriptions(message)
        if why:
            return self.refused(message, why, **({"subscription": message["subscription"]} if "subscription" in message else {}))
        faulty = self.world.faulty
        with self.hub.changed:
            client.subscriptions |= set(wishes[:1] if faulty("array-first-only") else wishes)
        answered = {} if faulty("subscribe-without-subscription") else {"subscription": message["subscription"]}
        if faulty("array-answered-by-text"):
            answered["subscription"] = wishes[0]
        return self.reply(message, True, **answered)

    def unsubscribe(self, client, message):
        wishes, why = self.subscriptions(message)
        if why:
            return self.refused(message, why)
        if not self.world.faulty("unsubscribe-ignored"):
            with self.hub.changed:
                client.subscriptions -= set(wishes)
        return self.reply(message, True, subscription=message["subscription"])

    def disconnect(self, client, message):
        if not self.world.faulty("disconnect-forgotten"):
            with self.hub.changed:
                self.hub.end(client)
        return self.reply(message, True)

    def publish(self, client, message):
        """Clients have nothing to tell, but for the service channels, which nobody listens to."""
        if not is_channel(message["channel"]):
            return self.refused(message, "channel")
        if message["channel"].startswith("/service/"):
            return self.reply(message, True)
        return self.refused(message, "publish")
