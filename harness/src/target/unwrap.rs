//! Texts unwrapped: what percent-encoding, the escapes of JSON and of HTML, and UTF-16 make of a text, taken back byte by byte,
//! so that a secret is found below any of them, and what it was made of can be masked.

/// Bytes as they are below one or more wrappings, and where each of them came from.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    /// For each byte the first byte of the original that stands for it, and where the next one begins.
    places: Vec<(u32, u32)>,
}

/// What HTML calls the characters that it escapes.
const ENTITIES: [(&[u8], u8); 5] =
    [(b"&amp;", b'&'), (b"&lt;", b'<'), (b"&gt;", b'>'), (b"&quot;", b'"'), (b"&apos;", b'\'')];

/// No entity that stands for one character is longer.
const LONGEST_ENTITY: usize = 12;

impl View {
    /// The bytes as they are.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let places = (0..bytes.len()).map(|place| narrow((place, place + 1))).collect();
        Self { bytes: bytes.to_vec(), places }
    }

    /// The same, read as UTF-16 from its first byte or its second, in either order of bytes.
    pub(super) fn of_utf_16(bytes: &[u8]) -> impl Iterator<Item = Self> {
        let ways = [(0, false), (0, true), (1, false), (1, true)];
        let nothings = memchr::memchr_iter(0, bytes).count();
        // Every other byte of plain words is one; in between stands what is not ASCII.
        ways.into_iter().filter(move |_| nothings >= 2 && nothings * 4 >= bytes.len()).map(
            move |(from, big)| {
                let mut view = Self { bytes: vec![], places: vec![] };
                let units = bytes.get(from..).unwrap_or_default().chunks_exact(2).enumerate();
                for (index, pair) in units {
                    let pair = [pair[0], pair[1]];
                    let unit =
                        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
                    let start = from + index * 2;
                    // What is beyond the first plane is no part of what anybody types.
                    view.push(&utf_8(unit.into()).unwrap_or_default(), narrow((start, start + 2)));
                }
                view
            },
        )
    }

    /// Which bytes of the original stand for these of the view.
    pub(super) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        (self.places[start].0 as usize, self.places[end - 1].1 as usize)
    }

    /// One wrapping less; none where there is none.
    pub(super) fn unwrapped(&self) -> Option<Self> {
        let mut inner = Self { bytes: vec![], places: vec![] };
        let mut at = 0;
        let mut any = false;
        while at < self.bytes.len() {
            if let Some((character, length)) = unit(&self.bytes[at..]) {
                any = true;
                let place = narrow(self.original(at, at + length));
                inner.push(&character, place);
                at += length;
            } else {
                inner.push(&self.bytes[at..=at], self.places[at]);
                at += 1;
            }
        }
        any.then_some(inner)
    }

    /// The same without white space, which breaks lines of base64.
    pub(super) fn in_one_line(&self) -> Self {
        let kept = self.bytes.iter().zip(&self.places);
        let kept = kept.filter(|(byte, _)| !byte.is_ascii_whitespace());
        let (bytes, places) = kept.map(|(byte, place)| (*byte, *place)).unzip();
        Self { bytes, places }
    }

    fn push(&mut self, bytes: &[u8], place: (u32, u32)) {
        self.bytes.extend_from_slice(bytes);
        self.places.resize(self.bytes.len(), place);
    }
}

/// A place takes half of its memory so; nothing that is searched is as long as four gigabytes.
fn narrow((start, end): (usize, usize)) -> (u32, u32) {
    (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}

/// Whether bytes may be wrapped in any way that is known here.
pub(super) fn may_be_wrapped(bytes: &[u8]) -> bool {
    memchr::memchr3(b'%', b'\\', b'&', bytes).is_some() || memchr::memchr(0, bytes).is_some()
}

/// The wrapped character that some bytes begin with, and how many of them it takes.
fn unit(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    match bytes {
        [b'%', rest, ..] if rest.is_ascii_hexdigit() => {
            Some((vec![u8::try_from(hex(bytes.get(1..3)?)?).ok()?], 3))
        }
        [b'\\', b'u', b'{', ..] => {
            let end = bytes.iter().take(LONGEST_ENTITY).position(|byte| *byte == b'}')?;
            Some((utf_8(hex(&bytes[3..end])?)?, end + 1))
        }
        [b'\\', b'u', ..] => Some(utf_16(
            hex(bytes.get(2..6)?)?,
            || bytes.get(6..8).filter(|own| *own == br"\u").and_then(|_| hex(bytes.get(8..12)?)),
            6,
        )),
        [b'\\', b'x', ..] => Some((vec![u8::try_from(hex(bytes.get(2..4)?)?).ok()?], 4)),
        [b'\\', own, ..] => {
            let plain = match own {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' | b'f' => b' ',
                other if other.is_ascii_punctuation() => *other,
                _ => return None,
            };
            Some((vec![plain], 2))
        }
        [b'&', ..] => entity(bytes),
        // The half of an ASCII character in UTF-16.
        [0, ..] => Some((vec![], 1)),
        _ => None,
    }
}

fn entity(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    if let Some((name, own)) = ENTITIES.iter().find(|(name, _)| bytes.starts_with(name)) {
        return Some((vec![*own], name.len()));
    }
    let end = bytes.iter().take(LONGEST_ENTITY).position(|byte| *byte == b';')?;
    let number = bytes[..end].strip_prefix(b"&#")?;
    let code = match number {
        [b'x' | b'X', digits @ ..] => hex(digits)?,
        digits => std::str::from_utf8(digits).ok()?.parse().ok()?,
    };
    Some((utf_8(code)?, end + 1))
}

/// A code unit of UTF-16, with the one behind it where both are one character.
fn utf_16(unit: u32, next: impl FnOnce() -> Option<u32>, length: usize) -> (Vec<u8>, usize) {
    if let Some(plain) = utf_8(unit) {
        return (plain, length);
    }
    let low = next().filter(|low| (0xDC00..0xE000).contains(low) && unit < 0xDC00);
    let both = low.and_then(|low| utf_8(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
    both.map_or((vec![], length), |both| (both, length * 2))
}

fn hex(digits: &[u8]) -> Option<u32> {
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    u32::from_str_radix(std::str::from_utf8(digits).ok().filter(|_| all)?, 16).ok()
}

fn utf_8(code: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(code)?.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &[u8]) -> Option<String> {
        View::of(text).unwrapped().map(|view| String::from_utf8_lossy(&view.bytes).into_owned())
    }

    #[test]
    fn each_wrapping_is_taken_off_and_what_is_none_stays() {
        for (text, expected) in [
            ("%70%C3%B6%2f", "pö/"),
            (r#"\u0070\u00f6\"\\\/\n"#, "pö\"\\/\n"),
            (r"\ud83d\ude00.", "😀."),
            (r"\u{f6}\x70", "öp"),
            ("&amp;&#x70;&#246;&quot;", "&pö\""),
            ("p\0w\0", "pw"),
            ("100% \\z & &nbsp; %7", ""),
        ] {
            let expected = Some(expected.to_owned()).filter(|own| !own.is_empty());
            assert_eq!(inner(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn each_byte_knows_where_it_came_from() {
        let once = View::of(b"a%2570b").unwrapped().unwrap();
        let twice = once.unwrapped().unwrap();
        assert_eq!(twice.bytes, b"apb");
        assert_eq!((twice.original(1, 2), twice.original(0, 3)), ((1, 6), (0, 7)));
        let broken = View::of(b"ab\r\n cd").in_one_line();
        assert_eq!((broken.bytes.as_slice(), broken.original(1, 3)), (&b"abcd"[..], (1, 6)));
    }
}
