//! A finding in plain lines, for formats that show text as it stands.

use std::fmt::Write as _;

use super::held::known;
use super::remarks::spot;
use super::sentence::sentence;
use super::words::{cut, one_line, shortened, shown, times};
use crate::record::{Finding, FindingStep, Summary};

/// What a finding says, what shows it, and how to see it again.
pub(super) fn lines(summary: &Summary, own: &Finding) -> String {
    let mut text = String::new();
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<10} {value}");
    };
    row("operation", &own.operation);
    if let Some(sentence) = sentence(summary.requirements, own) {
        let source = format!("[{}: {}]", sentence.source.kind, sentence.source.locator);
        let words = format!("{} {} {source}", sentence.id, one_line(&sentence.text));
        row(&sentence.keyword.to_string(), &words);
    }
    if let Some(known) = known(summary, own) {
        row("baseline", &known);
    }
    if let Some(spot) = spot(summary, own) {
        row("document", &shown(&spot));
    }
    row("expected", &shown(&own.expected));
    row("actual", &shown(&own.actual));
    for breakage in &own.breaks {
        row("breaks", &format!("{}: {}", breakage.client, breakage.effect));
    }
    row("case", &format!("{} ({})", shown(&own.case), times(own)));
    for (index, step) in own.steps.iter().enumerate() {
        row("step", &step_line(index + 1, step, &summary.target));
        if let Some(body) = step.body.as_ref().filter(|body| !body.is_empty()) {
            row("", &format!("   {}", cut(body, 200)));
        }
        if step.here && !step.answer.is_empty() {
            row("", &format!("   {}", cut(&step.answer, 400)));
        }
    }
    row("curl", &shown(&own.curl));
    row("replay", &format!("rollcall replay {}", own.replay));
    row("why", &format!("rollcall explain {}", own.check));
    text
}

/// A step in a line: what was sent below the target's base, and what came.
pub(super) fn step_line(number: usize, step: &FindingStep, base: &str) -> String {
    let (method, path) = shortened(&step.request, base);
    let mark = if step.here { "  <- here" } else { "" };
    format!("{number}  {method} {path}  {}  ({}{}){mark}", status(step), step.note, who(step))
}

/// The status that came, or that none did.
pub(super) fn status(step: &FindingStep) -> String {
    step.status.map_or_else(|| "no answer".to_owned(), |own| own.to_string())
}

/// Who asked, where that is not what everybody does, nor what the note says.
pub(super) fn who(step: &FindingStep) -> String {
    let said = ["the right credentials", step.note.as_str()].contains(&step.credentials.as_str());
    if said { String::new() } else { format!(", {}", step.credentials) }
}
