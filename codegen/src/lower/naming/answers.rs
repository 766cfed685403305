//! Names of what belongs to a status or a media type.

use super::words::{Role, identifier, spelt, split};
use super::{Candidate, distinct};
use crate::diagnostic::Diagnostics;
use crate::lower::Input;
use crate::model::{Answer, Content, StatusKey};
use crate::pointer;

/// Media types of a request body.
pub(super) fn contents(
    contents: &mut [Content],
    at: &str,
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = contents
        .iter()
        .map(|content| Candidate {
            names: media_type(&content.media_type),
            spelling: content.media_type.clone(),
            pointer: pointer::join(&format!("{at}/content"), &content.media_type),
        })
        .collect();
    let names = distinct(&candidates, "media types of a request body", input, diagnostics);
    for (content, name) in contents.iter_mut().zip(names) {
        content.ident = name;
    }
}

/// Answers are named by their status, and by the media type too where a status has several.
pub(super) fn answers(
    answers: &mut [Answer],
    name: &str,
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = answers
        .iter()
        .map(|answer| {
            let status = status(answer.status);
            let several = answers.iter().filter(|other| other.status == answer.status).count() > 1;
            let (names, spelling) = match &answer.content {
                Some((media, _)) if several => (
                    media_type(media).iter().map(|media| format!("{status}{media}")).collect(),
                    media.clone(),
                ),
                _ => (vec![status.clone()], status),
            };
            Candidate { names, spelling, pointer: answer.doc.pointer.clone() }
        })
        .collect();
    let names = distinct(&candidates, &format!("responses of `{name}`"), input, diagnostics);
    for (answer, name) in answers.iter_mut().zip(names) {
        answer.ident = name;
    }
}

/// Short by what the payload is, long by the whole media type.
fn media_type(media: &str) -> Vec<String> {
    let essence = media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase();
    let short = match essence.as_str() {
        "application/json" => "Json".to_owned(),
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "text/plain" => "Text".to_owned(),
        "*/*" => "Any".to_owned(),
        _ => identifier(
            Role::Value,
            &split(essence.split_once('/').map_or(essence.as_str(), |(_, subtype)| subtype)),
            &essence,
        ),
    };
    vec![
        short,
        identifier(Role::Value, &split(&essence), &essence),
        identifier(Role::Value, &spelt(media), media),
    ]
}

/// The reason phrase of RFC 9110, section 15, where the status has one.
fn status(status: StatusKey) -> String {
    let name = match status {
        StatusKey::Default => "Default",
        StatusKey::Class(1) => "Informational",
        StatusKey::Class(2) => "Success",
        StatusKey::Class(3) => "Redirection",
        StatusKey::Class(4) => "ClientError",
        StatusKey::Class(_) => "ServerError",
        StatusKey::Code(code) => match code {
            200 => "Ok",
            201 => "Created",
            202 => "Accepted",
            203 => "NonAuthoritativeInformation",
            204 => "NoContent",
            205 => "ResetContent",
            206 => "PartialContent",
            301 => "MovedPermanently",
            302 => "Found",
            303 => "SeeOther",
            304 => "NotModified",
            307 => "TemporaryRedirect",
            308 => "PermanentRedirect",
            400 => "BadRequest",
            401 => "Unauthorized",
            402 => "PaymentRequired",
            403 => "Forbidden",
            404 => "NotFound",
            405 => "MethodNotAllowed",
            406 => "NotAcceptable",
            408 => "RequestTimeout",
            409 => "Conflict",
            410 => "Gone",
            411 => "LengthRequired",
            412 => "PreconditionFailed",
            413 => "ContentTooLarge",
            414 => "UriTooLong",
            415 => "UnsupportedMediaType",
            422 => "UnprocessableContent",
            428 => "PreconditionRequired",
            429 => "TooManyRequests",
            500 => "InternalServerError",
            501 => "NotImplemented",
            502 => "BadGateway",
            503 => "ServiceUnavailable",
            504 => "GatewayTimeout",
            _ => return format!("Status{code}"),
        },
    };
    name.to_owned()
}
