"""The vendor's Python client drives the reference server through the lives of participants and of their conference.

ROLLCALL_MOCK holds the line that `rollcall mock` printed. What the client returns is asserted, not what it sent.
"""

import faulthandler
import json
import os
from datetime import datetime, timezone
from importlib.metadata import version

from desk import assert_list_refused, assert_refused, client, fixture

MOCK = json.loads(os.environ["ROLLCALL_MOCK"])
WHOLE_RUN_SECONDS = 60
LABEL = "cust omer é+1"


def lists_across_pages(conference, calls):
    whole = [it.call_sid for it in conference.participants.list()]
    paged = [it.call_sid for it in conference.participants.list(page_size=2)]
    assert sorted(whole) == sorted(calls), whole
    assert paged == whole, f"two a page gives {paged}, all at once {whole}"
    assert [it.call_sid for it in conference.participants.stream(page_size=1, limit=4)] == whole[:4]
    page = conference.participants.page(page_size=2)
    assert [it.call_sid for it in page] == whole[:2] and page.next_page_url, page.next_page_url
    page = page.next_page()
    assert [it.call_sid for it in page] == whole[2:4] and page.previous_page_url, page.previous_page_url
    assert [it.call_sid for it in page.previous_page()] == whole[:2]


def fetches_every_field(conference, calls):
    one = conference.participants(calls[0]).fetch()
    assert (one.account_sid, one.conference_sid, one.call_sid) == (MOCK["account"], conference._solution["sid"], calls[0])
    assert one.status in ("queued", "connecting", "ringing", "connected"), one.status
    # The client turns a date that it cannot read into None without a word, and reads any zone as GMT.
    for date in (one.date_created, one.date_updated):
        assert isinstance(date, datetime) and abs((datetime.now(timezone.utc) - date).total_seconds()) < 7200, date
    flags = (one.muted, one.hold, one.coaching, one.start_conference_on_enter, one.end_conference_on_exit)
    assert all(isinstance(flag, bool) for flag in flags), flags
    assert one.call_sid_to_coach is None and one.queue_time is None and one.uri.endswith(f"/{calls[0]}.json")


def updates_with_every_field(conference, calls):
    changed = conference.participants(calls[0]).update(
        muted=True,
        hold=True,
        hold_url="https://example.com/hold?a=b&c=d",
        hold_method="GET",
        announce_url="https://example.com/announce",
        announce_method="POST",
        wait_url="",
        wait_method="GET",
        beep_on_exit=True,
        end_conference_on_exit=True,
    )
    assert (changed.muted, changed.hold, changed.end_conference_on_exit) == (True, True, True)
    changed = conference.participants(calls[0]).update(
        hold=False, end_conference_on_exit=False, coaching=True, call_sid_to_coach=calls[1]
    )
    assert (changed.coaching, changed.call_sid_to_coach) == (True, calls[1])
    again = conference.participants(calls[0]).fetch()
    assert (again.muted, again.hold, again.end_conference_on_exit) == (True, False, False)
    assert (again.coaching, again.call_sid_to_coach) == (True, calls[1])
    assert_refused(lambda: conference.participants(calls[0]).update(hold_method="PATCH"), 400)
    assert_refused(lambda: conference.participants(calls[2]).update(coaching=True), 400)


def filters_the_list(conference, calls):
    def listed(**filters):
        return sorted(it.call_sid for it in conference.participants.list(page_size=1, **filters))

    conference.participants(calls[2]).update(hold=True)
    assert listed(muted=True) == [calls[0]], "muted"
    assert listed(muted=False) == sorted(calls[1:]), "not muted"
    assert listed(hold=True) == [calls[2]], "on hold"
    assert listed(coaching=True) == [calls[0]], "coaching"
    assert listed(muted=False, hold=False, coaching=False) == sorted(each for each in calls[1:] if each != calls[2])
    assert listed(muted=True, hold=True) == [], "muted and on hold"


def creates_one_with_a_label(conference, calls):
    made = conference.participants.create(
        from_="+15017122661", to="+15558675310", label=LABEL, muted=True, beep="onEnter", timeout=30,
        status_callback_event=["ringing", "answered"], early_media=True, end_conference_on_exit=False,
    )
    assert made.label == LABEL and made.call_sid.startswith("CA") and made.muted is True, vars(made)
    assert_refused(lambda: conference.participants.create(from_="+15017122661", to="+15558675310", label=LABEL), 400)
    # A label stands wherever a SID may, and the answer still names the call.
    for one in (conference.participants(LABEL).fetch(), conference.participants(LABEL).update(muted=False)):
        assert (one.call_sid, one.label) == (made.call_sid, LABEL), vars(one)
    assert conference.participants(made.call_sid).fetch().muted is False
    assert conference.participants(LABEL).delete() is True
    assert_refused(conference.participants(LABEL).fetch, 404, 20404)
    assert_refused(conference.participants(made.call_sid).fetch, 404, 20404)


def deletes_one_for_good(conference, calls):
    assert conference.participants(calls[0]).delete() is True
    assert_refused(conference.participants(calls[0]).fetch, 404, 20404)
    assert_refused(conference.participants(calls[0]).delete, 404, 20404)
    assert sorted(it.call_sid for it in conference.participants.list()) == sorted(calls[1:])


def is_refused_with_wrong_credentials(conference, calls):
    for username, password in ((MOCK["username"], "wrong"), ("AC" + "0" * 32, MOCK["password"])):
        stranger = client(MOCK, username, password).conferences(conference._solution["sid"])
        assert_list_refused(stranger.participants.list, 401)
        assert_refused(stranger.participants(calls[1]).fetch, 401)
        assert_refused(lambda: stranger.participants(calls[1]).update(muted=True), 401)
        assert_refused(stranger.participants(calls[1]).delete, 401)
    assert conference.participants(calls[1]).fetch().muted is False, "a refused update changed something"


def ends_the_conference(conference, calls):
    running = conference.fetch()
    assert running.status == "in-progress" and running.reason_conference_ended is None, vars(running)
    ended = conference.update(status="completed")
    assert (ended.sid, ended.status) == (running.sid, "completed"), vars(ended)
    ended = conference.fetch()
    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api"), vars(ended)
    assert_refused(conference.participants(calls[1]).fetch, 404, 20404)


def ends_it_with_whoever_may(conference, calls):
    conference_sid, participants = fixture(MOCK, 3)
    other = client(MOCK).conferences(conference_sid)
    other.participants(participants[0]["CallSid"]).update(end_conference_on_exit=True)
    assert other.participants(participants[0]["CallSid"]).delete() is True
    ended = other.fetch()
    assert ended.status == "completed" and ended.call_sid_ending_conference in (None, participants[0]["CallSid"]), vars(ended)
    assert ended.reason_conference_ended == "participant-with-end-conference-on-exit-kicked", vars(ended)
    assert_refused(other.participants(participants[1]["CallSid"]).fetch, 404, 20404)


def main():
    # A server that does not answer ends the run with the place where it hangs.
    faulthandler.dump_traceback_later(WHOLE_RUN_SECONDS, exit=True)
    print(f"twilio {version('twilio')}")
    conference_sid, participants = fixture(MOCK, 5)
    calls = [it["CallSid"] for it in participants]
    for step in (
        lists_across_pages,
        fetches_every_field,
        updates_with_every_field,
        filters_the_list,
        creates_one_with_a_label,
        deletes_one_for_good,
        is_refused_with_wrong_credentials,
        ends_the_conference,
        ends_it_with_whoever_may,
    ):
        step(client(MOCK).conferences(conference_sid), calls)
        print(f"  {step.__name__.replace('_', ' ')}", flush=True)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
