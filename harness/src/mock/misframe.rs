//! Faults of the bytes that every api can have: what hyper would refuse to send, noted for the wire.

use super::fault::{Active, Defect};
use super::reply::Reply;
use super::wire::{Dress, Edits};

/// How far a Content-Length is from the truth, in bytes.
const ASTRAY: usize = 10;

/// The status line and the ends of lines of a head.
pub(super) fn line_ends(faults: &Active, reply: &Reply, edits: &mut Edits) {
    if faults.has(Defect::ReasonSpaceMissing) {
        edits.status_line = Some(format!("HTTP/1.1 {}", reply.status.as_str()));
    }
    if faults.has(Defect::BareLineFeeds) {
        edits.dress = Dress::BareLineFeeds;
    }
}

/// A single thing that was retrieved: how long it is said to be.
pub(super) fn single(faults: &Active, reply: &Reply, edits: &mut Edits) {
    let has = |defect| faults.has(defect);
    let length = reply.body.len();
    if has(Defect::ContentLengthShort) {
        edits.length(length.saturating_sub(ASTRAY));
    }
    if has(Defect::ContentLengthLong) {
        edits.length(length + ASTRAY);
        edits.close = true;
    }
    if has(Defect::ContentLengthShortPadded) {
        edits.after = b"  ".to_vec();
    }
    if has(Defect::LengthAndChunked) {
        edits.lines.push("transfer-encoding: chunked".to_owned());
        edits.before = format!("{length:x}\r\n").into_bytes();
        edits.after = b"\r\n0\r\n\r\n".to_vec();
    }
}

/// An answer to HEAD, in whose head field lines go wrong, too: nobody else looks at it.
pub(super) fn head(faults: &Active, reply: &Reply, edits: &mut Edits) {
    let has = |defect| faults.has(defect);
    if has(Defect::HeadWithContent) {
        edits.after.clone_from(&reply.body);
    }
    if has(Defect::HeadLengthZero) {
        edits.length(0);
    }
    if has(Defect::HeaderLineFolded) {
        edits.lines.push("x-served-by: one,\r\n another".to_owned());
    }
    if has(Defect::HeaderSpaceBeforeColon) {
        edits.lines.push("x-served-by : one".to_owned());
    }
}
