//! Who a check is.

use rollcall_spec::Keyword;
use serde::Serialize;

/// What kind of thing a check looks at; the folder it lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Who may ask.
    Auth,
    /// What an answer carries.
    Content,
    /// What a refusal carries.
    Error,
    /// What is told unasked.
    Event,
    /// Behaviour over time.
    Life,
    /// Pages and filters.
    List,
    /// Operations by name.
    Operation,
    /// Status codes.
    Status,
    /// Bytes and time.
    Wire,
}

impl Family {
    /// The folder's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Content => "content",
            Self::Error => "error",
            Self::Event => "event",
            Self::Life => "life",
            Self::List => "list",
            Self::Operation => "operation",
            Self::Status => "status",
            Self::Wire => "wire",
        }
    }
}

/// Who a check is: what can be listed without running it.
#[derive(Debug, Clone, Copy)]
pub struct Card {
    /// Kebab-case of the file stem; stable and never reused.
    pub id: &'static str,
    /// Its folder.
    pub family: Family,
    /// One line for a list.
    pub title: &'static str,
    /// The keyword of every requirement it judges, and so its severity.
    pub keyword: Keyword,
    /// Which kinds of api it has something to say about.
    pub about: About,
    /// Whether a lawful server always gives occasion to judge it.
    pub occasion: Occasion,
    /// The check's manual page: its file's own head.
    pub manual: &'static str,
}

/// Which kinds of api a check has something to say about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// All of them.
    Every,
    /// Those whose participants are resources, each with a URL of its own.
    Resources,
    /// Those whose calls take operations by name, and tell what came of them.
    Calls,
}

/// Whether a lawful server always gives occasion to judge a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// It does: a run without one proves nothing, and the check is untestable.
    Always,
    /// It may choose not to: a run without one is as good as any.
    WhereOffered,
}
