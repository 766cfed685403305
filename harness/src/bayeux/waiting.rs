//! Which frames answer which batch, where answers and events come the same way at any time.

use serde_json::Value;

use super::message::Message;

/// The batches that wait for their answers, each with something that is to be told when they are there.
#[derive(Debug)]
pub struct Waiting<T> {
    batches: Vec<Batch<T>>,
    /// Counts batches.
    next: u64,
}

#[derive(Debug)]
struct Batch<T> {
    number: u64,
    /// Channel and id of each message that is not answered yet.
    open: Vec<(String, Option<Value>)>,
    answer: Vec<Message>,
    whom: T,
}

/// What a frame has brought.
#[derive(Debug)]
pub struct Brought<T> {
    /// The batches that are answered now, with their answers.
    pub answered: Vec<(T, Vec<Message>)>,
    /// What answers nothing: what was published, and what the server says unasked.
    pub pushed: Vec<Message>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { batches: Vec::new(), next: 0 }
    }
}

impl<T> Waiting<T> {
    /// Waits for the answer to a batch that is about to be sent; gives its number.
    pub fn sent(&mut self, batch: &[Message], whom: T) -> u64 {
        let open = batch.iter().map(|one| (one.channel.clone(), one.id.clone())).collect();
        self.next += 1;
        self.batches.push(Batch { number: self.next, open, answer: Vec::new(), whom });
        self.next
    }

    /// Sorts what a frame has brought.
    pub fn received(&mut self, frame: Vec<Message>) -> Brought<T> {
        let mut pushed = Vec::new();
        for message in frame {
            let place = (!message.is_event()).then(|| self.place(&message)).flatten();
            match place.and_then(|(batch, place)| Some((self.batches.get_mut(batch)?, place))) {
                Some((batch, place)) => {
                    batch.open.remove(place);
                    batch.answer.push(message);
                }
                None => pushed.push(message),
            }
        }
        let is_answered = |batch: &mut Batch<T>| batch.open.is_empty();
        let answered = self.batches.extract_if(.., is_answered);
        Brought { answered: answered.map(|batch| (batch.whom, batch.answer)).collect(), pushed }
    }

    /// Waits for a batch no more; false where its answer is there already.
    pub fn forget(&mut self, number: u64) -> bool {
        let before = self.batches.len();
        self.batches.retain(|batch| batch.number != number);
        self.batches.len() < before
    }

    /// Waits for nothing any more; gives whom to tell.
    pub fn clear(&mut self) -> impl Iterator<Item = T> {
        std::mem::take(&mut self.batches).into_iter().map(|batch| batch.whom)
    }

    /// The request that a message answers: the one with its id; where it has none, the oldest on its channel.
    fn place(&self, message: &Message) -> Option<(usize, usize)> {
        let is_its = |(channel, id): &(String, Option<Value>)| match &message.id {
            Some(_) => *id == message.id,
            None => *channel == message.channel,
        };
        let found = |(number, batch): (usize, &Batch<T>)| {
            batch.open.iter().position(is_its).map(|place| (number, place))
        };
        self.batches.iter().enumerate().find_map(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::bayeux::message::parse;

    fn batch(value: &Value) -> Vec<Message> {
        parse(value.to_string().as_bytes()).expect("a batch")
    }

    #[test]
    fn answers_find_their_batch_in_whatever_order_and_frame_they_come() {
        let mut waiting = Waiting::default();
        waiting.sent(&batch(&json!([{"channel": "/meta/connect", "id": "1"}])), "connect");
        let two = json!([{"channel": "/meta/subscribe", "id": "2"}, {"channel": "/a", "id": "3"}]);
        waiting.sent(&batch(&two), "command");
        let frame = json!([{"channel": "/a", "data": 1, "id": "1"},
            {"channel": "/a", "id": "3", "successful": true}]);
        let brought = waiting.received(batch(&frame));
        assert_eq!((brought.answered.len(), brought.pushed.len()), (0, 1), "an event is no answer");
        let brought = waiting.received(batch(&json!({"channel": "/meta/subscribe", "id": "2"})));
        assert_eq!((brought.answered[0].0, brought.answered[0].1.len()), ("command", 2));
        // Without an id it answers the oldest request of its channel; a second one answers nothing.
        let brought = waiting.received(batch(&json!([{"channel": "/meta/connect"},
            {"channel": "/meta/connect"}, {"channel": "/meta/connect", "id": "9"}])));
        assert_eq!((brought.answered[0].0, brought.pushed.len()), ("connect", 2));
    }

    #[test]
    fn what_is_forgotten_is_told_nothing() {
        let mut waiting = Waiting::default();
        let ask = batch(&json!([{"channel": "/meta/connect", "id": "1"}]));
        let number = waiting.sent(&ask, 1);
        waiting.sent(&ask, 2);
        assert!(waiting.forget(number) && !waiting.forget(number));
        assert_eq!(waiting.clear().collect::<Vec<_>>(), [2]);
        assert!(waiting.received(ask).answered.is_empty());
    }
}
