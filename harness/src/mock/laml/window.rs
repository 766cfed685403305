//! The time between looking and acting, in which somebody else can act.
//!
//! Only a server that loses races has one. It closes when another request has looked at the same conference or changed it,
//! so that two requests at the same moment meet whatever the machine is busy with, and after a few milliseconds anyhow.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

/// How long somebody who is alone waits for another one.
const PATIENCE: Duration = Duration::from_millis(12);

/// Where those who stand between looking and acting hear of each other.
#[derive(Debug)]
pub(super) struct Window(watch::Sender<Option<Uuid>>);

impl Default for Window {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Window {
    /// Says that somebody looked at a conference, or changed it.
    pub(super) fn tell(&self, conference: Uuid) {
        self.0.send_replace(Some(conference));
    }

    /// Says so too, and waits for the next one who does.
    pub(super) async fn pause(&self, conference: Uuid) {
        self.tell(conference);
        let mut others = self.0.subscribe();
        let another = async {
            while others.changed().await.is_ok() {
                if *others.borrow_and_update() == Some(conference) {
                    return;
                }
            }
        };
        // Nobody else is as good as somebody: the window closes.
        let _ = timeout(PATIENCE, another).await;
    }
}
