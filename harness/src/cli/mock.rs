//! `rollcall mock`: runs the reference server.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::args::MockArgs;
use super::signals::Signals;
use super::{CliError, Done, way};
use crate::mock::{self, Options};
use crate::suggest::did_you_mean;

/// Runs the reference server until the program is ended.
pub(super) async fn run(args: MockArgs) -> Done {
    let api = spoken(&args.api)?;
    let own = way::options(api, &args.fault, &args.profile, &args.variation)?;
    let tls = match (&args.tls_cert, &args.tls_key) {
        (Some(chain), Some(key)) => Some(Arc::new(tls(chain, key)?)),
        _ => None,
    };
    let options = Options { listen: args.listen, seed: args.seed, tls, ..own };
    let mut running = mock::start(api, options).await.map_err(CliError::could_not_run)?;
    let mut signals = Signals::new().map_err(CliError::could_not_run)?;
    super::print(&format!("{}\n", running.json_line()));
    tokio::select! {
        () = running.ended() => {}
        _ = signals.next() => running.stop().await,
    }
    Ok(0)
}

/// The api, if the reference server speaks it.
fn spoken(id: &str) -> Result<&'static str, CliError> {
    mock::APIS.iter().copied().find(|own| *own == id).ok_or_else(|| {
        let hint = did_you_mean(id, mock::APIS.iter().copied());
        let known = mock::APIS.join(", ");
        CliError::usage(format!(
            "there is no api `{id}`{hint}\n  help: the apis are {known}; see `rollcall list apis`"
        ))
    })
}

fn tls(chain: &Path, key: &Path) -> Result<rustls::ServerConfig, CliError> {
    let error = |path: &Path, reason: String| {
        CliError::usage(format!("`{}` can't be used for TLS: {reason}", path.display()))
    };
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| error(chain, source.to_string()))?;
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|source| error(key, source.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| error(chain, source.to_string()))?
        .with_no_client_auth()
        .with_single_cert(certificates, secret)
        .map_err(|source| error(chain, source.to_string()))
}
