//! The head of an answer, read generously.
//!
//! Whether a head obeys RFC 9112 is for a check to judge, byte by byte. So here everything is understood that shows its meaning,
//! and only what has no status line at all is refused.

use crate::record::{Failure, FailureKind};

/// Bytes of an answer that a failure quotes. Secrets are taken out of it before it is cut to a size for reading, so that none
/// is cut in half and missed.
const EXCERPT: usize = 4096;

/// The head of an answer, parsed.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// As it came.
    pub(super) bytes: Vec<u8>,
    pub(super) http_1_0: bool,
}

/// Where the head that begins a buffer ends, behind its empty line; none while it is not whole.
///
/// # Errors
///
/// Where what has come is the beginning of no answer, so that waiting for more is idle.
pub(super) fn end(bytes: &[u8]) -> Result<Option<usize>, Failure> {
    const START: &[u8] = b"HTTP/1.";
    let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let come = (bytes.len() - blank).min(START.len());
    if bytes[blank..blank + come] != START[..come] {
        return Err(malformed(bytes));
    }
    let mut start = blank;
    while let Some(length) = bytes[start..].iter().position(|byte| *byte == b'\n') {
        let line = line(&bytes[start..start + length]);
        if start == blank && status_line(line).is_none() {
            return Err(malformed(bytes));
        }
        start += length + 1;
        if line.is_empty() {
            return Ok(Some(start));
        }
    }
    Ok(None)
}

/// Reads a whole head; none where its first line is no status line.
pub(super) fn parse(bytes: Vec<u8>) -> Option<Head> {
    let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let mut lines = bytes[blank..].split(|byte| *byte == b'\n').map(line);
    let (http_1_0, status) = status_line(lines.next()?)?;
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        let text = String::from_utf8_lossy(line);
        if let Some((_, value)) =
            headers.last_mut().filter(|_| line.starts_with(b" ") || line.starts_with(b"\t"))
        {
            // A folded line goes on with the value before it (RFC 9112, 5.2).
            value.push(' ');
            value.push_str(text.trim_matches([' ', '\t']));
        } else if let Some((name, value)) = text.split_once(':') {
            let trimmed = |part: &str| part.trim_matches([' ', '\t']).to_owned();
            headers.push((trimmed(name), trimmed(value)));
        }
    }
    Some(Head { status, headers, bytes, http_1_0 })
}

fn line(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Whether the version is HTTP/1.0, and the status code.
fn status_line(line: &[u8]) -> Option<(bool, u16)> {
    let rest = line.strip_prefix(b"HTTP/1.")?;
    let (version, rest) = rest.split_first().filter(|(minor, _)| minor.is_ascii_digit())?;
    let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let (code, rest) = rest[spaces..].split_at_checked(3).filter(|_| spaces > 0)?;
    if !code.iter().all(u8::is_ascii_digit) || !rest.first().is_none_or(u8::is_ascii_whitespace) {
        return None;
    }
    let code = code.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    Some((*version == b'0', code))
}

fn malformed(bytes: &[u8]) -> Failure {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(EXCERPT)]);
    let detail = format!("no status line; the answer begins with {start:?}");
    Failure { kind: FailureKind::Malformed, detail }
}
