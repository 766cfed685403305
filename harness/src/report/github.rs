//! Annotations for GitHub Actions: a workflow command for each check that does not hold, and one for the verdict.
//!
//! The step's summary is the Markdown report; whoever writes this one puts it where GitHub asks for it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::held::{gate, known, stale};
use super::place;
use super::remarks;
use super::sentence::sentence;
use super::words::{Level, done, level, one_line, plural, shard, shown, unmet, unseen, verdict};
use crate::record::baseline::Gate;
use crate::record::{CheckWord, Finding, Summary, VerdictWord};

/// The report's text: one command a line.
pub fn render(summary: &Summary) -> String {
    let mut text = String::new();
    for group in summary.findings.chunk_by(|a, b| a.check == b.check) {
        text.push_str(&check(summary, &group[0], group.len() - 1));
    }
    for own in summary.checks.iter().filter(|own| own.verdict == CheckWord::Untestable) {
        let message = format!("{}: nothing could be judged, as no answer gave occasion", own.title);
        text.push_str(&command(
            "error",
            &[("title", &format!("untestable: {}", own.id))],
            &message,
        ));
    }
    for own in unmet(summary) {
        let title = format!("not seen: {}", own.operation);
        let message = format!("{}: {}", own.what, unseen(own));
        text.push_str(&command("error", &[("title", &title)], &message));
    }
    for (file, own) in stale(summary) {
        let line = own.known.line.to_string();
        let message = format!("{} of {}: {}", own.check, own.operation, own.words);
        let place = [("file", file), ("line", &line), ("title", "stale baseline")];
        text.push_str(&command("error", &place, &shown(&message)));
    }
    if let Some(reason) = &summary.cut_short {
        text.push_str(&command("error", &[("title", "cut short")], reason));
    }
    if let Some(own) = &summary.own_document {
        for remark in remarks::all(summary) {
            let [line, column] =
                [remark.place.line, remark.place.column].map(|own| own.to_string());
            let place = [("file", own.file.as_str()), ("line", &line), ("col", &column)];
            let properties = [&place[..], &[("title", &remark.rule)]].concat();
            let message = shown(&format!("{}\nhelp: {}", remark.text, remark.help));
            text.push_str(&command("notice", &properties, &message));
        }
    }
    for note in &summary.notes {
        let name = if shard(summary).is_some_and(|own| own.note() == *note) {
            "notice"
        } else {
            "warning"
        };
        text.push_str(&command(name, &[("title", "note")], &shown(note)));
    }
    let part = shard(summary).is_some();
    let fine = match &summary.baseline {
        Some(own) => own.gate == Gate::Passes || part && own.gate == Gate::Inconclusive,
        None if part => summary.verdict != VerdictWord::Violates,
        None => summary.verdict == VerdictWord::Conforms,
    };
    let name = if fine { "notice" } else { "error" };
    let title = format!("rollcall: {} {}", summary.api, verdict(summary.verdict).to_lowercase());
    let held = gate(summary).map(|own| format!("\n{own}")).unwrap_or_default();
    let message = format!("{}; seed {}{held}", done(summary), summary.seed);
    text.push_str(&command(name, &[("title", &title)], &message));
    text
}

/// A text in which GitHub looks for no commands: a server's answer may hold some.
pub fn fenced(text: &str) -> String {
    // Nobody can write into a text the digest of that text.
    let digest = Sha256::digest(text.as_bytes());
    let mut token = String::from("rollcall-");
    for byte in &digest[..16] {
        let _ = write!(token, "{byte:02x}");
    }
    format!("::stop-commands::{token}\n{}\n::{token}::\n", text.trim_end_matches('\n'))
}

fn check(summary: &Summary, first: &Finding, more: usize) -> String {
    let name = match level(summary, first) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Known => "notice",
    };
    let spoken = sentence(summary.requirements, first);
    let place = spoken.and_then(|own| place::of(&summary.api, &own.id));
    let title = format!("{}: {}", first.check, first.operation);
    let mut properties: Vec<(&str, &str)> = vec![];
    // In a user's own repository there is nothing of ours to point at.
    let yours = summary.own_document.as_ref();
    let yours = yours.and_then(|document| Some((document, document.place_of(first)?)));
    let spot = yours.map(|(_, own)| [own.line.to_string(), own.column.to_string()]);
    if let (Some((document, _)), Some([line, column])) = (yours, &spot) {
        properties.extend([("file", document.file.as_str()), ("line", line), ("col", column)]);
    }
    let place = place.filter(|_| yours.is_none());
    let numbers = place.map(|own| [own.line, own.column, own.end].map(|own| own.to_string()));
    if let (Some(place), Some([line, column, end])) = (place, &numbers) {
        properties.extend([("file", place.file), ("line", line), ("col", column)]);
        properties.push(("endColumn", end));
    }
    properties.push(("title", &title));
    let mut message = shown(&first.message);
    let _ =
        write!(message, "\nexpected: {}\nactual: {}", shown(&first.expected), shown(&first.actual));
    if let Some(own) = spoken {
        let _ = write!(message, "\n{} {}: {}", own.keyword, own.id, one_line(&own.text));
    }
    if let Some(known) = known(summary, first) {
        let _ = write!(message, "\n{known}");
    }
    if more > 0 {
        let _ = write!(message, "\nand {} of this check", plural(more, "further finding"));
    }
    let _ = write!(message, "\nrollcall explain {}", first.check);
    command(name, &properties, &message)
}

/// A workflow command, escaped as GitHub's own toolkit does.
fn command(name: &str, properties: &[(&str, &str)], message: &str) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let own: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{name} {}::{}\n", own.join(","), data(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_breaks_out_of_its_command() {
        let text = command("error", &[("title", "a,b:c\n::set-env::x%0A")], "x\r\n::warning::y%");
        assert_eq!(
            text,
            "::error title=a%2Cb%3Ac%0A%3A%3Aset-env%3A%3Ax%250A::x%0D%0A::warning::y%25\n"
        );
    }

    #[test]
    fn a_fence_is_closed_by_what_the_text_cannot_hold() {
        let inner = "::add-mask::a\n::rollcall-0::\n";
        let text = fenced(inner);
        let lines: Vec<&str> = text.lines().collect();
        let token = lines[0].strip_prefix("::stop-commands::").unwrap();
        assert_eq!(lines[3], format!("::{token}::"));
        assert!(!inner.contains(token));
        assert_ne!(fenced("other"), text);
    }
}
