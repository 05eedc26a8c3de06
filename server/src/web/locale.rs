//! Languages: those of [`Language::ALL`], by `Accept-Language` or the person's own choice in the footer.

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
    /// German.
    De,
    /// English.
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Italian.
    It,
    /// English as if it ran from right to left: it proves the pages' direction, and no release has it.
    #[cfg(debug_assertions)]
    Mirrored,
}

impl Language {
    /// The languages that people can choose, in the order of their own names.
    pub const ALL: [Self; 5] = [Self::De, Self::En, Self::Es, Self::Fr, Self::It];

    /// Their tags, as one says them: `de, en or fr`.
    pub fn tags() -> String {
        let [first @ .., last] = Self::ALL.map(Self::tag);
        format!("{} or {last}", first.join(", "))
    }

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
        #[cfg(debug_assertions)]
        if tag == Self::Mirrored.tag() {
            return Some(Self::Mirrored);
        }
        let language = tag.split('-').next()?;
        Self::ALL.into_iter().find(|each| each.tag().eq_ignore_ascii_case(language))
    }

    /// Its tag, for `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::It => "it",
            #[cfg(debug_assertions)]
            Self::Mirrored => "ar-XB",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::En => "English",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::It => "Italiano",
            #[cfg(debug_assertions)]
            Self::Mirrored => "Mirrored",
        }
    }

    /// Which way it runs, for `dir`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::De | Self::En | Self::Es | Self::Fr | Self::It => "ltr",
            #[cfg(debug_assertions)]
            Self::Mirrored => "rtl",
        }
    }

    fn id(self) -> LanguageIdentifier {
        match self {
            Self::De => langid!("de"),
            Self::En => langid!("en"),
            Self::Es => langid!("es"),
            Self::Fr => langid!("fr"),
            Self::It => langid!("it"),
            #[cfg(debug_assertions)]
            Self::Mirrored => langid!("en"),
        }
    }

    /// What is said in this language, as it is said.
    fn voice(self, text: String) -> String {
        match self {
            Self::De | Self::En | Self::Es | Self::Fr | Self::It => text,
            #[cfg(debug_assertions)]
            Self::Mirrored => mirrored(&text),
        }
    }

    /// What people wrote, as it stands in a sentence of this language.
    fn quote(self, text: &str) -> String {
        match self {
            Self::De | Self::En | Self::Es | Self::Fr | Self::It => isolated(text),
            #[cfg(debug_assertions)]
            Self::Mirrored => format!("\u{2068}{text}\u{2069}"),
        }
    }
}

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// A sentence without parts.
    pub fn say(self, key: &str) -> String {
        self.0.voice(LOCALES.lookup(&self.0.id(), key))
    }

    /// A sentence with parts: `words.with("remove-title", &[("name", name)])`.
    pub fn with(self, key: &str, parts: &[(&str, &str)]) -> String {
        let parts: HashMap<Cow<'static, str>, FluentValue<'_>> = parts
            .iter()
            .map(|(name, value)| (Cow::Owned((*name).to_owned()), FluentValue::from(self.0.quote(value))))
            .collect();
        self.0.voice(LOCALES.lookup_with_args(&self.0.id(), key, &parts))
    }

    /// A sentence with a number, for plural rules; the part is called `count`.
    pub fn count(self, key: &str, count: u64) -> String {
        let parts = HashMap::from([(Cow::Borrowed("count"), FluentValue::from(count))]);
        self.0.voice(LOCALES.lookup_with_args(&self.0.id(), key, &parts))
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

/// Each word turned round (Unicode's override), except in what people wrote; the order of the words is the page's.
#[cfg(debug_assertions)]
fn mirrored(text: &str) -> String {
    let (mut turned, mut depth, mut inside) = (String::with_capacity(text.len() * 2), 0_u32, false);
    for each in text.chars() {
        match each {
            '\u{2068}' => depth += 1,
            '\u{2069}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let turns = depth == 0 && (each.is_alphabetic() || (inside && matches!(each, '’' | '-')));
        if turns != inside {
            turned.push(if turns { '\u{202e}' } else { '\u{202c}' });
            inside = turns;
        }
        turned.push(each);
    }
    if inside {
        turned.push('\u{202c}');
    }
    turned
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{Language, Words};

    #[test]
    fn the_footers_choice_wins_over_what_the_browser_likes_best() {
        for (cookie, accepted, expected) in [
            ("", "", Language::En),
            ("", "fr-CH, fr;q=0.9, en;q=0.8", Language::Fr),
            ("", "en;q=0.5, fr;q=0.7", Language::Fr),
            ("", "de-CH, de", Language::De),
            ("", "nl, it;q=0.9, es;q=0.8", Language::It),
            ("", "nl, pt-BR", Language::En),
            ("cs_language=es", "fr", Language::Es),
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

    #[test]
    fn each_language_is_found_by_its_own_tag() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
        assert_eq!(Language::tags(), "de, en, es, fr or it");
    }

    #[test]
    fn a_day_is_written_as_each_language_writes_it() {
        for (language, expected) in [
            (Language::De, "24. November 2026"),
            (Language::En, "24 November 2026"),
            (Language::Es, "24 de noviembre de 2026"),
            (Language::Fr, "24 novembre 2026"),
            (Language::It, "24 novembre 2026"),
        ] {
            assert_eq!(Words(language).moment(1_795_521_600).1, expected);
        }
    }

    #[test]
    fn the_mirrored_language_turns_words_and_leaves_what_people_wrote() {
        let words = Words(Language::Mirrored);
        assert_eq!(words.say("sign-in"), "\u{202e}Sign\u{202c} \u{202e}in\u{202c}");
        assert!(words.with("sign-in-title", &[("service", "Example")]).ends_with("\u{2068}Example\u{2069}"));
    }
}
