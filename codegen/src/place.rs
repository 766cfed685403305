//! Where the nodes of a document stand in its text.

use indexmap::IndexMap;

/// A stretch of text: bytes from the text's start, and the line and column of its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    /// First byte, from 0.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
}

/// Which text a span belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum File {
    /// The document itself.
    #[default]
    Document,
    /// The overlay that corrects it.
    Overlay,
    /// The list of requirements.
    Requirements,
}

/// Where one node stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    /// The text it stands in.
    pub(crate) file: File,
    /// Its key, for a member of a mapping.
    pub(crate) key: Option<Span>,
    /// Its value.
    pub(crate) value: Span,
}

/// Every node's place, by JSON Pointer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    by_pointer: IndexMap<String, Place>,
}

impl Places {
    pub(crate) fn insert(&mut self, pointer: String, place: Place) {
        self.by_pointer.insert(pointer, place);
    }

    /// The place of a node, or of the nearest one above it that has a place.
    pub(crate) fn find(&self, pointer: &str) -> Place {
        let mut at = pointer;
        loop {
            if let Some(place) = self.by_pointer.get(at) {
                return *place;
            }
            match at.rfind('/') {
                Some(cut) => at = &at[..cut],
                None => return self.by_pointer.get("").copied().unwrap_or_default(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_without_a_place_takes_that_of_its_nearest_ancestor() {
        let mut places = Places::default();
        let span = Span { start: 3, end: 4, line: 2, column: 1 };
        places.insert("/a".into(), Place { value: span, ..Place::default() });
        assert_eq!(places.find("/a/b/c").value, span);
        assert_eq!(places.find("/other").value, Span::default());
    }
}
