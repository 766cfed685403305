//! `rollcall listen`: prints what a server tells by Bayeux.

use std::sync::Arc;

use serde_json::json;

use super::args::{CarrierArg, ListenArgs};
use super::signals::Signals;
use super::{CliError, Done, setup};
use crate::config::duration;
use crate::record::User;
use crate::target::events::{Carrier, Ear, Line, Office};
use crate::target::limit::Limit;
use crate::target::{Account, Address, tls};

/// Listens until enough has come, the server will not have it any more, or the program is ended. The first line says that it
/// listens; each further one is what was told.
pub(super) async fn run(args: ListenArgs) -> Done {
    let password = setup::password_in(args.password_file.as_ref())?;
    let line = Line {
        address: Address::parse(&args.target).map_err(CliError::usage)?,
        account: Account::new(args.username, password),
        tls: tls::client_config(args.ca_file.as_deref()).map_err(CliError::usage)?,
        path: args.path,
        begin: args.begin,
        carrier: match args.carrier {
            CarrierArg::LongPolling => Carrier::LongPolling,
            CarrierArg::WebSocket => Carrier::WebSocket,
        },
        time_limit: duration("--timeout", &args.timeout).map_err(CliError::usage)?,
        limit: Arc::new(Limit::new(None)),
    };
    let office = Arc::new(Office::default());
    let mailbox = office.everything();
    let channels: Vec<&str> = args.channel.iter().map(String::as_str).collect();
    let ear = Ear::open(&line, User::First, Arc::clone(&office), &channels).await;
    let mut ear = ear.map_err(CliError::could_not_run)?;
    super::print(&format!("{}\n", json!({ "listening": channels })));
    let mut left = args.count;
    let mut signals = Signals::new().map_err(CliError::could_not_run)?;
    while left != Some(0) {
        tokio::select! {
            // What has come is told before all else.
            biased;
            heard = mailbox.next() => {
                let (channel, data) = (heard.channel, heard.data);
                let told = json!({"channel": channel, "data": data, "renewed": heard.renewed});
                super::print(&format!("{told}\n"));
                left = left.map(|left| left - 1);
            }
            () = ear.ended() => {
                let trouble = ear.trouble().unwrap_or_else(|| "it is over".to_owned());
                let words = format!("the server will tell no more: {trouble}");
                return Err(CliError::could_not_run(words));
            }
            _ = signals.next() => break,
        }
    }
    ear.close().await;
    Ok(0)
}
