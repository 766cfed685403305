//! Markdown, as GitHub and GitLab show it: a step's summary, or a comment.

use std::fmt::Write as _;

use super::coverage::{counted, coverage};
use super::grid::{cell, families};
use super::held::{gate, known, stale, stale_line};
use super::plain::lines;
use super::remarks::{self, spot};
use super::sentence::sentence;
use super::visible::visible;
use super::words::{
    Level, capital, done, grouped, level, one_line, plural, shard, shown, times, unmet, unseen,
    verdict,
};
use crate::record::{CheckWord, Finding, Summary, VerdictWord};

/// No finding is begun beyond so many bytes: GitHub takes no summary above a mebibyte.
const MOST: usize = 600_000;

/// The report's text.
pub fn render(summary: &Summary) -> String {
    let mark = match summary.verdict {
        VerdictWord::Conforms => "✅",
        VerdictWord::Violates => "❌",
        VerdictWord::Inconclusive => "❔",
    };
    let word = verdict(summary.verdict);
    let mut text = format!("# {mark} {word}: {}\n\n{}.\n\n", escaped(&summary.api), done(summary));
    let built_in = if summary.built_in { " (the built-in server)" } else { "" };
    for (name, value) in [
        ("target", code(&summary.target) + built_in),
        ("seed", code(&summary.seed.to_string())),
        ("document", code(&summary.digest)),
        ("rollcall", code(env!("CARGO_PKG_VERSION"))),
    ] {
        let _ = writeln!(text, "- {name}: {value}");
    }
    text.push('\n');
    if let Some(reason) = &summary.cut_short {
        let _ = writeln!(text, "> **Cut short:** {}\n", escaped(reason));
    }
    if let Some(gate) = gate(summary) {
        let _ = writeln!(text, "> **Baseline:** {}\n", escaped(&gate));
    }
    for own in stale(summary) {
        let _ = writeln!(text, "> **Stale:** {}\n", escaped(&stale_line(own)));
    }
    for note in &summary.notes {
        let _ = writeln!(text, "> **Note:** {}\n", escaped(note));
    }
    findings(summary, &mut text);
    text.push_str(&matrix(summary));
    text.push_str(&floor(summary));
    text.push_str(&covered(summary));
    text.push_str(&document(summary));
    text.push_str(&own_document(summary));
    text
}

fn findings(summary: &Summary, text: &mut String) {
    if summary.findings.is_empty() {
        return;
    }
    let _ = writeln!(text, "## Findings\n");
    for (index, own) in summary.findings.iter().enumerate() {
        if text.len() > MOST {
            let rest = plural(summary.findings.len() - index, "further finding");
            let _ = writeln!(text, "And {rest}, all of them in the JSON report.\n");
            return;
        }
        text.push_str(&finding(summary, own));
    }
}

fn finding(summary: &Summary, own: &Finding) -> String {
    let word = match level(summary, own) {
        Level::Error => "❌",
        Level::Warning => "⚠️",
        Level::Known => "🔕",
    };
    let mut text = format!("### {word} {} on {}\n\n", code(&own.check), code(&own.operation));
    let _ = writeln!(text, "{}\n", escaped(&capital(&own.message)));
    if let Some(one) = sentence(summary.requirements, own) {
        let source = format!("{}: {}", one.source.kind, one.source.locator);
        let words = escaped(&one_line(&one.text));
        let _ = writeln!(text, "> **{} {}** {words} ({})\n", one.keyword, one.id, escaped(&source));
    }
    if let Some(known) = known(summary, own) {
        let _ = writeln!(text, "- baseline: {}", escaped(&known));
    }
    if let Some(spot) = spot(summary, own) {
        let _ = writeln!(text, "- in your document: {}", code(&spot));
    }
    let _ = writeln!(text, "- expected: {}", code(&own.expected));
    let _ = writeln!(text, "- actual: {}", code(&own.actual));
    for own in &own.breaks {
        let _ = writeln!(text, "- breaks **{}**: {}", escaped(&own.client), escaped(&own.effect));
    }
    let _ = writeln!(text, "- case: {} ({})\n", escaped(&own.case), times(own));
    let shown = block(&lines(summary, own));
    let _ = writeln!(
        text,
        "<details><summary>{}, and how to see it again</summary>\n\n{shown}\n</details>\n",
        capital(&plural(own.steps.len(), "step"))
    );
    text
}

fn matrix(summary: &Summary) -> String {
    let families = families(summary);
    let mut text =
        format!("## Operations and families\n\n| operation | {} |\n", families.join(" | "));
    let _ = writeln!(text, "|---|{}", "---|".repeat(families.len()));
    for own in &summary.operations {
        let cells = families.iter().map(|family| {
            let cell = cell(summary, &own.operation, family);
            format!("{} {}", cell.mark().glyph(), grouped(cell.times()))
        });
        let cells: Vec<String> = cells.collect();
        let _ = writeln!(text, "| {} | {} |", code(&own.operation), cells.join(" | "));
    }
    text.push_str("\n✓ holds, ✗ does not, ! does not, as it should, – nothing judged; beside it how often it was judged.\n");
    let silent = match shard(summary) {
        Some(_) => "Not in this shard:",
        None => "The target gave no occasion, which is lawful, or it was not selected, for",
    };
    for (word, words) in
        [(CheckWord::Untestable, "Nothing could be judged for"), (CheckWord::NotApplicable, silent)]
    {
        let ids = summary.checks.iter().filter(|own| own.verdict == word).map(|own| code(&own.id));
        let ids: Vec<String> = ids.collect();
        if !ids.is_empty() {
            let _ = writeln!(text, "\n{words} {}.", ids.join(", "));
        }
    }
    text.push('\n');
    text
}

fn floor(summary: &Summary) -> String {
    let met = summary.floor.iter().filter(|own| own.met).count();
    let mut text =
        format!("## Floor\n\n{met} of {} seen that a verdict needs.\n\n", summary.floor.len());
    for own in unmet(summary) {
        let _ = writeln!(text, "- {}, {}: {}", code(&own.operation), own.what, unseen(own));
    }
    if unmet(summary).next().is_some() {
        text.push('\n');
    }
    text
}

fn covered(summary: &Summary) -> String {
    let covered = coverage(summary);
    let mut text = format!(
        "## Coverage\n\n{} of the api.\n\n| sentences | | |\n|---:|---|---|\n",
        plural(covered.len(), "normative sentence")
    );
    for (fate, count) in counted(&covered) {
        let _ = writeln!(text, "| {} | {} | {} |", grouped(count), fate.words(), fate.meaning());
    }
    let excluded: Vec<_> = covered.iter().filter_map(|own| Some((own, own.reason()?))).collect();
    if !excluded.is_empty() {
        let count = plural(excluded.len(), "sentence");
        let _ =
            writeln!(text, "\n<details><summary>{count} excluded, with the reasons</summary>\n");
        for (own, reason) in excluded {
            let one = own.requirement;
            let words = escaped(&one_line(&one.text));
            let reason = escaped(&one_line(reason));
            let _ = writeln!(text, "- **{} {}** {words} *Excluded:* {reason}", one.keyword, one.id);
        }
        text.push_str("\n</details>\n");
    }
    text.push('\n');
    text
}

fn document(summary: &Summary) -> String {
    if summary.document_findings.is_empty() {
        return String::new();
    }
    let count = plural(summary.document_findings.len(), "defect");
    let file = super::place::document(&summary.api);
    let mut text = format!(
        "## The document itself\n\n<details><summary>{count} of {file}, never held against a server</summary>\n\n"
    );
    for own in &summary.document_findings {
        let place = code(&format!("{}:{}", own.line, own.column));
        let _ = writeln!(text, "- {place} {}", escaped(&one_line(&own.message)));
    }
    text.push_str("\n</details>\n");
    text
}

fn own_document(summary: &Summary) -> String {
    let Some(own) = &summary.own_document else { return String::new() };
    let found = plural(own.operations.len(), "operation");
    let mut text = format!("## Your own document\n\n{}: {found} found.\n\n", code(&own.file));
    for remark in remarks::all(summary) {
        let place = code(&format!("{}:{}", remark.place.line, remark.place.column));
        let _ = writeln!(text, "- {place} {}", escaped(&remark.text));
    }
    text.push('\n');
    text
}

/// A text in which nothing is Markdown or HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for letter in visible(text).chars() {
        match letter {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\n' => shown.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' | '$' | '@' => {
                shown.push('\\');
                shown.push(letter);
            }
            _ => shown.push(letter),
        }
    }
    shown
}

/// A text as code within a line: between more backticks than it has side by side.
pub(super) fn code(text: &str) -> String {
    let text = shown(text);
    let text = if text.is_empty() { " ".to_owned() } else { text };
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Lines as they stand.
fn block(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat((longest_run(&text) + 1).max(3));
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

fn longest_run(text: &str) -> usize {
    text.split(|own| own != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_code() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a\n`"), "`` `a ` ``");
        assert_eq!(code(""), "` `");
        assert_eq!(block("a\n````\n</details>"), "`````text\na\n````\n</details>\n`````\n");
    }

    #[test]
    fn nothing_breaks_out_of_text() {
        let text = escaped("</details> [x](javascript:1) | **b** @all `c`\n# d \u{202e}");
        let plain = "&lt;/details&gt; \\[x\\](javascript:1) \\| \\*\\*b\\*\\* \\@all \\`c\\` \\# d \\\\u\\{202e\\}";
        assert_eq!(text, plain);
    }
}
