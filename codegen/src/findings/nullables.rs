//! `null` where the letter of OpenAPI 3.0 lets it in nowhere and the author meant it: `nullable` beside `$ref` or without a type,
//! beside an `enum` without `null`, and an `enum` with `null` without `nullable`. Taken as meant.

use serde_json::Value;

use super::Find;
use crate::report::At;
use crate::shape::{self, Kind, Version};

pub(super) fn find(find: &mut Find<'_>) {
    if find.version != Version::V30 {
        return;
    }
    let (reporter, found) = (find.reporter, &mut find.found);
    shape::walk(Kind::OpenApi, "", find.document, &mut |kind, at, value| {
        let (Kind::Schema, Value::Object(map)) = (kind, value) else { return };
        let nullable = map.get("nullable") == Some(&Value::Bool(true));
        let values = map.get("enum").and_then(Value::as_array);
        let lists_null = values.is_some_and(|values| values.contains(&Value::Null));
        let here = format!("{at}/nullable");
        let mut push = |rule, at: &str, message: &str, why: &str, help: &str| {
            found.push(reporter.finding(rule, At::Key, at, message).why(why).help(help));
        };
        if map.contains_key("$ref") && map.len() > 1 {
            push(
                "reference-siblings",
                &format!("{at}/$ref"),
                "keywords stand beside `$ref`",
                "OpenAPI 3.0 has readers ignore them; they are taken as they were meant",
                "put the reference into `allOf`",
            );
        } else if nullable && !map.contains_key("type") {
            push(
                "nullable-without-type",
                &here,
                "`nullable` stands where no `type` does",
                "OpenAPI 3.0.3 lets `nullable` widen the `type` beside it alone; it is taken as it was meant",
                "state the `type` too",
            );
        }
        if nullable && values.is_some() && !lists_null {
            push(
                "nullable-enum-without-null",
                &here,
                "`nullable` stands beside an `enum` that does not list `null`",
                "by the letter `enum` refuses `null`; it is let in, as it was meant",
                "add `null` to the values",
            );
        }
        if lists_null && !nullable && map.contains_key("type") {
            push(
                "enum-null-without-nullable",
                &format!("{at}/enum"),
                "an `enum` lists `null`, and the `type` beside it refuses it",
                "by the letter `null` is refused; it is let in, as it was meant",
                "add `nullable: true`",
            );
        }
    });
}
