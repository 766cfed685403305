"""Lists: who is on which page, and how a link leads to it."""

import base64
import binascii
import json
import urllib.parse

from ..faults import Refused
from .reading import INT32

FILTERS = {"Muted": "muted", "Hold": "hold"}


class Place:
    """Where a page begins: its number, and who came before it, in the words of the tokens in use."""

    def __init__(self, number=0, start=0, after=None):
        self.number, self.start, self.after = number, start, after


class Listing:
    """One request for a list."""

    def __init__(self, world, reader, conference, path, query):
        self.world, self.options, self.reader, self.conference = world, world.options, reader, conference
        # A suffix of its own is not kept.
        self.path = path.removesuffix(".json") + (".json" if self.options.links_suffixed else "")
        self.given = self.understood(reader.pairs(query))
        self.wanted = {FILTERS[name]: reader.boolean(name, self.given[name]) for name in FILTERS if name in self.given}
        highest = INT32 if world.faulty("page-size-unbounded") else 1000
        self.size = reader.integer("PageSize", self.given.get("PageSize", "50"), 1, highest, 54454)
        self.name = (conference.id, tuple(sorted(self.wanted.items())), self.size)
        self.here = self.place()

    # Tokens.

    def understood(self, given):
        """An opaque token holds the whole query."""
        token = given.get("PageToken", "")
        if self.options.tokens != "opaque" or not token.startswith(("PA", "PB")):
            return given
        padded = token[2:] + "=" * (-len(token[2:]) % 4)
        try:
            return json.loads(base64.urlsafe_b64decode(padded)) | {"PageToken": token}
        except (ValueError, binascii.Error):
            raise self.reader.bad_input(21481, "PageToken was never given.") from None

    def place(self):
        number = self.reader.integer("Page", self.given.get("Page", "0"), 0, INT32, 90000)
        token = self.given.get("PageToken")
        free = self.options.page_token_free
        if token is None:
            if number > 0 and not free:
                raise self.reader.bad_input(54453, "PageToken is missing.")
        elif not token.startswith(("PA", "PB")):
            if not self.options.lenient:
                raise self.reader.bad_input(54453, "PageToken is invalid.")
        elif self.options.tokens in ("offset", "cursor"):
            return self.place_of(token[:2], token[2:], number)
        elif self.options.tokens == "page" and not free and self.world.tokens.get((self.name, number)) != token:
            raise self.reader.bad_input(21481, "PageToken was never given.")
        return Place(number, number * self.size)

    def place_of(self, direction, digits, number):
        try:
            value = int(digits, 16)
        except ValueError:
            raise self.reader.bad_input(21481, "PageToken was never given.") from None
        if self.options.tokens == "offset":
            return Place(number, value)
        return Place(number, number * self.size, (direction, value))

    def token(self, number, start, edge):
        kind = self.options.tokens
        if kind == "page":
            return self.world.token((self.name, number))
        if kind == "offset":
            return "PA%032x" % start
        if kind == "cursor":
            return "%s%032x" % edge
        query = {each: self.given[each] for each in FILTERS if each in self.given}
        query |= {"Page": str(number), "PageSize": str(self.size)}
        return "PA" + base64.urlsafe_b64encode(json.dumps(query).encode()).decode().rstrip("=")

    # Links.

    def link(self, number, start=0, edge=None, host="", forget=()):
        pairs = [(each, self.given[each].lower()) for each in FILTERS if each in self.given]
        pairs += [("Page", number), ("PageSize", self.size)]
        if number > 0 or edge:
            token = ("PageToken", self.token(number, start, edge))
            pairs = [token] if self.options.tokens == "opaque" else [*pairs, token]
        query = urllib.parse.urlencode([(name, value) for name, value in pairs if name not in forget])
        if self.options.links == "query" and not host:
            return f"?{query}"
        host = host or (self.world.origin if self.options.links == "absolute" else "")
        return f"{host}{self.path}?{query}"

    # The page.

    def ordered(self):
        """Everybody in the conference, in the order of the list: calls and participants."""
        members = self.conference.look()
        if self.world.faulty("removed-stay-listed"):
            members = members | {call: member | {"status": "completed"} for call, member in self.conference.removed.items()}
        if self.world.faulty("pages-drift") and members:
            speaker = sorted(members)[int(self.world.draw() * len(members))]
            members[speaker]["spoke"] = max(member["spoke"] for member in members.values()) + 1
        keys = {
            "oldest": lambda item: item[1]["place"],
            "newest": lambda item: -item[1]["place"],
            "call": lambda item: item[0],
            "updated": lambda item: (-item[1]["date_updated"], item[0]),
        }
        key = (lambda item: -item[1]["spoke"]) if self.world.faulty("pages-drift") else keys[self.options.order]
        return sorted(members.items(), key=key)

    def fits(self, member):
        wanted = self.wanted
        if self.world.faulty("filter-false-ignored"):
            wanted = {flag: value for flag, value in wanted.items() if value}
        verdicts = [member[flag] == value for flag, value in wanted.items()]
        return any(verdicts) if verdicts and self.world.faulty("filters-either") else all(verdicts)

    def cut(self):
        """The entries of this page, where they begin, and whether there are more behind them."""
        everybody = self.ordered()
        if not everybody and self.options.ended_list_404:
            raise Refused(404, 20404, "The conference has ended.")
        sparse = self.options.pages_sparse
        kept = everybody if sparse else [each for each in everybody if self.fits(each[1])]
        start, end = self.here.start, self.here.start + self.size
        if self.here.after:
            direction, place = self.here.after
            places = [member["place"] for _, member in kept]
            # A cursor holds its place though the one whom it names may have left.
            if self.options.order == "newest":
                before = sum(1 for each in places if each > place)
            else:
                before = sum(1 for each in places if each < place)
            start = before + (place in places) if direction == "PA" else max(0, before - self.size)
            end = start + self.size if direction == "PA" else before
        if self.world.faulty("pages-overlap") and start > 0:
            start, end = start - 1, end - 1
        if self.world.faulty("pages-skip") and start > 0:
            start += 1
        if start > 0 and start >= len(kept) and self.options.beyond_end != 200:
            raise Refused(self.options.beyond_end, 54453, "There is no such page.")
        more = len(kept) > end or self.options.last_page_empty and len(kept) == end > start
        cut = kept[start:end]
        return [each for each in cut if not sparse or self.fits(each[1])], start, end, more, cut

    def answer(self, show):
        entries, start, end, more, cut = self.cut()
        number = self.here.number
        first_edge = ("PB", cut[0][1]["place"]) if cut else self.here.after
        last_edge = ("PA", cut[-1][1]["place"]) if cut else self.here.after
        return {
            "uri": self.link(number, start, self.here.after),
            "first_page_uri": self.first(),
            "next_page_uri": self.next(number, end, last_edge, more),
            "previous_page_uri": self.link(number - 1, max(0, start - self.size), first_edge) if number > 0 else None,
            "page": number,
            "page_size": self.size,
            "participants": [show(call, member) for call, member in entries],
        }

    def first(self):
        return self.link(0, host="http://elsewhere.example" if self.world.faulty("first-page-elsewhere") else "")

    def next(self, number, start, edge, more):
        faulty = self.world.faulty
        if not more:
            if faulty("pages-cycle") and number > 0:
                return self.link(0)
            return self.link(number + 1, start, edge) if faulty("pages-endless") else None
        if faulty("pages-end-early") and number > 0:
            return None
        forget = FILTERS if faulty("pages-lose-filters") else ("PageSize",) if faulty("pages-lose-size") else ()
        host = "http://elsewhere.example" if faulty("next-page-elsewhere") else ""
        link = self.link(number + 1, start, edge, host, forget)
        if forget:
            self.world.tokens[self.forgotten(forget), number + 1] = self.token(number + 1, start, edge)
        return link

    def forgotten(self, forget):
        """The name of the list that is left when the link has forgotten so much."""
        conference, wanted, size = self.name
        return (conference, wanted, 50) if "PageSize" in forget else (conference, (), size)
