//! The report that a vendor shows to a customer: one HTML file that needs nothing else, neither network nor scripts.
//!
//! Whatever a server said is escaped where it is filled in ([`piece`]), and the page forbids itself to load or run anything.

mod coverage;
mod finding;
mod latency;
mod matrix;
mod piece;
mod run;
mod sequence;
#[cfg(test)]
mod tests;
mod verdict;

use self::piece::{Html, html};
use super::words::verdict as verdict_word;
use crate::record::Summary;

/// A part of the page: its id, its name in the list of contents, and what stands in it; nothing where it has nothing to say.
type Part = (&'static str, &'static str, fn(&Summary) -> Html);

const PARTS: &[Part] = &[
    ("findings", "Findings", finding::part),
    ("matrix", "Operations and families", matrix::part),
    ("latency", "Latency", latency::part),
    ("coverage", "Coverage", coverage::part),
    ("changes", "What was changed", run::changes),
    ("floor", "What had to be seen", run::floor),
    ("document", "The document itself", run::document),
    ("own-document", "Your own document", run::own_document),
    ("about", "About this run", run::about),
];

/// The report's text.
pub fn render(summary: &Summary) -> String {
    let parts = PARTS.iter().map(|(id, name, part)| (*id, *name, part(summary)));
    let parts: Vec<(&str, &str, Html)> = parts.filter(|(.., own)| !own.is_empty()).collect();
    let contents =
        parts.iter().map(|(id, name, _)| html!("<li><a href=\"#{}\">{}</a></li>\n", id, name));
    let contents: Html = contents.collect();
    let sections = parts.iter().map(|(id, name, own)| {
        html!("<section id=\"{}\" aria-labelledby=\"{}-name\">\n<h2 id=\"{}-name\">{}</h2>\n{}</section>\n", id, id, id, name, own)
    });
    let sections: Html = sections.collect();
    let title = format!("{}: {} at {}", verdict_word(summary.verdict), summary.api, summary.target);
    let page = html!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="rollcall {}">
<title>{}</title>
{}</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
<header class="top">
<p class="name"><b>rollcall</b> conformance report</p>
<nav aria-label="Contents">
<ul>
{}</ul>
</nav>
</header>
<main id="main" tabindex="-1">
{}{}</main>
<footer>
<p>Written by rollcall {}. This file needs no network and runs no scripts.</p>
</footer>
</body>
</html>
"##,
        env!("CARGO_PKG_VERSION"),
        title,
        style(),
        contents,
        verdict::part(summary),
        sections,
        env!("CARGO_PKG_VERSION"),
    );
    page.into_string()
}

/// The style sheet, which is ours as it stands.
fn style() -> Html {
    Html::fill(concat!("<style>\n", include_str!("style.css"), "</style>\n"), &[])
}
