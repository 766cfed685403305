//! Two runs side by side, told: on the terminal, as Markdown and as JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::markdown::{code, escaped};
use super::words::{cut, plural, shown, verdict};
use crate::compare::{Broken, Difference, ENOUGH, FEW_MS, Side, Slower, Unjudged, Unseen};
use crate::record::CheckWord;

const RED: Style = AnsiColor::Red.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const BOLD: Style = Style::new().bold();

/// One kind of difference: its name, and a line for each of its cases.
struct Section {
    name: String,
    style: Style,
    lines: Vec<Line>,
}

/// What differs, and how.
struct Line {
    name: String,
    words: String,
}

/// What a person reads, with colours; whoever prints it strips them where they are not wanted.
pub fn terminal(own: &Difference) -> String {
    let mut text = format!("{}: two runs\n", paint(BOLD, &own.api));
    for (name, side) in [("first", &own.first), ("second", &own.second)] {
        let _ = writeln!(
            text,
            "  {name:<7} {:<13} {} (seed {}, {})  {}",
            verdict(side.verdict).to_lowercase(),
            shown(&side.target),
            side.seed,
            shown(&side.started),
            shown(&side.report)
        );
    }
    for section in sections(own) {
        let _ = writeln!(text, "\n{}", paint(section.style, &section.name));
        for line in &section.lines {
            let gap = if line.name.is_empty() { "" } else { "  " };
            let _ = writeln!(text, "  {}{gap}{}", shown(&line.name), cut(&line.words, 300));
        }
    }
    let style = if own.worse { RED } else { GREEN };
    let _ = writeln!(text, "\n{}: {}", paint(style, word(own)), counted(own));
    text
}

/// The same as Markdown.
pub fn markdown(own: &Difference) -> String {
    let sign = if own.worse { "❌ Worse" } else { "✅ Not worse" };
    let mut text = format!("# {sign}: {}\n\n{}.\n\n", escaped(&own.api), escaped(&counted(own)));
    text.push_str(
        "| run | verdict | target | seed | begun | report |\n|---|---|---|---|---|---|\n",
    );
    for (name, side) in [("first", &own.first), ("second", &own.second)] {
        text.push_str(&row(name, side));
    }
    for section in sections(own) {
        let name = section.name.trim_end_matches(':');
        let _ = writeln!(text, "\n## {}\n", escaped(name));
        for line in &section.lines {
            let name = match line.name.as_str() {
                "" => String::new(),
                name => format!("{} ", code(name)),
            };
            let _ = writeln!(text, "- {name}{}", escaped(&line.words));
        }
    }
    text
}

/// The version of the format for programs. Its schema is `schemas/diff.schema.json`.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Versioned<'a> {
    schema: u32,
    #[serde(flatten)]
    difference: &'a Difference,
}

/// The same for programs.
pub fn json(own: &Difference) -> String {
    let mut text = serde_json::to_string_pretty(&Versioned { schema: SCHEMA, difference: own })
        .unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    text
}

fn row(name: &str, side: &Side) -> String {
    format!(
        "| {name} | {} | {} | {} | {} | {} |\n",
        verdict(side.verdict).to_lowercase(),
        escaped(&side.target),
        side.seed,
        escaped(&side.started),
        escaped(&side.report)
    )
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

const fn word(own: &Difference) -> &'static str {
    if own.worse { "Worse" } else { "Not worse" }
}

/// How much of each kind, in a line.
fn counted(own: &Difference) -> String {
    let mut words = vec![
        format!("{} newly broken", own.newly_broken.len()),
        format!("{} newly mended", own.newly_mended.len()),
        format!("{} still broken", own.still_broken.len()),
        format!("{} no longer judged", plural(own.no_longer_judged.len(), "check")),
    ];
    if !own.newly_known.is_empty() {
        words.push(format!("{} newly broken and known", own.newly_known.len()));
    }
    if !own.no_longer_seen.is_empty() {
        words.push(format!("{} no longer seen", own.no_longer_seen.len()));
    }
    let counts = match own.slower.len() {
        slower if slower > 0 && !own.latency.counts => ", which does not count without --latency",
        _ => "",
    };
    words.push(format!("{} slower{counts}", plural(own.slower.len(), "operation")));
    words.join(", ")
}

/// Every kind of difference that there is any of.
fn sections(own: &Difference) -> Vec<Section> {
    let section = |name: &str, style, lines| Section { name: name.to_owned(), style, lines };
    let plain = |words: &String| Line { name: String::new(), words: words.clone() };
    let noise = format!(
        "by more than {} times and {FEW_MS} ms, of {ENOUGH} answers or more in both",
        own.latency.ratio
    );
    let all = vec![
        section("not quite comparable", YELLOW, own.unlike.iter().map(plain).collect()),
        section("newly broken", RED, own.newly_broken.iter().map(broken).collect()),
        section(
            "newly broken, as its baseline knows",
            YELLOW,
            own.newly_known.iter().map(broken).collect(),
        ),
        section("no longer judged", RED, own.no_longer_judged.iter().map(unjudged).collect()),
        section(
            "no longer seen, though a verdict needs it",
            RED,
            own.no_longer_seen.iter().map(unseen).collect(),
        ),
        section(
            &format!("slower {noise}"),
            if own.latency.counts { RED } else { YELLOW },
            own.slower.iter().map(slower).collect(),
        ),
        section("still broken", YELLOW, own.still_broken.iter().map(broken).collect()),
        section("newly mended", GREEN, own.newly_mended.iter().map(broken).collect()),
        section("newly judged", GREEN, own.newly_judged.iter().map(newly_judged).collect()),
        section("newly seen", GREEN, own.newly_seen.iter().map(unseen).collect()),
        section(&format!("faster {noise}"), GREEN, own.faster.iter().map(slower).collect()),
    ];
    all.into_iter().filter(|own| !own.lines.is_empty()).collect()
}

fn broken(own: &Broken) -> Line {
    let keyword = if own.must { "MUST" } else { "SHOULD" };
    let words = format!(
        "{}: {} ({keyword}, {}){}",
        own.operation,
        own.message,
        plural(own.occurrences, "case"),
        own.known.as_ref().map(|known| format!("; {known}")).unwrap_or_default()
    );
    Line { name: own.check.clone(), words }
}

fn unjudged(own: &Unjudged) -> Line {
    let words = format!("{}, now {}", held(own.was), unknown(own.is));
    Line { name: own.check.clone(), words }
}

fn newly_judged(own: &Unjudged) -> Line {
    let words = format!("{}, now it {}", unknown(own.is), held(own.was).replace("held", "holds"));
    let words = words.replace("did not hold", "does not hold");
    Line { name: own.check.clone(), words }
}

const fn held(word: CheckWord) -> &'static str {
    match word {
        CheckWord::Pass => "held",
        _ => "did not hold",
    }
}

const fn unknown(word: Option<CheckWord>) -> &'static str {
    match word {
        Some(CheckWord::Untestable) => "untestable",
        Some(CheckWord::NotApplicable) => "without occasion",
        Some(_) => "not judged for that operation",
        None => "not selected",
    }
}

fn unseen(own: &Unseen) -> Line {
    Line { name: own.operation.clone(), words: own.what.clone() }
}

fn slower(own: &Slower) -> Line {
    let part = |name: &str, change: crate::compare::Change| {
        format!("{name} {} ms, then {} ms ({} ×)", change.before_ms, change.ms, change.ratio)
    };
    let words = format!("{}; {}", part("p50", own.p50), part("p90", own.p90));
    Line { name: own.operation.clone(), words }
}
