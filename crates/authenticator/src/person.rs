//! Is it the person who asks? What leaves the device, or opens it to somebody else, asks for the PIN or passphrase
//! once more.

use std::time::Duration;

use countersign_protocol::message::Verification;
use countersign_vault::{Passphrase, Unlock};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::view::PersonCheck;

/// How long a person who has proven who they are need not do it again.
const REMEMBERED: Duration = Duration::from_mins(2);

impl Authenticator {
    /// What this device can ask. Nothing is set up: then only a warning stands before what is asked for.
    pub fn person_check(&self) -> PersonCheck {
        let asks = self.inner.opened.with(|opened| opened.asks);
        match (asks.for_pin, asks.for_passphrase) {
            (true, _) => PersonCheck::Pin,
            (false, true) => PersonCheck::Passphrase,
            (false, false) => PersonCheck::None,
        }
    }

    /// Whether the person must be asked again before something that [`verify_person`](Self::verify_person) guards.
    pub fn is_person_verified(&self) -> bool {
        self.must_be_verified().is_ok()
    }

    /// Takes the PIN or passphrase, as [`person_check`](Self::person_check) says, and remembers for two minutes that
    /// it was right.
    ///
    /// # Errors
    /// [`Error::PinWrong`], [`Error::PinPause`], [`Error::PinMalformed`], a wrong passphrase, [`Error::Locked`] and
    /// those of key store and vault.
    pub async fn verify_person(&self, secret: Zeroizing<String>) -> Result<(), Error> {
        let vault = self.vault()?;
        match self.person_check() {
            PersonCheck::None => {}
            PersonCheck::Pin => self.check_pin(&vault, secret).await?,
            PersonCheck::Passphrase => {
                vault.check_key(&Unlock::Passphrase(&Passphrase::new(secret))).await?;
            }
        }
        self.remember_person(Verification::Pin);
        Ok(())
    }

    /// What a use case begins with that is only for the person.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`] unless the person has proven who they are within the last two minutes, or nothing
    /// is set up that could be asked.
    pub(crate) fn must_be_verified(&self) -> Result<(), Error> {
        if self.verified_lately().is_some() || self.person_check() == PersonCheck::None {
            Ok(())
        } else {
            Err(Error::PersonUnverified)
        }
    }

    /// How this device made sure of the person within the last two minutes, for an answer to say. Nothing is set up:
    /// then it was not made sure, whoever is there.
    pub(crate) fn verification(&self) -> Verification {
        match self.person_check() {
            PersonCheck::None => Verification::None,
            PersonCheck::Pin | PersonCheck::Passphrase => {
                self.verified_lately().unwrap_or(Verification::None)
            }
        }
    }

    fn verified_lately(&self) -> Option<Verification> {
        let (at, by) = self.inner.opened.with(|opened| opened.verified)?;
        (self.since_boot().saturating_sub(at) < REMEMBERED).then_some(by)
    }

    /// A server takes a YES only from a device that has made sure of its person: what is to be done about that.
    pub(crate) fn person_wanted(&self) -> Error {
        match self.person_check() {
            PersonCheck::None => Error::PersonUnverifiable,
            PersonCheck::Pin | PersonCheck::Passphrase => Error::PersonUnverified,
        }
    }

    pub(crate) fn remember_person(&self, by: Verification) {
        let now = self.since_boot();
        self.inner.opened.with(|opened| opened.verified = Some((now, by)));
    }
}
