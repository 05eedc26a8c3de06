//! Codes, which need no network.

use countersign_otp::{Code, Totp, UnixTime};
use countersign_vault::{Account, AccountId};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::view::{CodeChoice, CodeView, Copied};

impl Authenticator {
    /// The codes of all accounts that have some, now, in the person's order.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn codes(&self) -> Result<Vec<CodeView>, Error> {
        let listing = self.vault()?.accounts().await?;
        let view = |account: &Account| {
            let codes = account.codes.as_ref()?;
            let now = self.time_for(account);
            Some(CodeView {
                account: account.id(),
                digits: digits(&codes.at(now)),
                next: digits(&codes.next_after(now)),
                valid_for: codes.at(now).valid_for(),
                period: codes.period().duration(),
            })
        };
        Ok(listing.accounts.iter().filter_map(view).collect())
    }

    /// The digits of one code, for the clipboard.
    ///
    /// # Errors
    /// [`Error::NoCodes`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn copy_code(&self, id: AccountId, which: CodeChoice) -> Result<Copied, Error> {
        let account = self.vault()?.account(id).await?;
        let codes: &Totp = account.codes.as_ref().ok_or(Error::NoCodes)?;
        let now = self.time_for(&account);
        Ok(match which {
            CodeChoice::Current => digits(&codes.at(now)),
            CodeChoice::Next => digits(&codes.next_after(now)),
        })
    }

    /// A linked account's codes follow its server's clock; all others have only this device's.
    fn time_for(&self, account: &Account) -> UnixTime {
        account.pairing.as_ref().map_or_else(|| self.now(), |pairing| self.time_at(&pairing.origin))
    }
}

fn digits(code: &Code) -> Zeroizing<String> {
    Zeroizing::new(code.reveal_digits().to_owned())
}
