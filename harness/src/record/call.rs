//! A request before it meets a fixture: participants by ordinal, credentials by name.

use std::collections::BTreeMap;

use super::{Body, User};
use serde::{Deserialize, Serialize};

/// One request, written so that it can be sent again to other fixtures and on other targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The operation whose path template is used, by `operationId`.
    pub operation: String,
    /// Another method than the operation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Whether it goes to the next page instead: to the link in the answer to the step before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub next_page: bool,
    /// A value for each variable of the path template.
    pub path: BTreeMap<String, Place>,
    /// Query parameters, in order; a name may come twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, Place)>,
    /// The content.
    #[serde(default, skip_serializing_if = "Body::is_none")]
    pub body: Body,
    /// Who asks.
    #[serde(default, skip_serializing_if = "Credentials::are_plain")]
    pub credentials: Credentials,
    /// As which user, where an api has sessions of several.
    #[serde(default, skip_serializing_if = "User::is_first")]
    pub user: User,
    /// In which session, where an api has sessions.
    #[serde(default, skip_serializing_if = "Session::is_kept")]
    pub session: Session,
}

impl Call {
    /// Whether it goes out by HEAD.
    pub fn is_head(&self) -> bool {
        self.method.as_deref() == Some("HEAD")
    }

    /// The participant that the path names, or seems to name, where that is a handed-over one.
    pub fn participant(&self) -> Option<(usize, usize)> {
        self.path.values().find_map(|place| match place {
            Place::Handed { conference, participant: Some(participant), .. }
            | Place::SmallPrefix { conference, participant: Some(participant), .. } => {
                Some((*conference, *participant))
            }
            _ => None,
        })
    }

    /// The conference that the path names, where it names a handed-over one.
    pub fn conference(&self) -> Option<usize> {
        self.path.values().find_map(|place| match place {
            Place::Handed { conference, .. } => Some(*conference),
            _ => None,
        })
    }

    /// Every place that it names: in its path, its query and its content.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        let mut inside = vec![];
        if let Body::Json(json) = &self.body {
            json.collect_places(&mut inside);
        }
        let pairs = self.query.iter().chain(self.form()).map(|(_, place)| place);
        self.path.values().chain(pairs).chain(inside)
    }

    /// The same call with each of its places replaced; none where one of them can't be.
    pub fn with_places(&self, replace: &impl Fn(&Place) -> Option<Place>) -> Option<Self> {
        let pair = |(name, place): &(String, Place)| Some((name.clone(), replace(place)?));
        let body = match &self.body {
            Body::Form(fields) => Body::Form(fields.iter().map(pair).collect::<Option<_>>()?),
            Body::Json(json) => Body::Json(json.with_places(replace)?),
            other => other.clone(),
        };
        let path = self.path.iter().map(|(name, own)| Some((name.clone(), replace(own)?)));
        let path = path.collect::<Option<_>>()?;
        let query = self.query.iter().map(pair).collect::<Option<_>>()?;
        Some(Self { path, query, body, ..self.clone() })
    }

    /// The form fields, where the content is a form.
    pub fn form(&self) -> &[(String, Place)] {
        match &self.body {
            Body::Form(fields) => fields,
            _ => &[],
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Something that the provider handed over, named by ordinal.
    Handed {
        /// The parameter's name in the provider's answer, such as `CallSid`.
        name: String,
        /// Which conference, from 0.
        conference: usize,
        /// Which of its participants, from 0; none for a parameter of the conference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        participant: Option<usize>,
    },
    /// The same, with the capitals that it begins with in small letters, so that it is no such thing.
    SmallPrefix {
        /// The parameter's name in the provider's answer.
        name: String,
        /// Which conference, from 0.
        conference: usize,
        /// Which of its participants, from 0; none for a parameter of the conference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        participant: Option<usize>,
    },
    /// The same without its last character, so that it is nobody's.
    Shortened {
        /// The parameter's name in the provider's answer.
        name: String,
        /// Which conference, from 0.
        conference: usize,
        /// Which of its participants, from 0; none for a parameter of the conference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        participant: Option<usize>,
    },
    /// A text that an earlier answer of the same case holds.
    Answered {
        /// The note of the step that was answered, the last of that name.
        step: String,
        /// A JSON Pointer into the answer's content.
        pointer: String,
    },
    /// A text, to be encoded as its place demands.
    Text(String),
    /// A text that goes out as it stands, encoded already (or wrongly, on purpose).
    Encoded(String),
}

impl Place {
    /// A text of our own.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }
}

/// The session that a request goes out in, where an api has sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Session {
    /// The one that is kept for the user: credentials, cookies, and the token where there is one.
    #[default]
    Kept,
    /// One of the case's own: credentials, and the cookies and the token that its answers gave.
    Own,
    /// The kept one, told by its cookies alone.
    CookiesAlone,
    /// The kept one without its token.
    WithoutToken,
    /// The kept one with a token that nobody ever gave.
    UnknownToken,
    /// The kept one with the token of the case's own session.
    TokenOfOwn,
    /// The token of the kept one without its cookies; the credentials go along.
    WithoutCookies,
    /// A cookie that nobody ever gave, and no credentials.
    UnknownCookie,
    /// None: credentials alone, as the call says them.
    None,
}

impl Session {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    const fn is_kept(&self) -> bool {
        matches!(self, Self::Kept)
    }

    /// The session, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Kept => "the session",
            Self::Own => "a session of its own",
            Self::CookiesAlone => "the cookies of the session alone",
            Self::WithoutToken => "the session without its token",
            Self::UnknownToken => "the session with a token that nobody gave",
            Self::TokenOfOwn => "the session with the token of another one",
            Self::WithoutCookies => "the token of the session without its cookies",
            Self::UnknownCookie => "a cookie that nobody gave",
            Self::None => "no session",
        }
    }
}

/// How a request says who asks. Only the name is ever recorded.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Credentials {
    /// The right user name and password.
    #[default]
    Right,
    /// The right ones, behind `basic` in small letters.
    RightLowerCaseScheme,
    /// No `Authorization` at all.
    Missing,
    /// `Authorization:` with nothing behind it.
    EmptyField,
    /// `Basic` with nothing behind it.
    SchemeAlone,
    /// The right user name, a password of the same length with every character changed.
    WrongPassword,
    /// The right password with its last character changed.
    LastCharacterChanged,
    /// The right password without its last character.
    PasswordPrefix,
    /// The right password and one character more.
    PasswordExtended,
    /// The right password with its letters in the other case.
    PasswordOtherCase,
    /// The right user name and no password.
    EmptyPassword,
    /// Another user name of the same form, with the right password.
    WrongUser,
    /// No user name, with the right password.
    EmptyUser,
    /// Neither user name nor password: a lone colon.
    BothEmpty,
    /// User name and password in each other's place.
    Swapped,
    /// The right user name and password without the colon between them.
    WithoutColon,
    /// `Basic` with something that is not base64.
    MalformedBase64,
    /// `Bearer` with the right password.
    BearerScheme,
    /// `Digest` with a made-up response.
    DigestScheme,
}

impl Credentials {
    /// Whether these are the right ones, sent as everybody sends them.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    const fn are_plain(&self) -> bool {
        matches!(self, Self::Right)
    }

    /// Whether this says who asks in a right way.
    pub const fn is_right(&self) -> bool {
        matches!(self, Self::Right | Self::RightLowerCaseScheme)
    }

    /// Every way to be unauthenticated.
    pub const WRONG: &'static [Self] = &[
        Self::Missing,
        Self::EmptyField,
        Self::SchemeAlone,
        Self::WrongPassword,
        Self::LastCharacterChanged,
        Self::PasswordPrefix,
        Self::PasswordExtended,
        Self::PasswordOtherCase,
        Self::EmptyPassword,
        Self::WrongUser,
        Self::EmptyUser,
        Self::BothEmpty,
        Self::Swapped,
        Self::WithoutColon,
        Self::MalformedBase64,
        Self::BearerScheme,
        Self::DigestScheme,
    ];

    /// The way, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Right => "the right credentials",
            Self::RightLowerCaseScheme => "the right credentials behind `basic` in small letters",
            Self::Missing => "no Authorization field",
            Self::EmptyField => "an empty Authorization field",
            Self::SchemeAlone => "the scheme without credentials",
            Self::WrongPassword => "a wrong password",
            Self::LastCharacterChanged => "a password wrong in its last character",
            Self::PasswordPrefix => "a password that lacks its last character",
            Self::PasswordExtended => "a password with one character more",
            Self::PasswordOtherCase => "a password in the other case",
            Self::EmptyPassword => "an empty password",
            Self::WrongUser => "another user name",
            Self::EmptyUser => "an empty user name",
            Self::BothEmpty => "an empty user name and an empty password",
            Self::Swapped => "user name and password swapped",
            Self::WithoutColon => "credentials without a colon",
            Self::MalformedBase64 => "credentials that are not base64",
            Self::BearerScheme => "the password behind the scheme Bearer",
            Self::DigestScheme => "the scheme Digest",
        }
    }
}
