//! The user's own OpenAPI document: it is read, and the operations of an api are looked for in it.
//!
//! An operation is found by its method and by the end of its path, names of parameters apart: the document may have its base
//! path in `servers` or in its paths, and another one than ours.

use std::path::Path;

use rollcall_codegen::{Diagnostics, Placed, Source, read_places};
use rollcall_spec::{Api, Route, Server};
use thiserror::Error;

use crate::api::Dialect;
use crate::record::OwnDocument;
use crate::record::document::{Defect, OwnAnswer, OwnOperation};

/// Larger files are no documents that somebody wrote. Twilio's whole API has a twentieth of it.
const LARGEST: u64 = 64 << 20;

/// Why a file is no document of the api.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// It cannot be read.
    #[error(
        "the document `{file}` can't be read: {source}\n  help: `--document` names an OpenAPI document of your own, in YAML or JSON"
    )]
    Read {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It has a size that no document has.
    #[error(
        "the document `{file}` has {size} bytes, and {LARGEST} are read at most\n  help: `--document` names an OpenAPI document of your own, in YAML or JSON"
    )]
    Large {
        /// The file.
        file: String,
        /// Its size, in bytes.
        size: u64,
    },
    /// It is no OpenAPI document.
    #[error("the document `{file}` is broken:\n{diagnostics}")]
    Broken {
        /// The file.
        file: String,
        /// Where and why.
        diagnostics: Diagnostics,
    },
    /// It is about something else.
    #[error(
        "the document `{file}` describes no operation of {api}\n  help: it should have a path that ends like `{like}`, with names of parameters as you please; or leave --document out"
    )]
    Other {
        /// The file.
        file: String,
        /// The api.
        api: &'static str,
        /// A path of the api.
        like: String,
    },
}

/// Reads a document of the user's, and looks for the operations of an api in it.
///
/// # Errors
///
/// Where it cannot be read, is broken, or describes none of the api's operations.
pub fn read(path: &Path, dialect: &Dialect) -> Result<OwnDocument, DocumentError> {
    let file = path.display().to_string().replace('\\', "/");
    let unreadable = |source| DocumentError::Read { file: file.clone(), source };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(DocumentError::Large { file, size });
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    of_text(&file, text, dialect)
}

fn of_text(file: &str, text: String, dialect: &Dialect) -> Result<OwnDocument, DocumentError> {
    let file = file.to_owned();
    let placed = match read_places(&Source::new(file.clone(), text)) {
        Ok(placed) => placed,
        Err(diagnostics) => return Err(DocumentError::Broken { file, diagnostics }),
    };
    let (mut operations, mut missing) = (vec![], vec![]);
    for route in dialect.api.routes.iter() {
        match nearest(route, &placed.api) {
            Some(own) => operations.push(operation(route, own, &placed)),
            None => missing.push(route.operation_id.to_string()),
        }
    }
    if operations.is_empty() {
        let like = dialect.api.routes.first().map(|own| own.template.to_string());
        let like = like.unwrap_or_default();
        return Err(DocumentError::Other { file, api: dialect.id, like });
    }
    // A document of everything that a vendor has may have defects that are of no concern here.
    let is_elsewhere = |pointer: &str| {
        let path = |own: &OwnOperation| {
            format!("/paths/{}/", own.path.replace('~', "~0").replace('/', "~1"))
        };
        pointer.starts_with("/paths/")
            && !operations.iter().any(|own| format!("{pointer}/").starts_with(&path(own)))
    };
    let defects = placed.api.findings.iter().filter(|own| !is_elsewhere(&own.pointer));
    let defects = defects.map(|own| Defect {
        rule: own.rule.to_string(),
        line: own.line,
        column: own.column,
        pointer: own.pointer.to_string(),
        message: own.message.to_string(),
        help: own.help.to_string(),
    });
    let (defects, digest) = (defects.collect(), placed.api.digest.to_string());
    Ok(OwnDocument { file, digest, operations, missing, defects })
}

/// The operation of the document that is most like one of the api's.
fn nearest<'a>(route: &Route, own: &'a Api) -> Option<&'a Route> {
    let wanted = segments(&route.template);
    let bases = bases(&own.servers);
    let mut best: Option<(usize, &Route)> = None;
    for candidate in own.routes.iter().filter(|own| own.method == route.method) {
        let paths = bases.iter().map(|base| segments(&format!("{base}{}", candidate.template)));
        let likeness = paths.map(|path| likeness(&wanted, &path)).max().unwrap_or_default();
        // Of two that are alike the first one stands.
        if likeness > best.map_or(0, |(most, _)| most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, route)| route)
}

/// How many segments two paths end in alike; none where the shorter one does not end the longer one, or is parameters alone.
fn likeness(a: &[String], b: &[String]) -> usize {
    let common = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let named = a[a.len() - common..].iter().any(|own| own != "{}");
    if common == a.len().min(b.len()) && named { common } else { 0 }
}

/// The segments of a path, each parameter as `{}`, without a suffix that says the format.
fn segments(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".json").unwrap_or(path);
    path.split('/').filter(|own| !own.is_empty()).map(nameless).collect()
}

/// A segment without the names of its parameters.
fn nameless(segment: &str) -> String {
    let mut shown = String::new();
    let mut inside = false;
    for letter in segment.chars() {
        match letter {
            '{' => {
                inside = true;
                shown.push('{');
            }
            '}' => {
                inside = false;
                shown.push('}');
            }
            _ if inside => {}
            _ => shown.push(letter),
        }
    }
    shown
}

/// The paths of a document's servers, their variables filled in; a document without servers has the root.
fn bases(servers: &[Server]) -> Vec<String> {
    let mut all: Vec<String> = servers.iter().map(base).collect();
    if all.is_empty() {
        all.push(String::new());
    }
    all
}

fn base(server: &Server) -> String {
    let mut url = server.url.to_string();
    for (name, value) in server.variables.iter() {
        url = url.replace(&format!("{{{name}}}"), value);
    }
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => &url,
    };
    path.trim_end_matches('/').to_owned()
}

fn operation(route: &Route, own: &Route, placed: &Placed) -> OwnOperation {
    let (line, column) = placed.place(&own.pointer);
    let answers = own.responses.iter().map(|answer| {
        let status = answer.status.to_string();
        let (line, column) = placed.place(&format!("{}/responses/{status}", own.pointer));
        OwnAnswer { status, line, column }
    });
    OwnOperation {
        operation: route.operation_id.to_string(),
        method: own.method.to_string(),
        path: own.template.to_string(),
        line,
        column,
        answers: answers.collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::dialect;

    /// A document with these operations below servers with these URLs; each is a method and a path.
    fn document(servers: &[&str], operations: &[(&str, &str)]) -> String {
        let servers: Vec<_> = servers.iter().map(|url| json!({ "url": url })).collect();
        let mut paths = serde_json::Map::new();
        for (method, path) in operations {
            let names = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
            let parameter = |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
            let parameters: Vec<_> = names.map(parameter).collect();
            let item = paths.entry((*path).to_owned()).or_insert_with(|| json!({}));
            item[method] = json!({
                "parameters": parameters,
                "responses": { "200": { "description": "Fine." } },
            });
        }
        let info = json!({ "title": "t", "version": "1" });
        json!({ "openapi": "3.0.3", "info": info, "servers": servers, "paths": paths }).to_string()
    }

    /// The operations of an api that are found in a document, each with the path that it is found under.
    fn found(servers: &[&str], operations: &[(&str, &str)]) -> Vec<(String, String)> {
        let text = document(servers, operations);
        match of_text("own.json", text, dialect("signalwire").unwrap()) {
            Ok(own) => own.operations.into_iter().map(|own| (own.operation, own.path)).collect(),
            Err(DocumentError::Other { .. }) => vec![],
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn an_operation_is_found_wherever_the_document_has_its_base_path() {
        let people = "/Accounts/{a}/Conferences/{b}/Participants";
        let (long, suffixed) = (format!("/compat/v9{people}"), format!("{people}.json"));
        for (servers, path) in [
            (&["https://acme.example/api/laml/2010-04-01"][..], people),
            (&[], people),
            (&["/base"], &long),
            (&["https://acme.example/x/Accounts/1/Conferences/2"], people),
            (&["https://acme.example"], "/Participants"),
            (&["https://acme.example"], &suffixed),
        ] {
            let all = found(servers, &[("get", path)]);
            assert_eq!(all, [("list_all_participants".to_owned(), path.to_owned())], "{servers:?}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_not_taken_for_it() {
        for (method, path) in [
            ("put", "/Accounts/{a}/Conferences/{b}/Participants/{c}"),
            ("get", "/{c}"),
            ("get", "/Accounts/{a}/Conferences/{b}"),
            ("get", "/Accounts/{a}/Calls/{b}/Participants/{c}"),
            ("get", "/Accounts/{a}/Conferences/{b}/Participants/{c}/Recordings"),
        ] {
            assert_eq!(found(&[], &[(method, path)]), [], "{method} {path}");
        }
    }

    #[test]
    fn the_longest_likeness_wins_and_of_two_alike_the_first() {
        let tail = "/Participants/{c}";
        let whole = "/Accounts/{a}/Conferences/{b}/Participants/{c}";
        let other = "/old/Accounts/{x}/Conferences/{y}/Participants/{z}";
        let all = found(&[], &[("get", tail), ("get", whole), ("get", other)]);
        assert_eq!(all, [("retrieve_participant".to_owned(), whole.to_owned())]);
    }

    #[test]
    fn every_api_is_found_in_its_own_document() {
        for dialect in crate::api::DIALECTS {
            let root = env!("CARGO_MANIFEST_DIR");
            let path = format!("{root}/../spec/{}/openapi.yaml", dialect.id);
            let own = read(Path::new(&path), dialect).unwrap();
            assert_eq!(own.missing, Vec::<String>::new(), "{}", dialect.id);
            for (own, route) in own.operations.iter().zip(dialect.api.routes.iter()) {
                assert_eq!(own.operation, route.operation_id);
                assert!(own.path == route.template && own.line > 1 && own.column > 1, "{own:?}");
            }
        }
    }
}
