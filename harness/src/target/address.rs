//! Where the target is.

use thiserror::Error;
use url::Url;

/// A target's base URL: scheme, host, port and the path that stands for the document's own server URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
}

/// Why a text is no base URL.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{text}` is not a base URL: {reason}\n  help: give scheme, host and base path, such as `https://example.signalwire.com/api/laml/2010-04-01`"
)]
pub struct AddressError {
    text: String,
    reason: String,
}

impl Address {
    /// Reads a base URL.
    ///
    /// # Errors
    ///
    /// Where it is no absolute `http` or `https` URL, names no host, or carries credentials, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let error =
            |reason: &str| AddressError { text: hide_user(text), reason: reason.to_owned() };
        let url = Url::parse(text).map_err(|source| error(&source.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(error(&format!("the scheme is `{}`, not http or https", url.scheme())));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(error("it names no host"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(error(
                "it carries credentials; those belong in ROLLCALL_USERNAME and ROLLCALL_PASSWORD",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(error("it carries a query or a fragment"));
        }
        Ok(Self { url })
    }

    /// The base URL without a slash at its end.
    pub fn base(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.base()[..self.base().len() - self.base_path().len()]
    }

    /// The base path without a slash at its end; empty for a bare origin.
    pub fn base_path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// Whether it speaks TLS.
    pub fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The host, without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }

    /// The port, named or the scheme's own.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(80)
    }

    /// The value of the `Host` field.
    pub fn host_field(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

fn hide_user(text: &str) -> String {
    match (text.find("://"), text.find('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}://…{}", &text[..scheme], &text[at..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_keeps_its_path_and_loses_its_last_slash() {
        let address = Address::parse("https://a.example:8443/api/laml/2010-04-01/").unwrap();
        assert_eq!(address.base(), "https://a.example:8443/api/laml/2010-04-01");
        assert_eq!(address.base_path(), "/api/laml/2010-04-01");
        assert_eq!(address.host_field(), "a.example:8443");
        assert_eq!(Address::parse("http://[::1]:80").unwrap().host(), "::1");
    }

    #[test]
    fn what_is_no_base_url_is_refused_with_its_reason_and_without_its_secret() {
        for (text, reason) in [
            ("example.com/x", "relative URL"),
            ("ftp://example.com", "scheme is `ftp`"),
            ("http://", "empty host"),
            ("http://a.example/?x=1", "query"),
            ("http://me:secret@a.example", "credentials"),
            ("http://a.example:99999", "port"),
        ] {
            let message = Address::parse(text).unwrap_err().to_string();
            assert!(message.contains(reason), "{text}: {message}");
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
