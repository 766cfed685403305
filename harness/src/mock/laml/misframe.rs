//! Faults of the bytes: what hyper would refuse to send, noted for the wire.

use axum::http::Method;

use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::misframe;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;
use crate::mock::wire::Edits;

/// Notes what is to happen to an answer on the wire.
pub(super) fn misframe(server: &Server, call: &Call, reply: &mut Reply) {
    let mut edits = Edits::default();
    match (reply.subject, &call.method) {
        (_, &Method::HEAD) => misframe::head(&server.faults, reply, &mut edits),
        (Subject::Removed, _) => misframe_removal(server, &mut edits),
        (Subject::Retrieved, _) => misframe::single(&server.faults, reply, &mut edits),
        (Subject::Page, _) => misframe_page(server, call, &mut edits),
        _ => {}
    }
    if reply.subject == Subject::Retrieved {
        misframe::line_ends(&server.faults, reply, &mut edits);
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
