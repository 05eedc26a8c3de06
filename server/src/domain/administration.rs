//! What administrators see of people, and what they do.

use super::{AccountId, lifetimes};

/// One person in the list.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the list")]
pub struct PersonLine {
    /// The account.
    pub id: AccountId,
    /// What the person is called.
    pub name: String,
    /// The form of the name by which the list is ordered.
    pub key: String,
    /// Whether the person is an administrator.
    pub is_admin: bool,
    /// When the account was made.
    pub created_at: u64,
    /// Whether two-step verification is on.
    pub two_step: bool,
    /// How many methods count.
    pub methods: u64,
    /// When the person signed in last, as far back as sessions are kept (90 days).
    pub last_sign_in: Option<u64>,
    /// Since when the owner has stopped all sign-ins.
    pub frozen_at: Option<u64>,
    /// Since when administrators have suspended the account.
    pub suspended_at: Option<u64>,
    /// Whether a reset of two-step verification waits.
    pub has_reset: bool,
    /// Whether a link is needed beside the password: after a reset.
    pub wants_link: bool,
    /// Where mail about the account goes.
    pub mail: Option<String>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct People {
    /// The people, by name.
    pub lines: Vec<PersonLine>,
    /// How many fit what was looked for, on all pages.
    pub number: u64,
    /// After which name the next page begins, if there is one.
    pub next: Option<String>,
}

/// How somebody came.
#[derive(Debug, Clone)]
pub struct InvitedBy {
    /// Who invited; `None` on the console, or if that account is gone.
    pub by: Option<String>,
    /// For whom, in the inviter's words.
    pub note: String,
    /// When the account was made.
    pub at: u64,
}

/// A reset that waits.
#[derive(Debug, Clone)]
pub struct Reset {
    /// Its id.
    pub id: String,
    /// Who started it; `None` on the console.
    pub started_by: Option<AccountId>,
    /// What that administrator is called; empty on the console.
    pub by: String,
    /// When.
    pub started_at: u64,
    /// When it happens unless it is cancelled.
    pub matures_at: u64,
}

/// How long somebody has been an administrator before they can confirm a reset at once: else one administrator makes
/// the second one for the purpose.
pub fn may_confirm(admin_since: u64, now: u64) -> bool {
    now >= admin_since.saturating_add(lifetimes::PROBATION)
}

macro_rules! acts {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)*) => {
        /// What an administrator did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ActKind {
            $($(#[$doc])* $kind,)*
        }

        impl ActKind {
            /// Every kind, for the texts to be complete.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// As stored, and as texts are named.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The kind with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$kind),)* _ => None }
            }
        }
    };
}

acts! {
    /// Made somebody an administrator.
    AdministratorMade = "administrator-made",
    /// Ended that.
    AdministratorEnded = "administrator-ended",
    /// Suspended an account.
    Suspended = "account-suspended",
    /// Lifted that.
    Allowed = "account-allowed",
    /// Ended sessions.
    SessionsEnded = "sessions-ended",
    /// Set the least for one account.
    PolicySet = "policy-set",
    /// Set the least for everybody.
    EverybodysPolicy = "everybodys-policy",
    /// Started a reset.
    ResetStarted = "reset-started",
    /// Cancelled one.
    ResetCancelled = "reset-cancelled",
    /// Confirmed one, which happened at once.
    ResetConfirmed = "reset-confirmed",
    /// Made a link for somebody whose second steps were reset.
    RecoveryLinkMade = "recovery-link-made",
    /// Made an invitation.
    Invited = "invited",
    /// Took one back.
    InvitationWithdrawn = "invitation-withdrawn",
    /// Let mail be tried again.
    MailRetried = "mail-retried",
}

/// One act, for the journal of administrators.
#[derive(Debug, Clone)]
pub struct Act {
    /// Its number.
    pub number: u64,
    /// When.
    pub at: u64,
    /// Who; empty on the console.
    pub by: String,
    /// What; `None` for a kind that this version does not know.
    pub kind: Option<ActKind>,
    /// The name of the kind.
    pub kind_name: String,
    /// The account that it concerns.
    pub account: Option<AccountId>,
    /// To whom, or to what.
    pub detail: String,
}

/// How the queue of mail is.
#[derive(Debug, Clone, Default)]
pub struct MailHealth {
    /// How many wait.
    pub waiting: u64,
    /// How many were given up.
    pub given_up: u64,
    /// When the oldest that waits happened.
    pub oldest: Option<u64>,
    /// What the mail server said last, without addresses.
    pub last_error: Option<String>,
}

/// What a mail server said, without the addresses in it.
pub fn without_addresses(words: &str) -> String {
    let hidden = words.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    hidden.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{lifetimes, may_confirm, without_addresses};

    #[test]
    fn what_a_mail_server_said_is_shown_without_addresses() {
        let words = "550 5.1.1 <ada@example.org>: Recipient address rejected";
        assert_eq!(without_addresses(words), "550 5.1.1 … Recipient address rejected");
    }

    #[test]
    fn whoever_became_an_administrator_a_moment_ago_confirms_no_reset() {
        assert!(!may_confirm(1000, 1000 + lifetimes::PROBATION - 1));
        assert!(may_confirm(1000, 1000 + lifetimes::PROBATION));
        assert!(may_confirm(0, lifetimes::PROBATION));
    }
}
