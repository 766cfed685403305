//! The bytes of an answer, rewritten on their way out.
//!
//! hyper refuses, rightly, to send what HTTP forbids: content behind a 204, a Content-Length that is not true, half a message.
//! A server that must be wrong on purpose therefore notes what is to happen to an answer ([`Board::post`]), marks the answer
//! with the note's number in a private header field, and the [`Rewriter`] between hyper and the socket takes the mark off and
//! does it. Without such a fault no rewriter is installed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The private header field; it never reaches a client.
pub(super) const MARK: &str = "x-rollcall-wire";

/// What happens to one message on the wire.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Edits {
    /// Takes the place of the status line, without its line end.
    pub(super) status_line: Option<String>,
    /// Added to the head, each without its line end.
    pub(super) lines: Vec<String>,
    /// Fields taken out of the head, in lower case.
    pub(super) without: Vec<&'static str>,
    /// Sent before the content, within the message.
    pub(super) before: Vec<u8>,
    /// Sent behind the message, outside of any framing.
    pub(super) after: Vec<u8>,
    /// The message ends after so many bytes, and the connection with it.
    pub(super) cut: Option<usize>,
    /// The connection ends with the message, unannounced.
    pub(super) close: bool,
    /// How the head is written.
    pub(super) dress: Dress,
}

impl Edits {
    /// Claims another length of the content than the true one.
    pub(super) fn length(&mut self, length: usize) {
        self.without.push("content-length");
        self.lines.push(format!("content-length: {length}"));
    }
}

/// How a head is written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// As hyper does.
    #[default]
    Plain,
    /// Field names in an odd case, which is as good as any (RFC 9110, 5.1).
    OddCase,
    /// Lines that end without a carriage return.
    BareLineFeeds,
}

impl Dress {
    /// The lines of a head as bytes, with the empty line behind them.
    fn write(self, lines: &[String]) -> Vec<u8> {
        let end = if self == Self::BareLineFeeds { "\n" } else { "\r\n" };
        let mut head = String::new();
        for line in lines {
            match line.split_once(':') {
                Some((name, value)) if self == Self::OddCase => {
                    let odd = name.char_indices().map(|(at, letter)| match at % 2 {
                        0 => letter.to_ascii_uppercase(),
                        _ => letter.to_ascii_lowercase(),
                    });
                    head.extend(odd);
                    head.push(':');
                    head.push_str(value);
                }
                _ => head.push_str(line),
            }
            head.push_str(end);
        }
        head.push_str(end);
        head.into_bytes()
    }
}

/// A message's edits, with the length of the content that hyper will send.
#[derive(Debug)]
struct Note {
    edits: Edits,
    content: usize,
}

/// Where handlers leave notes for the wire; shared by every connection of a server.
#[derive(Debug, Clone, Default)]
pub(super) struct Board(Arc<Mutex<(u64, BTreeMap<u64, Note>)>>);

impl Board {
    /// Leaves a note on a message whose content has so many bytes; the answer is to carry the number as its mark.
    pub(super) fn post(&self, edits: Edits, content: usize) -> u64 {
        let mut board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.0 += 1;
        let number = board.0;
        board.1.insert(number, Note { edits, content });
        number
    }

    fn take(&self, number: u64) -> Option<Note> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&number)
    }
}

/// Where in the stream of messages a rewriter stands.
#[derive(Debug)]
enum Place {
    /// In a head, not yet complete.
    Head,
    /// In a content of which so many bytes are still to come; then what follows the message, and whether anything may.
    Content(usize, Vec<u8>, bool),
    /// Behind the last byte that is ever sent.
    Cut,
}

/// Rewrites one connection's outgoing bytes.
#[derive(Debug)]
pub(super) struct Rewriter {
    board: Board,
    place: Place,
    head: Vec<u8>,
    /// How many bytes of the present message may still go out.
    allowance: Option<usize>,
}

impl Rewriter {
    /// A rewriter that reads the notes of a board.
    pub(super) const fn new(board: Board) -> Self {
        Self { board, place: Place::Head, head: Vec::new(), allowance: None }
    }

    /// Whether the connection must end once what was given is sent.
    pub(super) const fn is_cut(&self) -> bool {
        matches!(self.place, Place::Cut)
    }

    /// Takes bytes from hyper and appends what is to be sent.
    pub(super) fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        loop {
            match &mut self.place {
                Place::Cut => return,
                Place::Head => {
                    let Some(end) = self.take_head(&mut bytes) else { return };
                    let head = self.head.drain(..end).collect::<Vec<_>>();
                    self.open(&head, out);
                }
                Place::Content(left, after, close) => {
                    let taken = bytes.len().min(*left);
                    *left -= taken;
                    let (now, later) = bytes.split_at(taken);
                    bytes = later;
                    let finished = *left == 0;
                    let after = if finished { std::mem::take(after) } else { Vec::new() };
                    let close = *close;
                    self.send(now, out);
                    if finished {
                        self.send(&after, out);
                    }
                    if self.is_cut() || !finished {
                        return;
                    }
                    self.place = if close { Place::Cut } else { Place::Head };
                    self.allowance = None;
                }
            }
        }
    }

    /// Collects a head; its length once it is complete, the rest of the bytes left where they are.
    fn take_head(&mut self, bytes: &mut &[u8]) -> Option<usize> {
        let known = self.head.len().saturating_sub(3);
        self.head.extend_from_slice(bytes);
        let end = self.head[known..].windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end.map(|at| known + at + 4) else {
            *bytes = &[];
            return None;
        };
        let surplus = self.head.len() - end;
        *bytes = &bytes[bytes.len() - surplus..];
        self.head.truncate(end);
        Some(end)
    }

    fn open(&mut self, head: &[u8], out: &mut Vec<u8>) {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.trim_end().split("\r\n").map(str::to_owned).collect::<Vec<_>>();
        let mark = lines.iter().position(|line| field_name(line) == MARK);
        let number = mark.and_then(|at| {
            let line = lines.remove(at);
            line.split_once(':').and_then(|(_, value)| value.trim().parse().ok())
        });
        // hyper's own refusals (a head it cannot read) carry no mark; they close their connection, so nothing follows them.
        let Some(note) = number.and_then(|number| self.board.take(number)) else {
            // What follows a 101 is another protocol, to the end.
            let passing = text.starts_with("HTTP/1.1 1") && !text.starts_with("HTTP/1.1 101");
            let left = if passing { 0 } else { usize::MAX };
            self.place = Place::Content(left, Vec::new(), false);
            self.send(head, out);
            return;
        };
        let edits = note.edits;
        if let Some(line) = edits.status_line
            && let Some(first) = lines.first_mut()
        {
            *first = line;
        }
        lines.retain(|line| !edits.without.contains(&field_name(line).as_str()));
        lines.extend(edits.lines);
        self.allowance = edits.cut;
        self.place = Place::Content(note.content, edits.after, edits.close);
        self.send(&edits.dress.write(&lines), out);
        self.send(&edits.before, out);
    }

    fn send(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let Some(allowance) = &mut self.allowance else {
            out.extend_from_slice(bytes);
            return;
        };
        let sent = bytes.len().min(*allowance);
        out.extend_from_slice(&bytes[..sent]);
        *allowance -= sent;
        if *allowance == 0 {
            self.place = Place::Cut;
        }
    }
}

fn field_name(line: &str) -> String {
    line.split_once(':').map_or("", |(name, _)| name).trim().to_ascii_lowercase()
}
