//! Work grows with a document as the document does: four times the schemas or operations take about four times as long.
//!
//! Only ratios within one run are judged, so the speed of the machine does not matter.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rollcall_codegen::{Input, Source, generate, read_api};

/// Of work that grows as its square does, four times as much would take sixteen times as long.
const MOST: f64 = 9.0;

/// So many schemas or operations have the large documents, the small ones a quarter of them.
const LARGE: usize = 1200;

/// Two measurements at the same time would slow each other down.
static ALONE: Mutex<()> = Mutex::new(());

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Large, version: '1'}\npaths:\n";

/// An operation that answers with a component.
fn operation(name: &str, component: &str) -> String {
    format!(
        "  /{name}:
    get:
      operationId: {name}
      parameters:
        - {{$ref: '#/components/parameters/Page'}}
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema: {{$ref: '#/components/schemas/{component}'}}
"
    )
}

/// The components that every document has; more schemas may follow.
const COMPONENTS: &str = "components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer, minimum: 0}}
  schemas:
";

/// A chain of schemas, each with the next as a member, of which one in so many is what an operation answers with.
fn chain(length: usize, used: usize) -> String {
    let mut text = HEAD.to_owned();
    for index in (0..length).step_by(used) {
        text.push_str(&operation(&format!("get{index}"), &format!("Link{index}")));
    }
    text.push_str(COMPONENTS);
    for index in 0..length {
        let next = index + 1;
        let _ = write!(
            text,
            "    Link{index}:
      type: object
      required: [id]
      properties:
        id: {{type: integer, minimum: 1, default: 7}}
        next: {{$ref: '#/components/schemas/Link{next}'}}
"
        );
    }
    let _ = writeln!(text, "    Link{length}: {{type: string, examples: [end]}}");
    text
}

/// A chain of schemas of which each is nothing but a reference to the next.
fn aliases(length: usize) -> String {
    let mut text = format!("{HEAD}{}{COMPONENTS}", operation("head", "Name0"));
    for index in 0..length {
        let next = index + 1;
        let _ = writeln!(text, "    Name{index}: {{$ref: '#/components/schemas/Name{next}'}}");
    }
    let _ = writeln!(text, "    Name{length}: {{type: object, properties: {{id: {{}}}}}}");
    text
}

/// Operations that all answer with the same schema.
fn operations(count: usize) -> String {
    let mut text = HEAD.to_owned();
    for index in 0..count {
        text.push_str(&operation(&format!("get{index}"), "Thing"));
    }
    text.push_str(COMPONENTS);
    text.push_str(
        "    Thing: {properties: {parts: {items: {$ref: '#/components/schemas/Thing'}}}}\n",
    );
    text
}

fn emit(text: &str) -> Duration {
    let document = Source::new("large.yaml", text.to_owned());
    let input = Input { id: "large".into(), document, overlay: None, requirements: None };
    let start = Instant::now();
    generate(&input).unwrap_or_else(|failure| panic!("{failure}"));
    start.elapsed()
}

fn read(text: &str) -> Duration {
    let document = Source::new("large.yaml", text.to_owned());
    let start = Instant::now();
    read_api(&document, None).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    start.elapsed()
}

fn assert_grows_with(size: usize, document: impl Fn(usize) -> String, time: fn(&str) -> Duration) {
    let _alone = ALONE.lock();
    let (small, large) = (document(size / 4), document(size));
    let mut ratios = Vec::new();
    // Whatever else the machine does may slow either down: one fair measurement is enough.
    for _ in 0..3 {
        let quarter = time(&small).min(time(&small));
        let whole = time(&large);
        let ratio = whole.as_secs_f64() / quarter.as_secs_f64();
        if ratio < MOST {
            return;
        }
        ratios.push(ratio);
    }
    panic!("four times the document took so many times as long: {ratios:?}");
}

#[test]
fn a_chain_of_schemas_is_emitted() {
    assert_grows_with(LARGE, |length| chain(length, 100), emit);
}

#[test]
fn a_chain_of_schemas_is_read_where_every_link_is_used() {
    assert_grows_with(LARGE, |length| chain(length, 1), read);
}

#[test]
fn a_chain_of_aliases_is_emitted() {
    assert_grows_with(LARGE, aliases, emit);
}

#[test]
fn operations_are_read() {
    assert_grows_with(LARGE, operations, read);
}

#[test]
fn operations_are_emitted() {
    // Much is written for each, so half as many do.
    assert_grows_with(LARGE / 2, operations, emit);
}
