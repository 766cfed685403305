//! The kill matrix as a page: which faults each check is meant for. It holds nothing that differs from run to run.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::warned;
use crate::api::Dialect;
use crate::check::{RULES, Rule};
use crate::mock::{self, Fault, Variations};
use crate::record::Family;
use crate::select::judging;

/// The check must fail because of the fault.
const MEANT: &str = "●";
/// The check may fail because of the fault, too.
const BESIDES: &str = "○";

/// The page of an api, in Markdown. It is true once a selftest of the same faults has ended well.
pub fn markdown(dialect: &Dialect) -> String {
    let faults = mock::faults(dialect.id);
    let variations: Vec<&str> = Variations::names(dialect.id).collect();
    let mut text = format!(
        "# The kill matrix of {id}\n\n\
         A check that has never failed is no check.\n\
         The reference server can be told to have each of these {faults} faults, and {checks} checks must tell them from a lawful server, which may vary in {variations} ways.\n\n\
         `rollcall selftest {id} --matrix FILE` writes this page, and only once every fault was killed and every lawful server was silent.\n\
         Nobody edits it.\n\n\
         - {MEANT} the check is meant for the fault: it must fail.\n\
         - {BESIDES} the check may fail besides, as the same defect can be seen from its side, too.\n\
         - Where there is no mark, the check must hold.\n\n\
         A fault stands with the family of the first check that is meant for it.\n",
        id = dialect.id,
        faults = faults.len(),
        checks = judging(dialect).count(),
        variations = variations.len(),
    );
    let families: BTreeSet<Family> = judging(dialect).map(|rule| rule.card.family).collect();
    for family in families {
        text.push_str(&of_family(dialect, family, faults));
    }
    text.push_str(
        "\n## Lawful servers\n\n| server | may be warned of |\n|---|---|\n| the plain one | |\n",
    );
    for name in variations {
        let warned: Vec<String> = warned(name).iter().map(|id| format!("`{id}`")).collect();
        let _ = writeln!(text, "| `{name}` | {} |", warned.join(", "));
    }
    text
}

/// One family: its checks by letter, then its faults against them.
fn of_family(dialect: &Dialect, family: Family, faults: &[Fault]) -> String {
    let rules: Vec<&Rule> = judging(dialect).filter(|rule| rule.card.family == family).collect();
    let mut text = format!(
        "\n## {}\n\n| | check | keyword | what holds | faults |\n|---|---|---|---|---|\n",
        family.as_str()
    );
    for (letter, rule) in ('A'..).zip(&rules) {
        let card = &rule.card;
        let meant = faults.iter().filter(|fault| fault.checks.contains(&card.id)).count();
        let title = cell(card.title);
        let _ =
            writeln!(text, "| {letter} | `{}` | {} | {title} | {meant} |", card.id, card.keyword);
    }
    let own: Vec<&Fault> =
        faults.iter().filter(|fault| family_of(fault.checks[0]) == Some(family)).collect();
    if own.is_empty() {
        return text;
    }
    let letters: Vec<String> = ('A'..).take(rules.len()).map(String::from).collect();
    let dashes = ":-:|".repeat(rules.len());
    let _ = writeln!(
        text,
        "\n| fault | {} | in other families | what the server does |",
        letters.join(" | ")
    );
    let _ = writeln!(text, "|---|{dashes}---|---|");
    for fault in own {
        let marks: Vec<&str> = rules.iter().map(|rule| mark(fault, rule.card.id)).collect();
        let others: Vec<String> = RULES
            .iter()
            .filter(|rule| rule.card.family != family && !mark(fault, rule.card.id).is_empty())
            .map(|rule| format!("{} `{}`", mark(fault, rule.card.id), rule.card.id))
            .collect();
        let (marks, others) = (marks.join(" | "), others.join(", "));
        let _ = writeln!(text, "| `{}` | {marks} | {others} | {} |", fault.id, cell(fault.title));
    }
    text
}

fn mark(fault: &Fault, check: &str) -> &'static str {
    if fault.checks.contains(&check) {
        MEANT
    } else if fault.also.contains(&check) {
        BESIDES
    } else {
        ""
    }
}

fn family_of(check: &str) -> Option<Family> {
    RULES.iter().find(|rule| rule.card.id == check).map(|rule| rule.card.family)
}

/// A text that ends no cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_stands_once_with_its_marks_and_each_check_once_with_its_count() {
        let dialect = crate::api::dialect("signalwire").unwrap();
        let text = markdown(dialect);
        let rows = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        for fault in mock::faults(dialect.id) {
            assert_eq!(rows(&format!("| `{}` |", fault.id)), 1, "{fault}");
        }
        for (mark, of) in [(MEANT, 0), (BESIDES, 1)] {
            let all = mock::faults(dialect.id).iter();
            let sum: usize = all.map(|own| [own.checks, own.also][of].len()).sum();
            // The legend has one of each.
            assert_eq!(text.matches(mark).count(), sum + 1, "{mark}");
        }
        for rule in judging(dialect) {
            let line =
                text.lines().find(|line| line.contains(&format!(" | `{}` | ", rule.card.id)));
            let count = line.unwrap().trim_end_matches(" |").rsplit("| ").next().unwrap();
            let all = mock::faults(dialect.id).iter();
            let meant = all.filter(|own| own.checks.contains(&rule.card.id)).count();
            assert_eq!(count, meant.to_string(), "{}", rule.card.id);
        }
    }

    #[test]
    fn every_row_of_a_table_has_as_many_cells_as_its_head() {
        let text = markdown(crate::api::dialect("signalwire").unwrap());
        for table in text.split("\n\n").filter(|block| block.starts_with('|')) {
            let cells = |line: &str| line.replace("\\|", "").matches('|').count();
            let head = cells(table.lines().next().unwrap());
            for line in table.lines() {
                assert_eq!(cells(line), head, "{line}");
            }
        }
    }
}
