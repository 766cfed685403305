//! What a request asks for: its content, read by hand, member by member.

use axum::http::header;
use serde_json::{Map, Value};

use super::Server;
use super::refusal::Refusal;
use crate::mock::fault::Defect;
use crate::mock::serve::Call;

/// The content of a request: an object that says what is to be done.
pub(super) struct Wish {
    pub(super) operation: String,
    pub(super) members: Map<String, Value>,
    /// Whether it passes whatever it says; only a faulty server lets anything do so.
    pub(super) waved: bool,
}

impl Wish {
    /// Reads the content.
    pub(super) fn read(server: &Server, call: &Call) -> Result<Self, Refusal> {
        let has = |defect| server.faults.has(defect);
        let field = call.headers.get(header::CONTENT_TYPE).and_then(|field| field.to_str().ok());
        let essence = field.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") && !has(Defect::MediaTypeIgnored) {
            return Err(Refusal::media_type(server));
        }
        let waved = |members| Ok(Self { operation: String::new(), members, waved: true });
        let malformed = "The content is no JSON object";
        let body = call.body.as_deref().ok_or_else(|| Refusal::invalid(malformed))?;
        let members: Map<String, Value> = match serde_json::from_slice(body) {
            Ok(members) => members,
            Err(_) if has(Defect::MalformedJsonAccepted) => return waved(Map::new()),
            Err(_) if has(Defect::MalformedJsonIs500) => return Err(Refusal::internal()),
            Err(_) => return Err(Refusal::invalid(malformed)),
        };
        let operation = match members.get("operationName") {
            None if has(Defect::MissingNameAccepted) => return waved(members),
            None => return Err(Refusal::missing("operationName")),
            Some(Value::String(name)) => name.clone(),
            Some(_) => return Err(Refusal::invalid("`operationName` is not a string")),
        };
        Ok(Self { operation, members, waved: false })
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        match self.members.get(name) {
            None => Err(Refusal::missing(name)),
            Some(Value::String(text)) if text.is_empty() => {
                Err(Refusal::invalid(format!("`{name}` is empty")))
            }
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::invalid(format!("`{name}` is not a string"))),
        }
    }

    /// Who is to be removed; none where it does not matter. Hook of the faults that mind little what is sent.
    pub(super) fn participant(&self, server: &Server) -> Result<Option<String>, Refusal> {
        let has = |defect| server.faults.has(defect);
        match self.members.get("participant") {
            None if has(Defect::MissingParticipantAccepted) => Ok(None),
            Some(Value::Null) if has(Defect::ParticipantNullAccepted) => Ok(None),
            Some(Value::Number(_) | Value::Array(_) | Value::Object(_))
                if has(Defect::ParticipantOfAnyTypeAccepted) =>
            {
                Ok(None)
            }
            Some(Value::String(long)) if has(Defect::LongValueIs500) && long.len() > 255 => {
                Err(Refusal::internal())
            }
            _ => self.text("participant").map(|text| Some(text.to_owned())),
        }
    }

    /// The number of whoever is to be called.
    pub(super) fn destination(&self) -> Result<&str, Refusal> {
        let destination = self.members.get("destination");
        let destination = destination.ok_or_else(|| Refusal::missing("destination"))?;
        match destination.get("phoneNumber") {
            Some(Value::String(number)) if !number.is_empty() => Ok(number),
            None if destination.is_object() => Err(Refusal::missing("destination.phoneNumber")),
            _ => Err(Refusal::invalid("`destination` has no phone number")),
        }
    }
}
