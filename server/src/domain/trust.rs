//! Trust in a browser: a cookie with a new value at each sign-in, so that of two who hold the same value one is found
//! out.

/// What the server keeps of a value that a browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shown {
    /// Whether it is the value that was given last.
    pub is_current: bool,
    /// Whether it is one that was given before and replaced.
    pub was_replaced: bool,
    /// Whether the trust was ended.
    pub is_ended: bool,
    /// Until when the browser is trusted, in seconds since 1970.
    pub trusted_until: u64,
}

/// What a shown value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrustSays {
    /// The person trusts this browser.
    Trusted,
    /// Somebody shows a value that was replaced: two hold the cookie. The trust ends, and the person is told.
    Stolen,
    /// Nothing.
    Nothing,
}

impl Shown {
    /// What the value says now.
    pub fn says(self, now: u64) -> TrustSays {
        match self {
            Self { is_ended: true, .. } => TrustSays::Nothing,
            Self { is_current: true, trusted_until, .. } if trusted_until > now => TrustSays::Trusted,
            Self { was_replaced: true, .. } => TrustSays::Stolen,
            _ => TrustSays::Nothing,
        }
    }
}
