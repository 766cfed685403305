"""What a participant and a conference look like."""

import datetime
import email.utils

ROOT = "/2010-04-01"
# A call comes further with every few requests, and never goes back.
MOVING = ("queued", "connecting", "ringing", "connected")
REQUESTS = 4


def show_participant(world, conference, call, member, segment):
    """`segment` is what the path said in place of the call's SID."""
    options, faulty = world.options, world.faulty
    shown = {"account_sid": world.account, "call_sid": call, "conference_sid": conference.id}
    names = ("label", "call_sid_to_coach", "coaching", "end_conference_on_exit", "muted", "hold", "start_conference_on_enter", "queue_time")
    shown |= {name: member[name] for name in names}
    if world.decayed("decay-flags-lost"):
        shown |= {"muted": False, "hold": False, "coaching": False, "call_sid_to_coach": None}
    moving = options.status == "moving"
    updated = member["date_created" if options.dates == "frozen" else "date_updated"]
    path = f"{ROOT}/Accounts/{world.account}/Conferences/{conference.id}/Participants/{call}"
    shown |= {
        "status": MOVING[min((world.requests - member["since"]) // REQUESTS, len(MOVING) - 1)] if moving else member["status"],
        "date_created": date(world, member["date_created"]), "date_updated": date(world, updated),
        "uri": path + (".json" if options.uri == "suffixed" else ""),
    }
    if options.optional == "older":
        for name in ("label", "coaching", "call_sid_to_coach", "queue_time"):
            del shown[name]
    elif options.optional == "absent":
        shown = {name: value for name, value in shown.items() if value is not None}
    if options.extras:
        shown |= {"api_version": "2010-04-01", "region": None, "x": {"y": []}}
    if segment is not None and faulty("label-as-call-sid"):
        shown["call_sid"] = member["label"]
    return wrong(world, shown, member)


def wrong(world, shown, member):
    """The faults of a participant's members."""
    faulty = world.faulty
    if faulty("removed-stay-listed") and member.get("over") or faulty("status-completed"):
        shown["status"] = "completed"
    if faulty("status-null"):
        shown["status"] = None
    if faulty("status-on-hold") and member["hold"]:
        shown["status"] = "on-hold"
    if faulty("call-sid-bare"):
        shown["call_sid"] = shown["call_sid"][2:]
    if faulty("flag-as-text"):
        shown["muted"] = str(shown["muted"]).lower()
    if faulty("coach-empty-text") and shown["call_sid_to_coach"] is None:
        shown["call_sid_to_coach"] = ""
    if faulty("call-sid-named-sid"):
        shown["sid"] = shown.pop("call_sid")
    if faulty("hold-missing"):
        del shown["hold"]
    if faulty("uri-of-calls"):
        shown["uri"] = f"{ROOT}/Accounts/{world.account}/Calls/{shown['call_sid']}.json"
    return shown


def show_conference(world, conference):
    path = f"{ROOT}/Accounts/{world.account}/Conferences/{conference.id}"
    shown = {
        "account_sid": world.account, "sid": conference.id, "friendly_name": conference.friendly_name,
        "status": conference.status, "reason_conference_ended": conference.reason,
        "call_sid_ending_conference": conference.ending_call, "region": "us1", "api_version": "2010-04-01",
        "date_created": date(world, conference.date_created), "date_updated": date(world, conference.date_updated),
        "uri": f"{path}.json",
        "subresource_uris": {"participants": f"{path}/Participants.json", "recordings": f"{path}/Recordings.json"},
    }
    if world.options.optional == "absent":
        shown = {name: value for name, value in shown.items() if value is not None}
    if world.options.extras:
        shown |= {"x": {"y": [None]}}
    return shown


def date(world, moment):
    kind, faulty = world.options.dates, world.faulty
    if faulty("date-zone-mislabelled") and world.requests % 2:
        moment -= 7200
    hours = {"east": 5.5, "wandering": world.requests % 25 - 12}.get(kind, 0)
    when = datetime.datetime.fromtimestamp(int(moment), datetime.timezone(datetime.timedelta(hours=hours)))
    if faulty("date-iso"):
        return when.isoformat()
    if faulty("date-sept"):
        return when.strftime("%a, %d %bt %Y %H:%M:%S +0000")
    if kind == "bare":
        # Neither the day's name nor a leading zero is demanded.
        return f"{when.day} {when.strftime('%b %Y %H:%M:%S %z')}"
    if kind == "gmt":
        return when.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return email.utils.format_datetime(when) + (" (UTC)" if kind == "comment" else "")
