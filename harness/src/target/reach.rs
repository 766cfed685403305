//! The way to a target, step by step: its name, its port, and TLS. What goes wrong is told apart, so that somebody can mend it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, InvalidMessage};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Address, Target};

/// Why a target is not reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreached {
    /// Its name leads to no address.
    Name(String),
    /// Nobody takes connections there.
    Port(String),
    /// Its certificate is not that of a known authority.
    UnknownAuthority,
    /// Its certificate is no longer valid.
    Expired,
    /// Its certificate is not valid yet.
    NotYetValid,
    /// Its certificate is for another name.
    WrongName,
    /// Its certificate cannot be used for another reason.
    Certificate(String),
    /// What came is no TLS.
    NotTls,
    /// The handshake ended in another way.
    Handshake(String),
}

impl Target {
    /// The addresses of the target's name.
    ///
    /// # Errors
    ///
    /// Where there are none.
    pub async fn resolve(&self) -> Result<Vec<SocketAddr>, Unreached> {
        let limit = self.patience.limit();
        let found = tokio::net::lookup_host((self.address.host(), self.address.port()));
        match timeout(limit, found).await {
            Ok(Ok(found)) => {
                let found: Vec<SocketAddr> = found.collect();
                let nothing = || Unreached::Name("it has no address".to_owned());
                Some(found).filter(|own| !own.is_empty()).ok_or_else(nothing)
            }
            Ok(Err(error)) => Err(Unreached::Name(error.to_string())),
            Err(_) => Err(Unreached::Name(format!("no answer within {limit:?}"))),
        }
    }

    /// Opens a connection to the target's port and closes it again.
    ///
    /// # Errors
    ///
    /// Where nobody takes it.
    pub async fn knock(&self) -> Result<(), Unreached> {
        tcp(&self.address, self.patience.limit()).await.map(drop)
    }

    /// Shakes hands by TLS, whatever the scheme of the target's URL, and sends nothing else; the version that both speak.
    ///
    /// # Errors
    ///
    /// Where that does not come about.
    pub async fn shake_hands(&self) -> Result<&'static str, Unreached> {
        let limit = self.patience.limit();
        let stream = tcp(&self.address, limit).await?;
        let name = ServerName::try_from(self.address.host().to_owned())
            .map_err(|error| Unreached::Handshake(error.to_string()))?;
        let connector = tokio_rustls::TlsConnector::from(Arc::clone(&self.tls));
        match timeout(limit, connector.connect(name, stream)).await {
            Ok(Ok(stream)) => Ok(match stream.get_ref().1.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
                _ => "TLS 1.3",
            }),
            Ok(Err(error)) => Err(why(&error)),
            Err(_) => Err(Unreached::Handshake(format!("no answer within {limit:?}"))),
        }
    }

    /// Whether HTTP is spoken at the target's port without TLS. Nobody is named in the question.
    pub async fn speaks_plainly(&self) -> bool {
        let limit = self.patience.limit();
        let Ok(mut stream) = tcp(&self.address, limit).await else { return false };
        let host = self.address.host_field();
        let question = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut begin = [0; 5];
        let asked = async {
            stream.write_all(question.as_bytes()).await?;
            stream.read_exact(&mut begin).await
        };
        matches!(timeout(limit, asked).await, Ok(Ok(_))) && &begin == b"HTTP/"
    }

    /// A text without the secrets of the target's users.
    pub fn without_secrets(&self, text: &str) -> String {
        self.redactor.text(text)
    }
}

async fn tcp(address: &Address, limit: Duration) -> Result<TcpStream, Unreached> {
    match timeout(limit, TcpStream::connect((address.host(), address.port()))).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Unreached::Port(error.to_string())),
        Err(_) => Err(Unreached::Port(format!("no connection within {limit:?}"))),
    }
}

fn why(error: &std::io::Error) -> Unreached {
    let inner = error.get_ref().and_then(|own| own.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(fault)) => certificate(fault),
        Some(rustls::Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        )) => Unreached::NotTls,
        Some(other) => Unreached::Handshake(other.to_string()),
        None => Unreached::Handshake(error.to_string()),
    }
}

fn certificate(fault: &CertificateError) -> Unreached {
    match fault {
        CertificateError::UnknownIssuer => Unreached::UnknownAuthority,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Unreached::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Unreached::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Unreached::WrongName
        }
        other => Unreached::Certificate(other.to_string()),
    }
}
