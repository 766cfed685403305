//! Bayeux 1.0: messages, a client and a server, none of which knows a socket.
//!
//! Both ends are state machines that are told what came and what time it is, and say what is to be sent; so every order of
//! things can be tested without a network. [`drive`] runs a client over anything that carries a batch of messages there and
//! an answer back, be it by long-polling or in frames both ways, as a WebSocket carries them.
//!
//! - [`message`], [`advice`], [`error`], [`channel`]: what travels.
//! - [`client`]: handshake, connect, subscriptions that outlive a session, the acknowledge extension.
//! - [`waiting`]: which frames answer which batch, where answers and events share one way.
//! - [`server`]: sessions with their queues, subscriptions with wildcards, expiry, and cookies that a session is bound to.
//!
//! Time is a [`Duration`](std::time::Duration) since whatever moment the caller counts from.

pub mod advice;
pub mod channel;
pub mod client;
pub mod drive;
pub mod error;
pub mod message;
pub mod server;
pub mod waiting;

#[cfg(test)]
mod tests;

pub use advice::{Advice, Reconnect};
pub use channel::{Channel, Pattern};
pub use client::{Client, Ended, Notice};
pub use drive::{Drive, Transport};
pub use error::Error;
pub use message::{Message, Subscription};
pub use server::{Answer, Origin, Server};
pub use waiting::Waiting;

/// The version of the protocol that both ends speak.
pub const VERSION: &str = "1.0";

/// The connection type in which each request has its own answer.
pub const LONG_POLLING: &str = "long-polling";

/// The connection type of frames that go both ways at any time.
pub const WEBSOCKET: &str = "websocket";
