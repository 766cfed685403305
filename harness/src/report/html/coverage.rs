//! Coverage: what became of each sentence of the api, and why some are not judged.

use super::piece::{Html, html};
use crate::record::{CheckWord, Summary};
use crate::report::coverage::{Covered, Fate, counted, coverage};
use crate::report::words::{capital, grouped, one_line, plural};

pub(super) fn part(summary: &Summary) -> Html {
    let covered = coverage(summary);
    let counts = counted(&covered);
    let rows = counts.iter().map(|(fate, count)| {
        html!(
            "<tr><th scope=\"row\"><span class=\"badge {}\">{} {}</span></th><td>{}</td><td class=\"quiet\">{}</td></tr>\n",
            class(*fate),
            glyph(*fate),
            fate.words(),
            grouped(*count),
            fate.meaning(),
        )
    });
    let rows: Html = rows.collect();
    let lists: Html = Fate::ALL.iter().map(|fate| list(summary, &covered, *fate)).collect();
    html!(
        "<p>What became of the {} of the api. Severity follows the keyword: a broken MUST is a violation, a broken SHOULD a warning.</p>\n{}\
         <table class=\"fates\">\n<thead><tr><th scope=\"col\">sentences</th><th scope=\"col\">how many</th><th scope=\"col\">what it means</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n{}",
        plural(covered.len(), "normative sentence"),
        bar(&counts, covered.len()),
        rows,
        lists,
    )
}

/// The parts of the whole as one bar; the table beside it says the same.
fn bar(counts: &[(Fate, usize)], all: usize) -> Html {
    let mut x = 0.0;
    let mut parts = Html::default();
    for (fate, count) in counts.iter().filter(|(_, count)| *count > 0) {
        #[expect(clippy::cast_precision_loss, reason = "no api has 2^52 sentences")]
        let width = *count as f64 / all.max(1) as f64 * 1000.0;
        parts.push(&html!(
            "<rect class=\"{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"10\"/>",
            class(*fate),
            format!("{x:.1}"),
            format!("{:.1}", (width - 2.0).max(1.0)),
        ));
        x += width;
    }
    html!(
        "<svg class=\"parts\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{}</svg>\n",
        parts
    )
}

const fn class(fate: Fate) -> &'static str {
    match fate {
        Fate::Broken => "bad",
        Fate::InDoubt => "warn",
        Fate::Holds => "good",
        Fate::NotJudged => "open",
        Fate::Excluded => "none",
    }
}

const fn glyph(fate: Fate) -> &'static str {
    match fate {
        Fate::Broken => "✗",
        Fate::InDoubt => "!",
        Fate::Holds => "✓",
        Fate::NotJudged => "?",
        Fate::Excluded => "–",
    }
}

fn list(summary: &Summary, covered: &[Covered], fate: Fate) -> Html {
    let own: Vec<&Covered> = covered.iter().filter(|own| own.fate == fate).collect();
    if own.is_empty() {
        return Html::default();
    }
    let items: Html = own.iter().map(|own| item(summary, own)).collect();
    let name = match fate {
        Fate::Excluded => "excluded, with the reasons",
        _ => fate.words(),
    };
    html!(
        "<details class=\"sentences {}\">\n<summary>{} {}: {}</summary>\n<ul>\n{}</ul>\n</details>\n",
        if fate == Fate::Holds { "many" } else { "few" },
        glyph(fate),
        capital(name),
        plural(own.len(), "sentence"),
        items,
    )
}

fn item(summary: &Summary, own: &Covered) -> Html {
    let one = own.requirement;
    let judged = match own.reason() {
        Some(reason) => html!("<p class=\"reason\"><b>Excluded:</b> {}</p>\n", one_line(reason)),
        None => html!(
            "<p class=\"quiet\">judged by {}{}</p>\n",
            own.checks().join(", "),
            if own.fate == Fate::NotJudged { why(summary, own) } else { String::new() },
        ),
    };
    html!(
        "<li id=\"{}\"><p><b>{} {}</b> {} <span class=\"quiet\">{}: {}</span></p>\n{}</li>\n",
        one.id.as_ref(),
        one.id.as_ref(),
        one.keyword.to_string(),
        one_line(&one.text),
        one.source.kind.to_string(),
        one.source.locator.as_ref(),
        judged,
    )
}

/// Why none of its checks judged it in this run.
fn why(summary: &Summary, own: &Covered) -> String {
    let checks = own.checks();
    let mut lines = summary.checks.iter().filter(|line| checks.contains(&line.id.as_str()));
    match lines.next().map(|line| line.verdict) {
        Some(CheckWord::Untestable) => "; no answer gave occasion",
        Some(_) => "; the target gave no occasion, which is lawful",
        None => "; not selected for this run",
    }
    .to_owned()
}
