//! Profiles: what a known neighbour of an api does in its own way, as one set of faults and variations.
//!
//! A profile resembles a product in what its public material tells; it is not that product.

use std::fmt;

use super::{Fault, Variations, find_fault};

/// A neighbour of an api, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Its stable id.
    pub id: &'static str,
    /// The api that it is near to.
    pub api: &'static str,
    /// Whom it resembles, and in what.
    pub title: &'static str,
    faults: &'static [&'static str],
    variations: &'static [&'static str],
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Every profile, sorted by id.
const PROFILES: &[Profile] = &[
    Profile {
        id: "restcomm",
        api: "twilio",
        title: "like RestComm Connect of 2019: nobody is removed, the list's key is calls, sid in place of call_sid, start and \
                end are texts, null is a text, Mute in place of Muted and its absence unmutes, 406 for an unknown call, \
                401 and 404 say nothing, a page beyond the end is refused",
        faults: &[
            "delete-is-no-method",
            "envelope-key-calls",
            "envelope-numbers-are-text",
            "error-on-401-is-empty",
            "error-on-404-is-empty",
            "mute-instead-of-muted",
            "next-page-null-text",
            "sid-instead-of-call-sid",
            "unknown-on-update-is-406",
            "update-without-muted-unmutes",
            "uri-leads-to-calls",
        ],
        variations: &["page-beyond-end-400", "unlabelled"],
    },
    Profile {
        id: "telnyx",
        api: "twilio",
        title: "like Telnyx TeXML, as far as paths allow: no label, no start_conference_on_enter, coaching_call_sid in place \
                of call_sid_to_coach, errors in a list",
        faults: &["errors-in-list", "start-flag-missing"],
        variations: &["coaching-call-sid", "unlabelled"],
    },
    Profile {
        id: "voiceml",
        api: "twilio",
        title: "like VoiceTel VoiceML: an update takes Muted and Hold alone and wants one of them, the status on-hold, total on \
                pages, api_version and queue_time on participants, 401 for an unknown account",
        faults: &[
            "status-is-on-hold",
            "update-needs-muted-or-hold",
            "update-takes-muted-and-hold-only",
        ],
        variations: &["extra-members", "foreign-401", "page-totals"],
    },
];

/// The profiles of an api, sorted by id.
pub fn profiles(api: &str) -> impl Iterator<Item = &'static Profile> {
    PROFILES.iter().filter(move |profile| profile.api == api)
}

/// A profile of an api by its id.
pub fn find_profile(api: &str, id: &str) -> Option<&'static Profile> {
    profiles(api).find(|profile| profile.id == id)
}

impl Profile {
    /// Its faults.
    pub fn faults(&self) -> impl Iterator<Item = &'static Fault> {
        self.faults.iter().filter_map(|id| find_fault(self.api, id).ok())
    }

    /// Its variations, on top of others.
    #[must_use]
    pub fn vary(&self, variations: Variations) -> Variations {
        let more = |all: Variations, name: &&str| all.clone().and(name).unwrap_or(all);
        self.variations.iter().fold(variations, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_sorted_and_name_faults_and_variations_of_their_api() {
        assert!(PROFILES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for profile in PROFILES {
            assert_eq!(profile.faults().count(), profile.faults.len(), "{profile}");
            let lawful = Variations::names(profile.api).collect::<Vec<_>>();
            assert!(profile.variations.iter().all(|name| lawful.contains(name)), "{profile}");
            assert_eq!(find_profile(profile.api, profile.id), Some(profile));
            assert_ne!(profile.vary(Variations::default()), Variations::default());
        }
        assert_eq!(find_profile("signalwire", "restcomm"), None);
    }
}
