//! The reference server from without, in one process with who asks it: what it answers, its faults and variations, and
//! that its runs are judged as they should be.
//!
//! One program, since each would compile the same server anew.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not their helpers")]

mod age;
mod dialect;
mod ears;
mod faults;
mod genesys;
mod genesys_faults;
mod genesys_socket;
mod genesys_variations;
mod journal;
mod lawful;
mod misframed;
mod pages;
mod provider;
mod races;
mod rare;
mod selftest;
mod support;
mod twilio;
mod twilio_faults;
mod twilio_variations;
mod variations;
mod wire;
