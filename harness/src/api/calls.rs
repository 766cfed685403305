//! What an api calls its parts where a call takes operations by name, and how its answers and notifications read.

use serde_json::Value;

use crate::record::Json;
use crate::record::{Answer, Body, Call, Notification, Place};

/// What an api calls its parts where a call takes operations by name.
#[derive(Debug, Clone)]
pub struct Calls {
    /// `operationId` of a look at the user.
    pub me: &'static str,
    /// `operationId` of a list of the user's calls.
    pub list: &'static str,
    /// `operationId` of a look at a call.
    pub retrieve: &'static str,
    /// `operationId` of what takes an operation on a call by its name.
    pub operate: &'static str,
    /// `operationId` of what takes Bayeux messages.
    pub messages: &'static str,
    /// `operationId` of what takes Bayeux messages at a path that says what kind they are.
    pub messages_at: &'static str,
    /// The path parameter that names a call, and the name by which a provider hands it over.
    pub call_id: &'static str,
    /// The name by which a provider hands over a participant, and the member of an operation that names one.
    pub participant: &'static str,
    /// The channel that tells of calls.
    pub channel: &'static str,
    /// The name of the operation that removes a participant.
    pub remove: &'static str,
    /// The name of the operation that puts a call on hold, and the state that comes of it.
    pub hold: (&'static str, &'static str),
    /// The name of the operation that takes a call off hold, and the state that comes of it.
    pub unhold: (&'static str, &'static str),
    /// The names of the operations that end a call.
    pub ends: &'static [&'static str],
    /// The state of a call that has ended.
    pub ended: &'static str,
    /// The type of a notification that tells of other participants.
    pub participants_told: &'static str,
    /// The type of a notification that tells of another state.
    pub state_told: &'static str,
}

impl Calls {
    /// The operations that are judged, in the order of a life.
    pub fn operations(&self) -> Vec<&'static str> {
        vec![self.me, self.list, self.retrieve, self.operate, self.messages, self.messages_at]
    }

    /// The name of the operation that a call asks for, where it asks for one in so many words.
    pub fn name_of<'a>(&self, call: &'a Call) -> Option<&'a str> {
        match &call.body {
            Body::Json(json) if call.operation == self.operate && call.method.is_none() => {
                json.member(OPERATION)?.as_text()
            }
            _ => None,
        }
    }

    /// The place that names the participant whom an operation is about.
    pub fn participant_of<'a>(&self, call: &'a Call) -> Option<&'a Place> {
        match &call.body {
            Body::Json(json) => match json.member(self.participant)? {
                Json::Place(place) | Json::Number(place) => Some(place),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a call asks for somebody's removal.
    pub fn asks_to_remove(&self, call: &Call) -> bool {
        self.name_of(call) == Some(self.remove)
    }

    /// Whether a call asks for the end of a call.
    pub fn asks_to_end(&self, call: &Call) -> bool {
        self.name_of(call).is_some_and(|name| self.ends.contains(&name))
    }

    /// The state that a call asks for.
    pub fn asked_state(&self, call: &Call) -> Option<&'static str> {
        let name = self.name_of(call)?;
        let all = [self.hold, self.unhold].into_iter();
        let all = all.chain(self.ends.iter().map(|own| (*own, self.ended)));
        all.into_iter().find(|(own, _)| *own == name).map(|(_, state)| state)
    }

    /// Whether a call could change something. The safe methods can't (RFC 9110, 9.2.1), nor does a message of Bayeux.
    pub fn could_change(&self, call: &Call) -> bool {
        match call.method.as_deref() {
            None => call.operation == self.operate,
            Some(method) => !matches!(method, "GET" | "HEAD" | "OPTIONS"),
        }
    }

    /// The handed-over conference that a call's path names.
    pub fn conference_of(&self, call: &Call) -> Option<usize> {
        match call.path.get(self.call_id)? {
            Place::Handed { conference, participant: None, .. } => Some(*conference),
            _ => None,
        }
    }

    /// Whether a call is a connect of Bayeux, which a server may hold until there is something to tell.
    pub fn is_connect(&self, call: &Call) -> bool {
        let own = messages(call).iter();
        call.operation == self.messages
            && own.filter_map(channel).any(|channel| channel == "/meta/connect")
    }

    /// Whether the data of a notification tell of other participants.
    pub fn tells_participants(&self, data: &Value) -> bool {
        notification_type(data) == Some(self.participants_told)
    }
}

/// The messages of Bayeux that a call sends.
pub fn messages(call: &Call) -> &[Json] {
    match &call.body {
        Body::Json(Json::Array(messages)) => messages,
        _ => &[],
    }
}

/// The channel of a message of Bayeux.
pub fn channel(message: &Json) -> Option<&str> {
    message.member("channel")?.as_text()
}

/// What kind of change the data of a notification tell of.
pub fn notification_type(data: &Value) -> Option<&str> {
    data.get("notificationType")?.as_str()
}

/// The member that names an operation.
pub const OPERATION: &str = "operationName";

/// The status code in a return value.
pub fn code(answer: &Answer) -> Option<&Value> {
    answer.json()?.get("statusCode")
}

/// Whether an answer says that a request was carried out or passed on.
pub fn is_accepted(answer: &Answer) -> bool {
    answer.is_success() && code(answer).and_then(Value::as_f64) == Some(0.0)
}

/// Whether an answer says that a request was refused: by its status, or by its code.
pub fn is_refused(answer: &Answer) -> bool {
    let by_code = code(answer).and_then(Value::as_f64).is_some_and(|code| code != 0.0);
    (400..500).contains(&answer.status) || answer.is_success() && by_code
}

/// Whether an answer holds messages of Bayeux, and all of its replies are successful.
pub fn is_delivered(answer: &Answer) -> bool {
    let messages = answer.json().and_then(Value::as_array).filter(|_| answer.is_success());
    messages
        .is_some_and(|all| all.iter().all(|own| own.get("successful") != Some(&Value::Bool(false))))
}

/// The call that an answer shows.
pub fn call_in(answer: &Answer) -> Option<&Value> {
    answer.json()?.get("call").filter(|own| own.is_object())
}

/// The call that a notification tells of.
pub fn call_told(told: &Notification) -> Option<&Value> {
    told.data.get("call").filter(|own| own.is_object())
}

/// The id of a call.
pub fn id(call: &Value) -> Option<&str> {
    call.get("id")?.as_str()
}

/// The state of a call.
pub fn state(call: &Value) -> Option<&str> {
    call.get("state")?.as_str()
}

/// The names of the operations that are open to a call; none where it does not say.
pub fn capabilities(call: &Value) -> Option<Vec<&str>> {
    Some(call.get("capabilities")?.as_array()?.iter().filter_map(Value::as_str).collect())
}

/// The participants of a call, each as it is shown; none where it does not say.
pub fn participants(call: &Value) -> Option<&Vec<Value>> {
    call.get("participants")?.as_array()
}

/// Whether a participant, shown as a text or as an object, has that number.
pub fn has_number(participant: &Value, number: &str) -> bool {
    let numbers = ["digits", "phoneNumber", "formattedPhoneNumber", "e164Number"];
    match participant {
        Value::String(own) => own == number,
        Value::Object(own) => {
            numbers.iter().any(|name| own.get(*name).and_then(Value::as_str) == Some(number))
        }
        _ => false,
    }
}

/// Whether a call lists a number among its participants; none where it lists nobody at all.
pub fn lists(call: &Value, number: &str) -> Option<bool> {
    Some(participants(call)?.iter().any(|own| has_number(own, number)))
}
