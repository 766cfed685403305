//! With which of the sentences that a check judges a finding is shown.

use rollcall_spec::Requirement;
use rollcall_spec::requirement::SourceKind;

use crate::record::Finding;

/// The sentence that speaks of what the finding names, if one does; else the first of the api's own, which says more to
/// whoever serves it than what an RFC says to everybody.
pub(super) fn sentence(
    all: &[&'static Requirement],
    own: &Finding,
) -> Option<&'static Requirement> {
    let named = [named(&own.message), named(&own.actual)].concat();
    let judged = own.requirements.iter();
    let judged = judged.filter_map(|id| all.iter().copied().find(|own| own.id == *id));
    // Of equal ones, the first is the last that `max_by_key` meets.
    let mut judged: Vec<&Requirement> = judged.collect();
    judged.reverse();
    judged.into_iter().max_by_key(|own| (speaks_of(&own.text, &named), is_own(own)))
}

fn is_own(requirement: &Requirement) -> bool {
    requirement.source.kind != SourceKind::Rfc
}

/// What stands between backticks or quotes, of a path its last segment.
fn named(text: &str) -> Vec<String> {
    let quoted = |mark: char| text.split(mark).skip(1).step_by(2);
    let words = quoted('`').chain(quoted('"'));
    words
        .filter_map(|word| word.rsplit('/').next())
        .filter(|word| !word.is_empty() && !word.bytes().all(|own| own.is_ascii_digit()))
        .map(ToOwned::to_owned)
        .collect()
}

/// How much a sentence speaks of something: it begins with it, has it somewhere, or not at all.
fn speaks_of(text: &str, named: &[String]) -> u8 {
    let is_part = |own: char| own.is_alphanumeric() || own == '_' || own == '-';
    let mut words = text.split(|own| !is_part(own)).filter(|word| !word.is_empty());
    let is_named = |word: &str| named.iter().any(|own| own == word);
    match words.next() {
        Some(first) if is_named(first) => 2,
        _ => u8::from(words.any(is_named)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_is_quoted_without_the_path_to_it() {
        assert_eq!(named("`/participants/0/status` breaks its schema"), ["status"]);
        assert_eq!(named("\"call_sid\" is a required property"), ["call_sid"]);
        assert_eq!(named("`/participants/0` breaks its schema"), Vec::<String>::new());
        assert_eq!(named("status 404"), Vec::<String>::new());
    }

    #[test]
    fn a_sentence_that_begins_with_a_name_says_most_about_it() {
        let named = ["status".to_owned()];
        assert_eq!(speaks_of("status is queued, ringing or connected", &named), 2);
        assert_eq!(speaks_of("An object in which these are required: muted, status.", &named), 1);
        assert_eq!(speaks_of("A statuses is not one, nor is call_status.", &named), 0);
    }
}
