//! Labels: another name of a participant, which may stand in place of its call's SID.

use uuid::Uuid;

use super::{Kind, prefix};
use crate::mock::fault::Defect;
use crate::mock::ids::read_sid;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::Conference;
use crate::mock::pairs::read_segment;

/// The most characters of a label.
const LONGEST: usize = 128;

/// Labels as people choose them: each has something that a careless server trips over. Their numbers set them apart.
const HANDED_OVER: [&str; 4] = ["Front desk é", "Zoë + Ann", "100%25 Müller", "Agent Straße"];

/// Whom of a conference a text means that is no SID. Hook of the faults that read it wrongly.
pub(super) fn find(server: &Server, conference: &Conference, text: &str) -> Option<Uuid> {
    let has = |defect| server.faults.has(defect);
    if has(Defect::LabelNeverFound) {
        return None;
    }
    let mut text = text.to_owned();
    if has(Defect::LabelCaseFolded) {
        text = text.to_lowercase();
    }
    if has(Defect::LabelDecodedTwice) {
        text = read_segment(&text).ok()?;
    }
    if has(Defect::LabelDecodedAsLatin1) {
        text = text.bytes().map(char::from).collect();
    }
    let own = |label: &Option<String>| label.as_deref() == Some(text.as_str());
    let all = &conference.participants;
    let place = all.iter().position(|other| own(&other.label))?;
    let further = usize::from(has(Defect::LabelNamesNext));
    Some(all[(place + further) % all.len()].call)
}

/// The label of a participant that the provider hands over: the first and the third have one.
pub(super) fn handed_over(conference: &Conference, place: usize) -> Option<String> {
    let labelled = place == 0 || place == 2;
    let turn = (conference.number + place / 2) % HANDED_OVER.len();
    labelled.then(|| format!("{} {}", HANDED_OVER[turn], conference.number))
}

/// Whether a text may be a label: short, one segment of a path, and nothing that could be a call.
pub(super) fn is_lawful(text: &str) -> bool {
    let short = (1..=LONGEST).contains(&text.chars().count());
    short && !text.contains('/') && read_sid(prefix(Kind::Call), text).is_none()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_label_is_short_one_segment_and_no_sid() {
        assert!(is_lawful("Zoë + Ann") && is_lawful(&"é".repeat(128)) && is_lawful("CA12"));
        let sid = format!("CA{}", "0".repeat(32));
        for other in ["", "a/b", &"a".repeat(129), &sid] {
            assert!(!is_lawful(other), "{other}");
        }
    }

    #[test]
    fn no_two_are_handed_over_under_one_label() {
        let mut labels = Vec::new();
        for number in 0..9 {
            let mut conference = Conference::new(Uuid::nil(), Uuid::nil(), Timestamp::UNIX_EPOCH);
            conference.number = number;
            labels.extend((0..4).filter_map(|place| handed_over(&conference, place)));
        }
        assert!(labels.iter().all(|label| is_lawful(label)), "{labels:?}");
        let all = labels.len();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!((all, labels.len()), (18, 18));
    }
}
