//! `rollcall explain`: the manual page of a check or of a requirement.

use std::fmt::Write as _;

use rollcall_spec::{Link, Requirement};

use super::args::ExplainArgs;
use super::{CliError, Done};
use crate::api::DIALECTS;
use crate::check::registry::{manual, rule};
use crate::check::{RULES, Rule};
use crate::mock;
use crate::suggest::did_you_mean;

/// Shows a manual page.
pub(super) fn run(args: &ExplainArgs) -> Done {
    let id = args.id.as_str();
    if let Some(rule) = rule(id.rsplit('/').next().unwrap_or(id)) {
        super::print(&check_page(rule));
        return Ok(0);
    }
    let found = DIALECTS
        .iter()
        .flat_map(|dialect| dialect.requirements.iter().map(move |own| (dialect.id, *own)))
        .find(|(_, own)| own.id.eq_ignore_ascii_case(id));
    if let Some((api, requirement)) = found {
        super::print(&requirement_page(api, requirement));
        return Ok(0);
    }
    let ids = DIALECTS.iter().flat_map(|own| own.requirements).map(|own| own.id.as_ref());
    let hint = did_you_mean(id, RULES.iter().map(|own| own.card.id).chain(ids));
    Err(CliError::usage(format!(
        "there is no check and no requirement `{id}`{hint}\n  help: see `rollcall list checks` and `rollcall list requirements`"
    )))
}

fn check_page(rule: &Rule) -> String {
    let card = &rule.card;
    let mut text =
        format!("{}/{}  ({})\n{}\n\n", card.family.as_str(), card.id, card.keyword, card.title);
    text.push_str(manual(rule).trim());
    text.push('\n');
    for dialect in DIALECTS {
        let _ = write!(text, "\n# Sentences of {}\n\n", dialect.id);
        for requirement in dialect.requirements {
            if matches!(&requirement.link, Link::Checks(checks) if checks.iter().any(|own| own == card.id))
            {
                let _ = writeln!(text, "{}", one_line(requirement));
            }
        }
        let faults: Vec<&str> = mock::faults(dialect.id)
            .iter()
            .filter(|fault| fault.checks.contains(&card.id))
            .map(|fault| fault.id)
            .collect();
        let _ = write!(
            text,
            "\n# Faults of {} that it must see\n\n{}\n",
            dialect.id,
            faults.join(", ")
        );
    }
    text
}

fn requirement_page(api: &str, requirement: &Requirement) -> String {
    let mut text = format!(
        "{}  {}  ({api})\n\n{}\n\nSource: {}, {}\n",
        requirement.id,
        requirement.keyword,
        requirement.text.trim(),
        requirement.source.kind,
        requirement.source.locator,
    );
    match &requirement.link {
        Link::Checks(checks) => {
            let _ = writeln!(text, "Judged by: {}", checks.join(", "));
        }
        Link::Excluded(reason) => {
            let _ = writeln!(text, "Judged by nothing: {}", reason.trim());
        }
    }
    text
}

/// A sentence with its id and its keyword, on one line.
pub(super) fn one_line(requirement: &Requirement) -> String {
    let words: Vec<&str> = requirement.text.split_whitespace().collect();
    format!("{}  {:<6}  {}", requirement.id, requirement.keyword.to_string(), words.join(" "))
}
