//! `rollcall list`: apis, checks, requirements, faults, variations, profiles.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rollcall_spec::Link;

use super::args::{ListArgs, What};
use super::{Done, explain, setup};
use crate::api::{DIALECTS, Dialect};
use crate::check::RULES;
use crate::mock::{self, Variations};

/// Lists what was asked for.
pub(super) fn run(args: &ListArgs) -> Done {
    let dialects: Vec<&Dialect> = match &args.api {
        Some(id) => vec![setup::dialect(id)?],
        None => DIALECTS.to_vec(),
    };
    let text = match args.what {
        What::Apis => apis(&dialects),
        What::Checks => checks(),
        What::Requirements => requirements(&dialects),
        What::Faults => faults(&dialects),
        What::Variations => variations(&dialects),
        What::Profiles => profiles(&dialects),
    };
    super::print(&text);
    Ok(0)
}

fn apis(dialects: &[&Dialect]) -> String {
    let mut text = String::new();
    for dialect in dialects {
        let api = dialect.api;
        let _ = writeln!(text, "{:<12} {} {}", dialect.id, api.title, api.version);
        for server in api.servers.iter() {
            let _ = writeln!(text, "{:<12} {}", "", server.url);
        }
    }
    text
}

fn checks() -> String {
    let mut text = String::new();
    for rule in RULES {
        let card = &rule.card;
        let name = format!("{}/{}", card.family.as_str(), card.id);
        let _ = writeln!(text, "{name:<32} {:<6}  {}", card.keyword.to_string(), card.title);
    }
    text
}

fn requirements(dialects: &[&Dialect]) -> String {
    let mut text = String::new();
    for requirement in dialects.iter().flat_map(|dialect| dialect.requirements) {
        let _ = writeln!(text, "{}", explain::one_line(requirement));
        let link = match &requirement.link {
            Link::Checks(checks) => checks.join(", "),
            Link::Excluded(reason) => {
                let words: Vec<&str> = reason.split_whitespace().collect();
                format!("not judged: {}", words.join(" "))
            }
        };
        let _ = writeln!(text, "{:17} -> {link}", "");
    }
    text
}

fn faults(dialects: &[&Dialect]) -> String {
    let mut text = String::new();
    for fault in dialects.iter().flat_map(|dialect| mock::faults(dialect.id)) {
        let _ = writeln!(text, "{:<34} {}", fault.id, fault.title);
        let _ = writeln!(text, "{:34} -> {}", "", fault.checks.join(", "));
    }
    text
}

fn variations(dialects: &[&Dialect]) -> String {
    let names = dialects.iter().flat_map(|dialect| Variations::names(dialect.id));
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().fold(String::new(), |all, name| all + name + "\n")
}

fn profiles(dialects: &[&Dialect]) -> String {
    let mut text = String::new();
    for profile in dialects.iter().flat_map(|dialect| mock::profiles(dialect.id)) {
        let _ = writeln!(text, "{:<12} {}", profile.id, profile.title);
    }
    text
}
