//! Who asks: HTTP Basic (RFC 7617), compared to the letter.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::fault::{Active, Defect};

/// The credentials of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name of HTTP Basic.
    pub username: String,
    /// The password of HTTP Basic.
    pub password: String,
    /// The account's id, as it stands in paths.
    pub account: String,
    /// The same, as it is stored.
    pub(super) id: Uuid,
}

impl Login {
    /// In LaML the account's id is the user name.
    pub(super) fn new(id: Uuid, account: String, password: String) -> Self {
        Self { username: account.clone(), password, account, id }
    }
}

/// Why nobody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unauthenticated {
    /// No credentials at all.
    Missing,
    /// Credentials that are no Basic credentials, or of nobody.
    Wrong,
}

/// The account whose credentials a request carries. Only a faulty server is ever careless: then a user name will do.
pub(super) fn authenticate<'a>(
    headers: &HeaderMap,
    logins: [&'a Login; 2],
    faults: &Active,
    careless: bool,
) -> Result<&'a Login, Unauthenticated> {
    let mut fields = headers.get_all(header::AUTHORIZATION).iter();
    let field = fields.next().ok_or(Unauthenticated::Missing)?;
    if fields.next().is_some() {
        return Err(Unauthenticated::Wrong);
    }
    if faults.has(Defect::SchemeCaseMatters) && !field.as_bytes().starts_with(b"Basic ") {
        return Err(Unauthenticated::Wrong);
    }
    let credentials = decode(field.as_bytes()).ok_or(Unauthenticated::Wrong)?;
    let colon = credentials.iter().position(|byte| *byte == b':').ok_or(Unauthenticated::Wrong)?;
    let (username, password) = (&credentials[..colon], &credentials[colon + 1..]);
    let known = |login: &&Login| admits(login, username, password, faults, careless);
    logins.into_iter().find(known).ok_or(Unauthenticated::Wrong)
}

/// Hook of the faults that compare credentials carelessly.
fn admits(
    login: &Login,
    username: &[u8],
    password: &[u8],
    faults: &Active,
    careless: bool,
) -> bool {
    if faults.has(Defect::CredentialsNeverCompared) {
        return true;
    }
    let right = login.password.as_bytes();
    let begins_alike =
        !password.is_empty() && (right.starts_with(password) || password.starts_with(right));
    let password_fits = right == password
        || careless
        || faults.has(Defect::PasswordPrefixAccepted) && begins_alike
        || faults.has(Defect::PasswordCaseIgnored) && right.eq_ignore_ascii_case(password)
        || faults.has(Defect::EmptyPasswordAccepted) && password.is_empty();
    password_fits && (faults.has(Defect::UsernameIgnored) || login.username.as_bytes() == username)
}

/// `Basic`, in any case, one or more spaces, and the credentials in base64 (RFC 7617, 2; RFC 9110, 11.4).
fn decode(field: &[u8]) -> Option<Vec<u8>> {
    let space = field.iter().position(|byte| *byte == b' ')?;
    let (scheme, rest) = (&field[..space], field[space..].trim_ascii());
    if !scheme.eq_ignore_ascii_case(b"basic") {
        return None;
    }
    STANDARD.decode(rest).ok()
}

/// The user name and password that a request claims, as text, for a server that cannot keep a secret.
pub(super) fn claimed(headers: &HeaderMap) -> Option<(String, String)> {
    let field = headers.get(header::AUTHORIZATION)?;
    let credentials = decode(field.as_bytes()).unwrap_or_default();
    Some((
        String::from_utf8_lossy(field.as_bytes()).into_owned(),
        String::from_utf8_lossy(&credentials).into_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(fields: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::AUTHORIZATION, HeaderValue::from_str(field).unwrap());
        }
        headers
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn only_the_exact_credentials_are_let_in() {
        let login = |id, name: &str, password: &str| {
            Login::new(Uuid::from_u128(id), name.to_owned(), password.to_owned())
        };
        let (own, other) = (login(1, "one", "secret"), login(2, "two", "hidden"));
        let ask = |fields: &[&str]| {
            authenticate(&headers(fields), [&own, &other], &Active::default(), false).cloned()
        };
        let right = basic(&format!("{}:secret", own.username));
        assert_eq!(ask(&[&right]), Ok(own.clone()));
        assert_eq!(ask(&[&right.replace("Basic", "bAsIc")]), Ok(own.clone()));
        assert_eq!(ask(&[&basic(&format!("{}:hidden", other.username))]), Ok(other.clone()));
        assert_eq!(ask(&[]), Err(Unauthenticated::Missing));
        for wrong in [
            basic(&format!("{}:secre", own.username)),
            basic(&format!("{}:secrets", own.username)),
            basic(&format!("{}:Secret", own.username)),
            basic(&format!("{}:hidden", own.username)),
            basic(&format!("{}:", own.username)),
            basic(&own.username),
            basic(":secret"),
            right.replace("Basic", "Bearer"),
            right.replace("Basic ", "Basic"),
            right.replace('=', ""),
            "Basic".to_owned(),
            "Basic ".to_owned(),
            "Basic !!!".to_owned(),
            String::new(),
        ] {
            assert_eq!(ask(&[&wrong]), Err(Unauthenticated::Wrong), "{wrong}");
        }
        assert_eq!(ask(&[&right, &right]), Err(Unauthenticated::Wrong));
    }
}
