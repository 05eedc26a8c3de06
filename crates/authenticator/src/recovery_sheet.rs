//! The recovery sheet: made, and proven to be there by words that are typed back from it.

use countersign_backup::recovery::{Asked, Check, Keys, sheet};
use countersign_backup::{Identity, of_sheet, shown_place};
use countersign_otp::UnixTime;
use countersign_vault::RecoveryKey;
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::backing_up::{KeptSheet, millis};
use crate::error::Error;
use crate::view::{SheetCheck, SheetView};

impl Authenticator {
    /// Whether there is a sheet, and whether it was checked. A sheet with other keys than today's counts for nothing.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn recovery_sheet_state(&self) -> Result<SheetView, Error> {
        let kept = self.kept().await?.sheet;
        let mark = self.sheet_keys().await?.mark();
        let is_void = kept.as_ref().is_some_and(|sheet| sheet.mark != mark);
        let valid = kept.filter(|_| !is_void);
        Ok(SheetView {
            printed_at: valid.as_ref().map(|sheet| UnixTime::from_millis(sheet.printed_at)),
            checked_at: valid.and_then(|sheet| sheet.checked_at).map(UnixTime::from_millis),
            is_void,
        })
    }

    /// The sheet as an HTML page to print. A new print of the same keys keeps what was checked before. Warning: it
    /// opens the vault and every automatic backup.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of the vault.
    pub async fn make_recovery_sheet(&self) -> Result<Zeroizing<String>, Error> {
        self.must_be_verified()?;
        let keys = self.sheet_keys().await?;
        let folder = self.kept().await?.folder;
        let folder = folder.map(|folder| folder.path).unwrap_or_default();
        let place = shown_place(&folder);
        let now = self.now();
        let settings = &self.inner.settings;
        let page = sheet(keys.keys(), &settings.device_name, place, now, settings.paper);
        let mark = keys.mark();
        self.change_kept(|kept| {
            let checked_at =
                kept.sheet.take().filter(|sheet| sheet.mark == mark).and_then(|sheet| sheet.checked_at);
            kept.sheet = Some(KeptSheet { mark, printed_at: millis(now), checked_at });
        })
        .await?;
        Ok(page)
    }

    /// Which words are to be typed back from the sheet. Each call asks for others.
    pub fn begin_sheet_check(&self) -> Vec<Asked> {
        let check = Check::choose(&self.inner.ports.random);
        let asked = check.asked().to_vec();
        self.inner.ways_out.sheet_check.with(|kept| *kept = Some(check));
        asked
    }

    /// Compares the words that were typed back, in the order in which they were asked.
    ///
    /// # Errors
    /// [`Error::SheetNotAsked`] before [`begin_sheet_check`](Self::begin_sheet_check), [`Error::Locked`] and those of
    /// the vault.
    pub async fn check_sheet(&self, typed: &[Zeroizing<String>]) -> Result<SheetCheck, Error> {
        let check = self.inner.ways_out.sheet_check.with(|check| check.clone());
        let check = check.ok_or(Error::SheetNotAsked)?;
        let keys = self.sheet_keys().await?;
        let words: Vec<&str> = typed.iter().map(|word| word.as_str()).collect();
        if let Err(wrong) = check.compare(keys.keys(), &words) {
            return Ok(SheetCheck::Wrong { index: wrong.index });
        }
        let (mark, now) = (keys.mark(), millis(self.now()));
        self.change_kept(|kept| {
            let printed_at = kept.sheet.as_ref().filter(|sheet| sheet.mark == mark);
            let printed_at = printed_at.map_or(now, |sheet| sheet.printed_at);
            kept.sheet = Some(KeptSheet { mark, printed_at, checked_at: Some(now) });
        })
        .await?;
        self.inner.ways_out.sheet_check.with(|check| *check = None);
        Ok(SheetCheck::Right)
    }

    /// Whether words of the sheet were typed back, for its present keys.
    pub(crate) async fn has_checked_sheet(&self) -> Result<bool, Error> {
        Ok(self.recovery_sheet_state().await?.checked_at.is_some())
    }

    async fn sheet_keys(&self) -> Result<SheetKeys, Error> {
        let recovery_key = self.vault()?.reveal_recovery_key().await?;
        Ok(SheetKeys { recovery_key, identity: self.own_identity().await? })
    }
}

struct SheetKeys {
    recovery_key: RecoveryKey,
    identity: Identity,
}

impl SheetKeys {
    fn keys(&self) -> Keys<'_> {
        Keys { recovery_key: self.recovery_key.reveal(), identity: &self.identity }
    }

    fn mark(&self) -> String {
        of_sheet(self.keys())
    }
}
