//! What was meant, perhaps.

/// `; did you mean …?` for the nearest name, or nothing where none is near.
pub fn did_you_mean<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let text = text.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(&text, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min()
        .map(|(_, name)| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_told_and_a_far_one_is_not() {
        let names = ["signalwire", "twilio"];
        assert_eq!(did_you_mean("signalwrie", names), "; did you mean `signalwire`?");
        assert_eq!(did_you_mean("genesys", names), "");
    }
}
