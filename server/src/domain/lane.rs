//! Lanes: guesses and questions are counted apart for each trusted browser, so that nobody who knows the password can
//! close the owner's own way.

use super::Prefix;

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lane(String);

impl Lane {
    /// All browsers that the account does not trust.
    pub fn shared() -> Self {
        Self(String::new())
    }

    /// One trusted browser, by its id.
    pub fn browser(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// One network: for what is guessed without the right password, and for what must always stay open elsewhere.
    pub fn network(prefix: &Prefix) -> Self {
        Self(prefix.as_str().to_owned())
    }

    /// The lane of a trusted browser, or the shared one.
    pub fn of(browser: Option<String>) -> Self {
        browser.map_or_else(Self::shared, Self)
    }

    /// This lane if it is a trusted browser's, or else the network's.
    #[must_use]
    pub fn or_network(&self, prefix: &Prefix) -> Self {
        if self.is_shared() { Self::network(prefix) } else { self.clone() }
    }

    /// Whether it is the one of all untrusted browsers.
    pub fn is_shared(&self) -> bool {
        self.0.is_empty()
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
