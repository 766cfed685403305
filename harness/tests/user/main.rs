//! What a user meets: the program `rollcall` as it is run, its reports, its errors, and what it does to a server.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not their helpers")]

mod bad_input;
mod bad_input_setup;
mod badge;
mod baseline;
mod calls;
mod changes;
mod check;
mod config;
mod desk;
mod diff;
mod doctor;
mod document;
mod elsewhere;
mod evidence;
mod faults;
mod fixtures;
mod forms;
mod genesys;
mod genesys_faults;
mod hostile;
mod hostile_provider;
mod hostile_told;
mod init;
mod leaving;
mod mishap;
#[cfg(unix)]
mod outputs;
mod proxy;
mod python;
mod python_faults;
mod read_only;
mod redaction;
mod reports;
mod schema;
mod seats;
mod server;
mod shards;
mod shell;
mod side_by_side;
mod spares;
mod tee;
mod throttle;
#[cfg(unix)]
mod told_to_end;
mod touched;
mod twilio;
mod twilio_faults;
mod wire;
mod wire_behind;
