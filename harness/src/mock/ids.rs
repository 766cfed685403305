//! Ids, passwords and page tokens: all from the seed, so that the same seed gives the same server.

use uuid::Uuid;

/// The golden-ratio increment of the SplitMix64 sequence.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// One round of SplitMix64: a bijection that spreads each bit of the input over the output.
const fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// A sequence of ids that depends on the seed and on how many were drawn before.
#[derive(Debug)]
pub(super) struct Ids {
    state: u64,
}

impl Ids {
    /// The sequence of a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: mix(seed.wrapping_add(STEP)) }
    }

    fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    fn double(&mut self) -> u128 {
        (u128::from(self.word()) << 64) | u128::from(self.word())
    }

    /// The next id: a UUID of version 4, as the vendor's are.
    pub(super) fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.double().to_be_bytes()).into_uuid()
    }

    /// The next secret, in the vendor's manner: `PT` and 48 hexadecimal digits.
    pub(super) fn password(&mut self) -> String {
        format!("PT{:032x}{:016x}", self.double(), self.word())
    }

    /// The next token of an account: 32 hexadecimal digits.
    pub(super) fn token(&mut self) -> String {
        format!("{:032x}", self.double())
    }
}

/// A short name for some words, such that nobody guesses it without the seed by accident.
pub(super) fn digest(seed: u64, words: &[u64]) -> u128 {
    let half = |salt: u64| {
        words
            .iter()
            .fold(mix(seed ^ salt), |state, word| mix(state.wrapping_add(STEP) ^ mix(*word)))
    };
    (u128::from(half(0x5EED)) << 64) | u128::from(half(0xC0DE))
}

/// Reads a UUID in its only lawful spelling: 8-4-4-4-12 hexadecimal digits, in either case.
pub(super) fn read_uuid(text: &str) -> Option<Uuid> {
    // The length sets the hyphenated form apart from the braced, the plain and the URN one.
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

/// Reads a SID: its prefix to the letter, and 32 hexadecimal digits in either case.
pub(super) fn read_sid(prefix: &str, text: &str) -> Option<Uuid> {
    let digits = text.strip_prefix(prefix)?;
    // The length sets the plain form apart from the hyphenated, the braced and the URN one.
    if digits.len() == 32 { Uuid::try_parse(digits).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides_the_ids() {
        let drawn = |seed| {
            let mut ids = Ids::new(seed);
            (ids.uuid(), ids.uuid(), ids.password())
        };
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        assert_ne!(drawn(7).0, drawn(7).1);
        assert_eq!(drawn(7).0.get_version_num(), 4);
    }

    #[test]
    fn only_the_hyphenated_spelling_is_a_uuid() {
        let id = "b3877c40-da60-4998-90ad-0b792e98472c";
        assert!(read_uuid(id).is_some());
        assert_eq!(read_uuid(&id.to_uppercase()), read_uuid(id));
        for other in [
            "",
            "b3877c40da60499890ad0b792e98472c",
            "{b3877c40-da60-4998-90ad-0b792e98472c}",
            "urn:uuid:b3877c40-da60-4998-90ad-0b792e98472c",
            "b3877c40-da60-4998-90ad-0b792e98472g",
            "b3877c40-da60-4998-90ad-0b792e98472",
        ] {
            assert_eq!(read_uuid(other), None, "{other}");
        }
    }

    #[test]
    fn a_sid_has_its_prefix_and_32_digits() {
        let digits = "b3877c40da60499890ad0b792e98472c";
        let sid = format!("CA{digits}");
        assert_eq!(read_sid("CA", &sid).map(|id| id.simple().to_string()), Some(digits.to_owned()));
        assert_eq!(read_sid("CA", &format!("CA{}", digits.to_uppercase())), read_sid("CA", &sid));
        for other in [
            format!("ca{digits}"),
            format!("CF{digits}"),
            digits.to_owned(),
            format!("CA{}", &digits[1..]),
            format!("CA{digits}0"),
            format!("CA{}g", &digits[1..]),
            "CAb3877c40-da60-4998-90ad-0b792e98472c".to_owned(),
        ] {
            assert_eq!(read_sid("CA", &other), None, "{other}");
        }
    }

    #[test]
    fn a_digest_depends_on_every_word() {
        assert_eq!(digest(1, &[1, 2]), digest(1, &[1, 2]));
        assert_ne!(digest(1, &[1, 2]), digest(1, &[2, 1]));
        assert_ne!(digest(1, &[1, 2]), digest(2, &[1, 2]));
        assert_ne!(digest(1, &[0]), digest(1, &[0, 0]));
    }
}
