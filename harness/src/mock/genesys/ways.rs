//! What a lawful Genesys server may do in another way.

/// The ways of a server. The default is the plain server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// No token is demanded, and none given.
    pub unprotected: bool,
    /// A refusal has a status of class 4xx that fits its code.
    pub refusals_by_status: bool,
}
