//! `security-scheme-unused`, `security-scheme-undeclared`, `operation-without-security`: declared and demanded credentials differ.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Find;
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Kind};

pub(super) fn find(find: &mut Find<'_>) {
    let document = find.document;
    let declared: Vec<&String> = document
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|map| map.keys())
        .collect();
    let mut demanded: BTreeSet<&str> = BTreeSet::new();
    let mut bare = Vec::new();
    let global = document.get("security");
    let (reporter, found) = (find.reporter, &mut find.found);
    shape::walk(Kind::OpenApi, "", document, &mut |kind, at, value| match kind {
        Kind::SecurityRequirement => {
            for name in value.as_object().into_iter().flat_map(|map| map.keys()) {
                demanded.insert(name);
                if !declared.contains(&name) {
                    found.push(
                        reporter
                            .finding(
                                "security-scheme-undeclared",
                                At::Key,
                                &pointer::join(at, name),
                                format!("the security scheme `{name}` is declared nowhere"),
                            )
                            .why("how to authenticate can't be known")
                            .help(format!("add `{name}` to `components/securitySchemes`")),
                    );
                }
            }
        }
        Kind::Operation
            if at.starts_with("/paths/")
                && !at.contains("/callbacks/")
                && value.get("security").or(global).is_none() =>
        {
            bare.push(at.to_owned());
        }
        _ => {}
    });
    for at in bare {
        found.push(
            reporter
                .finding(
                    "operation-without-security",
                    At::Key,
                    &at,
                    "nothing says which credentials this operation demands",
                )
                .why("a reader takes it for one that anybody may call")
                .help("name a scheme under `security`, or write `security: []` where anybody may"),
        );
    }
    for name in declared.iter().filter(|name| !demanded.contains(name.as_str())) {
        let at = pointer::join("/components/securitySchemes", name);
        found.push(
            reporter
                .finding(
                    "security-scheme-unused",
                    At::Key,
                    &at,
                    format!("no operation demands the security scheme `{name}`"),
                )
                .why("declaring a scheme demands nothing")
                .help("name it under `security`, or remove it"),
        );
    }
}
