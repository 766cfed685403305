//! Makes diagnostics about places in the document, its overlay or its requirements.

use crate::diagnostic::{Diagnostic, Excerpt, Severity};
use crate::load::Source;
use crate::place::{File, Place, Places};

/// Which part of a node a diagnostic points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// Its key, where it has one.
    Key,
    /// Its value.
    Value,
}

/// The texts, and where everything stands in them.
#[derive(Debug, Clone)]
pub(crate) struct Reporter<'a> {
    pub(crate) document: &'a Source,
    pub(crate) overlay: Option<&'a Source>,
    pub(crate) requirements: Option<&'a Source>,
    pub(crate) places: &'a Places,
}

impl Reporter<'_> {
    /// A diagnostic about the node at a pointer.
    pub(crate) fn say(
        &self,
        severity: Severity,
        rule: &'static str,
        at: At,
        pointer: &str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            rule,
            severity,
            pointer: pointer.to_owned(),
            message: message.into(),
            why: String::new(),
            help: String::new(),
            at: self.excerpt(at, pointer, ""),
            related: Vec::new(),
        }
    }

    /// An error about the node at a pointer.
    pub(crate) fn error(
        &self,
        rule: &'static str,
        at: At,
        pointer: &str,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.say(Severity::Error, rule, at, pointer, message)
    }

    /// A document finding about the node at a pointer.
    pub(crate) fn finding(
        &self,
        rule: &'static str,
        at: At,
        pointer: &str,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.say(Severity::Finding, rule, at, pointer, message)
    }

    /// The line that a node stands on.
    pub(crate) fn excerpt(&self, at: At, pointer: &str, label: &str) -> Excerpt {
        let place = self.places.find(pointer);
        let span = match at {
            At::Key => place.key.unwrap_or(place.value),
            At::Value => place.value,
        };
        Excerpt::cut(self.source(place), span, label)
    }

    fn source(&self, place: Place) -> &Source {
        let other = match place.file {
            File::Document => None,
            File::Overlay => self.overlay,
            File::Requirements => self.requirements,
        };
        other.unwrap_or(self.document)
    }
}

impl Diagnostic {
    /// Says why it matters.
    pub(crate) fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// Says how to mend it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Shows another place.
    pub(crate) fn beside(mut self, excerpt: Excerpt) -> Self {
        self.related.push(excerpt);
        self
    }
}
