"""How a refusal reads."""

from ..message import Raw

FOREIGN = {400: "Das geht so nicht – bitte prüfen.", 401: "Wer da?", 403: "Kein Zutritt.", 404: "Nicht gefunden."}
PLACE = "https://www.twilio.com/docs/errors/"


def form(world, refused):
    """The content of a refusal."""
    options, faulty = world.options, world.faulty
    status, message = refused.status, refused.message
    code = {"one": 20001, "zero": 0}.get(options.codes, refused.code)
    if options.words == "terse":
        message = "No."
    elif options.words == "foreign":
        message = FOREIGN.get(status, "Nein.")
    told = {"code": code, "message": message, "more_info": f"{PLACE}{code}", "status": status}
    if options.detail == "everywhere" or status == 401 and options.detail != "absent":
        told["detail"] = "" if options.detail == "empty" else "Your AccountSid or AuthToken was incorrect."
    if options.extras:
        told |= {"user_error": True, "params": {"x": [1, None]}}
    if faulty("error-status-lies"):
        told["status"] = 200
    if faulty("error-html"):
        return Raw("text/html", f"<html><body><h1>{status}</h1></body></html>")
    if faulty("error-empty"):
        return Raw("application/json", "")
    if faulty("error-list"):
        return {"errors": [{"detail": message}]}
    return wrong(faulty, told)


def wrong(faulty, told):
    if faulty("error-code-text"):
        told["code"] = str(told["code"])
    if faulty("error-message-empty"):
        told["message"] = ""
    if faulty("error-more-info-relative"):
        told["more_info"] = f"/docs/errors/{told['code']}"
    if faulty("error-status-missing"):
        del told["status"]
    if faulty("error-status-is-code"):
        told["status"] = told["code"]
    return told
