"""Channels, and the subscriptions that fit them."""

import re

SEGMENTS = re.compile(r"(/[A-Za-z0-9\-_!~()$@]+)+")
PATTERN = re.compile(r"(/[A-Za-z0-9\-_!~()$@]+)*(/[A-Za-z0-9\-_!~()$@]+|/\*|/\*\*)")


def is_channel(text):
    return isinstance(text, str) and SEGMENTS.fullmatch(text) is not None


def is_subscription(text):
    return isinstance(text, str) and PATTERN.fullmatch(text) is not None


def fits(world, subscription, channel):
    """Whether what is published on a channel is for this subscription."""
    faulty = world.faulty
    base, _, last = subscription.rpartition("/")
    if last not in ("*", "**") or faulty("wildcard-unread"):
        return subscription == channel
    if not channel.startswith(base + "/"):
        return False
    deep = last == "**" and not faulty("globstar-one") or last == "*" and faulty("wildcard-deep")
    return deep or "/" not in channel[len(base) + 1:]
