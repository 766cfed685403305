//! What a path names. Matched by hand: the suffix `.json` belongs to the last segment, which routers do not know.

use crate::mock::pairs::read_segment;

/// Every prefix that clients use.
const BASES: [&str; 2] = [super::BASE, "/2010-04-01"];

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
    let (base, rest) = BASES.iter().find_map(|base| {
        let rest = path.strip_prefix(base)?;
        Some((*base, rest.strip_prefix('/')?))
    })?;
    let rest = rest.strip_suffix(".json").unwrap_or(rest);
    let segments = rest.split('/').collect::<Vec<_>>();
    let (account, conference, call) = match segments.as_slice() {
        ["Accounts", account, "Conferences", conference, "Participants"] => {
            (account, conference, None)
        }
        // An empty last segment names nothing: it is a path with a slash too many.
        ["Accounts", account, "Conferences", conference, "Participants", call]
            if !call.is_empty() =>
        {
            (account, conference, Some(call))
        }
        _ => return None,
    };
    Some(Found {
        base,
        place: if call.is_some() { Place::Participant } else { Place::Participants },
        account: read_segment(account).ok(),
        conference: read_segment(conference).ok(),
        call: call.and_then(|call| read_segment(call).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_prefixes_and_the_suffix_lead_to_the_same_place() {
        for base in BASES {
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
