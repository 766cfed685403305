//! A schema together with the definitions that it refers to.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use crate::{Api, Schema};

/// How every reference into the definitions begins, in compact JSON text.
const REFERENCE: &str = r##""$ref":"#/$defs/"##;

impl Api {
    /// The JSON text of a definition.
    pub fn definition(&self, name: &str) -> Option<&str> {
        let index = self.definitions.binary_search_by(|(own, _)| own.as_ref().cmp(name)).ok()?;
        self.definitions.get(index).map(|(_, json)| json.as_ref())
    }

    /// The self-contained text of a schema: the definitions that it reaches, and no others, stand in its `$defs`.
    pub fn schema_document(&self, schema: &Schema) -> String {
        let reached = self.reached(&schema.json);
        // A schema that refers to something is an object.
        let Some(open) = schema.json.strip_suffix('}').filter(|_| !reached.is_empty()) else {
            return schema.json.to_string();
        };
        let mut text = open.to_owned();
        text.push_str(r#","$defs":{"#);
        for (index, (name, json)) in reached.into_iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            quote(&name, &mut text);
            text.push(':');
            text.push_str(json);
        }
        text.push_str("}}");
        text
    }

    /// The definitions that a text refers to, and those that these refer to, and so on.
    fn reached(&self, json: &str) -> BTreeMap<String, &str> {
        let mut reached = BTreeMap::new();
        let mut open: BTreeSet<String> = names(json).collect();
        while let Some(name) = open.pop_first() {
            if let Some(json) = self.definition(&name) {
                open.extend(names(json).filter(|next| !reached.contains_key(next)));
                reached.insert(name, json);
            }
        }
        reached
    }
}

/// The names that a text refers to. A value that merely looks like a reference names one too many, which does no harm.
fn names(json: &str) -> impl Iterator<Item = String> {
    json.split(REFERENCE).skip(1).filter_map(|rest| {
        let (token, _) = rest.split_once('"')?;
        let token = percent_decode_str(token).decode_utf8().ok()?;
        // What lies deeper belongs to the definition that its first token names.
        let name = token.split('/').next().unwrap_or_default();
        Some(name.replace("~1", "/").replace("~0", "~"))
    })
}

/// Appends a JSON string.
fn quote(name: &str, text: &mut String) {
    use std::fmt::Write as _;
    text.push('"');
    for letter in name.chars() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            control if control < ' ' => {
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde_json::{Value, json};

    use super::*;

    fn api(definitions: &[(&'static str, &'static str)]) -> Api {
        let definitions =
            definitions.iter().map(|(name, json)| (Cow::from(*name), Cow::from(*json))).collect();
        Api {
            id: "a".into(),
            title: "A".into(),
            version: "1".into(),
            openapi: "3.1.0".into(),
            digest: "sha256:0".into(),
            servers: Cow::Owned(vec![]),
            routes: Cow::Owned(vec![]),
            events: Cow::Owned(vec![]),
            definitions: Cow::Owned(definitions),
            security_schemes: Cow::Owned(vec![]),
            findings: Cow::Owned(vec![]),
        }
    }

    fn document(api: &Api, json: &'static str) -> Value {
        let text = api.schema_document(&Schema { json: json.into(), name: None });
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn a_document_has_what_it_reaches_and_nothing_else() {
        let api = api(&[
            ("/components/schemas/A/items", r#"{"type":"null"}"#),
            ("A", r##"{"items":{"$ref":"#/$defs/B"},"not":{"$ref":"#/$defs/A"}}"##),
            ("B", r##"{"items":{"$ref":"#/$defs/~1components~1schemas~1A~1items"}}"##),
            ("C", "true"),
        ]);
        let found = document(&api, r##"{"type":"array","items":{"$ref":"#/$defs/A"}}"##);
        assert_eq!(found["type"], "array");
        let names: Vec<&String> = found["$defs"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["/components/schemas/A/items", "A", "B"]);
        assert_eq!(found["$defs"]["B"]["items"]["$ref"], "#/$defs/~1components~1schemas~1A~1items");
    }

    #[test]
    fn names_of_any_letters_are_found_and_stay_json() {
        let api = api(&[("A \"b\\~\n", "true")]);
        let found = document(&api, r##"{"$ref":"#/$defs/A%20%22b%5C~0%0A"}"##);
        assert_eq!(found["$defs"], json!({"A \"b\\~\n": true}));
    }

    #[test]
    fn what_refers_to_nothing_stays_as_it_is() {
        let api = api(&[("A", "true")]);
        for json in
            ["true", "{}", r#"{"type":"string"}"#, r##"{"const":"\"$ref\":\"#/$defs/A\""}"##]
        {
            let own: Value = serde_json::from_str(json).unwrap();
            assert_eq!(document(&api, json), own);
        }
    }
}
