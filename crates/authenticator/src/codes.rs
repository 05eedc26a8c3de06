//! Codes, which need no network.

use countersign_otp::{Code, Counter, Generator, Hotp, UnixTime};
use countersign_vault::{Account, AccountId};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::code_at::view_at;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{CodeChoice, CodeView, Copied, CounterCodeView};

impl Authenticator {
    /// The codes of all accounts whose codes go by the time, now, in the person's order.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn codes(&self) -> Result<Vec<CodeView>, Error> {
        let listing = self.vault()?.accounts().await?;
        let view = |account: &Account| view_at(account.id(), account.codes.as_ref()?, self.time_for(account));
        Ok(listing.accounts.iter().filter_map(view).collect())
    }

    /// The digits of one code, for the clipboard. A code by a counter is the one that was shown last.
    ///
    /// # Errors
    /// [`Error::NoCodes`] (also if no code was shown yet, or the next one by a counter is wanted),
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn copy_code(&self, id: AccountId, which: CodeChoice) -> Result<Copied, Error> {
        let account = self.vault()?.account(id).await?;
        let codes = account.codes.as_ref().ok_or(Error::NoCodes)?;
        let now = self.time_for(&account);
        let code = match (codes, which) {
            (Generator::Hotp(codes, counter), CodeChoice::Current) => {
                return counter.preceding().map(|last| codes.reveal_at(last)).ok_or(Error::NoCodes);
            }
            (_, CodeChoice::Current) => codes.at(now),
            (_, CodeChoice::Next) => codes.next_after(now),
        };
        code.map(|code| digits(&code)).ok_or(Error::NoCodes)
    }

    /// The next code of an account whose codes go by a counter. The counter is stored before the code is made, so
    /// that no code is ever given out twice.
    ///
    /// # Errors
    /// [`Error::NoCodes`] for any other account, [`Error::AccountUnknown`], [`Error::Locked`] and those of the
    /// vault, with which nothing is counted.
    pub async fn next_counter_code(&self, id: AccountId) -> Result<CounterCodeView, Error> {
        let mut shown = None;
        self.vault()?
            .update_account(id, |account| {
                if let Some(Generator::Hotp(codes, counter)) = &mut account.codes {
                    shown = Some(counter_code(id, codes, *counter));
                    *counter = counter.following();
                }
            })
            .await?;
        self.tell(Event::AccountsChanged);
        shown.ok_or(Error::NoCodes)
    }

    /// Goes back by one code, for whoever pressed too often. The code before is shown again; at the first one
    /// nothing changes.
    ///
    /// # Errors
    /// As for [`next_counter_code`](Self::next_counter_code).
    pub async fn step_counter_back(&self, id: AccountId) -> Result<Option<CounterCodeView>, Error> {
        let (mut is_counted, mut shown) = (false, None);
        self.vault()?
            .update_account(id, |account| {
                if let Some(Generator::Hotp(codes, counter)) = &mut account.codes {
                    is_counted = true;
                    *counter = counter.preceding().unwrap_or(*counter);
                    shown = counter.preceding().map(|last| counter_code(id, codes, last));
                }
            })
            .await?;
        self.tell(Event::AccountsChanged);
        if is_counted { Ok(shown) } else { Err(Error::NoCodes) }
    }

    /// A linked account's codes follow its server's clock; all others this device's, as it was checked last.
    pub(crate) fn time_for(&self, account: &Account) -> UnixTime {
        account.pairing.as_ref().map_or_else(|| self.corrected_now(), |pairing| self.time_at(&pairing.origin))
    }
}

fn digits(code: &Code) -> Zeroizing<String> {
    Zeroizing::new(code.reveal_digits().to_owned())
}

fn counter_code(account: AccountId, codes: &Hotp, counter: Counter) -> CounterCodeView {
    CounterCodeView { account, digits: codes.reveal_at(counter), counter: counter.value() }
}
