//! Faults of the bytes: what hyper would refuse to send, noted for the wire.

use axum::http::Method;

use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;
use crate::mock::wire::{Dress, Edits};

/// How far a Content-Length is from the truth, in bytes.
const ASTRAY: usize = 10;

/// Notes what is to happen to an answer on the wire.
pub(super) fn misframe(server: &Server, call: &Call, reply: &mut Reply) {
    let mut edits = Edits::default();
    match (reply.subject, &call.method) {
        (_, &Method::HEAD) => misframe_head(server, reply, &mut edits),
        (Subject::Removed, _) => misframe_removal(server, &mut edits),
        (Subject::Retrieved, _) => misframe_participant(server, reply, &mut edits),
        (Subject::Page, _) => misframe_page(server, call, &mut edits),
        _ => {}
    }
    if reply.subject == Subject::Retrieved {
        if server.faults.has(Defect::ReasonSpaceMissing) {
            edits.status_line = Some(format!("HTTP/1.1 {}", reply.status.as_str()));
        }
        if server.faults.has(Defect::BareLineFeeds) {
            edits.dress = Dress::BareLineFeeds;
        }
    }
    if edits != Edits::default() {
        reply.edits = Some(Box::new(edits));
    }
}

/// A 204, which nothing follows where it is right.
fn misframe_removal(server: &Server, edits: &mut Edits) {
    let has = |defect| server.faults.has(defect);
    if has(Defect::NoContentWithBody) {
        edits.after = b"{}".to_vec();
    }
    if has(Defect::NoContentWithContentLength) {
        edits.lines.push("content-length: 0".to_owned());
    }
    if has(Defect::NoContentWithChunked) {
        edits.lines.push("transfer-encoding: chunked".to_owned());
        edits.after = b"0\r\n\r\n".to_vec();
    }
}

/// A participant that was retrieved by GET: how long it is said to be.
fn misframe_participant(server: &Server, reply: &Reply, edits: &mut Edits) {
    let has = |defect| server.faults.has(defect);
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

/// A page, if it was filtered.
fn misframe_page(server: &Server, call: &Call, edits: &mut Edits) {
    let filtered_by = |name: &str| {
        let query = call.query.as_deref().unwrap_or_default();
        query.split('&').any(|pair| pair.split('=').next() == Some(name))
    };
    if server.faults.has(Defect::ConnectionDropped) && filtered_by("Muted") {
        edits.cut = Some("HTTP/1.1 200 OK\r\ncontent-ty".len());
    }
    if server.faults.has(Defect::StatusLineGarbled) && filtered_by("Hold") {
        edits.status_line = Some(format!("{} 200", server.dialect.paths.bases[0]));
    }
}

/// An answer to HEAD, in whose head field lines go wrong, too: nobody else looks at it.
fn misframe_head(server: &Server, reply: &Reply, edits: &mut Edits) {
    let has = |defect| server.faults.has(defect);
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
