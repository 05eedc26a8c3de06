//! Accounts as pages show them.

use super::AccountId;

/// One account.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// What its person is called.
    pub name: String,
    /// Whether its person is an administrator.
    pub is_admin: bool,
    /// When it was made.
    pub created_at: u64,
    /// When two-step verification was switched on; `None` while off.
    pub two_step_since: Option<u64>,
}

/// One invitation, for the list of administrators.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: String,
    /// For whom, in the inviter's words.
    pub note: String,
    /// Whether it makes an administrator.
    pub is_admin: bool,
    /// When it was made.
    pub created_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it was used.
    pub used_at: Option<u64>,
    /// Where its link was mailed.
    pub mail: Option<String>,
}
