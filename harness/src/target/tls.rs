//! One TLS configuration for both clients.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;

/// Why no TLS configuration could be made.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The file of a private authority cannot be used.
    #[error(
        "`{path}` holds no certificate: {reason}\n  help: --ca-file takes a PEM file with the certificate of the authority that signed the target's"
    )]
    CaFile {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// This machine trusts nobody.
    #[error(
        "this machine has no trusted certificates: {0}\n  help: install them (on Debian the package ca-certificates), or name one with --ca-file"
    )]
    NoRoots(String),
    /// The TLS library refuses.
    #[error("TLS can't be set up: {0}")]
    Library(#[from] rustls::Error),
}

/// The configuration: the machine's own trust store, and a private authority where one is named.
///
/// # Errors
///
/// Where the file cannot be read, or nobody would be trusted.
pub fn client_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = ca_file {
        let error = |reason: String| TlsError::CaFile { path: path.display().to_string(), reason };
        let certificates = CertificateDer::pem_file_iter(path)
            .map_err(|source| error(source.to_string()))?
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| error(source.to_string()))?;
        if certificates.is_empty() {
            return Err(error("it is empty of certificates".to_owned()));
        }
        for certificate in certificates {
            roots.add(certificate).map_err(|source| error(source.to_string()))?;
        }
    }
    let native = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(native.certs);
    if roots.is_empty() {
        let reasons: Vec<String> = native.errors.iter().map(ToString::to_string).collect();
        return Err(TlsError::NoRoots(reasons.join("; ")));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
