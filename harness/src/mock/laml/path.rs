//! What a path names. Matched by hand: the suffix `.json` belongs to the last segment, which routers do not know.

use rollcall_spec::{Api, Route};

use super::dialect::{Dialect, Paths};
use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::pairs::read_segment;

/// A path of the api, taken apart.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) base: &'static str,
    api: &'static Api,
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
        self.api.routes.iter().filter(move |route| route.template == template)
    }
}

/// Takes a path apart; none where the api has no such path.
pub(super) fn find(server: &Server, path: &str) -> Option<Found> {
    let free = server.variations.suffix_optional || server.variations.links_without_suffix;
    let strict = server.dialect.paths.suffix_required && !free;
    if server.faults.has(Defect::LabelPlusIsSpace) {
        return find_in(server.dialect, strict, &path.replace('+', "%20"));
    }
    find_in(server.dialect, strict, path)
}

/// Takes a path of a dialect apart; a strict one wants the suffix.
fn find_in(dialect: &'static Dialect, strict: bool, path: &str) -> Option<Found> {
    let Paths { bases, template_prefix, .. } = &dialect.paths;
    // Decoded after they are split, so that `%2F` separates nothing and `%41` is an `A` everywhere.
    let mut segments =
        path.strip_prefix('/')?.split('/').map(|raw| read_segment(raw).ok()).collect::<Vec<_>>();
    let stem = segments.last()?.as_deref().map(|last| last.strip_suffix(".json"));
    match stem {
        Some(Some(stem)) => {
            let stem = Some(stem.to_owned());
            *segments.last_mut()? = stem;
        }
        Some(None) if strict => return None,
        _ => {}
    }
    let (base, rest) = bases.iter().find_map(|prefix| {
        let own = prefix.split('/').skip(1);
        let (head, rest) = segments.split_at_checked(own.clone().count())?;
        head.iter().map(Option::as_deref).eq(own.map(Some)).then_some((*prefix, rest))
    })?;
    dialect.api.routes.iter().find_map(|route| {
        let template: &'static str = &route.template;
        let own = template.strip_prefix(template_prefix)?;
        let parameters = follow(own.strip_suffix(".json").unwrap_or(own), rest)?;
        Some(Found { base, api: dialect.api, template, parameters })
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
    use crate::mock::{signalwire, twilio};

    fn find(path: &str) -> Option<Found> {
        find_in(&signalwire::DIALECT, false, path)
    }

    #[test]
    fn both_prefixes_and_the_suffix_lead_to_the_same_place() {
        for base in signalwire::DIALECT.paths.bases.iter().copied() {
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
        assert_eq!(same.template, signalwire::DIALECT.api.routes[0].template);
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
            assert!(find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn where_the_suffix_belongs_to_the_path_one_is_taken_and_none_is_missed() {
        let strict = |path: &str| find_in(&twilio::DIALECT, true, path);
        let list = "/2010-04-01/Accounts/a/Conferences/c/Participants";
        assert!(strict(list).is_none() && strict(&format!("{list}/p")).is_none());
        assert!(find_in(&twilio::DIALECT, false, list).is_some());
        let one = strict(&format!("{list}/my%20label.json.json")).unwrap();
        assert_eq!(one.parameter("CallSid"), Some("my label.json"));
        assert_eq!(one.routes().count(), 3);
        let own = strict("/2010-04-01/Accounts/a/Conferences/c.json").unwrap();
        assert_eq!((own.parameter("Sid"), own.routes().count()), (Some("c"), 2));
        for path in [format!("{list}/a/b.json"), format!("{list}/.json"), format!("{list}.xml")] {
            assert!(strict(&path).is_none(), "{path}");
        }
    }
}
