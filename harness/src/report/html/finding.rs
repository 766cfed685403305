//! Findings: what was expected beside what came, the steps as a drawing, and how to see it again.

use super::piece::{Html, html, in_milliseconds, prose};
use super::sequence;
use crate::record::summary::milliseconds;
use crate::record::{Finding, FindingStep, Summary};
use crate::report::held::known;
use crate::report::plain::status;
use crate::report::remarks::spot;
use crate::report::sentence::sentence;
use crate::report::words::{Level, capital, level, one_line, plural, shortened, times};

pub(super) fn part(summary: &Summary) -> Html {
    if summary.findings.is_empty() {
        return html!("<p>Nothing was found that does not hold.</p>\n");
    }
    let mut all = Html::default();
    let mut place = 1;
    for group in summary.findings.chunk_by(|a, b| a.check == b.check) {
        for (index, own) in group.iter().enumerate() {
            let article = article(summary, own, place);
            if index == 0 {
                all.push(&article);
            } else {
                all.push(&html!(
                    "<details class=\"also\">\n<summary>Also <code>{}</code>: {}</summary>\n{}</details>\n",
                    own.operation,
                    prose(&own.message),
                    article,
                ));
            }
            place += 1;
        }
    }
    all
}

fn article(summary: &Summary, own: &Finding, place: usize) -> Html {
    let (class, word) = match level(summary, own) {
        Level::Error => ("bad", "✗ violation"),
        Level::Warning => ("warn", "! warning"),
        Level::Known => ("warn", "~ known"),
    };
    let again = html!(
        "<details class=\"again\">\n<summary>See it again</summary>\n\
         <p>Send the last step alone; the password stays in its variable:</p>\n<pre>{}</pre>\n\
         <p>Send all steps to fresh fixtures:</p>\n<pre>rollcall replay {}</pre>\n\
         <p>Read why the check is there:</p>\n<pre>rollcall explain {}</pre>\n</details>\n",
        own.curl,
        own.replay,
        own.check,
    );
    html!(
        "<article class=\"finding\" id=\"finding-{}\" aria-labelledby=\"finding-{}-name\">\n\
         <p class=\"kicker\"><span class=\"badge {}\">{}</span> <code>{}</code> on <code>{}</code></p>\n\
         <h3 id=\"finding-{}-name\">{}. {}</h3>\n{}{}{}\
         <p class=\"quiet\">Shown by: {} ({}).</p>\n{}{}</article>\n",
        place,
        place,
        class,
        word,
        own.check,
        own.operation,
        place,
        place,
        prose(&capital(&own.message)),
        let_pass(summary, own),
        breaks(own),
        sides(summary, own, place),
        prose(&own.case),
        times(own),
        steps(summary, own, place),
        again,
    )
}

/// Why it is let pass, where a baseline knows it.
fn let_pass(summary: &Summary, own: &Finding) -> Html {
    let known = known(summary, own);
    known.map_or_else(Html::default, |own| html!("<p><b>Known:</b> {}</p>\n", own))
}

fn breaks(own: &Finding) -> Html {
    let items =
        own.breaks.iter().map(|own| html!("<li><b>{}</b>: {}</li>\n", own.client, own.effect));
    let items: Html = items.collect();
    if items.is_empty() {
        return items;
    }
    html!("<div class=\"breaks\"><p><b>Breaks real clients</b></p>\n<ul>\n{}</ul></div>\n", items)
}

/// What was expected, with the sentence that says so and the steps as a drawing, beside the exchange.
fn sides(summary: &Summary, own: &Finding, place: usize) -> Html {
    let mut expected =
        html!("<h4>Expected</h4>\n<p class=\"claim\">{}</p>\n", prose(&own.expected));
    if let Some(one) = sentence(summary.requirements, own) {
        expected.push(&html!(
            "<blockquote>\n<p><b>{} {}</b> {}</p>\n<p class=\"quiet\">{}: {}</p>\n</blockquote>\n",
            one.id.as_ref(),
            one.keyword.to_string(),
            one_line(&one.text),
            one.source.kind.to_string(),
            one.source.locator.as_ref(),
        ));
    }
    let others = own.requirements.len().saturating_sub(1);
    if others > 0 {
        expected.push(&html!(
            "<p class=\"quiet\">The check judges {} besides.</p>\n",
            plural(others, "sentence"),
        ));
    }
    expected.push(&html!(
        "<figure>\n{}<figcaption>{}, the fewest that show it</figcaption>\n</figure>\n",
        sequence::drawing(own, &summary.target, &format!("drawing-{place}")),
        capital(&plural(own.steps.len(), "step")),
    ));
    if let Some(spot) = spot(summary, own) {
        expected.push(&html!("<p class=\"quiet\">In your document: <code>{}</code></p>\n", spot));
    }
    let mut came = html!("<h4>What came</h4>\n<p class=\"claim\">{}</p>\n", prose(&own.actual));
    if let Some(step) = own.steps.iter().find(|step| step.here) {
        came.push(&exchange(step));
    }
    html!(
        "<div class=\"sides\">\n<div class=\"side\">\n{}</div>\n<div class=\"side came\">\n{}</div>\n</div>\n",
        expected,
        came
    )
}

/// A request and what came of it, as they went over the wire.
pub(super) fn exchange(step: &FindingStep) -> Html {
    let mut sent = format!("{}\n", step.request);
    sent.push_str(&fields(&step.request_headers));
    if let Some(body) = &step.body {
        sent.push('\n');
        sent.push_str(body);
    }
    let answer = match step.status {
        Some(status) => {
            let reason = http::StatusCode::from_u16(status).ok();
            let reason = reason.and_then(|own| own.canonical_reason()).unwrap_or_default();
            let mut answer = format!("{status} {reason}\n{}", fields(&step.headers));
            if !step.answer.is_empty() {
                answer.push('\n');
                answer.push_str(&step.answer);
            }
            html!("<p class=\"label\">Answer</p>\n<pre>{}</pre>\n", answer)
        }
        None => html!("<p class=\"label\">No answer</p>\n<pre>{}</pre>\n", step.answer),
    };
    html!(
        "<p class=\"label\">Request, with {}</p>\n<pre>{}</pre>\n{}<p class=\"quiet timing\">in {}</p>\n",
        step.credentials,
        sent,
        answer,
        in_milliseconds(milliseconds(step.took)),
    )
}

fn fields(fields: &[(String, String)]) -> String {
    let lines: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    lines.concat()
}

fn steps(summary: &Summary, own: &Finding, place: usize) -> Html {
    let items = own.steps.iter().enumerate().map(|(index, step)| {
        let (method, path) = shortened(&step.request, &summary.target);
        let here = if step.here { html!(" <b>here</b>") } else { Html::default() };
        html!(
            "<li>\n<details>\n<summary><code>{} {}</code> <b class=\"status\">{}</b> <span class=\"quiet\">{}</span>{}</summary>\n\
             <div id=\"step-{}-{}\">\n{}</div>\n</details>\n</li>\n",
            method,
            sequence::tail(&path, 44),
            status(step),
            prose(&step.note),
            here,
            place,
            index + 1,
            exchange(step),
        )
    });
    let items: Html = items.collect();
    html!("<ol class=\"steps\">\n{}</ol>\n", items)
}
