//! Every check, sorted by family and id. Tests prove it complete both ways.

use super::{Rule, auth, content, error, event, life, list, operation, status, wire};

/// Every check, sorted by family and id.
pub const RULES: &[&Rule] = &[
    &auth::challenge_on_401::RULE,
    &auth::credentials_demanded::RULE,
    &auth::dead_session_refused::RULE,
    &auth::scheme_case_ignored::RULE,
    &auth::session_demanded::RULE,
    &auth::session_kept::RULE,
    &auth::token_demanded::RULE,
    &auth::token_given::RULE,
    &content::answer_names_target::RULE,
    &content::body_matches_schema::RULE,
    &content::dates_in_gmt::RULE,
    &content::json_strict::RULE,
    &content::media_type_documented::RULE,
    &content::types_decode::RULE,
    &error::error_fields::RULE,
    &error::error_keeps_secrets::RULE,
    &error::error_status_true::RULE,
    &event::end_told::RULE,
    &event::every_url_served::RULE,
    &event::handshake_answered::RULE,
    &event::hold_told::RULE,
    &event::messages_well_formed::RULE,
    &event::notification_well_formed::RULE,
    &event::refusal_told_nothing::RULE,
    &event::removal_told::RULE,
    &event::subscription_answered::RULE,
    &event::told_as_is::RULE,
    &event::told_as_subscribed::RULE,
    &event::told_from_subscribe_on::RULE,
    &event::told_in_order::RULE,
    &event::told_once::RULE,
    &event::told_to_own_user::RULE,
    &event::told_with_others::RULE,
    &event::told_without_removed::RULE,
    &event::unknown_session_told::RULE,
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
    &operation::bad_operation_refused::RULE,
    &operation::call_names_target::RULE,
    &operation::capabilities_fit_state::RULE,
    &operation::code_fits_status::RULE,
    &operation::code_says_why::RULE,
    &operation::foreign_call_hidden::RULE,
    &operation::loose_operation_refused::RULE,
    &operation::operation_accepted::RULE,
    &operation::plain_call_refused::RULE,
    &operation::refusal_has_message::RULE,
    &operation::unknown_call_refused::RULE,
    &operation::unknown_participant_refused::RULE,
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
                let judges = crate::select::judging(dialect).any(|own| own.card.id == id);
                assert_eq!(linked.contains(id), judges, "{}: {id}", dialect.id);
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
