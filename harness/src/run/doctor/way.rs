//! The way to the target, up to the first answer.

use super::{Doctor, is_here};
use crate::record::{Answer, Exchange, Failure, FailureKind};
use crate::target::With;
use crate::target::reach::Unreached;

const ADDRESS: &str = "address";
const CONNECTION: &str = "connection";
const TLS: &str = "TLS";
const HTTP: &str = "HTTP";

impl Doctor<'_> {
    /// The first answer of the target; none where there is no way to it.
    pub(super) async fn first_answer(&mut self) -> Option<(Exchange, Answer)> {
        let (host, port) = (self.target.address().host().to_owned(), self.target.address().port());
        match self.target.resolve().await {
            Ok(found) => {
                let found: Vec<String> = found.iter().map(|own| own.ip().to_string()).collect();
                let them = if found == [host.as_str()] {
                    String::new()
                } else {
                    format!(" is {}", found.join(", "))
                };
                self.well(ADDRESS, format!("{host}{them}"));
            }
            Err(why) => {
                let said = format!("`{host}` leads nowhere: {}", words(&why));
                self.fail(
                    ADDRESS,
                    said,
                    "check the host in --target, and this machine's name service",
                );
                return None;
            }
        }
        if let Err(why) = self.target.knock().await {
            let said = format!("port {port} takes no connection: {}", words(&why));
            let help = "check the port in --target, that the server runs, and that no firewall stands between";
            self.fail(CONNECTION, said, help);
            return None;
        }
        self.well(CONNECTION, format!("port {port} takes one"));
        if !self.tls(&host).await {
            return None;
        }
        let step = self.look(false);
        let exchange = self.target.send(&step, &self.nobody(), With::default()).await?;
        let outcome = exchange.outcome.clone();
        let is_odd = outcome.as_ref().map_or(true, |own| own.status == 400);
        if is_odd && !self.target.address().is_tls() && self.speaks_tls().await {
            self.fail(
                HTTP,
                "this port speaks TLS",
                "write https:// in place of http:// in --target",
            );
            return None;
        }
        match outcome {
            Ok(answer) => {
                self.version(&answer);
                Some((exchange, answer))
            }
            Err(failure) => {
                let help = help(&failure);
                self.fail(HTTP, format!("no answer came: {}", failure.detail), help);
                None
            }
        }
    }

    fn version(&mut self, answer: &Answer) {
        let head = answer.wire.as_ref().map(|own| own.head.as_slice()).unwrap_or_default();
        if head.starts_with(b"HTTP/1.0") {
            let help =
                "a check can run, one connection for each request; HTTP/1.1 is what is judged";
            return self.warn(HTTP, "the answer is of HTTP/1.0", help);
        }
        self.well(HTTP, "the answer is of HTTP/1.1");
    }

    async fn speaks_tls(&self) -> bool {
        !matches!(
            self.target.shake_hands().await,
            Err(Unreached::NotTls
                | Unreached::Handshake(_)
                | Unreached::Port(_)
                | Unreached::Name(_))
        )
    }

    async fn tls(&mut self, host: &str) -> bool {
        if !self.target.address().is_tls() {
            if is_here(host) {
                self.well(TLS, "none, and this machine needs none");
            } else {
                self.warn(
                    TLS,
                    "none: the password goes out readable",
                    "take https:// where the server has it",
                );
            }
            return true;
        }
        let why = match self.target.shake_hands().await {
            Ok(version) => {
                self.well(TLS, version);
                return true;
            }
            Err(Unreached::Handshake(_)) if self.target.speaks_plainly().await => Unreached::NotTls,
            Err(why) => why,
        };
        let help = match &why {
            Unreached::UnknownAuthority => {
                "name the certificate of the authority that signed it by --ca-file".to_owned()
            }
            Unreached::Expired => {
                "renew it on the server; if it is new, check this machine's clock".to_owned()
            }
            Unreached::NotYetValid => "check this machine's clock, and the server's".to_owned(),
            Unreached::WrongName => format!(
                "name the server in --target as its certificate does, or give it a certificate for `{host}`"
            ),
            Unreached::NotTls => {
                "write http:// in place of https:// in --target, or have the server speak TLS"
                    .to_owned()
            }
            Unreached::Certificate(_) => {
                "give the server a certificate for servers, signed by an authority".to_owned()
            }
            _ => "check that the server speaks TLS 1.2 or 1.3 at this port".to_owned(),
        };
        self.fail(TLS, words(&why), &help);
        false
    }
}

/// What is wrong, in words.
fn words(why: &Unreached) -> String {
    match why {
        Unreached::Name(detail) | Unreached::Port(detail) => detail.clone(),
        Unreached::UnknownAuthority => {
            "the certificate is of an authority that is not trusted here".to_owned()
        }
        Unreached::Expired => "the certificate has expired".to_owned(),
        Unreached::NotYetValid => "the certificate is not valid yet".to_owned(),
        Unreached::WrongName => "the certificate is for another name".to_owned(),
        Unreached::Certificate(detail) => format!("the certificate can't be used: {detail}"),
        Unreached::NotTls => "this port speaks plain HTTP, and no TLS".to_owned(),
        Unreached::Handshake(detail) => format!("the handshake ends early: {detail}"),
    }
}

fn help(failure: &Failure) -> &'static str {
    match failure.kind {
        FailureKind::Timeout | FailureKind::Stalled => {
            "check the network, or give more time with --timeout"
        }
        FailureKind::Incomplete | FailureKind::LengthUnclear => {
            "check that the Content-Length of its answers is true"
        }
        FailureKind::Connect | FailureKind::Closed | FailureKind::Malformed => {
            "check that it speaks HTTP/1.1 at this port"
        }
    }
}
