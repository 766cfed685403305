//! The pooled HTTP client: many requests on few connections.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};

use super::prepare::Prepared;
use crate::record::{Answer, Failure, FailureKind};

/// No answer of these APIs is longer; what is longer is cut here, in bytes.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// So much is kept of content that is longer than that.
pub const KEPT_OF_LONGER: usize = 64 * 1024;

/// Whether connections are kept for the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// They are, as most clients do.
    Alive,
    /// One is: two that are idle could be all the seats that a small server has.
    One,
    /// They are not: for a server that takes one connection at a time, and for what is rarely asked.
    Nothing,
}

/// Makes an HTTP client. It follows no redirect, asks no proxy, unpacks nothing and speaks HTTP/1.1.
///
/// # Errors
///
/// Where the TLS configuration cannot be used.
pub fn client(tls: &Arc<rustls::ClientConfig>, keep: Keep) -> Result<Client, reqwest::Error> {
    Client::builder()
        .tls_backend_preconfigured(rustls::ClientConfig::clone(tls))
        .redirect(Policy::none())
        .no_proxy()
        .http1_only()
        .pool_max_idle_per_host(match keep {
            Keep::Alive => usize::MAX,
            Keep::One => 1,
            Keep::Nothing => 0,
        })
        .tcp_nodelay(true)
        .connect_timeout(Duration::from_secs(10))
        .default_headers(HeaderMap::from_iter([(
            ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        )]))
        .user_agent(concat!("rollcall/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Sends a prepared request and reads the whole answer.
///
/// # Errors
///
/// Where no whole answer comes within the time limit.
pub async fn send(
    client: &Client,
    origin: &str,
    prepared: &Prepared,
    limit: Duration,
) -> Result<Answer, Failure> {
    let malformed = |detail: String| Failure { kind: FailureKind::Malformed, detail };
    let url = Url::parse(&format!("{origin}{}", prepared.target))
        .map_err(|source| malformed(source.to_string()))?;
    let method = Method::from_bytes(prepared.method.as_bytes())
        .map_err(|source| malformed(source.to_string()))?;
    let mut request = client.request(method, url).timeout(limit);
    for (name, value) in &prepared.headers {
        request = request.header(name, value);
    }
    if let Some(body) = &prepared.body {
        request = request.body(body.clone());
    }
    let mut response = request.send().await.map_err(|error| failure(&error, limit))?;
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let announced = response.content_length();
    let mut body = Vec::new();
    let mut truncated = false;
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => return Err(cut(&error, limit, announced, body.len())),
        };
        body.extend_from_slice(&chunk);
        if body.len() > BODY_LIMIT {
            body.truncate(KEPT_OF_LONGER);
            body.shrink_to_fit();
            truncated = true;
            break;
        }
    }
    Ok(Answer::new(status, headers, body, truncated))
}

/// What went wrong within the content, of which so many bytes had come.
fn cut(error: &reqwest::Error, limit: Duration, announced: Option<u64>, came: usize) -> Failure {
    match announced {
        Some(length) if error.is_timeout() => {
            let detail =
                format!("{came} bytes came of a Content-Length of {length} within {limit:?}");
            Failure { kind: FailureKind::Stalled, detail }
        }
        _ => failure(error, limit),
    }
}

/// What went wrong, told apart by kind.
fn failure(error: &reqwest::Error, limit: Duration) -> Failure {
    if error.is_timeout() {
        let detail = format!("no whole answer within {limit:?}");
        return Failure { kind: FailureKind::Timeout, detail };
    }
    let mut chain = vec![error.to_string()];
    let mut kind = if error.is_connect() { FailureKind::Connect } else { FailureKind::Closed };
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(own) = inner.downcast_ref::<hyper::Error>()
            && own.is_parse()
        {
            kind = FailureKind::Malformed;
        }
        chain.push(inner.to_string());
        source = inner.source();
    }
    chain.dedup();
    Failure { kind, detail: chain.split_off(usize::from(chain.len() > 1)).join(": ") }
}
