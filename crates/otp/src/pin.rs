//! The PIN that some kinds of codes mix into the secret.

use zeroize::Zeroizing;

const MAX_CHARACTERS: usize = 64;

/// The text is no PIN: empty, longer than 64 characters, or with spaces or characters outside of ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has 1 to {MAX_CHARACTERS} letters and digits without spaces")]
pub struct NotAPin;

/// A PIN: wiped on drop, without `Clone` and with nothing in `Debug`.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Reads a PIN as a person types it; spaces around it do not count.
    ///
    /// # Errors
    /// [`NotAPin`].
    pub fn parse(text: &str) -> Result<Self, NotAPin> {
        let text = text.trim();
        let is_pin = (1..=MAX_CHARACTERS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if is_pin { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(NotAPin) }
    }

    /// The PIN. Warning: only to make a code or to store it sealed.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A second copy, for the rare place that must own one.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}
