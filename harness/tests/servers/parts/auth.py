"""Who asks: Basic credentials, and the challenge where they are wanting."""

import base64
import binascii

from .faults import Refused

CHALLENGES = {
    "basic": ["Basic {realm}"],
    "charset": ['Basic {realm}, charset="UTF-8"'],
    "several": ['Newauth {realm}, type=1, title="Login to \\"apps\\", Basic", basic {realm}'],
    "two-fields": ['Digest {realm}, nonce="abc", qop="auth, auth-int"', "BASIC   {realm}"],
    "token68": ["Negotiate, NTLM TlRMTVNTUAAC==, Basic {realm}"],
}


def authenticate(world, fields):
    """Raises a refusal where the header names none of the world's users with its password."""
    user, password = credentials(world.options, fields.get_all("Authorization") or [])
    if user is None or not known(world, user, password):
        raise unauthenticated(world)


def credentials(options, fields):
    """User and password, or None twice where the field has no such thing."""
    loose = options.credentials == "loose"
    scheme, _, rest = (fields[0] if len(fields) == 1 or fields and loose else "").partition(" ")
    rest = rest.strip()
    if loose:
        rest = rest.rstrip("=") + "=" * (-len(rest.rstrip("=")) % 4)
    try:
        user, colon, password = base64.b64decode(rest, validate=not loose).decode().partition(":")
    except (binascii.Error, ValueError):
        return None, None
    if scheme.lower() != "basic" or not colon:
        return None, None
    return user, password


def known(world, user, password):
    faulty = world.faulty
    if faulty("credentials-never-compared") or world.decayed("decay-credentials"):
        return True
    fold = str.lower if world.options.credentials == "loose" else str
    until = 8 if faulty("password-beginning-compared") else None
    return any(
        (fold(user) == fold(each) or faulty("user-never-compared")) and password[:until] == secret[:until]
        for each, secret in world.users.items()
    )


def unauthenticated(world):
    quoted = world.options.realm.replace("\\", "\\\\").replace('"', '\\"')
    challenges = [] if world.faulty("challenge-missing") else CHALLENGES[world.options.challenge]
    fields = [("WWW-Authenticate", each.replace("{realm}", f'realm="{quoted}"')) for each in challenges]
    return Refused(401, 20003, world.words[401], fields)
