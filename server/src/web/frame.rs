//! What every page has around its own content: language, name of the service, who is signed in, the form token.

use std::fmt::Display;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, REFERER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};

use super::static_files::address;
use super::{Language, Words};
use crate::AppState;
use crate::domain::{Act, BrowserMark, JournalKind, Notice, NoticeKind, Session};
use crate::http::{FormToken, LocalPath, PageError};
use crate::storage::JournalLine;

/// The frame of a page; an extractor.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The words of the page's language.
    pub words: Words,
    /// What people call the service.
    pub service: String,
    /// The person who is signed in, for the head of the page.
    pub person: Option<String>,
    /// Whether the development banner is shown.
    pub development: bool,
    /// The path that the language links lead back to.
    path: String,
    token: Option<FormToken>,
    error: Option<(&'static str, String)>,
}

/// A number as templates hand it over: by itself, or behind references.
pub trait Number {
    /// The number.
    fn get(&self) -> u64;
}

impl Number for u64 {
    fn get(&self) -> u64 {
        *self
    }
}

impl<T: Number> Number for &T {
    fn get(&self) -> u64 {
        (**self).get()
    }
}

#[derive(Template)]
#[template(path = "field-error.html")]
struct FieldError<'a> {
    field: &'a str,
    text: &'a str,
}

impl FromRequestParts<AppState> for Frame {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let token = FormToken::from_request_parts(parts, state).await?;
        let path = match parts.method {
            Method::GET => LocalPath::of_request(&parts.uri),
            _ => came_from(&parts.headers, state.rules.origin.as_str()).unwrap_or_else(LocalPath::account),
        };
        Ok(Self { token: Some(token), ..Self::new(state, &parts.headers, path.as_str()) })
    }
}

/// The page of ours that a form was on; a form's own address may be none that can be opened.
fn came_from(headers: &HeaderMap, origin: &str) -> Option<LocalPath> {
    LocalPath::parse(headers.get(REFERER)?.to_str().ok()?.strip_prefix(origin)?)
}

impl Frame {
    /// The frame of a page without forms.
    pub fn new(state: &AppState, headers: &HeaderMap, path: &str) -> Self {
        Self {
            words: Words(Language::of(headers)),
            service: state.rules.name.to_string(),
            person: None,
            development: state.development,
            path: path.to_owned(),
            token: None,
            error: None,
        }
    }

    /// The frame for somebody who is signed in.
    #[must_use]
    pub fn of(self, session: &Session) -> Self {
        self.named(&session.name)
    }

    /// The same, where only the name is known.
    #[must_use]
    pub fn named(self, person: &str) -> Self {
        Self { person: Some(person.to_owned()), ..self }
    }

    /// The frame with the token that its forms carry.
    #[must_use]
    pub fn with_token(self, token: FormToken) -> Self {
        Self { token: Some(token), ..self }
    }

    /// The frame with a sentence about one field, or about the whole form (`form`).
    #[must_use]
    pub fn wrong_in(self, field: &'static str, sentence: String) -> Self {
        Self { error: Some((field, sentence)), ..self }
    }

    /// Whether something is wrong.
    pub fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// The sentence about this field, as an element that the field names as its description; empty without one.
    pub fn wrong(&self, field: &str) -> String {
        match &self.error {
            Some((known, text)) if *known == field => FieldError { field, text }.render().unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The attributes that tie a field to what is said about it.
    pub fn described(&self, error: &str, hint: &str) -> String {
        let is_wrong = self.error.as_ref().is_some_and(|(known, _)| *known == error);
        match (is_wrong, hint) {
            (false, "") => String::new(),
            (false, hint) => format!(" aria-describedby=\"{hint}\""),
            (true, "") => format!(" aria-invalid=\"true\" aria-describedby=\"{error}-error\""),
            (true, hint) => format!(" aria-invalid=\"true\" aria-describedby=\"{error}-error {hint}\""),
        }
    }

    /// A sentence.
    pub fn t(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// A sentence with one part.
    pub fn with(&self, key: &str, name: &str, value: impl Display) -> String {
        self.words.with(key, &[(name, &value.to_string())])
    }

    /// A sentence with a number, called `count`.
    pub fn count(&self, key: &str, count: impl Number) -> String {
        self.words.count(key, count.get())
    }

    /// One sentence of a family whose members are named in code: `notice-` and a notice's kind.
    pub fn of_family(&self, family: &str, member: &str) -> String {
        self.words.say(&format!("{family}-{member}"))
    }

    /// The tag of the language.
    pub fn lang(&self) -> &'static str {
        self.words.0.tag()
    }

    /// Which way the language runs.
    pub fn direction(&self) -> &'static str {
        self.words.0.direction()
    }

    /// The languages to choose from.
    pub fn languages(&self) -> [Language; 5] {
        Language::ALL
    }

    /// The address that changes the language and comes back here.
    pub fn in_language(&self, tag: &str) -> String {
        let here: String = url::form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        format!("/language?to={tag}&next={here}")
    }

    /// The first letter of the service, for its tile.
    pub fn letter(&self) -> String {
        self.service.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
    }

    /// Which color the service's tile has: from its name, the same everywhere.
    pub fn tile(&self) -> u32 {
        self.service.chars().fold(7_u32, |sum, each| sum.wrapping_mul(31).wrapping_add(u32::from(each))) % 8
            + 1
    }

    /// The token that forms carry.
    pub fn csrf(&self) -> String {
        self.token.as_ref().map(FormToken::to_string).unwrap_or_default()
    }

    /// The address of a static file.
    pub fn file(&self, name: &str) -> String {
        address(name)
    }

    /// Seconds as `1:38`.
    pub fn clock(&self, seconds: impl Number) -> String {
        let seconds = seconds.get();
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    /// A point in time as an element; the page's script puts it into the reader's own zone.
    pub fn moment(&self, at: impl Number) -> String {
        let (datetime, day, time) = self.words.moment(at.get());
        let words = self.words.with("moment", &[("day", &day), ("time", &time)]);
        format!("<time datetime=\"{datetime}\">{words}</time>")
    }

    /// A day as an element.
    pub fn day(&self, at: impl Number) -> String {
        let (datetime, day, _) = self.words.moment(at.get());
        format!("<time class=\"day\" datetime=\"{datetime}\">{day}</time>")
    }

    /// `Firefox on Linux`.
    pub fn browser(&self, browser: &str, system: &str) -> String {
        self.words.browser(browser, system)
    }

    /// The browser that a person uses right now.
    pub fn this_browser(&self, mark: &BrowserMark) -> String {
        self.browser(&mark.browser, &mark.system)
    }

    /// Where a device's keys lie, as it says itself.
    pub fn protection(&self, protection: &str) -> String {
        match protection {
            "strongbox" | "secure-enclave" | "tpm" | "tee" => self.t("protection-chip"),
            _ => self.t("protection-software"),
        }
    }

    /// The name of a system as people know it.
    pub fn platform(&self, platform: &str) -> String {
        let name = match platform {
            "android" => "Android",
            "ios" => "iOS",
            "linux" => "Linux",
            "macos" => "macOS",
            "windows" => "Windows",
            other => other,
        };
        name.to_owned()
    }

    /// What happened, in a sentence.
    pub fn notice(&self, notice: &Notice) -> String {
        let name = self.detail(notice.kind, &notice.detail);
        self.words.with(&format!("notice-{}", notice.kind.name()), &[("name", &name)])
    }

    /// To what it happened, or who did it.
    fn detail(&self, kind: NoticeKind, detail: &str) -> String {
        match detail {
            "" if kind.is_by_administrator() => self.t("the-operator"),
            "" => self.t("browser-unknown"),
            name => name.to_owned(),
        }
    }

    /// What an administrator did, in a sentence.
    pub fn act(&self, act: &Act) -> String {
        let Some(kind) = act.kind else { return act.kind_name.clone() };
        let by = if act.by.is_empty() { self.t("the-console") } else { act.by.clone() };
        self.words.with(&format!("act-{}", kind.name()), &[("by", &by), ("name", &act.detail)])
    }

    /// An entry of the journal, in a sentence.
    pub fn activity(&self, line: &JournalLine) -> String {
        let Some(kind) = line.kind else { return line.entry.kind.clone() };
        let entry = &line.entry;
        let device = if entry.device.is_empty() { self.t("a-device") } else { entry.device.clone() };
        let how = match kind {
            JournalKind::SignedIn | JournalKind::Proved => self.of_family("activity-by", &entry.detail),
            JournalKind::Approved
            | JournalKind::Declined
            | JournalKind::WrongNumbers
            | JournalKind::WrongDigits => self.of_family("activity-for", &entry.detail),
            JournalKind::Notice(kind) => self.detail(kind, &entry.detail),
            _ if entry.detail.is_empty() => self.t("browser-unknown"),
            _ => entry.detail.clone(),
        };
        let parts = [("name", how.as_str()), ("device", device.as_str())];
        match kind {
            JournalKind::Notice(kind) => self.words.with(&format!("notice-{}", kind.name()), &parts),
            kind => self.words.with(&format!("activity-{}", kind.name()), &parts),
        }
    }

    /// Several names in one sentence: `A, B and C`.
    pub fn list(&self, names: &[String]) -> String {
        match names {
            [] => self.t("a-device"),
            [one] => one.clone(),
            [first @ .., last] => {
                self.words.with("list-and", &[("first", &first.join(", ")), ("last", last)])
            }
        }
    }

    /// How long a pause is, in words.
    pub fn pause(&self, seconds: u64) -> String {
        if seconds <= 90 {
            self.count("seconds", seconds)
        } else {
            self.count("minutes", seconds.div_ceil(60))
        }
    }
}

/// Draws a template as the reply.
pub fn render(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => PageError::unexpected(error).into_response(),
    }
}
