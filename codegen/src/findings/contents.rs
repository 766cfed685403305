//! `body-under-no-content`: a 204, 205 or 304 has no content (RFC 9110, 15.3.5, 15.3.6, 15.4.5), whatever a document says.
//! `body-under-get`: content of a GET, HEAD or DELETE request has no meaning (RFC 9110, 9.3.1).

use serde_json::Value;

use super::Find;
use crate::lower::WITHOUT_CONTENT;
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Kind};

pub(super) fn find(find: &mut Find<'_>) {
    let document = find.document;
    let (reporter, found) = (find.reporter, &mut find.found);
    shape::walk(Kind::OpenApi, "", document, &mut |kind, at, value| match kind {
        Kind::Responses => {
            for (status, response) in value.as_object().into_iter().flatten() {
                let is_empty = status.parse().is_ok_and(|code| WITHOUT_CONTENT.contains(&code));
                let target = shape::reference(response).and_then(pointer::of_reference);
                let content = target
                    .as_deref()
                    .map_or(Some(response), |target| document.pointer(target))
                    .and_then(|response| response.get("content"))
                    .and_then(Value::as_object);
                if is_empty && content.is_some_and(|content| !content.is_empty()) {
                    let below = match target {
                        Some(_) => pointer::join(at, status),
                        None => format!("{}/content", pointer::join(at, status)),
                    };
                    found.push(
                        reporter
                            .finding("body-under-no-content", At::Key, &below, format!("content is declared under status {status}"))
                            .why(format!("a {status} answer ends with its header section (RFC 9110, 15.3.5), so the content is not generated"))
                            .help("remove `content`, or answer with 200"),
                    );
                }
            }
        }
        Kind::PathItem => {
            for method in ["get", "head", "delete"] {
                if value.get(method).is_some_and(|operation| operation.get("requestBody").is_some())
                {
                    found.push(
                        reporter
                            .finding("body-under-get", At::Key, &format!("{at}/{method}/requestBody"), format!("a {} request is given content", method.to_uppercase()))
                            .why("such content has no defined meaning (RFC 9110, 9.3), and servers refuse or drop it")
                            .help("send it as parameters, or use another method"),
                    );
                }
            }
        }
        _ => {}
    });
}
