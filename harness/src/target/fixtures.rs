//! The fixture provider protocol, version 1: a URL, a command or a file hands over what a run may change.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

use super::client;
use crate::api::Dialect;
use crate::record::{World, world::Conference};

/// How long a provider may take: real calls have to be set up.
const PATIENCE: Duration = Duration::from_mins(2);

/// Where fixtures come from.
#[derive(Debug)]
pub struct Provider {
    dialect: &'static Dialect,
    kind: Kind,
    client: reqwest::Client,
    /// Conferences of a file that were not handed out yet; none until the file is read.
    stock: Mutex<Option<Vec<Conference>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Url(String),
    Command(Vec<String>),
    File(PathBuf),
}

/// Why no fixtures were handed over.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// The text names no provider.
    #[error(
        "`--fixtures {text}` names no provider: {reason}\n  help: give a URL (`http://localhost:9000/fixtures`), a command (`./provide.sh`), or a JSON file"
    )]
    Unusable {
        /// As it was given.
        text: String,
        /// Why.
        reason: String,
    },
    /// It cannot be reached, or not be run.
    #[error(
        "the fixture provider {provider} can't be reached: {reason}\n  help: start it, or correct --fixtures"
    )]
    Unreachable {
        /// Which.
        provider: String,
        /// Why.
        reason: String,
    },
    /// It answered with an error.
    #[error(
        "the fixture provider {provider} refused: {reason}\n  help: see its own log; the request was {request}"
    )]
    Refused {
        /// Which.
        provider: String,
        /// Its words.
        reason: String,
        /// What it was asked for.
        request: String,
    },
    /// Its answer is not of the protocol.
    #[error(
        "the fixture provider {provider} answered what is not of the fixture protocol, version 1: {reason}\n  help: it has to answer {{\"conferences\":[{{\"parameters\":{{…}},\"participants\":[{{…}}]}}]}}"
    )]
    Rubbish {
        /// Which.
        provider: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// A file holds one answer, used up once.
    #[error("the fixtures of {0} are used up")]
    UsedUp(String),
}

impl Provider {
    /// The provider behind `--fixtures`: a URL, an existing file, or a command.
    ///
    /// # Errors
    ///
    /// Where the text is none of these, or no HTTP client can be made.
    pub fn parse(
        dialect: &'static Dialect,
        text: &str,
        tls: &Arc<rustls::ClientConfig>,
    ) -> Result<Self, ProviderError> {
        let unusable = |reason: String| ProviderError::Unusable { text: text.to_owned(), reason };
        let kind = Self::kind(text).map_err(unusable)?;
        let client = client::pooled(tls).map_err(|source| unusable(source.to_string()))?;
        Ok(Self { dialect, kind, client, stock: Mutex::new(None) })
    }

    fn kind(text: &str) -> Result<Kind, String> {
        if text.starts_with("http://") || text.starts_with("https://") {
            return match url::Url::parse(text) {
                Ok(_) => Ok(Kind::Url(text.to_owned())),
                Err(source) => Err(source.to_string()),
            };
        }
        let path = Path::new(text);
        if path.is_file() && !is_executable(path) {
            return Ok(Kind::File(path.to_owned()));
        }
        if path.extension().is_some_and(|own| own.eq_ignore_ascii_case("json")) {
            return Err("there is no such file".to_owned());
        }
        if path.is_file() {
            return Ok(Kind::Command(vec![text.to_owned()]));
        }
        let words = shlex::split(text).ok_or("its quotes don't match")?;
        let program = words.first().ok_or("it is empty")?;
        if !is_program(program) {
            return Err(format!("there is no file and no command `{program}`"));
        }
        Ok(Kind::Command(words))
    }

    /// What it is, for a person.
    pub fn name(&self) -> String {
        match &self.kind {
            Kind::Url(url) => format!("`{url}`"),
            Kind::Command(words) => format!("`{}`", words.join(" ")),
            Kind::File(path) => format!("`{}`", path.display()),
        }
    }

    /// Whether it can hand over again and again.
    pub fn is_endless(&self) -> bool {
        !matches!(self.kind, Kind::File(_))
    }

    /// Asks for conferences with so many participants each.
    ///
    /// # Errors
    ///
    /// Where it cannot be reached, refuses, answers rubbish, or has nothing left.
    pub async fn provision(&self, needs: &[usize]) -> Result<World, ProviderError> {
        let conferences: Vec<Value> = needs.iter().map(|n| json!({ "participants": n })).collect();
        let request =
            json!({ "version": 1, "api": self.dialect.id, "conferences": conferences }).to_string();
        match &self.kind {
            Kind::Url(url) => {
                let text = self.call(reqwest::Method::POST, url, request).await?;
                self.read(&text)
            }
            Kind::Command(words) => {
                let text = self.run(words, "provision", request).await?;
                self.read(&text)
            }
            Kind::File(path) => self.file(path, needs).await,
        }
    }

    /// Gives back what was handed over. A provider may ignore it.
    ///
    /// # Errors
    ///
    /// Where it cannot be reached or refuses.
    pub async fn release(&self, worlds: &[World]) -> Result<(), ProviderError> {
        let conferences: Vec<Value> = worlds
            .iter()
            .flat_map(|world| &world.conferences)
            .map(|conference| json!({ "parameters": conference.parameters }))
            .collect();
        if conferences.is_empty() {
            return Ok(());
        }
        let request = json!({ "version": 1, "conferences": conferences }).to_string();
        match &self.kind {
            Kind::Url(url) => self.call(reqwest::Method::DELETE, url, request).await.map(|_| ()),
            Kind::Command(command) => self.run(command, "release", request).await.map(|_| ()),
            Kind::File(_) => Ok(()),
        }
    }

    async fn call(
        &self,
        method: reqwest::Method,
        url: &str,
        request: String,
    ) -> Result<String, ProviderError> {
        let sent = self
            .client
            .request(method, url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .body(request.clone());
        let unreachable = |source: reqwest::Error| ProviderError::Unreachable {
            provider: self.name(),
            reason: chain(&source),
        };
        let response = sent.send().await.map_err(unreachable)?;
        let status = response.status();
        let text = response.text().await.map_err(unreachable)?;
        if !status.is_success() {
            let reason = format!("status {}, {}", status.as_u16(), excerpt(&text));
            return Err(ProviderError::Refused { provider: self.name(), reason, request });
        }
        Ok(text)
    }

    async fn run(
        &self,
        words: &[String],
        verb: &str,
        request: String,
    ) -> Result<String, ProviderError> {
        let unreachable = |source: std::io::Error| ProviderError::Unreachable {
            provider: self.name(),
            reason: source.to_string(),
        };
        // A bare file name means the file here, not something on the search path.
        let program = if Path::new(&words[0]).is_file() && !words[0].contains('/') {
            format!("./{}", words[0])
        } else {
            words[0].clone()
        };
        let mut child = tokio::process::Command::new(program)
            .args(&words[1..])
            .arg(verb)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(unreachable)?;
        if let Some(mut input) = child.stdin.take() {
            // A command that reads nothing closes its end early, which is its own affair.
            let _ = input.write_all(request.as_bytes()).await;
        }
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output())
            .await
            .map_err(|_| ProviderError::Unreachable {
                provider: self.name(),
                reason: format!("`{verb}` did not end within {PATIENCE:?}"),
            })?
            .map_err(unreachable)?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let reason = format!("`{verb}` ended with {}, {}", output.status, excerpt(&words));
            return Err(ProviderError::Refused { provider: self.name(), reason, request });
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    async fn file(&self, path: &Path, needs: &[usize]) -> Result<World, ProviderError> {
        let mut stock = self.stock.lock().await;
        let left = if let Some(left) = stock.as_mut() {
            left
        } else {
            let text = std::fs::read_to_string(path).map_err(|source| {
                ProviderError::Unreachable { provider: self.name(), reason: source.to_string() }
            })?;
            stock.insert(self.read(&text)?.conferences)
        };
        let mut conferences = Vec::new();
        for need in needs {
            // The smallest one that will do, so that the larger ones are left for larger needs.
            let best = left
                .iter()
                .enumerate()
                .filter(|(_, own)| own.participants.len() >= *need)
                .min_by_key(|(_, own)| own.participants.len())
                .map(|(index, _)| index);
            match best {
                Some(index) => conferences.push(left.remove(index)),
                None if conferences.is_empty() => {
                    return Err(ProviderError::UsedUp(self.name()));
                }
                None => break,
            }
        }
        Ok(World { conferences })
    }

    /// Reads an answer and says where it is not of the protocol.
    fn read(&self, text: &str) -> Result<World, ProviderError> {
        let rubbish = |reason: String| ProviderError::Rubbish { provider: self.name(), reason };
        let value: Value = serde_json::from_str(text)
            .map_err(|source| rubbish(format!("not JSON ({source}): {}", excerpt(text))))?;
        let Some(list) = value.get("conferences").and_then(Value::as_array) else {
            return Err(rubbish(format!("`conferences` is no list: {}", excerpt(text))));
        };
        if list.is_empty() {
            return Err(rubbish("`conferences` is empty".to_owned()));
        }
        let ids = &self.dialect.ids;
        let mut conferences = Vec::new();
        for (index, own) in list.iter().enumerate() {
            let at = format!("conferences[{index}]");
            let parameters = texts(
                own.get("parameters"),
                &format!("{at}.parameters"),
                &[ids.account, ids.conference],
            )
            .map_err(rubbish)?;
            let Some(people) = own.get("participants").and_then(Value::as_array) else {
                return Err(rubbish(format!("`{at}.participants` is no list")));
            };
            let participants = people
                .iter()
                .enumerate()
                .map(|(who, person)| {
                    texts(Some(person), &format!("{at}.participants[{who}]"), &[ids.participant])
                })
                .collect::<Result<Vec<_>, _>>()
                .map_err(rubbish)?;
            conferences.push(Conference { parameters, participants });
        }
        Ok(World { conferences })
    }
}

/// An object of texts that has certain members.
fn texts(
    value: Option<&Value>,
    at: &str,
    needed: &[&str],
) -> Result<std::collections::BTreeMap<String, String>, String> {
    let Some(object) = value.and_then(Value::as_object) else {
        return Err(format!("`{at}` is no object"));
    };
    let mut map = std::collections::BTreeMap::new();
    for (name, value) in object {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            // What is neither text nor number can't stand in a path: it is for others.
            _ => continue,
        };
        map.insert(name.clone(), text);
    }
    match needed.iter().find(|name| map.get(**name).is_none_or(String::is_empty)) {
        Some(name) => Err(format!("`{at}` lacks `{name}`")),
        None => Ok(map),
    }
}

fn excerpt(text: &str) -> String {
    let text = text.trim();
    let short: String = text.chars().take(200).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    if short.is_empty() { "with nothing".to_owned() } else { format!("`{short}{dots}`") }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = vec![error.to_string()];
    let mut source = error.source();
    while let Some(inner) = source {
        words.push(inner.to_string());
        source = inner.source();
    }
    words.dedup();
    words.join(": ")
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|data| data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.extension().is_some_and(|own| own == "exe" || own == "bat" || own == "cmd")
}

fn is_program(name: &str) -> bool {
    if name.contains('/') {
        return Path::new(name).is_file();
    }
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(text: &str) -> Provider {
        let tls = super::super::tls::client_config(None).unwrap();
        Provider::parse(crate::api::dialect("signalwire").unwrap(), text, &tls).unwrap()
    }

    #[test]
    fn an_answer_that_is_not_of_the_protocol_is_told_by_its_place() {
        let provider = provider("http://localhost:1/");
        for (text, reason) in [
            ("<html>", "not JSON"),
            ("{}", "`conferences` is no list"),
            (r#"{"conferences":[]}"#, "is empty"),
            (
                r#"{"conferences":[{"participants":[]}]}"#,
                "`conferences[0].parameters` is no object",
            ),
            (
                r#"{"conferences":[{"parameters":{"AccountSid":"a"},"participants":[]}]}"#,
                "lacks `ConferenceSid`",
            ),
            (
                r#"{"conferences":[{"parameters":{"AccountSid":"a","ConferenceSid":"c"},"participants":[{"Sid":"x"}]}]}"#,
                "`conferences[0].participants[0]` lacks `CallSid`",
            ),
        ] {
            let message = provider.read(text).unwrap_err().to_string();
            assert!(message.contains(reason), "{text}: {message}");
        }
    }

    #[tokio::test]
    async fn a_file_is_used_up_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fixtures.json");
        let conference = |id: &str, n: usize| {
            let people: Vec<Value> =
                (0..n).map(|ordinal| json!({ "CallSid": format!("{id}{ordinal}") })).collect();
            json!({"parameters": {"AccountSid": "a", "ConferenceSid": id}, "participants": people})
        };
        let answer = json!({"conferences": [conference("x", 3), conference("y", 1)]});
        std::fs::write(&path, answer.to_string()).unwrap();
        let provider = provider(path.to_str().unwrap());
        let world = provider.provision(&[3, 1]).await.unwrap();
        assert!(world.satisfies(&[3, 1]));
        assert!(matches!(provider.provision(&[3, 1]).await, Err(ProviderError::UsedUp(_))));
    }
}
