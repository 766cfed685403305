//! Every check, sorted by family and id. Tests prove it complete both ways.

use super::{Rule, auth, content, error, life, list, status, wire};

/// Every check, sorted by family and id.
pub const RULES: &[&Rule] = &[
    &auth::challenge_on_401::RULE,
    &auth::credentials_demanded::RULE,
    &auth::scheme_case_ignored::RULE,
    &content::answer_names_target::RULE,
    &content::body_matches_schema::RULE,
    &content::dates_in_gmt::RULE,
    &content::json_strict::RULE,
    &content::media_type_documented::RULE,
    &content::types_decode::RULE,
    &error::error_fields::RULE,
    &error::error_keeps_secrets::RULE,
    &error::error_status_true::RULE,
    &life::conference_end_told::RULE,
    &life::conference_ends::RULE,
    &life::date_updated_forward::RULE,
    &life::delete_is_final::RULE,
    &life::delete_spares_others::RULE,
    &life::late_as_quick::RULE,
    &life::reads_never_older::RULE,
    &life::refusal_changes_nothing::RULE,
    &life::simultaneous_in_some_order::RULE,
    &life::update_shows::RULE,
    &life::update_spares_others::RULE,
    &list::filter_honoured::RULE,
    &list::list_in_date_order::RULE,
    &list::list_shows_participants::RULE,
    &list::page_envelope::RULE,
    &list::page_links_lead_home::RULE,
    &list::page_number_counts::RULE,
    &list::page_places_count::RULE,
    &list::page_size_honoured::RULE,
    &list::pages_keep_query::RULE,
    &list::pages_make_the_list::RULE,
    &status::allow_on_405::RULE,
    &status::bad_input_refused::RULE,
    &status::foreign_hidden::RULE,
    &status::label_names_one::RULE,
    &status::loose_input_refused::RULE,
    &status::malformed_id_refused::RULE,
    &status::no_server_error::RULE,
    &status::status_documented::RULE,
    &status::unknown_is_404::RULE,
    &status::valid_succeeds::RULE,
    &status::wrong_method_refused::RULE,
    &wire::answer_in_time::RULE,
    &wire::connection_in_step::RULE,
    &wire::content_length_true::RULE,
    &wire::head_well_formed::RULE,
    &wire::head_without_content::RULE,
    &wire::http_parseable::RULE,
    &wire::no_content_empty::RULE,
    &wire::no_content_unframed::RULE,
];

/// The check of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.card.id == id)
}

/// A check's manual page: the head of its own file.
pub fn manual(rule: &Rule) -> String {
    rule.card
        .manual
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rollcall_spec::Link;

    use super::*;
    use crate::api::DIALECTS;

    #[test]
    fn the_list_is_sorted_and_every_id_is_its_file_stem() {
        let keys: Vec<_> = RULES.iter().map(|rule| (rule.card.family, rule.card.id)).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(keys, sorted);
        for rule in RULES {
            let path = format!(
                "{}/src/check/{}/{}.rs",
                env!("CARGO_MANIFEST_DIR"),
                rule.card.family.as_str(),
                rule.card.id.replace('-', "_")
            );
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text, rule.card.manual, "{path}");
        }
    }

    #[test]
    fn every_requirement_names_checks_that_exist_and_every_check_has_a_requirement_of_its_keyword_or_a_reason()
     {
        for dialect in DIALECTS {
            let mut linked = BTreeSet::new();
            for requirement in dialect.requirements {
                let Link::Checks(checks) = &requirement.link else { continue };
                for id in checks.iter() {
                    let rule =
                        rule(id).unwrap_or_else(|| panic!("{} names `{id}`", requirement.id));
                    assert_eq!(rule.card.keyword, requirement.keyword, "{}: {id}", requirement.id);
                    linked.insert(rule.card.id);
                }
            }
            for rule in RULES {
                let id = rule.card.id;
                let left_out = dialect.leaves_out(id).is_some();
                assert!(linked.contains(id) != left_out, "{}: {id}", dialect.id);
            }
            for (id, reason) in dialect.not_judged {
                assert!(rule(id).is_some() && !reason.is_empty(), "{}: {id}", dialect.id);
            }
        }
    }

    #[test]
    fn every_manual_has_its_four_headings() {
        for rule in RULES {
            let manual = manual(rule);
            for heading in ["# What it checks", "# Why", "# Requirement", "# Example"] {
                assert!(manual.contains(heading), "{}: {heading}", rule.card.id);
            }
        }
    }
}
