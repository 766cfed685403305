//! `component-name-illegal`: the keys of components are letters, digits, `.`, `-` and `_` (OpenAPI 3.0.3 and 3.1.0, 4.8.7).

use serde_json::Value;

use super::Find;
use crate::pointer;
use crate::report::At;

pub(super) fn find(find: &mut Find<'_>) {
    let Some(Value::Object(components)) = find.document.get("components") else { return };
    for (section, members) in components.iter().filter(|(section, _)| !section.starts_with("x-")) {
        for name in members.as_object().into_iter().flat_map(|map| map.keys()) {
            let is_legal = !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
            if is_legal {
                continue;
            }
            let at = pointer::join(&pointer::join("/components", section), name);
            find.found.push(
                find.reporter
                    .finding("component-name-illegal", At::Key, &at, format!("the component name `{name}` is not allowed"))
                    .why("OpenAPI allows letters, digits, `.`, `-` and `_`, and references to other names must be percent-encoded")
                    .help("rename it, and the references to it"),
            );
        }
    }
}
