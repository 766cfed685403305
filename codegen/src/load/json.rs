//! JSON with places. Strings and numbers are decoded by serde_json, so surrogate pairs and wide numbers come out right.

use serde_json::{Number, Value};

use super::tree::{Data, Entry, Node};
use super::{DEEPEST, Fault};
use crate::place::Span;

/// Parses one JSON text. `skipped` bytes stand before it in the source.
pub(super) fn parse(text: &str, skipped: usize) -> Result<Node, Fault> {
    let mut reader = Reader { text, skipped, at: 0, line: 1, column: 1 };
    reader.space();
    let node = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fault("there is more text behind the document's end"));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    skipped: usize,
    at: usize,
    line: u32,
    column: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over one byte; a continuation byte of UTF-8 is no column of its own.
    fn step(&mut self) {
        match self.peek() {
            Some(b'\n') => {
                self.line += 1;
                self.column = 1;
            }
            Some(byte) if byte & 0xC0 != 0x80 => self.column += 1,
            _ => {}
        }
        self.at += 1;
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.step();
        }
    }

    fn here(&self) -> Span {
        let start = self.at + self.skipped;
        Span { start, end: start + 1, line: self.line, column: self.column }
    }

    fn close(&self, mut span: Span) -> Span {
        span.end = self.at + self.skipped;
        span
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault {
            rule: "not-json",
            message: message.into(),
            why: "RFC 8259 fixes what JSON text looks like",
            help: "mend the text at this place".into(),
            span: self.here(),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        if depth > DEEPEST {
            return Err(super::yaml::too_deep(self.here()));
        }
        let start = self.here();
        match self.peek() {
            Some(b'{') => self.map(start, depth),
            Some(b'[') => self.list(start, depth),
            Some(b'"') => {
                let text = self.string()?;
                Ok(Node { span: self.close(start), data: Data::Scalar(Value::String(text)) })
            }
            Some(_) => self.word(start),
            None => Err(self.fault("the text ends where a value should stand")),
        }
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Node, Fault> {
        let mut entries = Vec::new();
        self.step();
        self.space();
        if self.peek() == Some(b'}') {
            self.step();
            return Ok(Node { span: self.close(start), data: Data::Map(entries) });
        }
        loop {
            self.space();
            let key_start = self.here();
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key in double quotes should stand here"));
            }
            let key = self.string()?;
            let key_span = self.close(key_start);
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.fault(format!("a `:` should stand after the key `{key}`")));
            }
            self.step();
            self.space();
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, value });
            self.space();
            match self.peek() {
                Some(b',') => self.step(),
                Some(b'}') => {
                    self.step();
                    return Ok(Node { span: self.close(start), data: Data::Map(entries) });
                }
                _ => return Err(self.fault("a `,` or `}` should stand here")),
            }
        }
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Node, Fault> {
        let mut items = Vec::new();
        self.step();
        self.space();
        if self.peek() == Some(b']') {
            self.step();
            return Ok(Node { span: self.close(start), data: Data::List(items) });
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.step(),
                Some(b']') => {
                    self.step();
                    return Ok(Node { span: self.close(start), data: Data::List(items) });
                }
                _ => return Err(self.fault("a `,` or `]` should stand here")),
            }
        }
    }

    /// A string token, from its opening quote to behind its closing one.
    fn string(&mut self) -> Result<String, Fault> {
        let opening = self.here();
        let from = self.at;
        self.step();
        loop {
            match self.peek() {
                None => {
                    return Err(Fault { span: opening, ..self.fault("this string never ends") });
                }
                Some(b'\\') => {
                    self.step();
                    self.step();
                }
                Some(b'"') => {
                    self.step();
                    break;
                }
                Some(_) => self.step(),
            }
        }
        let token = self.text.get(from..self.at).unwrap_or_default();
        serde_json::from_str(token).map_err(|error| Fault {
            span: self.close(opening),
            ..self.fault(format!("this string is not JSON: {}", reason(&error)))
        })
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self, start: Span) -> Result<Node, Fault> {
        let from = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        {
            self.step();
        }
        let value = match &self.text[from..self.at] {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            word => serde_json::from_str::<Number>(word).map(Value::Number).map_err(|_| Fault {
                span: self.close(start),
                ..self.fault(format!("`{word}` is no JSON value"))
            })?,
        };
        Ok(Node { span: self.close(start), data: Data::Scalar(value) })
    }
}

/// What serde_json says, without the place in the token, which would mislead.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(node: &Node) -> &Value {
        match &node.data {
            Data::Scalar(value) => value,
            _ => panic!("not a scalar"),
        }
    }

    #[test]
    fn surrogate_pairs_and_wide_numbers_are_read() {
        let node = parse(r#"["\ud83d\ude00", -9223372036854776000]"#, 0).expect("lawful JSON");
        let Data::List(items) = node.data else { panic!("not a list") };
        assert_eq!(scalar(&items[0]), "😀");
        assert_eq!(scalar(&items[1]).as_f64(), Some(-9.223_372_036_854_776e18));
    }

    #[test]
    fn keys_and_values_know_line_and_column() {
        let node = parse("{\n  \"é\": 1, \"b\": [true]\n}", 0).expect("lawful JSON");
        let Data::Map(entries) = node.data else { panic!("not a map") };
        let place = |span: Span| (span.line, span.column);
        assert_eq!(place(entries[0].value.span), (2, 8));
        assert_eq!(place(entries[1].key_span), (2, 11));
    }

    #[test]
    fn broken_texts_give_their_place() {
        for (text, line, column) in [
            ("{", 1, 2),
            ("{\"a\" 1}", 1, 6),
            ("[1,\n 2", 2, 3),
            ("\"a", 1, 1),
            ("[nul]", 1, 2),
            ("1 2", 1, 3),
            ("\"a\\", 1, 1),
        ] {
            let fault = parse(text, 0).expect_err(text);
            assert_eq!((fault.span.line, fault.span.column), (line, column), "{text}");
        }
    }
}
