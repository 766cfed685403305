"""Lists: who is on which page, and how a link leads to it."""

import base64
import json
import urllib.parse

from ..faults import Refused

FILTERS = {"Muted": "muted", "Hold": "hold", "Coaching": "coaching"}
LARGEST = 1000


class Listing:
    """One request for a list."""

    def __init__(self, world, reader, conference, path, query):
        self.world, self.options, self.reader, self.conference, self.path = world, world.options, reader, conference, path
        self.given = reader.pairs(query)
        self.filters = {}
        for name, member in FILTERS.items():
            truth = reader.filter(name, self.given[name]) if name in self.given else None
            if truth is not None:
                self.filters[name] = truth
        self.size = self.read_size()
        self.number = reader.integer("Page", self.given.get("Page", "0"), 1 if world.faulty("page-zero-refused") and "Page" in self.given else 0, 20001)
        self.everybody = self.ordered()
        self.kept = [(call, member) for call, member in self.everybody if self.fits(member)]
        self.start, self.end = self.window()

    def read_size(self):
        size = self.reader.integer("PageSize", self.given.get("PageSize", "50"), 1, 20007)
        largest = 100 if self.world.faulty("large-page-refused") else LARGEST
        if size > largest and not self.world.faulty("page-size-unbounded"):
            if not self.world.faulty("page-size-capped"):
                raise self.reader.bad_input(20007, "PageSize is too large.")
            return LARGEST
        return size

    # Who is listed.

    def ordered(self):
        members = {} if self.conference.status == "completed" and self.world.faulty("ended-still-found") else self.conference.look()
        faulty = self.world.faulty
        if faulty("removed-stay-listed") or faulty("ended-still-listed") and self.conference.status == "completed":
            members = members | {call: member | {"over": True} for call, member in self.conference.removed.items()}
        return sorted(members.items(), key=self.key)

    def key(self, item):
        call, member = item
        return {
            "oldest": (member["place"], ""), "newest": (-member["place"], ""), "call": (0, call),
            "updated": (-member["date_updated"], call),
        }[self.options.order]

    def fits(self, member):
        faulty = self.world.faulty
        wanted = {FILTERS[name]: value for name, value in self.filters.items()}
        if faulty("filter-false-ignored"):
            wanted = {name: value for name, value in wanted.items() if value}
        if faulty("coaching-filter-ignored"):
            wanted.pop("coaching", None)
        verdicts = [member[name] == value for name, value in wanted.items()]
        return any(verdicts) if verdicts and faulty("filters-either") else all(verdicts)

    # Tokens.

    def window(self):
        """Where in the list the page begins and ends."""
        token = self.given.get("PageToken")
        if token is not None:
            found = self.place_of(token)
            if found is not None:
                return found
            if not self.options.lenient:
                raise self.reader.bad_input(21481, "PageToken was never given.")
        number = 0 if self.options.page_alone == "ignored" else max(0, self.number - self.world.faulty("page-from-one"))
        start = number * self.size
        if start > 0 and start >= len(self.kept) and self.options.beyond_end != 200:
            raise Refused(self.options.beyond_end, 20001, "There is no such page.")
        return start, start + self.size

    def place_of(self, token):
        """What a token stands for, or None where it was never given."""
        start = self.world.tokens.get((self.conference.id, token))
        if start is None:
            return None
        direction, place, edge = start
        if self.options.tokens == "cursor":
            # After, or before, the one whom the token names, whether that one is still there or not.
            place = sum(self.key(item) < edge for item in self.kept)
            if direction == "PA":
                place += any(self.key(item) == edge for item in self.kept)
        place = place if direction == "PA" else max(0, place - self.size)
        return place, place + self.size

    def token(self, direction, place, edge):
        """The token for what comes after a place, or before it; `edge` is who stands there."""
        call, member = edge
        kind = self.options.tokens
        if kind == "cursor":
            token = f"{direction}CP{call[2:]}"
        elif kind == "counter":
            token = f"{direction}{place}"
        elif kind == "opaque":
            inside = json.dumps([place, sorted(self.filters)]).encode()
            token = direction + base64.b64encode(inside + b"+" * (1 - len(inside) % 3)).decode()
        else:
            token = direction + self.world.token((self.conference.id, direction, place, self.size, tuple(self.filters.items())))[2:]
        self.world.tokens[self.conference.id, token] = (direction, place, self.key(edge))
        return token

    # Links.

    def link(self, number, token=None, forget=(), host=""):
        pairs = [(name, str(value).lower()) for name, value in self.filters.items()]
        if self.options.links == "page-first":
            pairs = [("Page", number), ("PageSize", self.size), *pairs]
        else:
            pairs += [("PageSize", self.size), ("Page", number)]
        pairs = [(name, value) for name, value in pairs if name not in forget]
        if token:
            pairs.append(("PageToken", token))
        query = urllib.parse.urlencode(pairs)
        if self.options.links == "escaped":
            query = query.replace("P", "%50").replace("e", "%65")
        path = self.path
        if self.world.faulty("links-without-suffix"):
            path = path.removesuffix(".json")
        if self.world.faulty("links-without-version"):
            path = path.removeprefix("/2010-04-01")
        return f"{host}{path}?{query}"

    def next(self):
        faulty = self.world.faulty
        end = min(self.end, len(self.kept))
        more = len(self.kept) > self.end or self.options.last_page_empty and len(self.kept) == self.end > self.start
        nothing = "null" if faulty("next-page-null-text") else None
        if not more:
            if faulty("pages-cycle") and self.start > 0:
                return self.link(0)
            if not (faulty("pages-endless") and self.kept):
                return nothing
        if faulty("pages-end-early") and self.start > 0:
            return nothing
        last = self.kept[end - 1]
        if faulty("pages-overlap"):
            end, last = end - 1, self.kept[end - 2] if end > 1 else last
        if faulty("pages-skip") and end < len(self.kept):
            end, last = end + 1, self.kept[end]
        forget = tuple(FILTERS) if faulty("pages-lose-filters") else ("PageSize",) if faulty("pages-lose-size") else ()
        host = "http://elsewhere.example" if faulty("next-page-elsewhere") else ""
        return self.link(self.number + 1, self.token("PA", end, last), forget, host)

    def previous(self):
        if self.start == 0 or not self.kept:
            return "null" if self.world.faulty("previous-page-null-text") else None
        first = self.kept[min(self.start, len(self.kept) - 1)]
        return self.link(max(0, self.number - 1), self.token("PB", self.start, first))

    # The page.

    def answer(self, show):
        entries = self.kept[self.start:self.end]
        page = {
            "participants": [show(call, member) for call, member in entries],
            "uri": self.link(self.number, self.given.get("PageToken")),
            "first_page_uri": self.link(0),
            "next_page_uri": self.next(),
            "previous_page_uri": self.previous(),
            "page": self.number, "page_size": self.size,
            "start": self.start if entries else 0, "end": self.start + len(entries) - 1 if entries else 0,
        }
        if self.options.envelope == "old":
            pages = -(-len(self.kept) // self.size)
            page |= {"total": len(self.kept), "num_pages": pages, "last_page_uri": self.link(max(0, pages - 1))}
        return self.wrong(page)

    def wrong(self, page):
        faulty = self.world.faulty
        if faulty("page-member-extra"):
            page["account_sid"] = self.world.account
        if faulty("page-named-calls"):
            page["calls"] = page.pop("participants")
        if faulty("page-numbers-texts"):
            page |= {"start": str(page["start"]), "end": str(page["end"])}
        if faulty("page-without-start"):
            del page["start"], page["end"]
        if faulty("page-from-one"):
            page["page"] = max(1, page["page"])
        return page
