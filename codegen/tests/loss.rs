//! Nothing is dropped in silence: one document with a keyword of each kind, and what the report says of it.

use rollcall_codegen::{Input, Loss, Reach, Source, generate};
use serde_json::Value;

const LOSSY: &str = r"
openapi: 3.1.0
info: {title: Lossy, version: '1', contact: {name: somebody, x-deep: 1}}
servers: [{url: https://lossy.example}]
security: [{}]
x-vendor: 1
webhooks: {ping: {post: {responses: {'200': {description: ok}}}}}
paths:
  /things:
    get:
      operationId: things
      tags: [first, second]
      callbacks: {}
      parameters:
        - {name: session, in: cookie, schema: {type: string}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}
        - {name: raw, in: query, allowReserved: true, schema: {type: string, pattern: '^a'}}
      responses:
        '204': {$ref: '#/components/responses/Nothing'}
        '200':
          description: ok
          links: {}
          content:
            application/json:
              example: {}
              schema:
                type: object
                minProperties: 1
                properties:
                  a: {type: number, maximum: 1, multipleOf: 2}
                  b: {type: string, format: made-up}
                  c: {type: array, items: {type: integer}, uniqueItems: true, prefixItems: [{type: string}]}
                  d: {type: number, enum: [1, 2]}
                  e: {type: integer, format: int32, minimum: 1}
                  f: {type: string, format: date-time, maxLength: 30}
                if: {required: [a]}
components:
  responses:
    Nothing: {description: no content, content: {text/plain: {}}}
";

fn loss() -> Loss {
    let input = Input {
        id: "lossy".into(),
        document: Source::new("lossy.yaml", LOSSY),
        overlay: None,
        requirements: None,
    };
    generate(&input).unwrap_or_else(|failure| panic!("{failure}")).report.loss
}

#[test]
fn each_keyword_that_is_not_honoured_is_listed_with_its_reach() {
    let loss = loss();
    let mut found: Vec<(&str, Reach, usize)> = loss
        .entries
        .iter()
        .map(|entry| (entry.keyword.as_str(), entry.reach, entry.places.len()))
        .collect();
    found.sort();
    let mut expected = vec![
        ("allowReserved", Reach::Everything, 1),
        ("callbacks", Reach::Everything, 1),
        ("contact", Reach::Everything, 1),
        ("content", Reach::Everything, 1),
        ("enum", Reach::Types, 1),
        ("example", Reach::Everything, 1),
        ("format", Reach::Everything, 1),
        ("if", Reach::Types, 1),
        ("in", Reach::Types, 1),
        ("in", Reach::Types, 1),
        ("links", Reach::Everything, 1),
        ("maxLength", Reach::Types, 1),
        ("maximum", Reach::Types, 1),
        ("minProperties", Reach::Types, 1),
        ("multipleOf", Reach::Types, 1),
        ("pattern", Reach::Types, 1),
        ("prefixItems", Reach::Types, 1),
        ("style", Reach::Types, 1),
        ("tags", Reach::Everything, 1),
        ("uniqueItems", Reach::Types, 1),
        ("responses", Reach::Everything, 1),
        ("x-vendor", Reach::Everything, 1),
    ];
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn both_forms_of_the_report_give_place_and_count() {
    let loss = loss();
    let text = loss.to_text();
    assert!(
        text.contains("`pattern` of a schema object, 1 place: the route table alone honours it"),
        "{text}"
    );
    assert!(
        text.contains("    lossy.yaml:17:78: /paths/~1things/get/parameters/2/schema/pattern\n"),
        "{text}"
    );
    let json: Value = Loss::to_json(&[("lossy", &loss)]);
    assert_eq!(json["apis"][0]["api"], "lossy");
    let entries = json["apis"][0]["lost"].as_array().expect("a list");
    let pattern = entries.iter().find(|entry| entry["keyword"] == "pattern").expect("pattern");
    assert_eq!(pattern["count"], 1);
    assert_eq!(pattern["reach"], "types");
    assert_eq!(pattern["places"][0]["line"], 17);
}

#[test]
fn what_is_carried_over_is_not_listed() {
    let head = "openapi: 3.1.0
info: {title: Kept, version: '1'}
servers: [{url: https://kept.example}]
security: [{}]
";
    let paths = "paths:
  /a:
    get:
      operationId: a
      summary: s
      description: d
      deprecated: true
      tags: [t]
      parameters:
        - {name: q, in: query, required: true, description: d, explode: false, schema: {type: integer, format: int32, minimum: 1, default: 3}}
      responses:
        default:
          description: ok
          content: {application/json: {schema: {anyOf: [{type: string, format: uuid}, {type: 'null'}]}}}
";
    let text = format!("{head}{paths}");
    let input = Input {
        id: "kept".into(),
        document: Source::new("kept.yaml", text),
        overlay: None,
        requirements: None,
    };
    let loss = generate(&input).unwrap_or_else(|failure| panic!("{failure}")).report.loss;
    assert!(loss.is_empty(), "{}", loss.to_text());
}
