"""What can be wrong with either server on request, and the refusal that both raise."""

COMMON = {
    # One request.
    "no-content-with-body": "{} follows a 204",
    "error-status-lies": "an error's status member is always 200",
    "credentials-never-compared": "any Basic credentials will do",
    "password-beginning-compared": "only the first eight characters of the password count",
    "user-never-compared": "the right password opens the account for any user name",
    "challenge-missing": "a 401 carries no WWW-Authenticate",
    "malformed-id-is-500": "a malformed id in the path is answered 500",
    "page-size-unbounded": "PageSize has no upper bound",
    "put-updates": "PUT is taken for POST",
    # The life of a participant.
    "delete-removes-nothing": "a removed participant is still there",
    "delete-removes-everybody": "removing one participant empties the conference",
    "delete-first-removes-last": "who came first cannot be removed: the one who came last goes instead",
    "delete-unmutes-others": "removing one participant unmutes all others",
    "delete-always-succeeds": "removing who is gone is answered 204",
    "removed-stay-listed": "a removed participant is still in the list, as one whose call is over",
    "update-not-stored": "an update is answered as if done, and forgotten",
    "update-only-true": "an update can set a flag and never take it back",
    "update-resets-others": "an update takes back the flags that it does not name",
    "update-spills": "an update changes the next participant as well",
    "update-of-removed-revives": "an update of a removed participant brings it back",
    "hold-mutes": "putting on hold mutes as well",
    "filter-false-ignored": "a filter that says false filters nothing",
    "filters-either": "with several filters, one that fits is enough",
    "date-goes-back": "each update moves date_updated a minute into the past",
    "date-zone-mislabelled": "every other answer has local times two hours behind, and calls them +0000",
    # Several requests at the same moment, and more than one copy of the truth.
    "race-delete": "DELETE looks and then removes, and others may come between",
    "race-update": "POST reads, changes and writes back, and what others write between is lost",
    "race-update-revives": "POST writes back who was removed since it looked",
    "replica-lags": "every other read is of a copy that is one write behind",
    "cache-after-update": "the first two reads after an update are answered from before it",
    # Pages.
    "pages-overlap": "a page begins with the last one of the page before",
    "pages-skip": "nobody is on a page who should be its first, but for the first page",
    "pages-lose-filters": "the link to the next page forgets the filters",
    "pages-lose-size": "the link to the next page forgets the page size",
    "pages-cycle": "the last page leads to the first",
    "pages-endless": "after the last page there is always one more, which is empty",
    "pages-end-early": "there is no link beyond the second page",
    "next-page-elsewhere": "the link to the next page leads to another host",
    # After many requests: see --after.
    "decay-errors": "at last every request is answered 503",
    "decay-removed-return": "at last removed participants are back",
    "decay-flags-lost": "at last flags are not remembered",
    "decay-crosstalk": "at last an update changes everybody in every conference",
    "decay-credentials": "at last any Basic credentials will do",
    # The wire.
    "head-with-content": "an answer to HEAD has content",
    "length-short": "two spaces follow what Content-Length counts",
    "length-long": "Content-Length of an update's answer counts two bytes that never come",
    "reason-space-missing": "the status line ends behind the code",
    "field-space-before-colon": "a space stands before a colon in an update's answer",
    "no-content-sized": "a 204 has a Content-Length",
    "no-content-chunked": "a 204 is chunked",
    "framed-twice": "an update's answer has a Content-Length and is chunked",
    "last-chunk-missing": "an update's answer ends without the chunk that says so",
    "json-utf-16": "JSON is written in UTF-16",
}


class Refused(Exception):
    """An answer in the error form."""

    def __init__(self, status, code, message, headers=()):
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, list(headers)


def not_found(message="Not found."):
    return Refused(404, 20404, message)
