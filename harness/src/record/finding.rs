//! One check failed on one case, with evidence.

use std::time::Duration;

use rollcall_spec::Keyword;
use serde::{Deserialize, Serialize};

/// One check failed on one case, shrunk, with evidence and a replay.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The check's id.
    pub check: String,
    /// The operation, by `operationId`.
    pub operation: String,
    /// `must` or `should`.
    #[serde(serialize_with = "lower_case_keyword")]
    pub severity: Keyword,
    /// The ids of the requirements that it breaks.
    pub requirements: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// The real clients that it breaks, sorted; empty where none is known.
    pub breaks: Vec<Breakage>,
    /// Why the case was made.
    pub case: String,
    /// How many cases failed in the same way.
    pub occurrences: usize,
    /// How often it failed again when it was sent again, of how many tries.
    pub reproduced: Reproduced,
    /// The fewest steps that show it; the last one is where it shows.
    pub steps: Vec<FindingStep>,
    /// The last step as a command line.
    pub curl: String,
    /// The replay file's name, or its text where no folder was named.
    pub replay: String,
}

/// What a finding does to a real client.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Breakage {
    /// The client and its version.
    pub client: String,
    /// What becomes of it.
    pub effect: String,
}

/// How often a failure showed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduced {
    /// Times that it failed again.
    pub times: usize,
    /// Times that it was sent again.
    pub of: usize,
}

/// One step of a finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingStep {
    /// What it is there for.
    pub note: String,
    /// `DELETE https://…`.
    pub request: String,
    /// The request's header fields; credentials are shown by name, never by value.
    pub request_headers: Vec<(String, String)>,
    /// Who asked.
    pub credentials: String,
    /// The request's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The status code; none where no answer came.
    pub status: Option<u16>,
    /// The answer's header fields, but for `Date`.
    pub headers: Vec<(String, String)>,
    /// The answer's content, cut at 2,000 characters.
    pub answer: String,
    /// What was told unasked meanwhile, a line each; where an api tells anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
    /// Whether the finding shows here.
    pub here: bool,
    /// Whether it was sent at the same moment as the step before it. Its note says so as well.
    #[serde(skip)]
    pub together: bool,
    /// How long the answer took. It is no part of the JSON report, where the clock shows in `timing` alone.
    #[serde(skip)]
    pub took: Duration,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn lower_case_keyword<S: serde::Serializer>(
    keyword: &Keyword,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match keyword {
        Keyword::Must => "must",
        Keyword::Should => "should",
    })
}
