//! What the pages for paper say, in the languages that the app speaks. Keys and their words are the same in each.

mod de;
mod en;
mod es;
mod fr;
mod it;

/// A language of the pages for paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperLanguage {
    /// German.
    De,
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Italian.
    It,
}

impl PaperLanguage {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::De, Self::En, Self::Es, Self::Fr, Self::It];

    /// The language of a tag (BCP 47, or as POSIX writes it), else English.
    pub fn of_tag(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|each| each.tag().eq_ignore_ascii_case(language)).unwrap_or_default()
    }

    /// Its tag, for `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::It => "it",
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::De => &de::WORDS,
            Self::En => &en::WORDS,
            Self::Es => &es::WORDS,
            Self::Fr => &fr::WORDS,
            Self::It => &it::WORDS,
        }
    }
}

/// The words of both pages.
pub(crate) struct Words {
    pub(crate) recovery: RecoveryWords,
    pub(crate) accounts: AccountsWords,
}

/// The words of the recovery sheet. Those of the steps are HTML.
pub(crate) struct RecoveryWords {
    pub(crate) title: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) printed: &'static str,
    pub(crate) warning: &'static str,
    pub(crate) identity: &'static str,
    pub(crate) identity_opens: &'static str,
    pub(crate) lie_in: &'static str,
    pub(crate) same_in_words: &'static str,
    pub(crate) key: &'static str,
    pub(crate) key_opens: &'static str,
    pub(crate) lost_with: &'static str,
    pub(crate) steps_with: [&'static str; 4],
    pub(crate) lost_without: &'static str,
    pub(crate) steps_without: [&'static str; 2],
    pub(crate) with_age: &'static str,
    pub(crate) key_missing: &'static str,
    pub(crate) step_missing: &'static str,
}

/// The words of the page with all accounts.
pub(crate) struct AccountsWords {
    pub(crate) title: &'static str,
    pub(crate) heading: &'static str,
    /// Behind the number of accounts, which is one or more.
    pub(crate) count: [&'static str; 2],
    pub(crate) printed: &'static str,
    pub(crate) warning: &'static str,
    pub(crate) characters: &'static str,
    pub(crate) every: &'static str,
    pub(crate) counter: &'static str,
}
