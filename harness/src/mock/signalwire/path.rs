//! What a path names. Matched by hand: the suffix `.json` belongs to the last segment, which routers do not know.

use crate::mock::pairs::read_segment;

/// Every prefix that clients use, with its segments.
const BASES: [(&str, &[&str]); 2] =
    [(super::BASE, &["api", "laml", "2010-04-01"]), ("/2010-04-01", &["2010-04-01"])];

/// Where a path leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// All participants of a conference.
    Participants,
    /// One of them.
    Participant,
}

/// A path of the api, taken apart. An id is none where its escapes are broken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) base: &'static str,
    pub(super) place: Place,
    pub(super) account: Option<String>,
    pub(super) conference: Option<String>,
    pub(super) call: Option<String>,
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
    let literal =
        |at: usize, text: &str| rest.get(at).is_some_and(|own| own.as_deref() == Some(text));
    if !(literal(0, "Accounts") && literal(2, "Conferences") && literal(4, "Participants")) {
        return None;
    }
    let place = match rest {
        [_, _, _, _, _] => Place::Participants,
        // An empty last segment names nothing: it is a path with a slash too many.
        [_, _, _, _, _, call] if call.as_deref() != Some("") => Place::Participant,
        _ => return None,
    };
    Some(Found {
        base,
        place,
        account: rest[1].clone(),
        conference: rest[3].clone(),
        call: rest.get(5).cloned().flatten(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_prefixes_and_the_suffix_lead_to_the_same_place() {
        for (base, _) in BASES {
            for suffix in ["", ".json"] {
                let list = find(&format!("{base}/Accounts/a/Conferences/c/Participants{suffix}"));
                assert_eq!(list.as_ref().map(|found| found.place), Some(Place::Participants));
                let one = find(&format!("{base}/Accounts/a/Conferences/c/Participants/p{suffix}"));
                let one = one.unwrap();
                assert_eq!((one.place, one.base), (Place::Participant, base));
                assert_eq!(one.call.as_deref(), Some("p"));
            }
        }
    }

    #[test]
    fn segments_are_decoded_after_they_are_split() {
        let found = find("/2010-04-01/Accounts/a%2Fb/Conferences/x+y/Participants/%e9").unwrap();
        assert_eq!(found.account.as_deref(), Some("a/b"));
        assert_eq!(found.conference.as_deref(), Some("x+y"));
        assert_eq!(found.call, None);
        let same = find("/%32010-04-01/Accoun%74s/a/Conferences/c/Participants%2Ejson");
        assert_eq!(same.map(|found| found.place), Some(Place::Participants));
        assert_eq!(found.place, Place::Participant);
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
