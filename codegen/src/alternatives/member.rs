//! What a schema says of one member, through references, `allOf` and alternatives.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pointer;

/// What is known of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Member {
    /// Whether the schema has it among its properties.
    pub(super) is_declared: bool,
    pub(super) is_required: bool,
    /// The texts that it may be, where they are listed.
    pub(super) values: Option<Vec<String>>,
}

/// Looks at one member of many schemas; each schema is looked at once.
pub(super) struct Members<'a> {
    document: &'a Value,
    name: &'a str,
    known: BTreeMap<String, Member>,
}

impl<'a> Members<'a> {
    pub(super) fn new(document: &'a Value, name: &'a str) -> Self {
        Self { document, name, known: BTreeMap::new() }
    }

    /// The member in the schema at a pointer.
    pub(super) fn of(&mut self, at: &str) -> Member {
        if let Some(known) = self.known.get(at) {
            return known.clone();
        }
        // On a circle, which is refused elsewhere, a schema adds nothing to itself.
        self.known.insert(at.to_owned(), Member::default());
        let member = self.found(at);
        self.known.insert(at.to_owned(), member.clone());
        member
    }

    fn found(&mut self, at: &str) -> Member {
        let Some(Value::Object(schema)) = self.document.pointer(at) else {
            return Member::default();
        };
        let mut member = Member::default();
        if let Some(Value::Object(properties)) = schema.get("properties")
            && properties.contains_key(self.name)
        {
            member.is_declared = true;
            member.values = self.values(&pointer::join(&format!("{at}/properties"), self.name));
        }
        let required = schema.get("required").and_then(Value::as_array);
        member.is_required =
            required.is_some_and(|names| names.iter().any(|name| name == self.name));
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(target) = reference.and_then(pointer::of_reference) {
            let other = self.of(&target);
            member.add(other);
        }
        let count =
            |keyword: &str| schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count("allOf") {
            let other = self.of(&format!("{at}/allOf/{index}"));
            member.add(other);
        }
        for keyword in ["oneOf", "anyOf"] {
            let parts: Vec<String> = (0..count(keyword))
                .map(|index| format!("{at}/{keyword}/{index}"))
                .filter(|part| !super::is_null(self.document, part))
                .collect();
            let parts: Vec<Member> = parts.iter().map(|part| self.of(part)).collect();
            member.add(common(&parts));
        }
        member
    }

    /// The texts that a schema lists.
    fn values(&self, at: &str) -> Option<Vec<String>> {
        let schema = self.document.pointer(&super::end(self.document, at))?;
        if let Some(value) = schema.get("const") {
            return Some(vec![value.as_str()?.to_owned()]);
        }
        let values = schema.get("enum")?.as_array()?;
        Some(values.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

impl Member {
    /// What holds as well.
    fn add(&mut self, other: Self) {
        self.is_declared |= other.is_declared;
        self.is_required |= other.is_required;
        if self.values.is_none() {
            self.values = other.values;
        }
    }
}

/// What holds for each of several alternatives.
fn common(parts: &[Member]) -> Member {
    let all = |holds: fn(&Member) -> bool| !parts.is_empty() && parts.iter().all(holds);
    let values: Option<Vec<Vec<String>>> = parts.iter().map(|part| part.values.clone()).collect();
    Member {
        is_declared: all(|part| part.is_declared),
        is_required: all(|part| part.is_required),
        values: values.filter(|values| !values.is_empty()).map(|values| values.concat()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_is_found_through_parts_and_alternatives() {
        let document = json!({
            "base": {"properties": {"kind": {"$ref": "#/kind"}}},
            "kind": {"type": "string", "enum": ["a", "b", null]},
            "all": {"allOf": [{"$ref": "#/base"}, {"required": ["kind"]}]},
            "some": {"oneOf": [{"$ref": "#/all"}, {"type": "null"}, {"properties": {"kind": {"const": "c"}}}]},
            "half": {"anyOf": [{"$ref": "#/all"}, {"type": "object"}]},
            "circle": {"allOf": [{"$ref": "#/circle"}]},
        });
        let mut members = Members::new(&document, "kind");
        let of = |is_declared: bool, is_required: bool, values: &[&str]| Member {
            is_declared,
            is_required,
            values: (!values.is_empty()).then(|| values.iter().map(|&one| one.into()).collect()),
        };
        assert_eq!(members.of("/all"), of(true, true, &["a", "b"]));
        assert_eq!(members.of("/some"), of(true, false, &["a", "b", "c"]));
        assert_eq!(members.of("/half"), of(false, false, &[]), "one alternative lacks it");
        assert_eq!(members.of("/circle"), of(false, false, &[]));
        assert_eq!(members.of("/nowhere"), of(false, false, &[]));
    }
}
