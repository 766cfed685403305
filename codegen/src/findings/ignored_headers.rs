//! `authorization-as-parameter`, `accept-as-parameter`, `content-type-as-parameter`: OpenAPI says that header parameters of
//! these names are ignored (3.0.3 and 3.1.0, 4.8.12.2), because `security` and `content` speak of them.

use serde_json::Value;

use super::Find;
use crate::report::At;
use crate::shape::{self, Kind};

pub(super) fn find(find: &mut Find<'_>) {
    let (reporter, found) = (find.reporter, &mut find.found);
    shape::walk(Kind::OpenApi, "", find.document, &mut |kind, at, value| {
        if kind != Kind::Parameter || value.get("in").and_then(Value::as_str) != Some("header") {
            return;
        }
        let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
        let (rule, help) = match name.to_ascii_lowercase().as_str() {
            "authorization" => (
                "authorization-as-parameter",
                "declare a security scheme and name it under `security`",
            ),
            "accept" => ("accept-as-parameter", "the media types of the responses say it"),
            "content-type" => {
                ("content-type-as-parameter", "the media types of the request body say it")
            }
            _ => return,
        };
        found.push(
            reporter
                .finding(
                    rule,
                    At::Value,
                    at,
                    format!("the header field `{name}` is declared as a parameter"),
                )
                .why("OpenAPI has readers ignore such a parameter, so it is not generated")
                .help(help),
        );
    });
}
