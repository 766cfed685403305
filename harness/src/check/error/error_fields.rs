//! # What it checks
//!
//! The content of a documented refusal is a JSON object with `code` (an integer), `message` (a text that says something),
//! `more_info` (an absolute URL) and `status` (an integer).
//!
//! # Why
//!
//! A client shows the message, looks the code up, and follows the link.
//!
//! # Requirement
//!
//! The document's error model.
//!
//! # Example
//!
//! A `404` whose `message` is empty.

use rollcall_spec::Keyword;
use serde_json::Value;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::documented_refusal;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A refusal carries the four error fields.
pub const RULE: Rule = Rule {
    card: Card {
        id: "error-fields",
        family: Family::Error,
        title: "a refusal carries the four error fields",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("error_fields.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = documented_refusal(context, at)?;
    let Some(value) = answer.json() else {
        let actual = String::from_utf8_lossy(&answer.body).chars().take(120).collect::<String>();
        let actual = if actual.is_empty() { "no content".to_owned() } else { actual };
        return Some(Err(Complaint::new("a refusal that is not JSON", "a JSON object", actual)));
    };
    let field = |name: &str| value.get(name).cloned().unwrap_or_default();
    let complain = |name: &str, expected: &str| {
        let actual = value.get(name).map_or("it is absent".to_owned(), ToString::to_string);
        Some(Err(Complaint::new(format!("`{name}` of a refusal"), expected, actual)))
    };
    if !is_integer(&field("code")) {
        return complain("code", "an integer");
    }
    if field("message").as_str().is_none_or(|text| text.trim().is_empty()) {
        return complain("message", "a text that says something");
    }
    if field("more_info").as_str().is_none_or(|text| !is_web_address(text)) {
        return complain("more_info", "an absolute URL");
    }
    if !is_integer(&field("status")) {
        return complain("status", "an integer");
    }
    Some(Ok(()))
}

/// JSON Schema knows integers by their value: `20003e0` is one. Whether a typed client reads it is another check's affair.
fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|own| own.fract() == 0.0)
}

fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says, text_answer};
    use crate::record::Class;

    #[test]
    fn each_field_is_looked_at() {
        let says = |change: fn(&mut serde_json::Value)| {
            let mut body = refusal(404);
            change(&mut body);
            says(&RULE, Class::Unknown, call("retrieve_participant"), Ok(answer(404, &body)))
        };
        assert_eq!(says(|_| ()), Some(Ok(())));
        assert!(matches!(says(|body| body["code"] = "20404".into()), Some(Err(_))));
        assert!(matches!(says(|body| body["message"] = " ".into()), Some(Err(_))));
        assert!(matches!(says(|body| body["more_info"] = "/errors/20404".into()), Some(Err(_))));
        let missing = says(|body| drop(body.as_object_mut().unwrap().remove("status")));
        assert!(matches!(missing, Some(Err(_))));
    }

    #[test]
    fn a_page_of_html_does_not_hold_and_an_undocumented_status_is_not_judged() {
        let says = |status| {
            let answer = text_answer(status, "text/html", "<h1>no</h1>");
            says(&RULE, Class::Foreign, call("retrieve_participant"), Ok(answer))
        };
        assert!(matches!(says(404), Some(Err(_))));
        assert_eq!(says(403), None);
    }
}
