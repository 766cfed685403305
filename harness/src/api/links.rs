//! Where links lead.

use percent_encoding::percent_decode_str;

/// Whether a path leads to a resource, which is a path as well: the same one below any base path, with or without a suffix that
/// names the format. Ids in capitals are the same ids.
pub fn is_the_same_resource(resource: &str, path: &str) -> bool {
    let plain = |text: &str| {
        let text = percent_decode_str(text).decode_utf8_lossy().to_ascii_lowercase();
        let text = text.trim_end_matches('/');
        text.strip_suffix(".json").unwrap_or(text).to_owned()
    };
    let (resource, path) = (plain(resource), plain(path));
    path.strip_suffix(resource.as_str()).is_some_and(|base| {
        resource.starts_with('/') && !base.ends_with('/') || resource.is_empty() && base.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_known_below_any_base_path_and_by_any_suffix() {
        let own = "/Accounts/a-1/Conferences/c-1/Participants";
        for path in [
            "/Accounts/a-1/Conferences/c-1/Participants",
            "/api/laml/2010-04-01/Accounts/A-1/Conferences/C-1/Participants.json",
            "/2010-04-01/Accounts/a%2D1/Conferences/c-1/Participants/",
        ] {
            assert!(is_the_same_resource(own, path), "{path}");
        }
        for path in [
            "/Accounts/a-1/Conferences/c-2/Participants",
            "/Accounts/a-2/Conferences/c-1/Participants",
            "/Accounts/a-1/Conferences/c-1/Participants/p-1",
            "/Accounts/a-1/Conferences",
            "/null",
            "",
        ] {
            assert!(!is_the_same_resource(own, path), "{path}");
        }
        assert!(!is_the_same_resource("articipants", "/Participants"));
    }
}
