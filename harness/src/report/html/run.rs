//! The run itself: what it changed, what it had to see, what is wrong with the document, and how to make it again.

use super::piece::{Html, html, prose};
use crate::record::{OperationLine, Summary};
use crate::report::remarks;
use crate::report::words::{grouped, one_line, plural, seen};

/// What was changed on the target, and what it answered.
pub(super) fn changes(summary: &Summary) -> Html {
    let counts = &summary.counts;
    let rows: Html = summary.operations.iter().map(answers).collect();
    html!(
        "<p>{} removed, and {} of conferences used. All of them were handed over by the fixture provider for that: rollcall \
         changes nothing else, on any target.</p>\n\
         <table class=\"plain\" role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">operation</th>\
         <th scope=\"col\" role=\"columnheader\">changes made</th><th scope=\"col\" role=\"columnheader\">answers by status</th></tr></thead>\n\
         <tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n\
         <p class=\"quiet\">Answers to several requests at the same moment are not counted: who came first is chance.</p>\n",
        plural(counts.participants_removed, "participant"),
        plural(counts.fixtures, "set"),
        rows,
    )
}

fn answers(own: &OperationLine) -> Html {
    let reads = ["GET", "HEAD", "OPTIONS"].contains(&own.method.as_str());
    let made = if reads {
        "none: it reads".to_owned()
    } else {
        format!("{} × success", grouped(own.accepted))
    };
    let all: Vec<String> = own
        .answers
        .iter()
        .map(|(status, times)| format!("{} × {status}", grouped(*times)))
        .collect();
    let all = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    html!(
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><code>{}</code></th><td role=\"cell\" data-label=\"changes made\"><span>{}</span></td>\
         <td role=\"cell\" data-label=\"answers by status\"><span>{}</span></td></tr>\n",
        own.operation,
        made,
        all,
    )
}

/// What had to be seen before green means anything.
pub(super) fn floor(summary: &Summary) -> Html {
    let rows = summary.floor.iter().map(|own| {
        let (class, word) = if own.met { ("good", "✓ seen") } else { ("bad", "✗ not seen") };
        html!(
            "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><code>{}</code></th><td role=\"cell\" data-label=\"what\"><span>{}</span></td>\
             <td role=\"cell\" data-label=\"seen\"><span><span class=\"badge {}\">{}</span> {}</span></td></tr>\n",
            own.operation,
            own.what,
            class,
            word,
            seen(own),
        )
    });
    let rows: Html = rows.collect();
    html!(
        "<p>A run that never reached an operation proves nothing about it. Without all of these a verdict is inconclusive.</p>\n\
         <table class=\"plain\" role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">operation</th>\
         <th scope=\"col\" role=\"columnheader\">what</th><th scope=\"col\" role=\"columnheader\">seen</th></tr></thead>\n<tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n",
        rows,
    )
}

/// Defects of the document itself.
pub(super) fn document(summary: &Summary) -> Html {
    if summary.document_findings.is_empty() {
        return Html::default();
    }
    let items = summary.document_findings.iter().map(|own| {
        html!(
            "<li><p><code>{}:{}</code> {}</p>\n<p class=\"quiet\">{}</p></li>\n",
            own.line.to_string(),
            own.column.to_string(),
            prose(&one_line(&own.message)),
            prose(&one_line(&own.help)),
        )
    });
    let items: Html = items.collect();
    html!(
        "<p>What is wrong with the published document. None of it is held against the server.</p>\n\
         <details class=\"defects\">\n<summary>{} of <code>{}</code></summary>\n<ul>\n{}</ul>\n</details>\n",
        plural(summary.document_findings.len(), "defect"),
        crate::report::place::document(&summary.api),
        items,
    )
}

/// What the run shows of the user's own document.
pub(super) fn own_document(summary: &Summary) -> Html {
    let Some(own) = &summary.own_document else { return Html::default() };
    let items = remarks::all(summary).into_iter().map(|own| {
        html!(
            "<li><p><code>{}:{}</code> {}</p>\n<p class=\"quiet\">{}</p></li>\n",
            own.place.line.to_string(),
            own.place.column.to_string(),
            prose(&own.text),
            prose(&own.help),
        )
    });
    let items: Html = items.collect();
    let found = plural(own.operations.len(), "operation");
    let file =
        html!("<p><code>{}</code>, {}: {} found.</p>\n", own.file, brief(&own.digest), found);
    if items.is_empty() {
        return file;
    }
    html!("{}<ul class=\"remarks\">\n{}</ul>\n", file, items)
}

/// The beginning of a digest, which tells it from others.
fn brief(digest: &str) -> String {
    digest.chars().take("sha256:".len() + 12).collect()
}

/// What somebody needs to make the same run again.
pub(super) fn about(summary: &Summary) -> Html {
    let target =
        if summary.built_in { String::new() } else { format!(" --target {}", summary.target) };
    let strict = if summary.strict { " --strict" } else { "" };
    let again = format!("rollcall check {}{target} --seed {}{strict}", summary.api, summary.seed);
    let rows = [
        ("Program", html!("rollcall {}", env!("CARGO_PKG_VERSION"))),
        ("Api", html!("{}", summary.api)),
        ("Document", html!("<code>{}</code>", summary.digest)),
        ("Target", html!("<code>{}</code>", summary.target)),
        ("Seed", html!("<code>{}</code>", summary.seed.to_string())),
        (
            "A broken SHOULD is",
            html!("{}", if summary.strict { "a violation (--strict)" } else { "a warning" }),
        ),
        ("With the same seed", html!("<code>{}</code>", again)),
    ];
    let rows =
        rows.iter().map(|(name, value)| html!("<div><dt>{}</dt><dd>{}</dd></div>\n", *name, value));
    let rows: Html = rows.collect();
    html!("<dl class=\"about\">\n{}</dl>\n", rows)
}
