//! `operation-id-missing`: an operation without a name of its own.

use super::Find;
use crate::report::At;
use crate::shape::{self, Kind};

pub(super) fn find(find: &mut Find<'_>) {
    let (reporter, found) = (find.reporter, &mut find.found);
    shape::walk(Kind::OpenApi, "", find.document, &mut |kind, at, value| {
        if kind == Kind::Operation
            && at.starts_with("/paths/")
            && !at.contains("/callbacks/")
            && value.get("operationId").is_none()
        {
            found.push(
                reporter
                    .finding("operation-id-missing", At::Key, at, "this operation has no `operationId`")
                    .why("its name is derived from method and path, so it changes when the path does")
                    .help("add `operationId`"),
            );
        }
    });
}
