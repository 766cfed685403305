//! What was typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::diff::DiffArgs;
use super::merge::{BadgeArgs, MergeArgs};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use super::doctor::DoctorArgs;
use super::init::InitArgs;
use super::report::ReportArgs;
use super::settings::{ConfigArgs, PRECEDENCE};
use super::shell::{CompletionsArgs, ManArgs};
use super::verify::VerifyArgs;

/// Judges any live server against a conference-participant API.
#[derive(Debug, Parser)]
#[command(
    name = "rollcall",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 conforms, 1 violations, 2 usage or configuration, 3 inconclusive, \
                  4 could not run, 5 baseline stale, 6 worse than before (diff)."
)]
pub(super) struct Args {
    /// Says on stderr what the harness does; twice for more.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Judges a server; without --target the built-in one
    Check(Box<CheckArgs>),
    /// Shows what would be sent and what would be changed, without any traffic
    Plan(PlanArgs),
    /// Runs the reference server; the first line of its output says where
    Mock(MockArgs),
    /// Runs every fault of the reference server against the checks: the kill matrix
    Selftest(SelftestArgs),
    /// Sends a failure's steps once more
    Replay(Box<ReplayArgs>),
    /// Puts the JSON reports of shards together and tells the verdict of the whole
    Merge(MergeArgs),
    /// Compares two JSON reports: what is newly broken, newly mended, no longer judged, slower
    Diff(DiffArgs),
    /// Draws the badge of a JSON report, an SVG
    Badge(BadgeArgs),
    /// Shows the manual page of a check or a requirement
    Explain(ExplainArgs),
    /// Lists apis, checks, requirements or faults
    List(ListArgs),
    /// Writes the reports of a run from its journal, also where the run was killed
    Report(ReportArgs),
    /// Checks a pack of evidence without the server: digests, judgements, reports
    Verify(VerifyArgs),
    /// Prints what a server tells by Bayeux, one JSON object a line
    #[command(hide = true)]
    Listen(ListenArgs),
    /// Looks at what a check needs, and says what to do where something is missing; changes nothing
    Doctor(Box<DoctorArgs>),
    /// Writes a commented rollcall.toml; asks on a terminal for what was not given
    Init(InitArgs),
    /// Shows each setting, its value and where it comes from; takes the arguments of check
    Settings(Box<CheckArgs>),
    /// Prints the completions of a shell
    Completions(CompletionsArgs),
    /// Prints the manual page, or writes one for each command
    Man(ManArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = PRECEDENCE)]
pub(super) struct CheckArgs {
    /// The api: see `rollcall list apis`
    pub(super) api: String,
    #[command(flatten)]
    pub(super) target: TargetArgs,
    #[command(flatten)]
    pub(super) select: SelectArgs,
    /// Begin no case after so long, such as 90s or 5m
    #[arg(long, value_name = "DURATION")]
    pub(super) max_time: Option<String>,
    /// Send at most so many requests that could change something, confirming and shrinking included: see `rollcall plan`
    #[arg(long, value_name = "N")]
    pub(super) max_changes: Option<usize>,
    /// How many cases are under way at once [default: 8]
    #[arg(long, value_name = "N")]
    pub(super) concurrency: Option<usize>,
    /// Take a broken SHOULD for a violation
    #[arg(long)]
    pub(super) strict: bool,
    /// Hold the run against a file of failures that are known, each with a reason, an owner and a last day
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write such a file: what fails and is not in it is added, what holds now is taken out, the rest stays as it is
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(super) write_baseline: Option<PathBuf>,
    /// With --write-baseline: who owns what is added
    #[arg(long, value_name = "NAME", default_value = "nobody yet")]
    pub(super) owner: String,
    /// Your own OpenAPI document of the server: findings point at their lines in it, and its defects are told
    #[arg(long, value_name = "FILE")]
    pub(super) document: Option<PathBuf>,
    /// Write a report besides the one on the terminal: badge, github, har, html, json, junit, markdown, sarif or terminal; the path `-` is stdout
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
    /// Write down all that is sent and answered, one JSON object a line; `rollcall report` judges it again
    #[arg(long, value_name = "FILE")]
    pub(super) journal: Option<PathBuf>,
    /// Write a pack of evidence into a new folder: journal, reports, replays, and a manifest with digests
    #[arg(long, value_name = "DIR", conflicts_with_all = ["journal", "replays"])]
    pub(super) evidence: Option<PathBuf>,
    /// The folder that replays of failures are written to [default: rollcall-replays]
    #[arg(long, value_name = "DIR")]
    pub(super) replays: Option<PathBuf>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    #[command(flatten)]
    pub(super) built_in: BuiltInArgs,
}

/// How the built-in server is to be, where no target is named.
#[derive(Debug, clap::Args)]
pub(super) struct BuiltInArgs {
    /// Give the built-in server a fault: see `rollcall list faults`
    #[arg(long, value_name = "NAME", conflicts_with = "url")]
    pub(super) fault: Vec<String>,
    /// Make the built-in server like a known neighbour of the api: see `rollcall list profiles`
    #[arg(long, value_name = "NAME", conflicts_with = "url")]
    pub(super) profile: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct TargetArgs {
    /// The server to judge: a base URL that stands for the document's own server URL, or a name from rollcall.toml
    #[arg(long = "target", value_name = "URL|NAME", id = "url")]
    pub(super) target: Option<String>,
    /// The user name; also from ROLLCALL_USERNAME
    #[arg(long, value_name = "NAME", env = "ROLLCALL_USERNAME")]
    pub(super) username: Option<String>,
    /// A file with the password, whose last line break does not count; else it comes from ROLLCALL_PASSWORD
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
    /// The account's id, where it differs from the user name
    #[arg(long, value_name = "ID")]
    pub(super) account: Option<String>,
    /// Who hands over what may be changed: a URL, a command, a JSON file, or `api`: the API itself, which places calls
    #[arg(long, value_name = "PROVIDER")]
    pub(super) fixtures: Option<String>,
    /// With --fixtures api: at most so many calls may be placed
    #[arg(long, value_name = "N")]
    pub(super) allow_calls: Option<usize>,
    /// With --fixtures api: who is called
    #[arg(long, value_name = "ENDPOINT", env = "ROLLCALL_TO")]
    pub(super) to: Option<String>,
    /// With --fixtures api: who calls
    #[arg(long, value_name = "ENDPOINT", env = "ROLLCALL_FROM")]
    pub(super) from: Option<String>,
    /// At most so many requests a second, such as 50 or 50/s
    #[arg(long, value_name = "N", value_parser = rate)]
    pub(super) rate: Option<f64>,
    /// How long an answer may take [default: 10s]
    #[arg(long, value_name = "DURATION")]
    pub(super) timeout: Option<String>,
    /// Another user of the same server, for what is kept apart between users; the password comes from
    /// ROLLCALL_SECOND_PASSWORD
    #[arg(long, value_name = "NAME", env = "ROLLCALL_SECOND_USERNAME")]
    pub(super) second_username: Option<String>,
    /// How long a notification may take behind the answer, where an api tells anything [default: 5s]
    #[arg(long, value_name = "DURATION")]
    pub(super) notification_limit: Option<String>,
    /// By what notifications travel, where an api tells anything: long-polling or websocket [default: long-polling]
    #[arg(long, value_name = "WAY")]
    pub(super) carrier: Option<String>,
    /// A PEM file with the certificate of a private authority
    #[arg(long, value_name = "FILE")]
    pub(super) ca_file: Option<PathBuf>,
    /// The target is in production: nothing is sent that could change anything
    #[arg(long)]
    pub(super) production: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct SelectArgs {
    /// The seed of every random choice; one is drawn and told where none is given
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<String>,
    /// How many random cases are sent besides the fixed ones [default: 600; 150 where an api tells what came of them]
    #[arg(long, value_name = "N")]
    pub(super) cases: Option<usize>,
    /// Only these checks (`delete-is-final`, `wire/*`) or operations (`delete_*`)
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Vec<String>,
    /// All but these checks or operations
    #[arg(long, value_name = "GLOB")]
    pub(super) skip: Vec<String>,
    /// Only the K-th of N parts of the plan, such as 2/5, with the seed that all of them share; `rollcall merge` puts their
    /// JSON reports together
    #[arg(long, value_name = "K/N", env = "ROLLCALL_SHARD")]
    pub(super) shard: Option<String>,
    /// Only cases none of whose steps could change anything
    #[arg(long)]
    pub(super) read_only: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct PlanArgs {
    /// The api
    pub(super) api: String,
    #[command(flatten)]
    pub(super) select: SelectArgs,
    /// Show every case with its steps
    #[arg(long)]
    pub(super) steps: bool,
    /// For which target: a URL, or a name from rollcall.toml; nothing is sent to it
    #[arg(long, value_name = "URL|NAME")]
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct MockArgs {
    /// The api
    pub(super) api: String,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(super) listen: SocketAddr,
    /// A fault to have: see `rollcall list faults`
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Vec<String>,
    /// A lawful way to be another server: see `rollcall list variations`
    #[arg(long, value_name = "NAME")]
    pub(super) variation: Vec<String>,
    /// A known neighbour of the api to be like: see `rollcall list profiles`
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Vec<String>,
    /// The seed of its ids and its password
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Speak TLS with this certificate chain, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(super) tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SelftestArgs {
    /// The api; all of them where none is named
    pub(super) api: Option<String>,
    /// The seed of every random choice
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// How many random cases are sent for each fault besides the fixed ones
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) cases: usize,
    /// Only these faults
    #[arg(long, value_name = "NAME", conflicts_with = "matrix")]
    pub(super) fault: Vec<String>,
    /// Writes the kill matrix as Markdown, once every fault was killed and every lawful server was silent
    #[arg(long, value_name = "FILE", requires = "api")]
    pub(super) matrix: Option<PathBuf>,
    /// Writes nothing, but ends with code 1 where the file of --matrix is not what would be written
    #[arg(long, requires = "matrix")]
    pub(super) check: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct ReplayArgs {
    /// The replay file that a run has written
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) target: TargetArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    #[command(flatten)]
    pub(super) built_in: BuiltInArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListenArgs {
    /// The server's base URL
    #[arg(long, value_name = "URL")]
    pub(super) target: String,
    /// The path of its notifications below the base URL
    #[arg(long, value_name = "PATH", default_value = "/api/v2/notifications")]
    pub(super) path: String,
    /// What is asked for first by GET, so that there are a session and its token
    #[arg(long, value_name = "PATH")]
    pub(super) begin: Option<String>,
    /// What to subscribe to
    #[arg(long, value_name = "CHANNEL", required = true)]
    pub(super) channel: Vec<String>,
    /// By what messages travel
    #[arg(long, value_name = "CARRIER", default_value = "long-polling")]
    pub(super) carrier: CarrierArg,
    /// End after so many messages
    #[arg(long, value_name = "N")]
    pub(super) count: Option<usize>,
    /// The user name; also from ROLLCALL_USERNAME
    #[arg(long, value_name = "NAME", env = "ROLLCALL_USERNAME")]
    pub(super) username: String,
    /// A file with the password; else it comes from ROLLCALL_PASSWORD
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
    /// How long an answer may take that is not held on purpose
    #[arg(long, value_name = "DURATION", default_value = "10s")]
    pub(super) timeout: String,
    /// A PEM file with the certificate of a private authority
    #[arg(long, value_name = "FILE")]
    pub(super) ca_file: Option<PathBuf>,
}

/// By what messages travel.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum CarrierArg {
    /// POSTs, one of which is held
    LongPolling,
    /// Frames both ways
    #[value(name = "websocket")]
    WebSocket,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// The id of a check (`delete-is-final`) or of a requirement (`SW-0001`)
    pub(super) id: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// What to list
    pub(super) what: What,
    /// Of which api; of all where none is named
    pub(super) api: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum What {
    /// The apis that can be judged
    Apis,
    /// The checks
    Checks,
    /// The normative sentences, and what judges them
    Requirements,
    /// The faults that the reference server can have
    Faults,
    /// The lawful ways in which the reference server can be another one
    Variations,
    /// The known neighbours of an api that the reference server can be like
    Profiles,
}

/// A number of requests a second, with or without its unit.
fn rate(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix("/s").unwrap_or(text).trim();
    match number.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate.is_finite() => Ok(rate),
        _ => Err("give a number of requests a second above zero, such as 50 or 50/s".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn a_rate_has_its_unit_or_none_and_is_above_zero() {
        assert_eq!((rate("50"), rate("2.5/s")), (Ok(50.0), Ok(2.5)));
        for text in ["0", "-1/s", "fast", "inf", "", "5/m"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_line_is_well_made() {
        Args::command().debug_assert();
    }
}
