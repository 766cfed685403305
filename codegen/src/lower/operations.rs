//! Operations to requests and responses, on top of the route table.

use rollcall_spec::{Api, Location, MediaType, Parameter, Response, Route, Status};
use serde_json::Value;

use super::Input;
use super::types::Types;
use crate::diagnostic::Diagnostics;
use crate::model::{
    Answer, Argument, Body, Content, Doc, Operation, Payload, Spread, StatusKey, Type,
};
use crate::pointer;

/// Lowers every route.
pub(super) fn operations(
    input: &Input<'_>,
    api: &Api,
    types: &mut Types<'_>,
    _diagnostics: &mut Diagnostics,
) -> Vec<Operation> {
    api.routes.iter().map(|route| operation(input, route, types)).collect()
}

fn operation(input: &Input<'_>, route: &Route, types: &mut Types<'_>) -> Operation {
    let written = input.document.pointer(&route.pointer).unwrap_or(&Value::Null);
    let mut remark = format!("`{} {}`", route.method, route.template);
    if written["deprecated"] == true {
        remark.push_str(", deprecated");
    }
    let text = [written["summary"].as_str(), written["description"].as_str()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n\n");
    let arguments = route
        .parameters
        .iter()
        .filter(|parameter| parameter.location != Location::Cookie)
        .map(|parameter| argument(input, route, parameter, types))
        .collect();
    let body =
        route.request_body.as_ref().filter(|body| !body.content.is_empty()).map(|body| Body {
            required: body.required,
            contents: body
                .content
                .iter()
                .map(|media| Content {
                    ident: String::new(),
                    media_type: media.essence.to_string(),
                    payload: payload(&body.pointer, media, types, &[&route.operation_id, "body"]),
                })
                .collect(),
            ident: String::new(),
            choice: None,
            doc: Doc { pointer: body.pointer.to_string(), ..Doc::default() },
        });
    Operation {
        ident: String::new(),
        response_ident: String::new(),
        id: route.operation_id.to_string(),
        method: route.method,
        template: route.template.to_string(),
        doc: Doc { text, remark, pointer: route.pointer.to_string() },
        arguments,
        body,
        answers: route
            .responses
            .iter()
            .flat_map(|response| answers(route, response, types))
            .collect(),
    }
}

fn argument(
    input: &Input<'_>,
    route: &Route,
    parameter: &Parameter,
    types: &mut Types<'_>,
) -> Argument {
    let at = pointer::join(&parameter.pointer, "schema");
    let has_schema = input.document.pointer(&at).is_some();
    let ty = if has_schema {
        types.typed(&at, &[&route.operation_id, &parameter.name]).ty
    } else {
        Type::Text
    };
    let inner = types.doc(&at);
    let text = if parameter.description.is_empty() {
        inner.text
    } else {
        parameter.description.to_string()
    };
    let spread = match (parameter.style.as_ref(), parameter.explode) {
        ("form", true) => Spread::Repeated,
        ("spaceDelimited", _) => Spread::Joined(' '),
        ("pipeDelimited", _) => Spread::Joined('|'),
        _ => Spread::Joined(','),
    };
    Argument {
        ident: String::new(),
        wire: parameter.name.to_string(),
        location: parameter.location,
        required: parameter.required,
        ty,
        spread,
        doc: Doc { text, remark: inner.remark, pointer: parameter.pointer.to_string() },
    }
}

/// One variant for each media type of a response, and one for a response without content.
fn answers(route: &Route, response: &Response, types: &mut Types<'_>) -> Vec<Answer> {
    let status = match response.status {
        Status::Code(code) => StatusKey::Code(code),
        Status::Class(digit) => StatusKey::Class(digit),
        Status::Default => StatusKey::Default,
    };
    let doc = Doc {
        text: response.description.to_string(),
        pointer: response.pointer.to_string(),
        ..Doc::default()
    };
    let answer = |content| Answer { ident: String::new(), status, content, doc: doc.clone() };
    if response.content.is_empty() {
        return vec![answer(None)];
    }
    let key = response.status.to_string();
    response
        .content
        .iter()
        .map(|media| {
            let words = [route.operation_id.as_ref(), &key, "body"];
            let payload = payload(&response.pointer, media, types, &words);
            answer(Some((media.essence.to_string(), payload)))
        })
        .collect()
}

/// How the payload of a media type is written, and as what type.
fn payload(at: &str, media: &MediaType, types: &mut Types<'_>, words: &[&str]) -> Payload {
    if is_json(&media.essence) {
        return Payload::Json(payload_type(at, media, types, words));
    }
    let essence = essence(&media.essence);
    if essence == "application/x-www-form-urlencoded" {
        let ty = payload_type(at, media, types, words);
        types.mark_form(&ty);
        return Payload::Form(ty);
    }
    if essence.starts_with("text/") { Payload::Text } else { Payload::Bytes }
}

/// The type of what a media type holds. `at` is where its `content` stands.
pub(super) fn payload_type(
    at: &str,
    media: &MediaType,
    types: &mut Types<'_>,
    words: &[&str],
) -> Type {
    if media.schema.is_none() {
        return Type::Any;
    }
    let at = pointer::join(&format!("{at}/content"), &media.essence);
    types.payload(&pointer::join(&at, "schema"), words)
}

/// Whether a media type is JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
