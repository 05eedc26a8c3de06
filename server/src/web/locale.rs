//! Languages: English and French, by `Accept-Language` or the person's own choice in the footer.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // `Words` isolates what people wrote, where its direction could matter.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The cookie that keeps the choice of the footer; it says nothing else.
pub(super) const LANGUAGE_COOKIE: &str = "cs_language";

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// The language of a request: the footer's choice, else what `Accept-Language` likes best of what there is.
    pub fn of(headers: &HeaderMap) -> Self {
        let chosen = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok()).find_map(|line| {
            let value = line
                .split(';')
                .find_map(|each| each.trim().strip_prefix(LANGUAGE_COOKIE)?.strip_prefix('='))?;
            Self::from_tag(value)
        });
        let accepted = || Self::accepted(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?);
        chosen.or_else(accepted).unwrap_or(Self::En)
    }

    /// The best of a list of wishes with weights (RFC 9110 §12.5.4); of equal ones the first.
    fn accepted(wishes: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for wish in wishes.split(',') {
            let (tag, weight) = wish.split_once(';').unwrap_or((wish, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            let Some(language) = Self::from_tag(tag.trim()) else { continue };
            if weight > best.map_or(0.0, |(_, so_far)| so_far) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }

    /// The language of a tag (BCP 47): its first part counts.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }

    /// Its tag, for `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    fn id(self) -> LanguageIdentifier {
        match self {
            Self::En => langid!("en"),
            Self::Fr => langid!("fr"),
        }
    }
}

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// A sentence without parts.
    pub fn say(self, key: &str) -> String {
        LOCALES.lookup(&self.0.id(), key)
    }

    /// A sentence with parts: `words.with("remove-title", &[("name", name)])`.
    pub fn with(self, key: &str, parts: &[(&str, &str)]) -> String {
        let parts: HashMap<Cow<'static, str>, FluentValue<'_>> = parts
            .iter()
            .map(|(name, value)| (Cow::Owned((*name).to_owned()), FluentValue::from(isolated(value))))
            .collect();
        LOCALES.lookup_with_args(&self.0.id(), key, &parts)
    }

    /// A sentence with a number, for plural rules; the part is called `count`.
    pub fn count(self, key: &str, count: u64) -> String {
        let parts = HashMap::from([(Cow::Borrowed("count"), FluentValue::from(count))]);
        LOCALES.lookup_with_args(&self.0.id(), key, &parts)
    }

    /// `Firefox on Linux`.
    pub fn browser(self, browser: &str, system: &str) -> String {
        match (browser, system) {
            ("", "") => self.say("browser-unknown"),
            (browser, "") => browser.to_owned(),
            ("", system) => self.with("browser-some-on", &[("system", system)]),
            (browser, system) => self.with("browser-on", &[("browser", browser), ("system", system)]),
        }
    }

    /// A point in time: for machines, the day in words, the time of day (UTC).
    pub fn moment(self, at: u64) -> (String, String, String) {
        let at =
            i64::try_from(at).ok().and_then(|at| jiff::Timestamp::from_second(at).ok()).unwrap_or_default();
        let utc = jiff::tz::TimeZone::UTC.to_datetime(at);
        let month = self.say(&format!("month-{}", utc.month()));
        let (day, year) = (utc.day().to_string(), utc.year().to_string());
        let day = self.with("day", &[("day", &day), ("month", &month), ("year", &year)]);
        (at.to_string(), day, format!("{:02}:{:02}", utc.hour(), utc.minute()))
    }
}

/// What people wrote keeps its own direction (Unicode's first strong isolate), where it runs from right to left.
fn isolated(text: &str) -> String {
    let turns = |each: char| {
        matches!(each, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if text.chars().any(turns) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::Language;

    #[test]
    fn the_footers_choice_wins_over_what_the_browser_likes_best() {
        for (cookie, accepted, expected) in [
            ("", "", Language::En),
            ("", "fr-CH, fr;q=0.9, en;q=0.8", Language::Fr),
            ("", "en;q=0.5, fr;q=0.7", Language::Fr),
            ("", "de-CH, de", Language::En),
            ("", "fr;q=0, en;q=0.1", Language::En),
            ("a=b; cs_language=en", "fr", Language::En),
            ("cs_language=xx", "fr", Language::Fr),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", cookie.parse().unwrap());
            headers.insert("accept-language", accepted.parse().unwrap());
            assert_eq!(Language::of(&headers), expected, "{cookie} {accepted}");
        }
    }
}
