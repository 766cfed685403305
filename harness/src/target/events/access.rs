//! The way to a server of notifications for one user: an HTTP session, and what goes out in it.

use std::time::Duration;

use tokio::sync::Mutex;
use url::Url;

use super::{EarError, Line};
use crate::record::{Answer, Credentials, Request};
use crate::target::client::{self, Keep};
use crate::target::prepare::Prepared;
use crate::target::redact::{MASK, Redactor};
use crate::target::session::Session;

/// Nobody holds an answer for longer; who gives up earlier does so by letting the request go.
const LONGEST: Duration = Duration::from_mins(10);

/// So many characters of a server's words are repeated.
const WORDS: usize = 300;

/// The way to a server for one user.
pub(super) struct Access {
    pub(super) line: Line,
    /// The place of the notifications.
    pub(super) url: Url,
    pub(super) session: Session,
    client: reqwest::Client,
    redactor: Redactor,
    /// Held while the session is begun, so that it is begun once.
    beginning: Mutex<()>,
}

impl Access {
    pub(super) fn new(line: &Line) -> Result<Self, EarError> {
        let url = format!("{}{}", line.address.base(), line.path);
        let error = |source: url::ParseError| EarError::Url {
            url: url.clone(),
            reason: source.to_string(),
        };
        Ok(Self {
            url: Url::parse(&url).map_err(error)?,
            session: Session::new(),
            client: client::client(&line.tls, Keep::Alive)?,
            redactor: Redactor::new([&line.account]),
            beginning: Mutex::new(()),
            line: line.clone(),
        })
    }

    /// Begins the HTTP session, where the server wants one.
    pub(super) async fn begin(&self) -> Result<(), EarError> {
        let Some(path) = &self.line.begin else { return Ok(()) };
        let outcome = match self.send("GET", path, None, self.line.time_limit).await {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) => Err(self.refusal(&answer)),
            Err(reason) => Err(reason),
        };
        outcome.map_err(|reason| EarError::Begin {
            url: format!("{}{path}", self.line.address.base()),
            username: self.line.account.username().to_owned(),
            reason,
        })
    }

    /// After a refusal: learns the token anew, and where the session is over, begins another one. Whoever was refused tries
    /// again, so nothing is told here.
    pub(super) async fn begin_again(&self, status: u16) {
        let Ok(_beginning) = self.beginning.try_lock() else { return };
        if status == 401 {
            self.session.forget();
        }
        if self.begin().await.is_err() {
            self.session.forget();
            let _ = self.begin().await;
        }
    }

    /// Posts a batch of messages.
    pub(super) async fn post(&self, batch: String) -> Result<Answer, String> {
        self.send("POST", &self.line.path, Some(batch), LONGEST).await
    }

    /// The fields that each request brings: who asks, and what there is of a session.
    pub(super) fn fields(&self, url: &Url) -> Vec<(String, String)> {
        let credentials = self.line.account.authorization(Credentials::Right);
        let credentials = credentials.map(|value| ("Authorization".to_owned(), value));
        credentials.into_iter().chain(self.session.fields(url)).collect()
    }

    /// What is wrong with an answer of HTTP.
    pub(super) fn refusal(&self, answer: &Answer) -> String {
        let status = answer.status;
        if (300..400).contains(&status) {
            let place = self.clean(answer.header("location").unwrap_or("nowhere"));
            return format!(
                "status {status}, a redirect to `{place}`; none is followed with credentials"
            );
        }
        let words = String::from_utf8_lossy(&answer.body);
        match words.trim() {
            "" => format!("status {status}"),
            words => format!("status {status}, `{}`", self.clean(words)),
        }
    }

    /// A server's words without secrets, and not too many of them.
    pub(super) fn clean(&self, words: &str) -> String {
        let words = self.redactor.text(words);
        let secrets = self.session.secrets();
        let worth_it = secrets.iter().filter(|secret| secret.len() >= 4);
        let words = worth_it.fold(words, |words, secret| words.replace(secret.as_str(), MASK));
        words.chars().take(WORDS).collect()
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        batch: Option<String>,
        limit: Duration,
    ) -> Result<Answer, String> {
        let address = &self.line.address;
        let target = format!("{}{path}", address.base_path());
        let url = Url::parse(&format!("{}{target}", address.origin()))
            .map_err(|source| source.to_string())?;
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        if batch.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(self.fields(&url));
        let prepared = Prepared {
            method: method.to_owned(),
            target,
            headers,
            body: batch.map(String::into_bytes),
            // Nobody records these requests.
            record: Request {
                method: method.to_owned(),
                url: url.to_string(),
                origin: address.origin().to_owned(),
                headers: Vec::new(),
                body: None,
            },
        };
        self.line.limit.go_first().await;
        let sent = client::send(&self.client, address.origin(), &prepared, limit).await;
        let answer = sent.map_err(|failure| self.clean(&failure.detail))?;
        self.session.learn(&url, &answer.headers);
        if answer.truncated {
            return Err(format!("its answer is longer than {} bytes", client::BODY_LIMIT));
        }
        Ok(answer)
    }
}
