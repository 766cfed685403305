//! Integers inside their limits.

use std::fmt;
use std::num::IntErrorKind;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $integer:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<const MIN: $integer, const MAX: $integer>($integer);

        impl<const MIN: $integer, const MAX: $integer> $name<MIN, MAX> {
            /// The smallest value.
            pub const MIN: $integer = MIN;
            /// The greatest value.
            pub const MAX: $integer = MAX;

            /// A value, if it is inside the limits, which both belong to them.
            pub fn new(value: $integer) -> Result<Self, ValueError> {
                if (MIN..=MAX).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(Self::outside(&value.to_string()))
                }
            }

            /// A value that is checked when the program is compiled; for defaults of a document.
            pub const fn constant<const VALUE: $integer>() -> Self {
                const { assert!(MIN <= VALUE && VALUE <= MAX, "the value is outside its limits") };
                Self(VALUE)
            }

            /// The value.
            pub const fn get(self) -> $integer {
                self.0
            }

            fn outside(text: &str) -> ValueError {
                ValueError::new(
                    text,
                    format!("an integer from {MIN} to {MAX}"),
                    "it is outside these limits",
                    format!("choose a value from {MIN} to {MAX}"),
                )
            }
        }

        impl<const MIN: $integer, const MAX: $integer> TryFrom<$integer> for $name<MIN, MAX> {
            type Error = ValueError;

            fn try_from(value: $integer) -> Result<Self, Self::Error> {
                Self::new(value)
            }
        }

        impl<const MIN: $integer, const MAX: $integer> From<$name<MIN, MAX>> for $integer {
            fn from(value: $name<MIN, MAX>) -> Self {
                value.0
            }
        }

        impl<const MIN: $integer, const MAX: $integer> fmt::Display for $name<MIN, MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl<const MIN: $integer, const MAX: $integer> FromStr for $name<MIN, MAX> {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text.parse::<$integer>() {
                    Ok(value) => Self::new(value),
                    Err(error) => match error.kind() {
                        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => {
                            Err(Self::outside(text))
                        }
                        _ => Err(ValueError::new(
                            text,
                            format!("an integer from {MIN} to {MAX}"),
                            "it is not written in decimal digits",
                            format!("choose a value from {MIN} to {MAX}"),
                        )),
                    },
                }
            }
        }

        impl<const MIN: $integer, const MAX: $integer> Serialize for $name<MIN, MAX> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de, const MIN: $integer, const MAX: $integer> Deserialize<'de> for $name<MIN, MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(<$integer>::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    };
}

bounded! {
    /// A 32-bit integer from `MIN` to `MAX`, both included: `format: int32` with `minimum` and `maximum`.
    BoundedI32, i32
}

bounded! {
    /// A 64-bit integer from `MIN` to `MAX`, both included: `format: int64` with `minimum` and `maximum`.
    BoundedI64, i64
}

#[cfg(test)]
mod tests {
    use super::*;

    type PageSize = BoundedI32<1, 1000>;
    type Wide = BoundedI64<0, 5_000_000_000>;

    #[test]
    fn both_limits_belong_to_the_range() {
        for (value, inside) in [(0, false), (1, true), (1000, true), (1001, false), (-1, false)] {
            assert_eq!(PageSize::new(value).is_ok(), inside, "{value}");
        }
        assert_eq!(PageSize::constant::<50>().get(), 50);
    }

    #[test]
    fn the_error_names_the_limits() {
        let error = PageSize::new(1001).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`1001` is not an integer from 1 to 1000: it is outside these limits; \
             help: choose a value from 1 to 1000"
        );
        let beyond = "99999999999999999999".parse::<PageSize>().unwrap_err();
        assert_eq!(beyond.reason(), "it is outside these limits");
        let word = "abc".parse::<PageSize>().unwrap_err();
        assert_eq!(word.reason(), "it is not written in decimal digits");
    }

    #[test]
    fn reads_and_writes_json_numbers_alone() {
        assert_eq!(serde_json::from_str::<PageSize>("7").unwrap().get(), 7);
        assert_eq!(serde_json::to_string(&PageSize::constant::<7>()).unwrap(), "7");
        for json in ["0", "1001", "7.5", "\"7\"", "null", "5000000000"] {
            assert!(serde_json::from_str::<PageSize>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::from_str::<Wide>("5000000000").unwrap().get(), 5_000_000_000);
        assert!(serde_json::from_str::<Wide>("5000000001").is_err());
    }
}
