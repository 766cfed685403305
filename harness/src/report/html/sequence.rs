//! The steps of a finding as a drawing: who sent what to whom, from top to bottom.

use super::piece::{Html, html};
use crate::record::{Finding, FindingStep};
use crate::report::plain::status;
use crate::report::words::{plural, shortened};

/// The drawing's width, in its own units: a phone's, so that its letters can be read there.
const WIDTH: usize = 330;
/// Where the line of the one who asks stands, and that of the one who answers.
const ASKS: usize = 26;
const ANSWERS: usize = WIDTH - 26;
/// The room for a request with its words, and for an answer.
const REQUEST: usize = 34;
const ANSWER: usize = 26;
/// So many letters have room between the lines.
const LETTERS: usize = 37;

pub(super) fn drawing(own: &Finding, base: &str, id: &str) -> Html {
    let mut y = 30;
    let mut rows = Html::default();
    let mut index = 0;
    while index < own.steps.len() {
        // What is sent at the same moment is answered in whatever order.
        let mut end = index + 1;
        while own.steps.get(end).is_some_and(|step| step.together) {
            end += 1;
        }
        let group = &own.steps[index..end];
        let top = y;
        for (offset, step) in group.iter().enumerate() {
            rows.push(&request(step, index + offset + 1, base, y + REQUEST - 8));
            y += REQUEST;
        }
        for (offset, step) in group.iter().enumerate() {
            let number = (group.len() > 1).then_some(index + offset + 1);
            rows.push(&answer(step, number, y + ANSWER - 8));
            y += ANSWER;
        }
        if group.len() > 1 {
            rows.push(&html!("<path class=\"moment\" d=\"M12 {}H6V{}H12\"/>\n", top + 8, y));
        }
        index = end;
    }
    html!(
        "<svg class=\"sequence\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}\">\n<title id=\"{}\">{}</title>\n\
         <g class=\"actors\"><text x=\"{}\" y=\"14\">rollcall</text><text x=\"{}\" y=\"14\" text-anchor=\"end\">server</text></g>\n\
         <path class=\"life\" d=\"M{} 22V{}M{} 22V{}\"/>\n{}</svg>\n",
        WIDTH,
        y + 12,
        id,
        id,
        told(own),
        ASKS - 20,
        ANSWERS + 20,
        ASKS,
        y + 6,
        ANSWERS,
        y + 6,
        rows,
    )
}

/// The drawing in words.
fn told(own: &Finding) -> String {
    let steps = own.steps.iter().map(|step| {
        let method = step.request.split(' ').next().unwrap_or_default();
        format!("{method} is answered with {}", status(step))
    });
    let steps: Vec<String> = steps.collect();
    format!("{}: {}", plural(steps.len(), "request"), steps.join("; "))
}

fn request(step: &FindingStep, number: usize, base: &str, y: usize) -> Html {
    let (method, path) = shortened(&step.request, base);
    let room = LETTERS.saturating_sub(method.chars().count() + number.to_string().len() + 2);
    let words = format!("{number} {method} {}", tail(&path, room));
    html!(
        "<g class=\"request{}\"><text x=\"{}\" y=\"{}\">{}</text><path d=\"M{} {}H{}m-7 -4l7 4l-7 4\"/></g>\n",
        if step.here { " here" } else { "" },
        ASKS + 8,
        y - 6,
        words,
        ASKS,
        y,
        ANSWERS,
    )
}

fn answer(step: &FindingStep, number: Option<usize>, y: usize) -> Html {
    let mut words = status(step);
    if let Some(number) = number {
        words = format!("{number}: {words}");
    }
    if step.here {
        words.push_str(" – here");
    }
    let kind = if step.here { " here" } else { "" };
    let (x, y_words) = (ANSWERS - 8, y - 6);
    if step.status.is_none() {
        let mid = usize::midpoint(ASKS, ANSWERS);
        return html!(
            "<g class=\"answer none{}\"><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><path d=\"M{} {}H{}m-5 -5l10 10m0 -10l-10 10\"/></g>\n",
            kind,
            x,
            y_words,
            words,
            ANSWERS,
            y,
            mid,
        );
    }
    html!(
        "<g class=\"answer{}\"><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><path d=\"M{} {}H{}\"/><path class=\"head\" d=\"M{} {}m7 -4l-7 4l7 4\"/></g>\n",
        kind,
        x,
        y_words,
        words,
        ANSWERS,
        y,
        ASKS,
        ASKS,
        y,
    )
}

/// The end of a path, which tells more than its beginning: as many of its last segments as there is room for.
pub(super) fn tail(path: &str, room: usize) -> String {
    let letters: Vec<char> = path.chars().collect();
    if letters.len() <= room {
        return path.to_owned();
    }
    let from = letters.len() - room.saturating_sub(1);
    let slash = letters[from..].iter().position(|own| *own == '/').unwrap_or_default();
    let end: String = letters[from + slash..].iter().collect();
    format!("…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_path_whole_segments_are_left() {
        assert_eq!(tail("/a/b", 10), "/a/b");
        assert_eq!(
            tail("/Accounts/b8b4c297…/Participants/931b11eb…", 25),
            "…/Participants/931b11eb…"
        );
        assert_eq!(tail("/Accounts/b8b4c297", 8), "…8b4c297", "there is no whole one");
    }
}
