//! Readers of single texts, and the questions that emitted code asks of a form.
//!
//! A reader is a function from a text to a value, such as [`parsed`]; [`FormPairs::one`] and its like apply it to a field and
//! put the field's name into the error.

use std::fmt::Display;
use std::str::FromStr;

use super::{FormPairs, IntegerEnum, StringEnum, ValueError};

/// Reads by the type's own parser.
pub fn parsed<T>(text: &str) -> Result<T, ValueError>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|error: T::Err| {
        ValueError::new(
            text,
            "of the documented type",
            error.to_string(),
            "see what the document allows",
        )
    })
}

/// Reads a value that the document lists; one that it does not list is an error.
pub fn listed<T: StringEnum>(text: &str) -> Result<T, ValueError> {
    let value = T::from_wire(text);
    if value.is_known() {
        return Ok(value);
    }
    Err(unlisted(text, &T::KNOWN.join("`, `")))
}

/// Reads an integer that the document lists; one that it does not list is an error.
pub fn listed_integer<T: IntegerEnum>(text: &str) -> Result<T, ValueError> {
    let value = T::from_wire(parsed(text)?);
    if value.is_known() {
        return Ok(value);
    }
    let known: Vec<String> = T::KNOWN.iter().map(i64::to_string).collect();
    Err(unlisted(text, &known.join("`, `")))
}

fn unlisted(text: &str, known: &str) -> ValueError {
    ValueError::new(
        text,
        "a listed value",
        "the document does not list it",
        format!("use one of `{known}`"),
    )
}

/// Applies a reader and puts the field's name into its error.
pub fn named<T>(
    name: &str,
    text: &str,
    read: impl Fn(&str) -> Result<T, ValueError>,
) -> Result<T, ValueError> {
    read(text).map_err(|error| {
        ValueError::new(
            error.text(),
            format!("{} in `{name}`", error.expected()),
            error.reason(),
            error.help(),
        )
    })
}

/// A field that must be there.
pub fn required<T>(name: &str, value: Option<T>) -> Result<T, ValueError> {
    value.ok_or_else(|| {
        ValueError::new(
            name,
            "a field of the form",
            "the document requires it",
            format!("send `{name}`"),
        )
    })
}

impl FormPairs {
    /// The only value of a name; a repeated name is an error.
    pub fn one<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, ValueError> {
        self.single(name)?.map(|text| named(name, text, read)).transpose()
    }

    /// Every value of a repeated name, in order; none where it was not sent.
    pub fn many<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, ValueError>,
    ) -> Result<Option<Vec<T>>, ValueError> {
        let values: Vec<T> =
            self.all(name).map(|text| named(name, text, &read)).collect::<Result<_, _>>()?;
        Ok((!values.is_empty()).then_some(values))
    }

    /// The elements of one value, parted by a character; an empty value has none.
    pub fn joined<T>(
        &self,
        name: &str,
        separator: char,
        read: impl Fn(&str) -> Result<T, ValueError>,
    ) -> Result<Option<Vec<T>>, ValueError> {
        let Some(text) = self.single(name)? else { return Ok(None) };
        let elements = text.split(separator).filter(|_| !text.is_empty());
        elements.map(|element| named(name, element, &read)).collect::<Result<_, _>>().map(Some)
    }

    /// Refuses a name that the document does not have.
    pub fn only(&self, names: &[&str]) -> Result<(), ValueError> {
        match self.iter().find(|(name, _)| !names.contains(name)) {
            None => Ok(()),
            Some((name, _)) => Err(ValueError::new(
                name,
                "a field of this form",
                "the document closes the form and does not have it",
                format!("use one of `{}`", names.join("`, `")),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> FormPairs {
        FormPairs::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn an_error_names_the_field() {
        let error = form("Page=abc").one("Page", parsed::<i32>).unwrap_err();
        assert!(error.to_string().contains("in `Page`"), "{error}");
        let error = form("a=1&b=2").only(&["a"]).unwrap_err();
        assert!(error.to_string().starts_with("`b` is not a field"), "{error}");
        let error = required::<i32>("Page", None).unwrap_err();
        assert!(error.to_string().contains("the document requires it"), "{error}");
    }

    #[test]
    fn lists_travel_repeated_or_joined() {
        assert_eq!(form("a=1&a=2").many("a", parsed::<i32>), Ok(Some(vec![1, 2])));
        assert_eq!(form("").many("a", parsed::<i32>), Ok(None));
        assert_eq!(form("a=1,2").joined("a", ',', parsed::<i32>), Ok(Some(vec![1, 2])));
        assert_eq!(form("a=").joined("a", ',', parsed::<i32>), Ok(Some(vec![])));
    }
}
