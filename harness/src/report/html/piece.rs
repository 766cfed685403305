//! HTML by templates: whatever is filled into one is escaped, unless it is HTML already.

use crate::report::visible::visible;

/// A stretch of HTML. None comes about but by a template of ours.
#[derive(Debug, Clone, Default)]
pub(super) struct Html(String);

/// What can be filled into a template.
pub(super) trait Piece {
    /// Writes it, as HTML.
    fn put(&self, into: &mut String);
}

impl Html {
    /// Fills a template, whose places are written `{}`.
    pub(super) fn fill(template: &'static str, pieces: &[&dyn Piece]) -> Self {
        let mut parts = template.split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        let mut pieces = pieces.iter();
        for part in parts {
            let piece = pieces.next();
            debug_assert!(piece.is_some(), "nothing for a place of `{template}`");
            if let Some(piece) = piece {
                piece.put(&mut text);
            }
            text.push_str(part);
        }
        debug_assert!(pieces.next().is_none(), "no place in `{template}`");
        Self(text)
    }

    /// Appends.
    pub(super) fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<T: IntoIterator<Item = Html>>(all: T) -> Self {
        let mut own = Self::default();
        all.into_iter().for_each(|more| own.push(&more));
        own
    }
}

impl Piece for Html {
    fn put(&self, into: &mut String) {
        into.push_str(&self.0);
    }
}

impl Piece for str {
    fn put(&self, into: &mut String) {
        for letter in visible(self).chars() {
            match letter {
                '&' => into.push_str("&amp;"),
                '<' => into.push_str("&lt;"),
                '>' => into.push_str("&gt;"),
                '"' => into.push_str("&quot;"),
                '\'' => into.push_str("&#39;"),
                _ => into.push(letter),
            }
        }
    }
}

impl<T: Piece + ?Sized> Piece for &T {
    fn put(&self, into: &mut String) {
        (**self).put(into);
    }
}

impl Piece for String {
    fn put(&self, into: &mut String) {
        self.as_str().put(into);
    }
}

impl Piece for usize {
    fn put(&self, into: &mut String) {
        into.push_str(&self.to_string());
    }
}

/// A template with what goes into its places.
macro_rules! html {
    ($template:literal $(, $piece:expr)* $(,)?) => {
        $crate::report::html::piece::Html::fill($template, &[$(&$piece as &dyn $crate::report::html::piece::Piece),*])
    };
}
pub(super) use html;

/// A sentence of ours, in which names stand between backticks.
pub(super) fn prose(text: &str) -> Html {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return html!("{}", text);
    }
    let part = |(index, part): (usize, &&str)| {
        if index.is_multiple_of(2) { html!("{}", part) } else { html!("<code>{}</code>", part) }
    };
    parts.iter().enumerate().map(part).collect()
}

/// A name as it may stand in an id and behind the `#` of a link.
pub(super) fn slug(text: &str) -> String {
    let is_plain = |own: char| own.is_ascii_alphanumeric() || own == '-' || own == '_';
    text.chars().map(|own| if is_plain(own) { own } else { '-' }).collect()
}

/// A number with as many digits as a person reads, and a unit.
pub(super) fn in_milliseconds(number: f64) -> String {
    match number {
        seconds if seconds >= 1000.0 => format!("{:.2} s", seconds / 1000.0),
        many if many >= 100.0 => format!("{many:.0} ms"),
        some if some >= 10.0 => format!("{some:.1} ms"),
        few => format!("{few:.2} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_escaped_and_html_is_not() {
        let text = html!("<p title=\"{}\">{}</p>", "\"'><&", html!("<b>{}</b>", "</b>\u{202e}"));
        let escaped = "<p title=\"&quot;&#39;&gt;&lt;&amp;\"><b>&lt;/b&gt;\\u{202e}</b></p>";
        assert_eq!(text.into_string(), escaped);
        let text = prose("input that breaks `<a>` of `b`").into_string();
        assert_eq!(text, "input that breaks <code>&lt;a&gt;</code> of <code>b</code>");
        assert_eq!(prose("a`b").into_string(), "a`b");
        assert_eq!(slug("a b\"><#/é"), "a-b------");
    }
}
