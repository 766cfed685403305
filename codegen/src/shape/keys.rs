//! The keys of every kind of object: OpenAPI 3.0.3 section 4.7, 3.1.0 section 4.8, and JSON Schema draft 2020-12.

use super::{Era, Field, Form, Honour, Kind};

use Era::{Both, V30, V31};
use Form::{
    Any, Count, Each, Exclusive, Flag, FlagOrSchema, List, Map, Number, One, Text, TextMap, Texts,
    Type,
};
use Honour::{Depends, No, Table, Yes};

/// A key that may be left out.
const fn may(name: &'static str, form: Form, era: Era, honour: Honour) -> Field {
    Field { name, form, era, required: false, honour }
}

/// A key that must be there.
const fn must(name: &'static str, form: Form, era: Era, honour: Honour) -> Field {
    Field { name, form, era, required: true, honour }
}

/// The keys of a kind of object, in the order of the specification.
pub(crate) const fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::OpenApi => OPEN_API,
        Kind::Info => INFO,
        Kind::Contact => CONTACT,
        Kind::License => LICENSE,
        Kind::Server => SERVER,
        Kind::ServerVariable => SERVER_VARIABLE,
        Kind::PathItem => PATH_ITEM,
        Kind::Operation => OPERATION,
        Kind::Parameter => PARAMETER,
        Kind::RequestBody => REQUEST_BODY,
        Kind::MediaType => MEDIA_TYPE,
        Kind::Encoding => ENCODING,
        Kind::Responses => RESPONSES,
        Kind::Response => RESPONSE,
        Kind::Header => HEADER,
        Kind::Example => EXAMPLE,
        Kind::Link => LINK,
        Kind::Components => COMPONENTS,
        Kind::Schema => SCHEMA,
        Kind::Discriminator => DISCRIMINATOR,
        Kind::Xml => XML,
        Kind::SecurityScheme => SECURITY_SCHEME,
        Kind::OAuthFlows => OAUTH_FLOWS,
        Kind::OAuthFlow => OAUTH_FLOW,
        Kind::Tag => TAG,
        Kind::ExternalDocs => EXTERNAL_DOCS,
        Kind::Paths | Kind::Callback | Kind::SecurityRequirement => &[],
    }
}

const OPEN_API: &[Field] = &[
    must("openapi", Text, Both, Yes),
    must("info", One(Kind::Info), Both, Yes),
    may("jsonSchemaDialect", Text, V31, No("only the dialect of draft 2020-12 is spoken")),
    may("servers", Each(Kind::Server), Both, Yes),
    may("paths", One(Kind::Paths), Both, Yes),
    may("webhooks", Map(Kind::PathItem), V31, Yes),
    may("components", One(Kind::Components), Both, Yes),
    may("security", Each(Kind::SecurityRequirement), Both, Yes),
    may("tags", Each(Kind::Tag), Both, No("tags are taken from the operations alone")),
    may(
        "externalDocs",
        One(Kind::ExternalDocs),
        Both,
        No("links to documentation are not carried over"),
    ),
];

const INFO: &[Field] = &[
    must("title", Text, Both, Yes),
    may("summary", Text, V31, No("only the title and version are carried over")),
    may("description", Text, Both, No("only the title and version are carried over")),
    may("termsOfService", Text, Both, No("only the title and version are carried over")),
    may("contact", One(Kind::Contact), Both, No("only the title and version are carried over")),
    may("license", One(Kind::License), Both, No("only the title and version are carried over")),
    must("version", Text, Both, Yes),
];

const CONTACT: &[Field] =
    &[may("name", Text, Both, Yes), may("url", Text, Both, Yes), may("email", Text, Both, Yes)];

const LICENSE: &[Field] = &[
    must("name", Text, Both, Yes),
    may("identifier", Text, V31, Yes),
    may("url", Text, Both, Yes),
];

const SERVER: &[Field] = &[
    must("url", Text, Both, Yes),
    may("description", Text, Both, No("server descriptions are not carried over")),
    may("variables", Map(Kind::ServerVariable), Both, Yes),
];

const SERVER_VARIABLE: &[Field] = &[
    may("enum", Texts, Both, No("the values of server variables are not restricted")),
    must("default", Text, Both, Yes),
    may("description", Text, Both, No("server descriptions are not carried over")),
];

const PATH_ITEM: &[Field] = &[
    may("$ref", Text, Both, Yes),
    may("summary", Text, Both, No("summaries are taken from the operations alone")),
    may("description", Text, Both, No("descriptions are taken from the operations alone")),
    may("get", One(Kind::Operation), Both, Yes),
    may("put", One(Kind::Operation), Both, Yes),
    may("post", One(Kind::Operation), Both, Yes),
    may("delete", One(Kind::Operation), Both, Yes),
    may("options", One(Kind::Operation), Both, Yes),
    may("head", One(Kind::Operation), Both, Yes),
    may("patch", One(Kind::Operation), Both, Yes),
    may("trace", One(Kind::Operation), Both, Yes),
    may(
        "servers",
        Each(Kind::Server),
        Both,
        No("only the servers of the whole document are carried over"),
    ),
    may("parameters", Each(Kind::Parameter), Both, Yes),
];

const OPERATION: &[Field] = &[
    may("tags", Texts, Both, Depends),
    may("summary", Text, Both, Yes),
    may("description", Text, Both, Yes),
    may(
        "externalDocs",
        One(Kind::ExternalDocs),
        Both,
        No("links to documentation are not carried over"),
    ),
    may("operationId", Text, Both, Yes),
    may("parameters", Each(Kind::Parameter), Both, Yes),
    may("requestBody", One(Kind::RequestBody), Both, Yes),
    may("responses", One(Kind::Responses), Both, Yes),
    may("callbacks", Map(Kind::Callback), Both, No("callbacks are not generated")),
    may("deprecated", Flag, Both, Yes),
    may("security", Each(Kind::SecurityRequirement), Both, Yes),
    may(
        "servers",
        Each(Kind::Server),
        Both,
        No("only the servers of the whole document are carried over"),
    ),
];

const PARAMETER: &[Field] = &[
    must("name", Text, Both, Yes),
    must("in", Text, Both, Depends),
    may("description", Text, Both, Yes),
    may("required", Flag, Both, Yes),
    may("deprecated", Flag, Both, Yes),
    may("allowEmptyValue", Flag, Both, No("an empty value is judged by the schema alone")),
    may("style", Text, Both, Depends),
    may("explode", Flag, Both, Depends),
    may("allowReserved", Flag, Both, No("reserved characters are always percent-encoded")),
    may("schema", One(Kind::Schema), Both, Yes),
    may("example", Any, Both, No("examples of parameters are not carried over")),
    may("examples", Map(Kind::Example), Both, No("examples of parameters are not carried over")),
    may(
        "content",
        Map(Kind::MediaType),
        Both,
        No("a parameter with `content` is taken as plain text"),
    ),
];

const REQUEST_BODY: &[Field] = &[
    may("description", Text, Both, No("descriptions of request bodies are not carried over")),
    must("content", Map(Kind::MediaType), Both, Depends),
    may("required", Flag, Both, Yes),
];

const MEDIA_TYPE: &[Field] = &[
    may("schema", One(Kind::Schema), Both, Yes),
    may("example", Any, Both, No("examples of payloads are not carried over")),
    may("examples", Map(Kind::Example), Both, No("examples of payloads are not carried over")),
    may(
        "encoding",
        Map(Kind::Encoding),
        Both,
        No("each field of a form is encoded by its schema alone"),
    ),
];

const ENCODING: &[Field] = &[
    may("contentType", Text, Both, Yes),
    may("headers", Map(Kind::Header), Both, Yes),
    may("style", Text, Both, Yes),
    may("explode", Flag, Both, Yes),
    may("allowReserved", Flag, Both, Yes),
];

const RESPONSES: &[Field] = &[may("default", One(Kind::Response), Both, Yes)];

const RESPONSE: &[Field] = &[
    must("description", Text, Both, Yes),
    may(
        "headers",
        Map(Kind::Header),
        Both,
        Table("the generated responses do not read header fields"),
    ),
    may("content", Map(Kind::MediaType), Both, Depends),
    may("links", Map(Kind::Link), Both, No("links are not generated")),
];

const HEADER: &[Field] = &[
    may("description", Text, Both, No("descriptions of header fields are not carried over")),
    may("required", Flag, Both, Yes),
    may("deprecated", Flag, Both, No("header fields are not marked as deprecated")),
    may("style", Text, Both, No("header fields are judged as one text")),
    may("explode", Flag, Both, No("header fields are judged as one text")),
    may("schema", One(Kind::Schema), Both, Yes),
    may("example", Any, Both, No("examples of header fields are not carried over")),
    may("examples", Map(Kind::Example), Both, No("examples of header fields are not carried over")),
    may(
        "content",
        Map(Kind::MediaType),
        Both,
        No("a header field with `content` is taken as plain text"),
    ),
];

const EXAMPLE: &[Field] = &[
    may("summary", Text, Both, Yes),
    may("description", Text, Both, Yes),
    may("value", Any, Both, Yes),
    may("externalValue", Text, Both, Yes),
];

const LINK: &[Field] = &[
    may("operationRef", Text, Both, Yes),
    may("operationId", Text, Both, Yes),
    may("parameters", Any, Both, Yes),
    may("requestBody", Any, Both, Yes),
    may("description", Text, Both, Yes),
    may("server", One(Kind::Server), Both, Yes),
];

const COMPONENTS: &[Field] = &[
    may("schemas", Map(Kind::Schema), Both, Yes),
    may("responses", Map(Kind::Response), Both, Yes),
    may("parameters", Map(Kind::Parameter), Both, Yes),
    may("examples", Map(Kind::Example), Both, No("examples are not carried over")),
    may("requestBodies", Map(Kind::RequestBody), Both, Yes),
    may("headers", Map(Kind::Header), Both, Yes),
    may("securitySchemes", Map(Kind::SecurityScheme), Both, Yes),
    may("links", Map(Kind::Link), Both, No("links are not generated")),
    may("callbacks", Map(Kind::Callback), Both, No("callbacks are not generated")),
    may("pathItems", Map(Kind::PathItem), V31, Yes),
];

const SCHEMA: &[Field] = &[
    may("$ref", Text, Both, Yes),
    may("$schema", Text, V31, No("only the dialect of draft 2020-12 is spoken")),
    may("$id", Text, V31, No("references are resolved by JSON Pointer alone")),
    may("$anchor", Text, V31, No("references are resolved by JSON Pointer alone")),
    may("$dynamicRef", Text, V31, No("references are resolved by JSON Pointer alone")),
    may("$dynamicAnchor", Text, V31, No("references are resolved by JSON Pointer alone")),
    may("$vocabulary", Any, V31, No("vocabularies are not told apart")),
    may("$comment", Text, V31, No("comments are not carried over")),
    may("$defs", Map(Kind::Schema), V31, Yes),
    may("title", Text, Both, Depends),
    may("description", Text, Both, Yes),
    may("type", Type, Both, Depends),
    may("format", Text, Both, Depends),
    may("enum", List, Both, Depends),
    may("const", Any, V31, Depends),
    may("default", Any, Both, Yes),
    may("nullable", Flag, V30, Yes),
    may("multipleOf", Number, Both, Table("no Rust type checks it")),
    may("maximum", Number, Both, Depends),
    may("exclusiveMaximum", Exclusive, Both, Depends),
    may("minimum", Number, Both, Depends),
    may("exclusiveMinimum", Exclusive, Both, Depends),
    may("maxLength", Count, Both, Depends),
    may("minLength", Count, Both, Depends),
    may("pattern", Text, Both, Table("no Rust type checks it")),
    may("maxItems", Count, Both, Table("no Rust type checks it")),
    may("minItems", Count, Both, Table("no Rust type checks it")),
    may("uniqueItems", Flag, Both, Table("no Rust type checks it")),
    may("maxProperties", Count, Both, Table("no Rust type checks it")),
    may("minProperties", Count, Both, Table("no Rust type checks it")),
    may("required", Texts, Both, Depends),
    may("properties", Map(Kind::Schema), Both, Yes),
    may(
        "patternProperties",
        Map(Kind::Schema),
        V31,
        Table("no Rust type tells the names of members apart by pattern"),
    ),
    may("propertyNames", One(Kind::Schema), V31, Table("no Rust type checks the names of members")),
    may("additionalProperties", FlagOrSchema, Both, Depends),
    may("unevaluatedProperties", FlagOrSchema, V31, Depends),
    may("dependentRequired", Any, V31, Table("no Rust type checks it")),
    may("dependentSchemas", Map(Kind::Schema), V31, Table("no Rust type checks it")),
    may("items", One(Kind::Schema), Both, Yes),
    may("prefixItems", Each(Kind::Schema), V31, Table("the Rust type takes any element")),
    may("unevaluatedItems", FlagOrSchema, V31, Table("no Rust type checks it")),
    may("contains", One(Kind::Schema), V31, Table("no Rust type checks it")),
    may("minContains", Count, V31, Table("no Rust type checks it")),
    may("maxContains", Count, V31, Table("no Rust type checks it")),
    may("allOf", Each(Kind::Schema), Both, Depends),
    may("anyOf", Each(Kind::Schema), Both, Depends),
    may("oneOf", Each(Kind::Schema), Both, Depends),
    may("not", One(Kind::Schema), Both, Depends),
    may("if", One(Kind::Schema), V31, Table("no Rust type checks it")),
    may("then", One(Kind::Schema), V31, Table("no Rust type checks it")),
    may("else", One(Kind::Schema), V31, Table("no Rust type checks it")),
    may("contentEncoding", Text, V31, Table("the Rust type holds the encoded text")),
    may("contentMediaType", Text, V31, Table("the Rust type holds the encoded text")),
    may("contentSchema", One(Kind::Schema), V31, Table("the Rust type holds the encoded text")),
    may("discriminator", One(Kind::Discriminator), Both, Depends),
    may("readOnly", Flag, Both, No("requests and responses share one type")),
    may("writeOnly", Flag, Both, No("requests and responses share one type")),
    may("xml", One(Kind::Xml), Both, No("XML is not read or written")),
    may(
        "externalDocs",
        One(Kind::ExternalDocs),
        Both,
        No("links to documentation are not carried over"),
    ),
    may("example", Any, Both, Yes),
    may("examples", List, V31, Yes),
    may("deprecated", Flag, Both, Yes),
];

const DISCRIMINATOR: &[Field] =
    &[must("propertyName", Text, Both, Yes), may("mapping", TextMap, Both, Yes)];

const XML: &[Field] = &[
    may("name", Text, Both, Yes),
    may("namespace", Text, Both, Yes),
    may("prefix", Text, Both, Yes),
    may("attribute", Flag, Both, Yes),
    may("wrapped", Flag, Both, Yes),
];

const SECURITY_SCHEME: &[Field] = &[
    must("type", Text, Both, Yes),
    may("description", Text, Both, No("descriptions of security schemes are not carried over")),
    may("name", Text, Both, Yes),
    may("in", Text, Both, No("where an API key travels is not in the route table")),
    may("scheme", Text, Both, Yes),
    may("bearerFormat", Text, Both, No("the form of bearer tokens is not in the route table")),
    may("flows", One(Kind::OAuthFlows), Both, No("OAuth flows are not in the route table")),
    may("openIdConnectUrl", Text, Both, No("the discovery URL is not in the route table")),
];

const OAUTH_FLOWS: &[Field] = &[
    may("implicit", One(Kind::OAuthFlow), Both, Yes),
    may("password", One(Kind::OAuthFlow), Both, Yes),
    may("clientCredentials", One(Kind::OAuthFlow), Both, Yes),
    may("authorizationCode", One(Kind::OAuthFlow), Both, Yes),
];

const OAUTH_FLOW: &[Field] = &[
    may("authorizationUrl", Text, Both, Yes),
    may("tokenUrl", Text, Both, Yes),
    may("refreshUrl", Text, Both, Yes),
    must("scopes", TextMap, Both, Yes),
];

const TAG: &[Field] = &[
    must("name", Text, Both, Yes),
    may("description", Text, Both, Yes),
    may("externalDocs", One(Kind::ExternalDocs), Both, Yes),
];

const EXTERNAL_DOCS: &[Field] =
    &[must("url", Text, Both, Yes), may("description", Text, Both, Yes)];
