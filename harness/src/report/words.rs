//! Words that several formats share.

use rollcall_spec::Keyword;

use super::visible::visible;
use crate::record::finding::Reproduced;
use crate::record::{CheckLine, CheckWord, Finding, FloorLine, Shard, Summary, VerdictWord};

/// How a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// A violation.
    Error,
    /// A broken SHOULD, where nobody asked to be strict.
    Warning,
    /// A failure that a baseline knows.
    Known,
}

pub(super) fn level(summary: &Summary, own: &Finding) -> Level {
    match own.severity {
        _ if own.known.is_some() => Level::Known,
        Keyword::Should if !summary.strict => Level::Warning,
        Keyword::Must | Keyword::Should => Level::Error,
    }
}

pub(super) const fn verdict(word: VerdictWord) -> &'static str {
    match word {
        VerdictWord::Conforms => "Conforms",
        VerdictWord::Violates => "Violates",
        VerdictWord::Inconclusive => "Inconclusive",
    }
}

/// What was done, in a line.
pub(super) fn done(summary: &Summary) -> String {
    let counts = &summary.counts;
    let shrinking = if counts.requests_shrinking > 0 {
        format!(" and {} to confirm and shrink", grouped(counts.requests_shrinking))
    } else {
        String::new()
    };
    format!(
        "{}, {}{shrinking}; {} of {} hold; {} removed, {} of fixtures used",
        plural(counts.cases, "case"),
        plural(counts.requests, "request"),
        counts.passed,
        plural(summary.checks.len(), "check"),
        plural(counts.participants_removed, "participant"),
        plural(counts.fixtures, "set"),
    )
}

/// How often something was seen that must be.
pub(super) fn seen(own: &FloorLine) -> String {
    match own.statuses.as_slice() {
        [] => format!("{} ×", grouped(own.seen)),
        statuses => format!("{} × {}", grouped(own.seen), joined(statuses, "/")),
    }
}

/// The part of a plan that a run was, where it was not the whole.
pub(super) fn shard(summary: &Summary) -> Option<Shard> {
    summary.shard.filter(Shard::is_part)
}

/// What had to be seen and was not. What a shard did not see, another one may have.
pub(super) fn unmet(summary: &Summary) -> impl Iterator<Item = &FloorLine> {
    let whole = shard(summary).is_none();
    summary.floor.iter().filter(move |own| whole && !own.met)
}

/// Why a check without a judgement is not held against anybody.
pub(super) fn no_occasion(summary: &Summary) -> &'static str {
    match shard(summary) {
        Some(_) => "not in this shard",
        None => "the target gave no occasion, which is lawful, or it was not selected",
    }
}

/// The checks that no case of a shard gave occasion for.
pub(super) fn not_in_this_shard(summary: &Summary) -> Vec<&CheckLine> {
    let silent = |own: &&CheckLine| own.verdict == CheckWord::NotApplicable;
    let all = shard(summary).map(|_| summary.checks.iter().filter(silent));
    all.into_iter().flatten().collect()
}

/// What was not seen, though it must be.
pub(super) fn unseen(own: &FloorLine) -> String {
    match own.statuses.as_slice() {
        [] => "was not seen".to_owned(),
        statuses => format!("never answered with {}", joined(statuses, " or ")),
    }
}

fn joined(statuses: &[u16], between: &str) -> String {
    statuses.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

/// What came of sending a failure again.
pub(super) fn again(own: Reproduced) -> String {
    match own {
        again if again.of == 0 => "was not sent again".to_owned(),
        again if again.times == 0 => format!("did not show again in {} tries", again.of),
        again => format!("shown again, {} of {}", again.times, again.of),
    }
}

/// How often a finding showed, and whether it shows again.
pub(super) fn times(own: &Finding) -> String {
    format!("{}; {}", plural(own.occurrences, "case"), again(own.reproduced))
}

pub(super) fn plural(count: usize, name: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {name}{s}", grouped(count))
}

/// A number with a comma behind each thousand.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a server said, or may have said, on one line in which every character shows.
pub(super) fn shown(text: &str) -> String {
    one_line(&visible(text))
}

/// A sentence with a capital, as long as it begins with a word and no name.
pub(super) fn capital(text: &str) -> String {
    let first = text.split([' ', '-', ',', ':', '.']).next().unwrap_or_default();
    if !first.bytes().all(|own| own.is_ascii_lowercase()) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// At most so many characters of a text, on one line.
pub(super) fn cut(text: &str, most: usize) -> String {
    let line: String =
        text.chars().map(|own| if own.is_control() { ' ' } else { own }).take(most).collect();
    let more = if text.chars().count() > most { "…" } else { "" };
    visible(&line).into_owned() + more
}

/// A request line below the base URL, in which long ids are cut so that a person can tell them apart at a glance.
pub(super) fn shortened(request: &str, base: &str) -> (String, String) {
    let (method, url) = request.split_once(' ').unwrap_or(("", request));
    let path = url.strip_prefix(base).unwrap_or(url);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let segments: Vec<String> = path
        .split('/')
        .map(|own| if own.chars().count() > 24 { cut(own, 8) } else { own.to_owned() })
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", cut(query, 80)) };
    (method.to_owned(), segments.join("/") + &query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let words = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(words, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!((plural(1, "case"), plural(2, "case")), ("1 case".into(), "2 cases".into()));
    }

    #[test]
    fn a_sentence_has_a_capital_and_a_name_keeps_its_own() {
        let words = ["no answer", "delete_participant hangs", "`a`", ""].map(capital);
        assert_eq!(words, ["No answer", "delete_participant hangs", "`a`", ""]);
    }

    #[test]
    fn a_request_is_shown_below_its_base_with_short_ids() {
        let url = "GET http://a/base/Calls/b8b4c297-7eab-4e45-a653-05fd338ec8fe?Page=1";
        let (method, path) = shortened(url, "http://a/base");
        assert_eq!((method.as_str(), path.as_str()), ("GET", "/Calls/b8b4c297…?Page=1"));
    }
}
