//! The badge of a README or a dashboard: one small SVG that needs no font, no script and no network.

use super::words::shown;
use crate::record::{Summary, VerdictWord};

/// The height, and the baseline of the text in it, in pixels.
const HEIGHT: u32 = 20;
const BASELINE: u32 = 14;

/// How round the corners are, in pixels. They are drawn, not clipped: an id would clash where several badges stand in one page.
const RADIUS: u32 = 3;

/// What stands at each side of a text, in pixels.
const MARGIN: u32 = 6;

/// The ground of the left half; the text on it, and on every other ground, is white.
const GROUND: &str = "#3b3b3b";

/// The badge's text.
pub fn render(summary: &Summary) -> String {
    let (word, ground) = match summary.verdict {
        VerdictWord::Conforms => ("conforms", "#1a7f37"),
        VerdictWord::Violates => ("violates", "#b42318"),
        VerdictWord::Inconclusive => ("inconclusive", "#7a5600"),
    };
    let name = format!("rollcall | {}", shown(&summary.api));
    let date: String = summary.timing.started.chars().take("2026-11-22".len()).collect();
    let title = format!("{name}: {word} on {}, seed {}", shown(&date), summary.seed);
    let [left, right] = [width(&name), width(word)];
    let split = left + 2 * MARGIN;
    let whole = split + right + 2 * MARGIN;
    let (corner, at) = (whole - RADIUS, split + MARGIN);
    let side = HEIGHT - 2 * RADIUS;
    let [name, title] = [name, title].map(|text| escaped(&text));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{HEIGHT}\" viewBox=\"0 0 {whole} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">\n\
         <title>{title}</title>\n\
         <path fill=\"{GROUND}\" d=\"M{split} 0v{HEIGHT}H{RADIUS}a{RADIUS} {RADIUS} 0 0 1-{RADIUS}-{RADIUS}v-{side}a{RADIUS} {RADIUS} 0 0 1 {RADIUS}-{RADIUS}z\"/>\n\
         <path fill=\"{ground}\" d=\"M{split} 0H{corner}a{RADIUS} {RADIUS} 0 0 1 {RADIUS} {RADIUS}v{side}a{RADIUS} {RADIUS} 0 0 1-{RADIUS} {RADIUS}H{split}z\"/>\n\
         <g fill=\"#ffffff\" font-family=\"Verdana, DejaVu Sans, Geneva, sans-serif\" font-size=\"11\">\n\
         <text x=\"{MARGIN}\" y=\"{BASELINE}\" textLength=\"{left}\" lengthAdjust=\"spacingAndGlyphs\">{name}</text>\n\
         <text x=\"{at}\" y=\"{BASELINE}\" textLength=\"{right}\" lengthAdjust=\"spacingAndGlyphs\">{word}</text>\n\
         </g>\n\
         </svg>\n"
    )
}

/// How wide a text is at 11 pixels in a wide sans-serif, in pixels. Where the font is another one, `textLength` fits it in.
fn width(text: &str) -> u32 {
    let tenths: u32 = text.chars().map(advance).sum();
    tenths.div_ceil(10)
}

/// How far a character moves the next one, in tenths of a pixel.
const fn advance(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' => 30,
        ' ' | 'f' => 39,
        't' => 43,
        'r' | '|' => 48,
        '-' | '.' => 50,
        'c' | 's' | 'z' => 58,
        'k' | 'v' | 'x' | 'y' => 65,
        'a' | 'e' => 66,
        'w' => 90,
        'm' | 'M' | 'W' => 107,
        _ => 70,
    }
}

/// A text between tags and in an attribute. What XML cannot say at all was made visible before.
fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            other => all.push(other),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use quick_xml::events::Event;

    use super::*;
    use crate::report::sample;

    /// An element's name, and its attributes.
    type Element = (String, Vec<(String, String)>);

    /// Its elements and its texts.
    fn read(text: &str) -> (Vec<Element>, Vec<String>) {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let (mut elements, mut texts) = (vec![], vec![String::new()]);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(own) | Event::Empty(own) => {
                    let attributes = own.attributes().map(|own| {
                        let own = own.unwrap();
                        let key = String::from_utf8(own.key.as_ref().to_vec()).unwrap();
                        let value = std::str::from_utf8(&own.value).unwrap();
                        (key, quick_xml::escape::unescape(value).unwrap().into_owned())
                    });
                    let attributes = attributes.collect();
                    let name = String::from_utf8(own.name().as_ref().to_vec()).unwrap();
                    elements.push((name, attributes));
                    texts.push(String::new());
                }
                Event::Text(own) => {
                    texts.last_mut().unwrap().push_str(std::str::from_utf8(&own).unwrap());
                }
                Event::GeneralRef(own) => {
                    let name = format!("&{};", std::str::from_utf8(&own).unwrap());
                    let letter = quick_xml::escape::unescape(&name).unwrap().into_owned();
                    texts.last_mut().unwrap().push_str(&letter);
                }
                Event::Eof => return (elements, texts),
                _ => {}
            }
        }
    }

    #[test]
    fn it_says_to_everybody_what_it_shows() {
        for (summary, word) in [(sample::lawful(), "conforms"), (sample::hostile(), "violates")] {
            let (elements, texts) = read(&render(&summary));
            let (name, root) = &elements[0];
            let of = |key: &str| root.iter().find(|(own, _)| own == key).unwrap().1.clone();
            assert_eq!((name.as_str(), of("role").as_str()), ("svg", "img"));
            let title = format!("rollcall | signalwire: {word} on 2026-11-22, seed 7");
            assert_eq!(of("aria-label"), title);
            let texts: Vec<&str> =
                texts.iter().map(|own| own.trim()).filter(|own| !own.is_empty()).collect();
            assert_eq!(texts, [title.as_str(), "rollcall | signalwire", word]);
            let drawn = elements.iter().filter(|(name, _)| name == "text");
            let mut lengths = drawn.map(|(_, own)| own.iter().any(|(key, _)| key == "textLength"));
            assert!(lengths.all(|own| own));
        }
    }

    #[test]
    fn nothing_breaks_out_of_it() {
        let mut summary = sample::lawful();
        summary.timing.started = "\"><a&\u{1}]]".to_owned();
        summary.api = sample::HOSTILE.to_owned();
        let (elements, texts) = read(&render(&summary));
        let names: Vec<&str> = elements.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["svg", "title", "path", "path", "g", "text", "text"]);
        assert!(texts.iter().any(|own| own.contains("<script>alert(1)</script>")), "{texts:?}");
        assert!(!render(&summary).contains('\u{1}'));
    }

    #[test]
    fn white_is_read_on_every_ground() {
        let mut seen = 0;
        for verdict in [VerdictWord::Conforms, VerdictWord::Violates, VerdictWord::Inconclusive] {
            let text = render(&Summary { verdict, ..sample::lawful() });
            for (_, own) in read(&text).0.iter().filter(|(name, _)| name == "path") {
                let Some((_, ground)) = own.iter().find(|(key, _)| key == "fill") else { continue };
                let contrast = 1.05 / (luminance(ground) + 0.05);
                assert!(contrast >= 4.5, "{ground}: {contrast}");
                seen += 1;
            }
        }
        assert_eq!(seen, 6);
    }

    /// Relative luminance, by WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let own = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if own <= 0.04045 { own / 12.92 } else { ((own + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn every_word_has_room() {
        assert_eq!([width(""), width("il"), width("mm")], [0, 6, 22]);
        for word in ["conforms", "violates", "inconclusive", "rollcall | signalwire"] {
            let letters = u32::try_from(word.len()).unwrap();
            assert!((5 * letters..=8 * letters).contains(&width(word)), "{word}: {}", width(word));
        }
    }
}
