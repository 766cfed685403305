"""What a call looks like, and what is told of it."""

import time

ESTABLISHED = ("UpdateUserData", "SendDtmf", "SingleStepConference", "Hold", "AttachUserData", "DeleteUserDataPair", "DeleteUserData", "Hangup")
HELD = ("UpdateUserData", "Retrieve", "AttachUserData", "DeleteUserDataPair", "DeleteUserData", "Hangup")


def capabilities(call):
    """The operations that are open to a call now."""
    if call.state == "Released":
        return []
    held, conference = call.state == "Held", call.conference
    names = list(HELD if held else ESTABLISHED)
    if conference.is_conference():
        names.append("ClearCall")
        if call is conference.owner and len(conference.parties) > 1 and (not held or call.world.options.held == "removes"):
            names.append("RemoveParticipantFromConference")
    return names


def shown(call):
    """A call at this moment, with what is not written beside it: the numbers of the others, and since when it is."""
    world, conference = call.world, call.conference
    members = world.options.members
    numbers = [] if call.state == "Released" else call.others()
    told = {"id": call.id, "state": call.state, **participants(world, numbers)}
    uri = f"{world.origin}/api/v2/me/calls/{call.segment}"
    if members != "few":
        told |= {
            "callUuid": conference.uuid if world.options.uuid == "shared" else call.id,
            "connId": conference.conn_id, "deviceUri": f"{world.origin}/api/v2/devices/{call.person.device}",
            "dnis": world.number(1), "callType": "Internal", "capabilities": capabilities(call), "mute": "Off",
            "supervisorListeningIn": False, "monitoredUserMuted": False, "monitoring": False, "uri": uri, "path": f"/calls/{call.segment}",
        }
    if members == "more":
        told |= {
            "ani": "+14155550100", "userData": dict(call.user_data), "recordingState": "Recording" if call.is_recorded else "Stopped",
            "callUuidOfSite": None, "x": {"y": []},
        }
    spoil(call, told, numbers)
    return {"state": call.state, "numbers": numbers, "told": told, "since": call.since}


def written(picture):
    """A picture as it goes out; the duration runs."""
    told = dict(picture["told"])
    if "callUuid" in told:
        told["duration"] = str(int(time.monotonic() - picture["since"]))
    if told.pop("durationIsNumber", False):
        told["duration"] = int(told["duration"])
    return told


def participants(world, numbers):
    form = world.options.participants
    if form == "texts":
        return {"participants": list(numbers)}
    if form == "informed":
        info = [{"digits": each, "e164Number": "", "formattedPhoneNumber": each} for each in numbers]
        return {"participants": list(numbers), "participantsInfo": info}
    return {"participants": [participant(world, form, number) for number in numbers]}


def participant(world, form, number):
    told = {"digits": number}
    if form == "full":
        told |= {"e164Number": "", "formattedPhoneNumber": number, "phoneNumber": number}
    elif form == "split":
        told |= {"e164Number": "+1415555" + number[-4:], "formattedPhoneNumber": f"(415) 555-{number[-4:]}", "phoneNumber": "1415555" + number[-4:]}
    if world.options.extras:
        told |= {"role": "RoleDestination"}
    if world.faulty("participant-without-digits"):
        del told["digits"]
    return told


def spoil(call, told, numbers):
    """The faults of a call's members."""
    faulty = call.world.faulty
    if faulty("call-id-other"):
        told["id"] = told["connId"]
    if faulty("call-other"):
        told["id"] = next(each.id for each in [*call.world.calls.values(), call] if each.person is call.person)
    if faulty("uri-elsewhere"):
        told["uri"] += "/call"
    if faulty("state-missing"):
        del told["state"]
    if faulty("duration-is-number"):
        told["durationIsNumber"] = True
    if faulty("mute-is-boolean"):
        told["mute"] = False
    if faulty("participants-is-object"):
        told["participants"] = {number: {"digits": number} for number in numbers}
    spoil_capabilities(call, told)


def spoil_capabilities(call, told):
    faulty = call.world.faulty
    if faulty("capabilities-is-text"):
        told["capabilities"] = ",".join(told["capabilities"])
    if faulty("held-offers-hold") and call.state == "Held":
        told["capabilities"] = list(ESTABLISHED)
    if faulty("plain-offers-removal") and call.state != "Released" and "RemoveParticipantFromConference" not in told["capabilities"]:
        told["capabilities"].append("RemoveParticipantFromConference")
    if faulty("conference-offers-none"):
        told["capabilities"] = []


def notification(call, kind, picture):
    """What is told of a call."""
    told = {
        "notificationType": kind, "call": written(picture), "phoneNumber": call.person.number,
        "extensions": {"BusinessCall": 0}, "messageType": "CallStateChangeMessage",
    }
    options, faulty = call.world.options, call.world.faulty
    if options.members == "few":
        del told["extensions"], told["phoneNumber"]
    if options.extras:
        told["metrics"] = {"eventProcessing": {"nodeProcessingTimeNanos": 81234, "serverGenerationTimestamp": 1, "serverProcessingTimeTotalMs": 2}}
        told["extensions"] = {"BusinessCall": 1, "WrapUpTime": 0, "x": []}
    if faulty("message-type-missing"):
        del told["messageType"]
    if faulty("message-type-other"):
        told["messageType"] = "CallStateChanged"
    if faulty("notification-type-missing"):
        del told["notificationType"]
    if faulty("told-without-state"):
        del told["call"]["state"]
    if faulty("business-call-is-true"):
        told["extensions"] = {"BusinessCall": True}
    return told
