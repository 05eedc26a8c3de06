//! What an account's journal tells of: everything that a person must be able to look up afterwards.

use super::NoticeKind;

/// What happened, as an entry names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalKind {
    /// What the pages tell at the next sign-in as well.
    Notice(NoticeKind),
    /// The account was made.
    AccountMade,
    /// Somebody signed in; how is the detail.
    SignedIn,
    /// A session was ended on purpose.
    SignedOut,
    /// All sessions and all trust were ended.
    SignedOutEverywhere,
    /// A device said YES; to what is the detail.
    Approved,
    /// A device said NO.
    Declined,
    /// A device took a new pair of keys into use.
    KeysRenewed,
    /// Three wrong numbers ended a question.
    WrongNumbers,
    /// The wrong digits, three times, ended a question.
    WrongDigits,
    /// A change was proved without a device; by what is the detail.
    Proved,
    /// Two-step verification was switched on.
    SwitchedOn,
    /// A browser is trusted from now on.
    BrowserTrusted,
    /// A browser is trusted no more.
    BrowserDistrusted,
    /// The server was restored from a backup.
    Restored,
    /// This administrator invited somebody; the detail is for whom.
    Invited,
    /// This administrator took an invitation back.
    InvitationWithdrawn,
    /// This administrator set the least for everybody; the detail is the rule.
    EverybodysPolicy,
    /// A device counts again that had to be confirmed after a restore.
    DeviceConfirmed,
}

impl JournalKind {
    /// The kinds that are no notices.
    const OWN: &'static [Self] = &[
        Self::AccountMade,
        Self::SignedIn,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::Approved,
        Self::Declined,
        Self::KeysRenewed,
        Self::WrongNumbers,
        Self::WrongDigits,
        Self::Proved,
        Self::SwitchedOn,
        Self::BrowserTrusted,
        Self::BrowserDistrusted,
        Self::Restored,
        Self::Invited,
        Self::InvitationWithdrawn,
        Self::EverybodysPolicy,
        Self::DeviceConfirmed,
    ];

    /// Every kind, for the texts to be complete.
    pub fn all() -> impl Iterator<Item = Self> {
        NoticeKind::ALL.iter().copied().map(Self::Notice).chain(Self::OWN.iter().copied())
    }

    /// As written into entries, and as texts are named.
    pub fn name(self) -> &'static str {
        match self {
            Self::Notice(kind) => kind.name(),
            Self::AccountMade => "account-made",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::KeysRenewed => "keys-renewed",
            Self::WrongNumbers => "wrong-numbers",
            Self::WrongDigits => "wrong-digits",
            Self::Proved => "proved",
            Self::SwitchedOn => "switched-on",
            Self::BrowserTrusted => "browser-trusted",
            Self::BrowserDistrusted => "browser-distrusted",
            Self::Restored => "restored",
            Self::Invited => "invited",
            Self::InvitationWithdrawn => "invitation-withdrawn",
            Self::EverybodysPolicy => "everybodys-policy",
            Self::DeviceConfirmed => "device-confirmed",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::JournalKind;

    #[test]
    fn kinds_of_entries_have_names_of_their_own() {
        for kind in JournalKind::all() {
            assert_eq!(JournalKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(JournalKind::from_name("other"), None);
    }
}
