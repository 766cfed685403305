//! What a path names. Matched by hand: the suffix `.json` belongs to the last segment, which routers do not know.

use rollcall_spec::{Api, Route};

use crate::mock::pairs::read_segment;

/// Every prefix that clients use, with its segments.
const BASES: [(&str, &[&str]); 2] =
    [(super::BASE, &["api", "laml", "2010-04-01"]), ("/2010-04-01", &["2010-04-01"])];

/// The document's operations.
const API: &Api = &rollcall_generated::signalwire::API;

/// A path of the api, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) base: &'static str,
    /// The document's template that it follows.
    pub(super) template: &'static str,
    /// Each parameter of the template with its value; none where its escapes are broken.
    parameters: Vec<(&'static str, Option<String>)>,
}

impl Found {
    /// The decoded value of a parameter; none where the template lacks it, or its escapes are broken.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(own, _)| *own == name);
        found.and_then(|(_, value)| value.as_deref())
    }

    /// Whether the template has a parameter.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|(own, _)| *own == name)
    }

    /// The operations of the path.
    pub(super) fn routes(&self) -> impl Iterator<Item = &'static Route> {
        let template = self.template;
        API.routes.iter().filter(move |route| route.template == template)
    }
}

/// Takes a path apart; none where the api has no such path.
pub(super) fn find(path: &str) -> Option<Found> {
    // Decoded after they are split, so that `%2F` separates nothing and `%41` is an `A` everywhere.
    let mut segments =
        path.strip_prefix('/')?.split('/').map(|raw| read_segment(raw).ok()).collect::<Vec<_>>();
    if let Some(Some(last)) = segments.last_mut()
        && let Some(bare) = last.strip_suffix(".json")
    {
        *last = bare.to_owned();
    }
    let (base, rest) = BASES.iter().find_map(|(base, own)| {
        let (prefix, rest) = segments.split_at_checked(own.len())?;
        let same = prefix.iter().map(Option::as_deref).eq(own.iter().map(|segment| Some(*segment)));
        same.then_some((*base, rest))
    })?;
    API.routes.iter().find_map(|route| {
        let parameters = follow(&route.template, rest)?;
        Some(Found { base, template: &route.template, parameters })
    })
}

/// The parameters of a template with the values that the segments give them, if they follow it.
fn follow(
    template: &'static str,
    segments: &[Option<String>],
) -> Option<Vec<(&'static str, Option<String>)>> {
    let own = template.strip_prefix('/')?;
    if own.split('/').count() != segments.len() {
        return None;
    }
    let mut parameters = Vec::new();
    for (own, segment) in own.split('/').zip(segments) {
        let name = own.strip_prefix('{').and_then(|own| own.strip_suffix('}'));
        match (name, segment.as_deref()) {
            // An empty segment names nothing: it is a path with a slash too many.
            (Some(_), Some("")) => return None,
            (Some(name), _) => parameters.push((name, segment.clone())),
            (None, Some(segment)) if segment == own => {}
            (None, _) => return None,
        }
    }
    Some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_prefixes_and_the_suffix_lead_to_the_same_place() {
        for (base, _) in BASES {
            for suffix in ["", ".json"] {
                let list = find(&format!("{base}/Accounts/a/Conferences/c/Participants{suffix}"));
                let list = list.unwrap();
                assert_eq!((list.base, list.has("CallSid")), (base, false));
                assert_eq!(list.routes().count(), 1);
                let one = find(&format!("{base}/Accounts/a/Conferences/c/Participants/p{suffix}"));
                let one = one.unwrap();
                assert_eq!((one.base, one.parameter("CallSid")), (base, Some("p")));
                assert_eq!(one.routes().count(), 3);
            }
        }
    }

    #[test]
    fn segments_are_decoded_after_they_are_split() {
        let found = find("/2010-04-01/Accounts/a%2Fb/Conferences/x+y/Participants/%e9").unwrap();
        assert_eq!(found.parameter("AccountSid"), Some("a/b"));
        assert_eq!(found.parameter("ConferenceSid"), Some("x+y"));
        assert_eq!((found.has("CallSid"), found.parameter("CallSid")), (true, None));
        let same = find("/%32010-04-01/Accoun%74s/a/Conferences/c/Participants%2Ejson").unwrap();
        assert_eq!(same.template, API.routes[0].template);
    }

    #[test]
    fn anything_else_is_no_path_of_the_api() {
        for path in [
            "/",
            "*",
            "/2010-04-01",
            "/2010-04-01/",
            "/2010-04-01/Accounts/a",
            "/2010-04-01/Accounts/a/Conferences/c/Participants/",
            "/2010-04-01/Accounts//Conferences/c/Participants",
            "/2010-04-01/Accounts/a/Conferences/c/Participants/p/q",
            "/2010-04-01/accounts/a/Conferences/c/Participants",
            "/2010-04-01//Accounts/a/Conferences/c/Participants",
            "/v1/2010-04-01/Accounts/a/Conferences/c/Participants",
            "/2010-04-011/Accounts/a/Conferences/c/Participants",
        ] {
            assert_eq!(find(path), None, "{path}");
        }
    }
}
