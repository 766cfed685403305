//! `server-placeholder`, `server-missing`, `server-variable-undeclared`: where to send requests is not said.

use serde_json::Value;

use super::Find;
use crate::report::At;

pub(super) fn find(find: &mut Find<'_>) {
    let servers = find.document.get("servers").and_then(Value::as_array);
    let Some(servers) = servers.filter(|servers| !servers.is_empty()) else {
        find.found.push(
            find.reporter
                .finding("server-missing", At::Value, "", "the document names no server")
                .why("OpenAPI then means `/`, seen from where the document was fetched")
                .help("add `servers`"),
        );
        return;
    };
    for (index, server) in servers.iter().enumerate() {
        let at = format!("/servers/{index}/url");
        let url = server.get("url").and_then(Value::as_str).unwrap_or_default();
        if let Some(word) = placeholder(url) {
            find.found.push(
                find.reporter
                    .finding(
                        "server-placeholder",
                        At::Value,
                        &at,
                        format!("the server's URL holds the placeholder `{word}`"),
                    )
                    .why("no such host exists, and a reader can't know that it is to be replaced")
                    .help("write it as a variable in braces, with a default under `variables`"),
            );
        }
        let variables = server.get("variables");
        for name in
            url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
        {
            if variables.and_then(|variables| variables.get(name)).is_none() {
                find.found.push(
                    find.reporter
                        .finding(
                            "server-variable-undeclared",
                            At::Value,
                            &at,
                            format!("the server's variable `{name}` is declared nowhere"),
                        )
                        .why("it has no default to put in its place")
                        .help(format!("add `{name}` to `variables` with a `default`")),
                );
            }
        }
    }
}

/// A part of a URL outside braces that asks to be replaced, such as `YOUR_SPACE`.
fn placeholder(url: &str) -> Option<&str> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if url.contains(['<', '>']) {
        return url.split(['<', '>']).nth(1);
    }
    url.split(|letter: char| !is_word(letter)).find(|word| {
        let lower = word.to_ascii_lowercase();
        let asks =
            ["your_", "your-", "my_", "insert_"].iter().any(|start| lower.starts_with(start));
        asks && !url.contains(&format!("{{{word}}}"))
    })
}

#[cfg(test)]
mod tests {
    use super::placeholder;

    #[test]
    fn a_variable_is_no_placeholder() {
        assert_eq!(placeholder("https://YOUR_SPACE.signalwire.com/api"), Some("YOUR_SPACE"));
        assert_eq!(placeholder("https://<space>.example"), Some("space"));
        assert_eq!(placeholder("https://{your_space}.signalwire.com"), None);
        assert_eq!(placeholder("https://api.twilio.com"), None);
    }
}
