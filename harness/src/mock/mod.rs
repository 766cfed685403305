//! The reference server: a second, independent reading of the promises, to judge the judges with.
//!
//! Stateful and strict. It shares no rule with the checks, the model of the participant's life or the case generator: where the
//! two readings differ, one of them is wrong, and a run shows it. It can be told to be wrong on purpose (a [`Fault`]), or to be
//! right in another way than by default ([`Variations`]).
//!
//! - [`start`] runs it inside this process, over real sockets, with TLS if wanted.
//! - `serve` turns HTTP into a call and a reply into HTTP, whichever api answers.
//! - `laml` answers, as far as the LaML dialects agree; `signalwire` and `twilio` hold what is theirs alone.
//! - `genesys` answers in its own way, and tells what happens over Bayeux.
//! - `provider` speaks the fixture protocol, version 1; each of the two opens and closes conferences of its own kind for it.
//! - `listen` and `wire` are the sockets: what hyper refuses to send is written there.

mod auth;
mod clock;
mod counts;
mod fault;
mod genesys;
mod ids;
mod laml;
mod listen;
mod misframe;
mod pairs;
mod profile;
mod provider;
mod reply;
mod serve;
mod signalwire;
mod twilio;
mod variation;
mod wire;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use laml::dialect::Dialect;

pub use auth::Login;
pub use fault::{Fault, UnknownFault, faults, find_fault};
pub use genesys::Ways as GenesysWays;
pub use profile::{Profile, find_profile, profiles};

pub use variation::Variations;

/// The apis that the reference server speaks.
pub const APIS: &[&str] = &["genesys", "signalwire", "twilio"];

/// The tables of those that are dialects of LaML.
const DIALECTS: &[&Dialect] = &[&signalwire::DIALECT, &twilio::DIALECT];

/// Where fixtures are handed out; outside of every api's own paths.
const FIXTURES: &str = "/_rollcall/fixtures";

/// How the reference server is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Defects to have; several may act together.
    pub faults: Vec<&'static Fault>,
    /// Lawful departures from the default.
    pub variations: Variations,
    /// Ids, passwords and page tokens derive from it.
    pub seed: u64,
    /// Dates count a participant's revisions from a fixed day, instead of reading the clock.
    pub fixed_clock: bool,
    /// Speak TLS with this configuration.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            faults: Vec::new(),
            variations: Variations::default(),
            seed: 0,
            fixed_clock: false,
            tls: None,
        }
    }
}

/// Why the reference server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No such api.
    #[error(
        "the reference server does not speak `{api}`\n  help: it speaks {}",
        APIS.iter().map(|api| format!("`{api}`")).collect::<Vec<_>>().join(", ")
    )]
    UnknownApi {
        /// As it was asked for.
        api: String,
    },
    /// The address cannot be listened at.
    #[error(
        "cannot listen at `{listen}`: {source}\n  help: name a free port, or port 0 to be given one"
    )]
    Listen {
        /// As it was asked for.
        listen: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A reference server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    /// What `--target` takes, such as `http://127.0.0.1:8080/api/laml/2010-04-01`.
    pub base: String,
    /// What `--fixtures` takes.
    pub fixtures: String,
    /// The user name of the primary account.
    pub username: String,
    /// Its password.
    pub password: String,
    /// Its id, as it stands in paths.
    pub account: String,
    /// A second account of the same server, with credentials and conferences of its own; in Genesys, a second user, who
    /// takes part in conferences of the first.
    pub other: Login,
    /// Whether the other one is told of as a second user.
    two_users: bool,
    /// Where it listens.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: Option<JoinHandle<()>>,
}

impl Running {
    /// The one line of JSON that `rollcall mock` prints first.
    pub fn json_line(&self) -> String {
        let mut line = serde_json::json!({
            "base": self.base,
            "fixtures": self.fixtures,
            "username": self.username,
            "password": self.password,
            "account": self.account,
        });
        if self.two_users {
            line["second_username"] = self.other.username.as_str().into();
            line["second_password"] = self.other.password.as_str().into();
        }
        line.to_string()
    }

    /// Ends it: no connection is taken any more, idle ones are closed.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(serving) = self.serving.take() {
            // A panic of the server is its own affair by now; there is nobody left to tell.
            let _ = serving.await;
        }
    }

    /// Waits until the server ends by itself, which it does only when its socket fails.
    pub async fn ended(&mut self) {
        if let Some(serving) = self.serving.as_mut() {
            let _ = serving.await;
            self.serving = None;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Starts the reference server of an api; it listens when this returns.
pub async fn start(api: &str, options: Options) -> Result<Running, StartError> {
    let dialect = DIALECTS.iter().find(|own| own.id == api);
    if dialect.is_none() && api != genesys::ID {
        return Err(StartError::UnknownApi { api: api.to_owned() });
    }
    let listen = options.listen;
    let reaches_the_wire = fault::Active::new(&options.faults).reach_the_wire();
    let wire = (reaches_the_wire || options.variations.header_case).then(wire::Board::default);
    let listener = listen::Listener::bind(listen, options.tls.clone(), wire.clone())
        .await
        .map_err(|source| StartError::Listen { listen, source })?;
    let address = listener.address();
    let origin = format!("{}://{address}", if options.tls.is_some() { "https" } else { "http" });
    let (stop, stopped) = watch::channel(false);
    let (speaker, logins, target) = if let Some(dialect) = dialect {
        let server = laml::server::Server::new(dialect, &options);
        let logins = [server.primary.clone(), server.other.clone()];
        (serve::Speaker::Laml(Box::new(server)), logins, dialect.target)
    } else {
        let server = genesys::Server::new(&options, &origin, stopped.clone());
        let logins = server.logins();
        (serve::Speaker::Genesys(Arc::new(server)), logins, "")
    };
    let variations = options.variations;
    let front = Arc::new(serve::Front { speaker, variations, wire, stopped });
    let serving = tokio::spawn(serve::run(listener, front));
    let [primary, other] = logins;
    Ok(Running {
        base: format!("{origin}{target}"),
        fixtures: format!("{origin}{FIXTURES}"),
        username: primary.username,
        password: primary.password,
        account: primary.account,
        other,
        two_users: dialect.is_none(),
        address,
        stop,
        serving: Some(serving),
    })
}
