//! Messages by POSTs, each with the batch that answers it.

use std::sync::Arc;

use super::access::Access;
use crate::bayeux::client::Kind;
use crate::bayeux::message::{Message, parse, write};
use crate::bayeux::{LONG_POLLING, Transport};

/// Long-polling: the server holds a connect until there is something to tell.
pub(super) struct Polling {
    access: Arc<Access>,
}

impl Polling {
    /// How the protocol calls it.
    pub(super) const TYPE: &str = LONG_POLLING;

    pub(super) const fn new(access: Arc<Access>) -> Self {
        Self { access }
    }
}

impl Transport for Polling {
    async fn exchange(&self, _: Kind, messages: Vec<Message>) -> Result<Vec<Message>, String> {
        let answer = self.access.post(write(&messages)).await?;
        let is_good = (200..300).contains(&answer.status);
        match parse(&answer.body) {
            Ok(messages) if is_good => return Ok(messages),
            // Some say by the status as well that what was asked for was not done.
            Ok(messages) if messages.iter().any(Message::is_meta) => return Ok(messages),
            Err(source) if is_good => {
                return Err(format!("its answer is no batch of messages: {source}"));
            }
            _ => {}
        }
        if matches!(answer.status, 401 | 403) {
            self.access.begin_again(answer.status).await;
        }
        Err(self.access.refusal(&answer))
    }
}
