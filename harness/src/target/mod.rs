//! All that touches the server: the only place with an HTTP client, sockets and credentials.

pub mod address;
pub mod auth;
pub mod budget;
pub mod client;
pub mod events;
pub mod fixtures;
pub mod limit;
pub mod prepare;
pub mod reach;
pub mod redact;
pub mod session;
pub mod tls;
pub mod wire;

mod ended;
mod exchange;
mod hearing;
mod listeners;
mod manners;
mod options;
mod patience;
mod presence;
mod retry_after;
mod seats;
mod send;
mod sessions;
mod unwrap;

pub use address::Address;
pub use auth::Account;
pub use ended::Ended;
pub use events::Carrier;
pub use fixtures::{Provider, ProviderError};
pub use hearing::Hearing;
pub use options::{TargetError, TargetOptions};
pub use send::{Target, With};
