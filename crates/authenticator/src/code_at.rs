//! One account's code at one moment.

use countersign_otp::{Generator, UnixTime};
use countersign_vault::AccountId;
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::view::CodeView;

impl Authenticator {
    /// The code of one account whose codes go by the time: now, or at a moment that the person names.
    ///
    /// # Errors
    /// [`Error::NoCodes`], also for codes by a counter, [`Error::AccountUnknown`], [`Error::Locked`] and those of
    /// the vault.
    pub async fn code_at(&self, id: AccountId, moment: Option<UnixTime>) -> Result<CodeView, Error> {
        let account = self.vault()?.account(id).await?;
        let codes = account.codes.as_ref().ok_or(Error::NoCodes)?;
        let moment = moment.unwrap_or_else(|| self.time_for(&account));
        view_at(id, codes, moment).ok_or(Error::NoCodes)
    }
}

/// The codes of one account at a moment; nothing for codes by a counter.
pub(crate) fn view_at(account: AccountId, codes: &Generator, moment: UnixTime) -> Option<CodeView> {
    let current = codes.at(moment)?;
    Some(CodeView {
        account,
        digits: Zeroizing::new(current.reveal_digits().to_owned()),
        next: Zeroizing::new(codes.next_after(moment)?.reveal_digits().to_owned()),
        valid_for: current.valid_for(),
        period: codes.period()?.duration(),
    })
}
