//! Guesses at the PIN: counted in the key store before each one is checked, so that no restart forgets them, and
//! slowed down more and more. Nothing is ever wiped for it.

use std::time::Duration;

use countersign_vault::{KeyStoreEntry, Pin, Salvaged, Unlock, Vault, VaultError};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;

/// How long to wait after so many wrong PINs.
fn pause_after(wrong: u8) -> Duration {
    match wrong {
        0..=4 => Duration::ZERO,
        5 => Duration::from_mins(1),
        6 => Duration::from_mins(5),
        7 => Duration::from_mins(15),
        _ => Duration::from_hours(1),
    }
}

/// From when on the next guess is taken, by the clock since boot, for this count of wrong ones.
#[derive(Default, Clone, Copy)]
pub(crate) struct NextTry {
    after_wrong: u8,
    free_at: Duration,
}

/// What a PIN is tried on.
#[derive(Clone, Copy)]
enum Lock<'a> {
    /// The vault is open: is this the PIN?
    Open(&'a Vault),
    /// The vault is to be opened.
    Shut,
    /// The vault is damaged; what is left of it is to be read.
    Damaged,
}

/// What a right PIN gives.
enum Turned {
    Known,
    Opened(Vault),
    Read(Salvaged),
}

impl Authenticator {
    /// Checks a PIN against the open vault, and counts it.
    ///
    /// # Errors
    /// [`Error::PinMalformed`] and [`Error::PinPause`] before anything is counted, [`Error::PinWrong`], and those of
    /// key store and vault.
    pub(crate) async fn check_pin(&self, vault: &Vault, digits: Zeroizing<String>) -> Result<(), Error> {
        self.try_pin(digits, Lock::Open(vault)).await.map(drop)
    }

    /// Opens the vault by a PIN, and counts it.
    ///
    /// # Errors
    /// As for [`check_pin`](Self::check_pin).
    pub(crate) async fn open_by_pin(&self, digits: Zeroizing<String>) -> Result<Vault, Error> {
        match self.try_pin(digits, Lock::Shut).await? {
            Turned::Opened(vault) => Ok(vault),
            Turned::Known | Turned::Read(_) => unreachable!("a lock that was shut is opened"),
        }
    }

    /// Reads what is left of a damaged vault by a PIN, and counts it.
    ///
    /// # Errors
    /// As for [`check_pin`](Self::check_pin).
    pub(crate) async fn salvage_by_pin(&self, digits: Zeroizing<String>) -> Result<Salvaged, Error> {
        match self.try_pin(digits, Lock::Damaged).await? {
            Turned::Read(salvaged) => Ok(salvaged),
            Turned::Known | Turned::Opened(_) => unreachable!("what is damaged is read"),
        }
    }

    async fn try_pin(&self, digits: Zeroizing<String>, lock: Lock<'_>) -> Result<Turned, Error> {
        let pin = Pin::parse(digits).map_err(|_| Error::PinMalformed)?;
        let entry = self.entry_of_vault().await?;
        let wait = self.pin_pause(&entry);
        if !wait.is_zero() {
            return Err(Error::PinPause(wait));
        }
        let before = entry.wrong_pins();
        let entry = entry.after_wrong_pin(self.now());
        self.put_entry(&entry).await?;
        let mut result = self.turn(lock, &Unlock::Pin(&pin, entry.key())).await;
        if let (Err(VaultError::WrongKey), Some(next_key)) = (&result, entry.next_key()) {
            // A change of the PIN was cut off; perhaps this is its key.
            result = self.turn(lock, &Unlock::Pin(&pin, next_key)).await;
            if result.is_ok() {
                let _ = self.put_entry(&entry.with_next_key_only()).await;
                return Ok(result?);
            }
        }
        match result {
            Ok(opened) => {
                // If this fails, the person has one free guess less.
                let _ = self.put_entry(&entry.after_right_pin()).await;
                Ok(opened)
            }
            Err(VaultError::WrongKey) => Err(Error::PinWrong(self.pin_pause(&entry))),
            Err(other) => {
                // The vault was not reached, so nothing was guessed.
                let _ = self.put_entry(&entry.with_wrong_pins(before)).await;
                Err(other.into())
            }
        }
    }

    async fn turn(&self, lock: Lock<'_>, unlock: &Unlock<'_>) -> Result<Turned, VaultError> {
        match lock {
            Lock::Open(vault) => vault.check_key(unlock).await.map(|()| Turned::Known),
            Lock::Shut => self.open_by(unlock).await.map(Turned::Opened),
            Lock::Damaged => self.salvage(unlock).await.map(Turned::Read),
        }
    }

    /// How long until the next guess is taken. While the app runs, the clock counts that nobody sets; after a
    /// restart the wall clock says how long ago the last guess was. Set back, it makes the pause begin anew, and
    /// never lasts longer than one pause.
    pub(crate) fn pin_pause(&self, entry: &KeyStoreEntry) -> Duration {
        let (wrong, last) = entry.wrong_pins();
        let pause = pause_after(wrong);
        let (wall, boot) = (self.now(), self.since_boot());
        self.inner.next_try.with(|next| {
            if next.after_wrong != wrong {
                let is_set_back = wall.seconds() < last.seconds();
                let passed = if is_set_back { Duration::ZERO } else { wall.since(last) };
                *next = NextTry {
                    after_wrong: wrong,
                    free_at: boot.saturating_add(pause.saturating_sub(passed)),
                };
            }
            next.free_at.saturating_sub(boot)
        })
    }
}
