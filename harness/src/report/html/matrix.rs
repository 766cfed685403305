//! The matrix: operations by families. Each cell opens what was judged there.
//!
//! Tables name their roles, since a phone shows them as blocks, and some browsers forget then that they are tables.

use super::finding::exchange;
use super::piece::{Html, html, prose, slug};
use crate::record::{CheckWord, OperationLine, Summary};
use crate::report::grid::{Cell, Judged, Mark, cell, families};
use crate::report::words::{capital, grouped, plural};

pub(super) fn part(summary: &Summary) -> Html {
    let families = families(summary);
    let heads =
        families.iter().map(|own| html!("<th scope=\"col\" role=\"columnheader\">{}</th>", *own));
    let heads: Html = heads.collect();
    let rows: Html = summary.operations.iter().map(|own| row(summary, own, &families)).collect();
    let cells = summary.operations.iter().flat_map(|own| {
        families.iter().map(|family| evidence(summary, &cell(summary, &own.operation, family)))
    });
    let cells: Html = cells.collect();
    html!(
        "<p>How many checks of each family hold for each operation. A cell opens what was judged there.</p>\n\
         <table class=\"matrix\" role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">operation</th>{}</tr></thead>\n\
         <tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n\
         <p class=\"quiet\">✓ holds, ✗ does not hold, ! does not hold as it should, – nothing was judged.</p>\n{}{}",
        heads,
        rows,
        cells,
        apart(summary),
    )
}

fn row(summary: &Summary, own: &OperationLine, families: &[&str]) -> Html {
    let cells = families.iter().map(|family| {
        let cell = cell(summary, &own.operation, family);
        let mark = cell.mark();
        let class = class(mark);
        let Some(count) = count(mark) else {
            return html!(
                "<td role=\"cell\" class=\"{}\" data-label=\"{}\">–<span class=\"unseen\"> nothing was judged</span></td>",
                class,
                *family,
            );
        };
        html!(
            "<td role=\"cell\" class=\"{}\" data-label=\"{}\"><a href=\"#{}\">{}\u{a0}{}<span class=\"unseen\"> {}</span></a></td>",
            class,
            *family,
            id(&cell),
            mark.glyph(),
            count,
            mark.words(),
        )
    });
    let cells: Html = cells.collect();
    html!(
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><code>{}</code> <span class=\"quiet\">{} {}</span></th>{}</tr>\n",
        own.operation,
        own.method,
        own.path,
        cells,
    )
}

const fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Fails(_) => "bad",
        Mark::Warns(_) => "warn",
        Mark::Holds(_) => "good",
        Mark::Nothing => "none",
    }
}

const fn count(mark: Mark) -> Option<usize> {
    match mark {
        Mark::Fails(count) | Mark::Warns(count) | Mark::Holds(count) => Some(count),
        Mark::Nothing => None,
    }
}

fn id(cell: &Cell<'_>) -> String {
    format!("cell-{}-{}", slug(cell.operation), slug(cell.family))
}

/// What was judged in a cell; it shows when somebody follows the link in it.
fn evidence(summary: &Summary, cell: &Cell<'_>) -> Html {
    if cell.judged.is_empty() {
        return Html::default();
    }
    let rows: Html = cell.judged.iter().map(|own| judged(summary, own)).collect();
    html!(
        "<section class=\"cell {}\" id=\"{}\" aria-labelledby=\"{}-name\">\n<h3 id=\"{}-name\"><code>{}</code>, {}</h3>\n\
         <p>{}, {} in all. <a href=\"#matrix\">Back to the matrix</a></p>\n<ul class=\"judged\">\n{}</ul>\n{}</section>\n",
        class(cell.mark()),
        id(cell),
        id(cell),
        id(cell),
        cell.operation,
        cell.family,
        capital(&cell.mark().words()),
        plural(cell.times(), "judgement"),
        rows,
        sample(summary, cell),
    )
}

/// One exchange of the many that were judged; where one of them failed, the finding shows it.
fn sample(summary: &Summary, cell: &Cell<'_>) -> Html {
    let holds = matches!(cell.mark(), Mark::Holds(_));
    let own = summary.samples.iter().filter(|_| holds);
    let mut own = own.filter(|own| own.operation == cell.operation && own.family == cell.family);
    own.next().map_or_else(Html::default, |own| {
        html!(
            "<details class=\"again\">\n<summary>One of the exchanges: {}</summary>\n{}</details>\n",
            prose(&own.case),
            exchange(&own.step),
        )
    })
}

fn judged(summary: &Summary, own: &Judged<'_>) -> Html {
    let (mark, found) = if own.findings.is_empty() {
        (html!("<span class=\"badge good\">✓ holds</span>"), Html::default())
    } else {
        let links = own.findings.iter().map(|(place, finding)| {
            html!(
                "<li><a href=\"#finding-{}\">{}</a></li>\n",
                place + 1,
                prose(&capital(&finding.message))
            )
        });
        let links: Html = links.collect();
        let mark = match own.check.verdict {
            CheckWord::Warn if !summary.strict => {
                html!("<span class=\"badge warn\">! warning</span>")
            }
            _ => html!("<span class=\"badge bad\">✗ violation</span>"),
        };
        (mark, html!("<ul>\n{}</ul>\n", links))
    };
    html!(
        "<li>{} <code>{}</code> {} <span class=\"quiet\">judged {}; {}</span>{}</li>\n",
        mark,
        own.check.id,
        own.check.title,
        many_times(own.times),
        own.check.requirements.join(", "),
        found,
    )
}

fn many_times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{} times", grouped(count)) }
}

/// Checks that are in no cell, with the reason.
fn apart(summary: &Summary) -> Html {
    let mut all = Html::default();
    for (word, words) in [
        (CheckWord::Untestable, "✗ Untestable: no answer gave occasion to judge"),
        (CheckWord::NotApplicable, "– No occasion, which is lawful, or not selected:"),
    ] {
        let own = summary.checks.iter().filter(|own| own.verdict == word);
        let own: Html =
            own.map(|own| html!("<li><code>{}</code> {}</li>\n", own.id, own.title)).collect();
        if !own.is_empty() {
            all.push(&html!("<p><b>{}</b></p>\n<ul>\n{}</ul>\n", words, own));
        }
    }
    all
}
