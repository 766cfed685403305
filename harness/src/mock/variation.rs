//! Lawful variations: other ways to be right than the server's default.

/// What a lawful server may do in another way. The default is the plain server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variations {
    /// The status that answers a malformed id in the path: 404, or 400, or 422.
    pub malformed_id: u16,
    /// The status that answers a method which the path does not have: 405, or 404.
    pub unknown_method: u16,
    /// The status that answers another account's resources: 404, or 401, or 403.
    pub foreign: u16,
    /// The status that answers input which breaks a constraint: 422, or 400.
    pub bad_input: u16,
    /// The status that answers a body in another media type: 422, or 415.
    pub wrong_media_type: u16,
    /// The status that answers the list of a conference which everybody has left: 200, or 404.
    pub ended_list: u16,
    /// Content-Type carries `; charset=utf-8`.
    pub charset: bool,
    /// Every answer closes its connection.
    pub close: bool,
    /// Answers with content travel in chunks instead of under a Content-Length.
    pub chunked: bool,
    /// A page beyond the first is given without a token.
    pub page_token_free: bool,
    /// What loose servers let pass: unknown form fields, a JSON body, an integer beyond 32 bits, a page token of no form.
    pub lenient: bool,
    /// The realm of the challenge.
    pub realm: String,
}

impl Default for Variations {
    fn default() -> Self {
        Self {
            malformed_id: 404,
            unknown_method: 405,
            foreign: 404,
            bad_input: 422,
            wrong_media_type: 422,
            ended_list: 200,
            charset: false,
            close: false,
            chunked: false,
            page_token_free: false,
            lenient: false,
            realm: "rollcall".to_owned(),
        }
    }
}

/// One variation by name, and what it changes.
type Named = (&'static str, fn(&mut Variations));

/// Every variation that [`Variations::from_name`] knows, sorted.
const NAMED: &[Named] = &[
    ("bad-input-400", |own| own.bad_input = 400),
    ("charset", |own| own.charset = true),
    ("chunked", |own| own.chunked = true),
    ("close", |own| own.close = true),
    ("ended-list-404", |own| own.ended_list = 404),
    ("foreign-401", |own| own.foreign = 401),
    ("foreign-403", |own| own.foreign = 403),
    ("lenient", |own| own.lenient = true),
    ("malformed-400", |own| own.malformed_id = 400),
    ("malformed-422", |own| own.malformed_id = 422),
    ("page-token-free", |own| own.page_token_free = true),
    ("quoted-realm", |own| own.realm = String::from("a \"quoted\" realm, with a comma")),
    ("unknown-method-404", |own| own.unknown_method = 404),
    ("wrong-media-type-415", |own| own.wrong_media_type = 415),
];

impl Variations {
    /// The plain server with one variation; none where nobody knows the name. See [`Variations::names`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::default().and(name)
    }

    /// One variation more.
    #[must_use]
    pub fn and(mut self, name: &str) -> Option<Self> {
        let (_, change) = NAMED.iter().find(|(own, _)| *own == name)?;
        change(&mut self);
        Some(self)
    }

    /// Every name that [`Variations::from_name`] takes, sorted.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_departs_from_the_default_and_they_are_sorted() {
        assert!(Variations::names().is_sorted());
        for name in Variations::names() {
            assert_ne!(Variations::from_name(name), Some(Variations::default()), "{name}");
        }
        assert_eq!(Variations::from_name("closed"), None);
    }
}
