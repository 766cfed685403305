//! `rollcall.toml`: settings of a check, and named targets with settings of their own.
//!
//! What is read here is one layer of several: `cli` lays the command line and the environment over it.

mod name;
mod read;
mod span;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

pub use name::Name;
pub use read::ConfigError;
use serde::{Deserialize, Serialize, de};
pub use span::{Span, duration};

/// The file that is read where it lies in the working directory.
pub const FILE: &str = "rollcall.toml";

/// The JSON Schema of the file, for editors.
pub const SCHEMA: &str = include_str!("../../schemas/config.schema.json");

/// The settings of `rollcall check`, each with the name of its flag. The command line wins over the environment, that over a
/// named target, that over the top level of this file, and that over the default.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("not" = { "required": ["password-file", "password-env"] })))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct File {
    /// The server to judge where --target is not given: a base URL that stands for the document's own server URL, or the name of
    /// one of the targets below. Without it the built-in server is judged.
    pub target: Option<String>,
    /// The user name. ROLLCALL_USERNAME goes before it.
    pub username: Option<String>,
    /// A file with the password, whose last line break does not count. ROLLCALL_PASSWORD goes before it.
    pub password_file: Option<PathBuf>,
    /// The name of an environment variable that holds the password, in place of a file. ROLLCALL_PASSWORD goes before it.
    pub password_env: Option<String>,
    /// The account's id, where it differs from the user name.
    pub account: Option<String>,
    /// Who hands over what may be changed: a URL, a command, a JSON file, or `api`: the API itself, which places calls.
    pub fixtures: Option<String>,
    /// With `fixtures = "api"`: at most so many calls may be placed.
    pub allow_calls: Option<usize>,
    /// With `fixtures = "api"`: who is called. ROLLCALL_TO goes before it.
    pub to: Option<String>,
    /// With `fixtures = "api"`: who calls. ROLLCALL_FROM goes before it.
    pub from: Option<String>,
    /// At most so many requests a second.
    #[serde(deserialize_with = "rate")]
    #[cfg_attr(test, schemars(extend("exclusiveMinimum" = 0)))]
    pub rate: Option<f64>,
    /// How long an answer may take; 10s where nothing is said.
    pub timeout: Option<Span>,
    /// Another user of the same server, for what is kept apart between users. ROLLCALL_SECOND_USERNAME goes before it.
    pub second_username: Option<String>,
    /// The name of an environment variable that holds the second user's password. ROLLCALL_SECOND_PASSWORD goes before it.
    pub second_password_env: Option<String>,
    /// How long a notification may take behind the answer, where an api tells anything; 5s where nothing is said.
    pub notification_limit: Option<Span>,
    /// By what notifications travel, where an api tells anything; long-polling where nothing is said.
    pub carrier: Option<CarrierName>,
    /// A PEM file with the certificate of a private authority.
    pub ca_file: Option<PathBuf>,
    /// The seed of every random choice; one is drawn where nothing is said.
    pub seed: Option<u64>,
    /// How many random cases are sent besides the fixed ones.
    pub cases: Option<usize>,
    /// Only these checks (`delete-is-final`, `wire/*`) or operations (`delete_*`).
    pub only: Vec<String>,
    /// All but these checks or operations.
    pub skip: Vec<String>,
    /// Only a part of the plan, such as 2/5. ROLLCALL_SHARD goes before it.
    pub shard: Option<String>,
    /// Begin no case after so long.
    pub max_time: Option<Span>,
    /// Send at most so many requests that could change something.
    pub max_changes: Option<usize>,
    /// How many cases are under way at once; 8 where nothing is said.
    pub concurrency: Option<NonZeroUsize>,
    /// Take a broken SHOULD for a violation.
    pub strict: Option<bool>,
    /// The target is in production: nothing is sent that could change anything.
    pub production: Option<bool>,
    /// Send only cases none of whose steps could change anything.
    pub read_only: Option<bool>,
    /// A file of failures that are known.
    pub baseline: Option<PathBuf>,
    /// Your own OpenAPI document of the server: findings point at their lines in it, and its defects are told.
    pub document: Option<PathBuf>,
    /// Reports besides the one on the terminal, each as FORMAT=PATH, such as `json=report.json`.
    pub report: Vec<String>,
    /// The folder that replays of failures are written to; rollcall-replays where nothing is said.
    pub replays: Option<PathBuf>,
    /// Targets by name, each with settings of its own: `--target staging` takes the table `targets.staging`.
    pub targets: BTreeMap<Name, Named>,
}

/// A target and its own settings, which win over those of the file's top level.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("not" = { "required": ["password-file", "password-env"] })))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Named {
    /// The base URL, which stands for the document's own server URL, base path included.
    #[serde(deserialize_with = "url")]
    #[cfg_attr(test, schemars(regex(pattern = "^https?://.")))]
    pub url: String,
    /// The user name. ROLLCALL_USERNAME goes before it.
    pub username: Option<String>,
    /// The account's id, where it differs from the user name.
    pub account: Option<String>,
    /// A file with the password, whose last line break does not count. ROLLCALL_PASSWORD goes before it.
    pub password_file: Option<PathBuf>,
    /// The name of an environment variable that holds the password, in place of a file. ROLLCALL_PASSWORD goes before it.
    pub password_env: Option<String>,
    /// Who hands over what may be changed: a URL, a command, a JSON file, or `api`: the API itself, which places calls.
    pub fixtures: Option<String>,
    /// With `fixtures = "api"`: at most so many calls may be placed.
    pub allow_calls: Option<usize>,
    /// With `fixtures = "api"`: who is called. ROLLCALL_TO goes before it.
    pub to: Option<String>,
    /// With `fixtures = "api"`: who calls. ROLLCALL_FROM goes before it.
    pub from: Option<String>,
    /// Another user of the same server, for what is kept apart between users. ROLLCALL_SECOND_USERNAME goes before it.
    pub second_username: Option<String>,
    /// The name of an environment variable that holds the second user's password. ROLLCALL_SECOND_PASSWORD goes before it.
    pub second_password_env: Option<String>,
    /// A PEM file with the certificate of a private authority.
    pub ca_file: Option<PathBuf>,
    /// By what notifications travel, where an api tells anything.
    pub carrier: Option<CarrierName>,
    /// At most so many requests a second.
    #[serde(default, deserialize_with = "rate")]
    #[cfg_attr(test, schemars(extend("exclusiveMinimum" = 0)))]
    pub rate: Option<f64>,
    /// How many cases are under way at once.
    pub concurrency: Option<NonZeroUsize>,
    /// How long an answer may take.
    pub timeout: Option<Span>,
    /// How long a notification may take behind the answer, where an api tells anything.
    pub notification_limit: Option<Span>,
    /// Begin no case after so long.
    pub max_time: Option<Span>,
    /// Send at most so many requests that could change something.
    pub max_changes: Option<usize>,
    /// The target is in production: nothing is sent that could change anything.
    pub production: Option<bool>,
    /// Send only cases none of whose steps could change anything.
    pub read_only: Option<bool>,
}

/// By what notifications travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CarrierName {
    /// POSTs, one of which is held.
    LongPolling,
    /// Frames both ways.
    #[serde(rename = "websocket")]
    WebSocket,
}

fn rate<'de, D: de::Deserializer<'de>>(reader: D) -> Result<Option<f64>, D::Error> {
    let rate = f64::deserialize(reader)?;
    if rate > 0.0 && rate.is_finite() {
        return Ok(Some(rate));
    }
    Err(de::Error::custom(format!("`{rate}` is no number of requests a second above zero")))
}

fn url<'de, D: de::Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
    let text = String::deserialize(reader)?;
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    if rest.is_some_and(|rest| !rest.is_empty()) {
        return Ok(text);
    }
    Err(de::Error::custom("the `url` of a target begins with http:// or https://"))
}

impl Named {
    /// Lays the settings of a target over those of a file. A new setting that this forgets does not compile.
    fn lay_over(self, file: &mut File) {
        let Self {
            url,
            username,
            account,
            password_file,
            password_env,
            fixtures,
            allow_calls,
            to,
            from,
            second_username,
            second_password_env,
            ca_file,
            carrier,
            rate,
            concurrency,
            timeout,
            notification_limit,
            max_time,
            max_changes,
            production,
            read_only,
        } = &self;
        file.target = Some(url.clone());
        lay(&mut file.username, username);
        lay(&mut file.account, account);
        if password_file.is_some() || password_env.is_some() {
            // One password has one place.
            (file.password_file, file.password_env) = (password_file.clone(), password_env.clone());
        }
        lay(&mut file.fixtures, fixtures);
        lay(&mut file.allow_calls, allow_calls);
        lay(&mut file.to, to);
        lay(&mut file.from, from);
        lay(&mut file.second_username, second_username);
        lay(&mut file.second_password_env, second_password_env);
        lay(&mut file.ca_file, ca_file);
        lay(&mut file.carrier, carrier);
        lay(&mut file.rate, rate);
        lay(&mut file.concurrency, concurrency);
        lay(&mut file.timeout, timeout);
        lay(&mut file.notification_limit, notification_limit);
        lay(&mut file.max_time, max_time);
        lay(&mut file.max_changes, max_changes);
        lay(&mut file.production, production);
        lay(&mut file.read_only, read_only);
    }
}

/// Lays a value over another one, where there is one.
pub fn lay<T: Clone>(below: &mut Option<T>, above: &Option<T>) {
    if above.is_some() {
        below.clone_from(above);
    }
}
