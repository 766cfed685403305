"""HTTP sessions: who asks, by which cookies, and the token that a POST brings."""

import uuid

from ..auth import credentials, known
from .refusals import Refusal


class Session:
    """What the server knows of a client."""

    def __init__(self, world, person):
        self.world, self.person = world, person
        self.id = "%032X" % world.random.getrandbits(128)
        self.node = "%040x" % world.random.getrandbits(160)
        self.token = str(uuid.UUID(int=world.random.getrandbits(128), version=4))
        if world.faulty("token-no-uuid"):
            self.token = self.token.replace("-", "")[:20]
        self.tokens = {self.token}
        self.given = False

    def give(self):
        """The fields that tell the token."""
        faulty = self.world.faulty
        if self.world.options.csrf == "off" or faulty("token-first-only") and self.given:
            return []
        self.given = True
        token = self.token
        if faulty("token-renewed"):
            token = str(uuid.uuid4())
            self.tokens.add(token)
        return [("X-CSRF-HEADER", "X-CSRF-TOKEN"), ("X-CSRF-TOKEN", token)]


class Visit:
    """Whom a request comes from."""

    def __init__(self, world, fields):
        self.world, self.options, self.fields = world, world.options, fields
        self.cookies = read_cookies(fields)
        # The session that the cookies name, and the one that the request belongs to.
        self.brought = self.find()
        self.session = None

    def find(self):
        session = self.world.sessions.get(self.cookies.get("JSESSIONID"))
        if session and self.options.cookies == "sticky" and self.cookies.get("AWSELB") != session.node:
            return None
        if session is None and self.world.faulty("any-session-opens") and "JSESSIONID" in self.cookies:
            return self.begin(self.world.people[0])
        return session

    def begin(self, person):
        with self.world.lock:
            session = Session(self.world, person)
            self.world.sessions[session.id] = session
        return session

    def authenticate(self):
        """The fields that the answer brings; raises a refusal where nobody asks."""
        faulty = self.world.faulty
        given = self.fields.get_all("Authorization") or []
        person = self.person(given) if given else None
        brought = self.brought
        if faulty("session-not-enough") and person is None:
            brought = None
        if brought and (not given or person is brought.person or person is None and self.options.basic_beside == "ignored"):
            self.session = brought
            return self.cookie() if self.options.cookies == "again" or faulty("session-always-new") else []
        if person is None and (faulty("nobody-needed") and not given or faulty("wrong-is-nobody") and given):
            person = self.world.people[0]
        if person is None:
            raise self.refusal()
        self.session = self.begin(person)
        return self.cookie()

    def person(self, given):
        user, password = credentials(self.options, given)
        if user is None or not known(self.world, user, password):
            return None
        named = [each for each in self.world.people if each.name.lower() == user.lower()]
        return named[0] if named else self.world.people[0]

    def refusal(self):
        refusal = Refusal(self.world, "session")
        if self.world.faulty("error-tells-password"):
            refusal.message = f"No: {self.fields.get('Authorization', 'nobody').partition(' ')[2]}"
        return refusal

    def cookie(self):
        if self.world.faulty("session-not-set"):
            return []
        if self.world.faulty("session-always-new"):
            self.session = self.begin(self.session.person)
        cookies = [("Set-Cookie", f"JSESSIONID={self.session.id}; Path=/; HttpOnly")]
        if self.options.cookies in ("balanced", "sticky"):
            cookies.append(("Set-Cookie", f"AWSELB={self.session.node};PATH=/;MAX-AGE=3600"))
        return cookies

    def check_token(self):
        """Raises a refusal where a POST does not bring the token of the session whose cookie it brings."""
        faulty = self.world.faulty
        brought = self.brought
        if self.options.csrf == "off" or faulty("token-not-demanded"):
            return
        token = self.fields.get("X-CSRF-TOKEN")
        if token and (faulty("token-never-compared") and brought or faulty("token-without-cookie") and self.given_by_anybody(token)):
            return
        if token and brought and faulty("token-of-anybody") and self.given_by_anybody(token):
            return
        if not brought or token not in brought.tokens:
            raise Refusal(self.world, "token")

    def given_by_anybody(self, token):
        return any(token in session.tokens for session in list(self.world.sessions.values()))


def read_cookies(fields):
    """The cookies of a request; of two with one name the first counts."""
    cookies = {}
    for field in fields.get_all("Cookie") or []:
        for part in field.split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                cookies.setdefault(name, value.strip(chr(34)))
    return cookies
