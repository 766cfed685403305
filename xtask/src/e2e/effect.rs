//! What a deviation does to a client, in words: what the client made of a server beside what it makes of a lawful one.

use serde_json::Value;

/// How many members are named that read differently.
const NAMED: usize = 3;

/// In words, or nothing where the client notices nothing. Each is a line of a probe's: it holds `returned` or `raised`.
pub(super) fn effect(lawful: &Value, deviant: &Value) -> Option<String> {
    match (&lawful["raised"], &deviant["raised"]) {
        (Value::Null, Value::Null) => difference(&lawful["returned"], &deviant["returned"]),
        (Value::Null, raised) if raised["kind"] == "Endless" => {
            Some("never comes to an end".to_owned())
        }
        (Value::Null, raised) => Some(format!("raises {}", exception(raised))),
        (_, Value::Null) => Some("takes a refusal for a success".to_owned()),
        (expected, raised) => refusal(expected, raised),
    }
}

/// An exception's kind, and the status that it tells or else its message. A server's own words are its own affair.
fn exception(raised: &Value) -> String {
    let kind = raised["kind"].as_str().unwrap_or("something");
    if raised["status"].is_number() {
        return format!("{kind} with the status {}", raised["status"]);
    }
    match raised["message"].as_str() {
        Some(message) => format!("{kind}: {message}"),
        None => kind.to_owned(),
    }
}

/// Two refusals, one as it should be.
fn refusal(expected: &Value, raised: &Value) -> Option<String> {
    if expected["kind"] != raised["kind"] {
        return Some(format!("raises {} where a refusal was due", exception(raised)));
    }
    let mut told = Vec::new();
    for name in ["status", "code"] {
        let (due, own) = (&expected[name], &raised[name]);
        if own.is_null() && !due.is_null() {
            told.push(format!("no {name}"));
        } else if own.is_string() && due.is_number() {
            told.push(format!("the {name} as a text"));
        } else if own != due {
            told.push(format!("the {name} {own} in place of {due}"));
        }
    }
    let message = |raised: &Value| raised["message"].as_str().unwrap_or_default().len();
    // A client puts words of its own in place of a message that is not there, and they are fewer or about HTTP.
    let own = raised["message"].as_str().unwrap_or_default();
    if message(expected) > 0 && (own.len() < message(expected) / 2 || own.starts_with("[HTTP")) {
        told.push("no message".to_owned());
    }
    (!told.is_empty()).then(|| format!("tells of a refusal {}", told.join(", ")))
}

/// What reads differently in two values.
fn difference(lawful: &Value, deviant: &Value) -> Option<String> {
    if lawful == deviant {
        return None;
    }
    match (lawful, deviant) {
        (Value::Array(due), Value::Array(own)) if due.len() != own.len() => {
            Some(format!("reads {} participants where there are {}", own.len(), due.len()))
        }
        (Value::Array(due), Value::Array(own)) => {
            let differing = due.iter().zip(own).find(|(due, own)| due != own)?;
            match differing {
                (Value::Object(_), Value::Object(_)) => difference(differing.0, differing.1),
                _ => Some("reads other participants".to_owned()),
            }
        }
        (Value::Object(due), Value::Object(own)) => {
            let mut told: Vec<String> = due
                .iter()
                .filter(|(name, value)| own.get(*name) != Some(value))
                .map(|(name, value)| member(name, value, own.get(name).unwrap_or(&Value::Null)))
                .collect();
            if told.len() > NAMED {
                told.truncate(NAMED);
                told.push("and more".to_owned());
            }
            Some(format!("reads {}", told.join(", ")))
        }
        _ => Some(format!("returns {deviant} in place of {lawful}")),
    }
}

/// One member that reads differently.
fn member(name: &str, due: &Value, own: &Value) -> String {
    if own.is_null() {
        return format!("no {name}");
    }
    let hours = |value: &Value| value.as_str()?.strip_suffix(" h")?.parse::<f64>().ok();
    match (hours(due), hours(own)) {
        (Some(due), Some(own)) => format!("{name} {} h off", (due - own).abs()),
        _ if name.starts_with("date_") && own.is_string() => format!("{name} as {own}"),
        _ if due.is_boolean() && own.is_string() => format!("the text {own} as {name}"),
        _ => format!("{own} as {name}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn returned(lawful: &Value, deviant: &Value) -> Option<String> {
        effect(&json!({ "returned": lawful }), &json!({ "returned": deviant }))
    }

    #[test]
    fn what_reads_the_same_is_no_effect() {
        let one = json!({"call_sid": "call 1", "muted": false});
        assert_eq!(returned(&one, &one), None);
        let refused =
            json!({"raised": {"kind": "E", "status": 404, "code": 1, "message": "Nobody."}});
        let other =
            json!({"raised": {"kind": "E", "status": 404, "code": 1, "message": "Not here."}});
        assert_eq!(effect(&refused, &other), None);
    }

    #[test]
    fn lost_and_wrong_members_are_named() {
        let due = json!({"date_created": "+0 h", "hold": false, "status": "connected"});
        let own = json!({"date_created": "-5.5 h", "hold": null, "status": "completed"});
        let told = returned(&json!([due.clone()]), &json!([own])).unwrap();
        assert_eq!(told, "reads date_created 5.5 h off, no hold, \"completed\" as status");
        let told = returned(&json!([due]), &json!([])).unwrap();
        assert_eq!(told, "reads 0 participants where there are 1");
        let told = returned(&json!({"muted": true}), &json!({"muted": "true"})).unwrap();
        assert_eq!(told, "reads the text \"true\" as muted");
    }

    #[test]
    fn an_exception_is_told_and_so_is_one_that_never_comes() {
        let fine = json!({"returned": true});
        let refused =
            json!({"raised": {"kind": "E", "status": 404, "code": 20404, "message": "Nobody."}});
        assert_eq!(effect(&fine, &refused).unwrap(), "raises E with the status 404");
        assert_eq!(effect(&refused, &fine).unwrap(), "takes a refusal for a success");
        let poor = json!({"raised": {"kind": "E", "status": 404, "code": "20404", "message": ""}});
        let told = effect(&refused, &poor).unwrap();
        assert_eq!(told, "tells of a refusal the code as a text, no message");
    }
}
