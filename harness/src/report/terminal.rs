//! The report that a person reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use rollcall_spec::Requirement;

use super::held::{gate, known, stale, stale_line};
use super::plain::{status, who};
use super::remarks::{self, spot};
use super::sentence::sentence;
use super::words::{
    Level, cut, done, level, not_in_this_shard, one_line, plural, seen, shard, shortened, shown,
    times, verdict,
};
use crate::record::{
    CheckLine, CheckWord, Finding, FindingStep, Summary, TimelineLine, TimelineWord, VerdictWord,
};

const RED: Style = AnsiColor::Red.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The report's text, with colours; whoever prints it strips them where they are not wanted.
pub fn render(summary: &Summary) -> String {
    let mut text = String::new();
    let built_in = if summary.built_in { " (the built-in server)" } else { "" };
    let _ = writeln!(text, "{} {}{built_in}\n", paint(BOLD, &summary.api), summary.target);
    for group in summary.findings.chunk_by(|a, b| a.check == b.check) {
        text.push_str(&finding_block(summary, &group[0]));
        text.push_str(&others(summary, &group[1..]));
        text.push('\n');
    }
    for check in summary.checks.iter().filter(|own| own.verdict == CheckWord::Untestable) {
        let _ = writeln!(
            text,
            "{}  {}/{}: {}\n      nothing could be judged: no answer gave occasion\n",
            paint(RED, "UNTESTABLE"),
            check.family,
            check.id,
            check.title
        );
    }
    text.push_str(&timeline(&summary.timing.timeline));
    text.push_str(&families(summary));
    text.push_str(&floor(summary));
    text.push_str(&document(summary));
    text.push_str(&own_document(summary));
    for own in stale(summary) {
        let _ = writeln!(text, "{}  {}", paint(RED, "STALE"), stale_line(own));
    }
    // What a shard is, its last line says.
    let of_a_shard = summary.shard.map(|own| own.note());
    for note in summary.notes.iter().filter(|own| Some(*own) != of_a_shard.as_ref()) {
        let _ = writeln!(text, "{}  {}", paint(YELLOW, "note"), shown(note));
    }
    if let Some(reason) = &summary.cut_short {
        let _ = writeln!(text, "{}  {reason}", paint(YELLOW, "cut short"));
    }
    text.push_str(&ending(summary));
    if let Some(gate) = gate(summary) {
        let _ = writeln!(text, "baseline  {gate}");
    }
    text
}

/// A removal as it went, line by line.
fn timeline(lines: &[TimelineLine]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = "a removal, as it went\n".to_owned();
    for line in lines {
        let word = match line.word {
            TimelineWord::Request => "->",
            TimelineWord::Answer => "<-",
            TimelineWord::Notification => "told",
        };
        let at = format!("{:>9.1} ms", line.at_ms);
        let word = paint(if word == "told" { GREEN } else { DIM }, &format!("{word:<4}"));
        let _ = writeln!(text, "  {} {word} {}", paint(DIM, &at), cut(&line.what, 150));
    }
    text.push('\n');
    text
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn finding_block(summary: &Summary, own: &Finding) -> String {
    let word = match level(summary, own) {
        Level::Error => paint(RED, "FAIL"),
        Level::Warning => paint(YELLOW, "WARN"),
        Level::Known => paint(YELLOW, "KNOWN"),
    };
    let mut text = format!(
        "{word}  {}  {}: {}\n",
        paint(BOLD, &own.check),
        own.operation,
        shown(&own.message)
    );
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "      {name:<10} {value}");
    };
    if let Some(sentence) = sentence(summary.requirements, own) {
        row(&sentence.keyword.to_string(), &sentence_line(sentence, own.requirements.len()));
    }
    if let Some(known) = known(summary, own) {
        row("baseline", &known);
    }
    for (index, breakage) in own.breaks.iter().enumerate() {
        let name = if index == 0 { "breaks" } else { "" };
        row(name, &format!("{}: {}", paint(BOLD, &breakage.client), breakage.effect));
    }
    if let Some(spot) = spot(summary, own) {
        row("document", &shown(&spot));
    }
    row("expected", &shown(&own.expected));
    row("actual", &shown(&own.actual));
    row("case", &format!("{} {}", shown(&own.case), paint(DIM, &format!("({})", times(own)))));
    for (index, step) in own.steps.iter().enumerate() {
        let name = if index == 0 { "steps" } else { "" };
        row(name, &step_line(index + 1, step, &summary.target));
        if let Some(body) = step.body.as_ref().filter(|body| !body.is_empty()) {
            row("", &format!("   {}", paint(DIM, &cut(body, 100))));
        }
        for told in &step.told {
            row("", &format!("   {} {}", paint(GREEN, "told"), cut(told, 140)));
        }
        if step.here && !step.answer.is_empty() {
            row("", &format!("   {}", paint(DIM, &cut(&step.answer, 160))));
        }
    }
    row("curl", &cut(&own.curl, 400));
    row("replay", &format!("rollcall replay {}", own.replay));
    row("why", &format!("rollcall explain {}", own.check));
    text
}

/// Further findings of one check, a line each; the first few of them.
fn others(summary: &Summary, group: &[Finding]) -> String {
    const SHOWN: usize = 12;
    let mut text = String::new();
    for (index, own) in group.iter().take(SHOWN).enumerate() {
        let name = if index == 0 { "also" } else { "" };
        let times = plural(own.occurrences, "case");
        let known = known(summary, own).map(|own| format!("; {own}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "      {name:<10} {}: {}: {}; {}{}",
            own.operation,
            shown(&own.message),
            cut(&own.actual, 60),
            broken(own),
            paint(DIM, &format!("({times}; {}{known})", own.replay))
        );
    }
    if group.len() > SHOWN {
        let _ = writeln!(
            text,
            "      {:<10} and {} more, all of them in the JSON report",
            "",
            group.len() - SHOWN
        );
    }
    text
}

/// How many real clients a finding breaks, in words; nothing where none is known.
fn broken(own: &Finding) -> String {
    match own.breaks.len() {
        0 => String::new(),
        count => format!("{} ", paint(BOLD, &format!("breaks {}", plural(count, "client")))),
    }
}

fn sentence_line(sentence: &Requirement, all: usize) -> String {
    let more = if all > 1 { format!(" (and {} more)", all - 1) } else { String::new() };
    format!(
        "{}  {} {}",
        sentence.id,
        one_line(&sentence.text),
        paint(DIM, &format!("[{}: {}]{more}", sentence.source.kind, sentence.source.locator))
    )
}

fn step_line(number: usize, step: &FindingStep, base: &str) -> String {
    let mark = if step.here { paint(RED, "  <- here") } else { String::new() };
    let note = paint(DIM, &format!("({}{})", step.note, who(step)));
    let (method, path) = shortened(&step.request, base);
    format!("{number}  {method:<6} {path}  {}  {note}{mark}", paint(BOLD, &status(step)))
}

/// One row a family: how many of its checks hold, and which do not.
fn families(summary: &Summary) -> String {
    let mut families: BTreeMap<&str, Vec<&CheckLine>> = BTreeMap::new();
    for check in &summary.checks {
        families.entry(&check.family).or_default().push(check);
    }
    let mut text = format!("{}\n", paint(BOLD, "checks"));
    for (family, checks) in families {
        let of = |word| checks.iter().filter(|own| own.verdict == word).count();
        let exchanges: usize = checks.iter().map(|own| own.exchanges).sum();
        let mut words = vec![paint(GREEN, &format!("{} pass", of(CheckWord::Pass)))];
        for (word, style, name) in [
            (CheckWord::Fail, RED, "fail"),
            (CheckWord::Warn, YELLOW, "warn"),
            (CheckWord::Untestable, RED, "untestable"),
            (CheckWord::NotApplicable, DIM, "not applicable"),
        ] {
            let elsewhere = word == CheckWord::NotApplicable && shard(summary).is_some();
            if of(word) > 0 && !elsewhere {
                let names: Vec<&str> = checks
                    .iter()
                    .filter(|own| own.verdict == word)
                    .map(|own| own.id.as_str())
                    .collect();
                words.push(paint(style, &format!("{} {name} ({})", of(word), names.join(", "))));
            }
        }
        let _ = writeln!(
            text,
            "  {family:<8} {}  {}",
            words.join(", "),
            paint(DIM, &format!("{exchanges} judgements"))
        );
    }
    let elsewhere: Vec<&str> =
        not_in_this_shard(summary).iter().map(|own| own.id.as_str()).collect();
    if !elsewhere.is_empty() {
        let words = format!("not in this shard: {}", elsewhere.join(", "));
        let _ = writeln!(text, "  {}", paint(DIM, &words));
    }
    text
}

fn floor(summary: &Summary) -> String {
    let mut text = format!("{}\n", paint(BOLD, "floor: what must have been seen for a verdict"));
    let mut last = "";
    for line in &summary.floor {
        let seen = seen(line);
        let seen = match line.met {
            true => paint(GREEN, &seen),
            false if shard(summary).is_some() => paint(DIM, &format!("{seen}, not in this shard")),
            false => paint(RED, &seen),
        };
        let name = if last == line.operation { "" } else { line.operation.as_str() };
        let _ = writeln!(text, "  {name:<24} {:<32} {seen}", line.what);
        last = &line.operation;
    }
    text
}

fn document(summary: &Summary) -> String {
    /// So many of them are shown: they are beside the point of a run.
    const SHOWN: usize = 3;
    if summary.document_findings.is_empty() {
        return String::new();
    }
    let title = format!(
        "defects of spec/{}/openapi.yaml itself, which are never held against a server",
        summary.api
    );
    let mut text = format!("{}\n", paint(BOLD, &title));
    let all = summary.document_findings.len();
    for own in summary.document_findings.iter().take(SHOWN) {
        let place = format!("{}:{}", own.line, own.column);
        let _ = writeln!(text, "  {place:<8} {}", cut(&own.message, 110));
    }
    if all > SHOWN {
        let _ = writeln!(text, "  and {} more, all of them in the JSON report", all - SHOWN);
    }
    text
}

/// What the run shows of the user's own document.
fn own_document(summary: &Summary) -> String {
    /// So many remarks are shown.
    const SHOWN: usize = 8;
    let Some(own) = &summary.own_document else { return String::new() };
    let remarks = remarks::all(summary);
    let all = plural(own.operations.len(), "operation");
    let title = format!("your own document, {}: {all} found", shown(&own.file));
    let mut text = format!("{}\n", paint(BOLD, &title));
    for remark in remarks.iter().take(SHOWN) {
        let place = format!("{}:{}", remark.place.line, remark.place.column);
        let _ = writeln!(text, "  {place:<8} {}", cut(&remark.text, 110));
    }
    if remarks.len() > SHOWN {
        let more = remarks.len() - SHOWN;
        let _ = writeln!(text, "  and {more} more, all of them in the SARIF report");
    }
    text
}

fn ending(summary: &Summary) -> String {
    let style = match summary.verdict {
        VerdictWord::Conforms => GREEN,
        VerdictWord::Violates => RED,
        VerdictWord::Inconclusive => YELLOW,
    };
    let seconds = std::time::Duration::from_millis(summary.timing.duration_ms).as_secs_f64();
    let (seed, done) = (summary.seed, done(summary));
    let Some(shard) = shard(summary) else {
        let word = paint(style, verdict(summary.verdict));
        return format!("\n{word}: {done}; {seconds:.1} s (seed {seed})\n");
    };
    let word = match summary.verdict {
        VerdictWord::Violates => paint(RED, "violates"),
        _ => "nothing violated".to_owned(),
    };
    format!(
        "\nshard {shard}: {done}; {seconds:.1} s (seed {seed})\nshard {shard}: {word}; `rollcall merge` tells the verdict\n"
    )
}
