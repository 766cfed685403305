//! The first thing on the page: the verdict, why it is so, and what to mend first.

use std::collections::BTreeMap;

use super::piece::{Html, html, in_milliseconds, prose};
use crate::record::{CheckWord, Summary, VerdictWord};
use crate::report::held::{gate, stale, stale_line};
use crate::report::words::{Level, capital, grouped, level, plural, shard, unmet, unseen, verdict};

pub(super) fn part(summary: &Summary) -> Html {
    let class = match summary.verdict {
        VerdictWord::Conforms => "good",
        VerdictWord::Violates => "bad",
        VerdictWord::Inconclusive => "open",
    };
    let built_in = if summary.built_in { ", the built-in server" } else { "" };
    html!(
        "<section id=\"verdict\" class=\"verdict {}\" aria-labelledby=\"verdict-name\">\n\
         <p class=\"kicker\">{} at <span class=\"target\">{}</span>{}</p>\n\
         <h1 id=\"verdict-name\">{}{}</h1>\n<p class=\"lead\">{}</p>\n{}{}{}{}</section>\n",
        class,
        summary.api,
        summary.target,
        built_in,
        mark(summary.verdict),
        verdict(summary.verdict),
        lead(summary),
        reasons(summary),
        broken_clients(summary),
        mend_first(summary),
        facts(summary),
    )
}

/// A sign beside the word, so that colour is not all that tells them apart.
fn mark(word: VerdictWord) -> Html {
    let path = match word {
        VerdictWord::Conforms => html!("<path d=\"M7 16.5l6 6L25 9.5\"/>"),
        VerdictWord::Violates => html!("<path d=\"M9 9l14 14M23 9L9 23\"/>"),
        VerdictWord::Inconclusive => {
            html!("<path d=\"M11 12.5a5 5 0 1 1 7 4.6c-1.5.7-2 1.6-2 3.4M16 24.6v.4\"/>")
        }
    };
    html!(
        "<svg class=\"mark\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><circle cx=\"16\" cy=\"16\" r=\"14.5\"/>{}</svg>",
        path
    )
}

fn lead(summary: &Summary) -> String {
    let all = summary.checks.len();
    let of = |word: CheckWord| summary.checks.iter().filter(|own| own.verdict == word).count();
    let (fails, warns) = (of(CheckWord::Fail), of(CheckWord::Warn));
    let do_not = |count: usize| if count == 1 { "does not hold" } else { "do not hold" };
    let warned = if warns == 0 {
        String::new()
    } else {
        format!(" {} of a SHOULD {}.", capital(&plural(warns, "check")), do_not(warns))
    };
    match summary.verdict {
        VerdictWord::Conforms if warns == 0 => {
            format!(
                "All of {} hold, and all was seen that a verdict needs.",
                plural(of(CheckWord::Pass), "check")
            )
        }
        VerdictWord::Conforms => {
            format!("No check of a MUST fails, and all was seen that a verdict needs.{warned}")
        }
        VerdictWord::Violates if summary.strict => {
            let count = fails + warns;
            format!("{count} of {} {}.", plural(all, "check"), do_not(count))
        }
        VerdictWord::Violates => {
            format!(
                "{fails} of {} {}: a MUST is broken.{warned}",
                plural(all, "check"),
                do_not(fails)
            )
        }
        VerdictWord::Inconclusive if shard(summary).is_some() => {
            format!(
                "Nothing is violated in a part of the plan, which cannot say the whole.{warned}"
            )
        }
        VerdictWord::Inconclusive => {
            format!("Nothing is violated, but too little was seen to say that it conforms.{warned}")
        }
    }
}

/// What else keeps a reader from taking the verdict for more than it is.
fn reasons(summary: &Summary) -> Html {
    let mut items = Html::default();
    if let Some(reason) = &summary.cut_short {
        items.push(&html!("<li><b>Cut short:</b> {}</li>\n", reason));
    }
    for own in summary.checks.iter().filter(|own| own.verdict == CheckWord::Untestable) {
        items.push(&html!(
            "<li><b>Untestable:</b> nothing could be judged for <code>{}</code></li>\n",
            own.id
        ));
    }
    for own in unmet(summary) {
        items.push(&html!(
            "<li><b>Not seen:</b> <code>{}</code>, {}: {}</li>\n",
            own.operation,
            own.what,
            unseen(own),
        ));
    }
    if let Some(gate) = gate(summary) {
        items.push(&html!("<li><b>Baseline:</b> {}</li>\n", gate));
    }
    for own in stale(summary) {
        items.push(&html!("<li><b>Stale:</b> {}</li>\n", stale_line(own)));
    }
    for note in &summary.notes {
        items.push(&html!("<li><b>Note:</b> {}</li>\n", note));
    }
    list("reasons", &items)
}

fn list(class: &str, items: &Html) -> Html {
    if items.is_empty() {
        Html::default()
    } else {
        html!("<ul class=\"{}\">\n{}</ul>\n", class, items)
    }
}

/// The real clients that are known to break.
fn broken_clients(summary: &Summary) -> Html {
    let mut clients: BTreeMap<&str, usize> = BTreeMap::new();
    for breakage in summary.findings.iter().flat_map(|own| &own.breaks) {
        *clients.entry(&breakage.client).or_default() += 1;
    }
    if clients.is_empty() {
        return Html::default();
    }
    let items = clients.iter().map(|(client, count)| {
        html!("<li><b>{}</b> by {}</li>\n", client, plural(*count, "finding"))
    });
    let items: Html = items.collect();
    html!(
        "<h2 class=\"small\">Real clients that break</h2>\n<ul class=\"clients\">\n{}</ul>\n",
        items
    )
}

/// Each check that does not hold, by its first finding, in the order of what it breaks.
fn mend_first(summary: &Summary) -> Html {
    let mut items = Html::default();
    let mut place = 1;
    for group in summary.findings.chunk_by(|a, b| a.check == b.check) {
        let first = &group[0];
        let (class, word) = match level(summary, first) {
            Level::Error => ("bad", "✗ violation"),
            Level::Warning => ("warn", "! warning"),
            Level::Known => ("warn", "~ known"),
        };
        let more = match group.len() - 1 {
            0 => String::new(),
            more => format!(" and {}", plural(more, "further finding")),
        };
        items.push(&html!(
            "<li><span class=\"badge {}\">{}</span> <a href=\"#finding-{}\">{}</a> <span class=\"quiet\">{}{}</span></li>\n",
            class,
            word,
            place,
            prose(&capital(&first.message)),
            first.check,
            more,
        ));
        place += group.len();
    }
    if items.is_empty() {
        return items;
    }
    html!(
        "<h2 class=\"small\">What to mend, the worst first</h2>\n<ol class=\"mend\">\n{}</ol>\n",
        items
    )
}

fn facts(summary: &Summary) -> Html {
    let counts = &summary.counts;
    let checks = html!(
        "{} <span class=\"quiet\">of {} hold</span>",
        counts.passed,
        summary.checks.len().to_string(),
    );
    #[expect(clippy::cast_precision_loss, reason = "no run takes 2^52 milliseconds")]
    let took = in_milliseconds(summary.timing.duration_ms as f64);
    let when = html!(
        "<time datetime=\"{}\">{}</time>",
        summary.timing.started,
        summary.timing.started.replace('T', " ").replace(".000Z", "Z"),
    );
    let rows = [
        ("Checks", checks),
        ("Cases", html!("{}", grouped(counts.cases))),
        ("Requests", html!("{}", grouped(counts.requests))),
        ("Participants removed", html!("{}", grouped(counts.participants_removed))),
        ("Begun", when),
        ("Took", html!("<span class=\"timing\">{}</span>", took)),
    ];
    let rows =
        rows.iter().map(|(name, value)| html!("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value));
    let rows: Html = rows.collect();
    html!("<dl class=\"facts\">\n{}</dl>\n", rows)
}
