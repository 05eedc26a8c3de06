//! Opening the vault: what file and key store mean together, and what the person has to do.

mod beginning_anew;
mod damaged;
mod unlocking;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_keystore::KeyStoreError;
use countersign_protocol::message::Verification;
use countersign_vault::{
    Header, KeyStoreEntry, NewSlot, Passphrase, Salvaged, SlotKind, Standing, Unlock, Vault, VaultError,
    VaultId,
};
use zeroize::Zeroizing;
use zxcvbn::Score;

use crate::Authenticator;
use crate::error::Error;
use crate::key_store_entries::Kept;
use crate::linking::{Unfinished, left_behind};
use crate::ports::Event;
use crate::settings::Stay;
use crate::trash::TRASH_LIFETIME;
use crate::view::{AutoLock, Phase, State};

/// Longer passphrases are strong enough, and judging them takes long.
const JUDGED_CHARACTERS: usize = 100;

/// How far opening has come.
#[derive(Default)]
pub(crate) struct Opened {
    pub(crate) phase: Option<Phase>,
    pub(crate) asks: Asks,
    /// The system has dropped the key behind the person's biometrics.
    pub(crate) biometrics_are_lost: bool,
    /// When the person has proven who they are, by the clock since boot, and how.
    pub(crate) verified: Option<(Duration, Verification)>,
    pub(crate) auto_lock: AutoLock,
    /// When the person last did something, by the clock since boot.
    pub(crate) active_at: Duration,
    pub(crate) vault: Option<Arc<Vault>>,
    /// What was read of a damaged vault, until it is saved.
    pub(crate) salvaged: Option<Salvaged>,
}

/// What is asked before the vault opens.
#[derive(Default, Clone, Copy)]
pub(crate) struct Asks {
    pub(crate) for_passphrase: bool,
    pub(crate) for_pin: bool,
    pub(crate) for_biometrics: bool,
}

impl From<&[SlotKind]> for Asks {
    fn from(slots: &[SlotKind]) -> Self {
        Self {
            for_passphrase: slots.contains(&SlotKind::Passphrase),
            for_pin: slots.contains(&SlotKind::Pin),
            for_biometrics: slots.contains(&SlotKind::Biometric),
        }
    }
}

impl From<Option<&Header>> for Asks {
    fn from(header: Option<&Header>) -> Self {
        let has = |kind| header.is_some_and(|header| header.has_slot(kind));
        Self {
            for_passphrase: has(SlotKind::Passphrase),
            for_pin: has(SlotKind::Pin),
            for_biometrics: has(SlotKind::Biometric),
        }
    }
}

impl Authenticator {
    /// What the first screen must know. The first call opens the vault, or makes one.
    ///
    /// # Errors
    /// Those of the file system: another process has the vault, the disk is full.
    pub async fn state(&self) -> Result<State, Error> {
        if self.phase().is_none() {
            let _looking = self.inner.opening.lock().await;
            if self.phase().is_none() {
                self.open().await?;
            }
        }
        self.describe().await
    }

    /// Tries to open the vault again, after a phase in which it was not.
    ///
    /// # Errors
    /// As for [`state`](Self::state).
    pub async fn retry_open(&self) -> Result<State, Error> {
        let _looking = self.inner.opening.lock().await;
        if self.phase() != Some(Phase::Ready) {
            self.open().await?;
        }
        self.describe().await
    }

    /// Makes the vault where there is no key store, opened by a passphrase from now on.
    ///
    /// # Errors
    /// [`Error::PassphraseWeak`], [`Error::VaultState`] in any other phase, and those of the vault.
    pub async fn choose_passphrase(&self, passphrase: Zeroizing<String>) -> Result<(), Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in(Phase::PassphraseWanted)?;
        if !is_strong(&passphrase) {
            return Err(Error::PassphraseWeak);
        }
        let random = self.random_source();
        let passphrase = Passphrase::new(passphrase);
        let slot = NewSlot::Passphrase(&passphrase, self.inner.settings.passphrase_cost);
        let id = VaultId::random(&*random);
        let vault = Vault::create(&self.inner.settings.vault, id, &[slot], random).await?;
        self.inner.opened.with(|opened| opened.asks.for_passphrase = true);
        self.remember_person(Verification::Pin);
        self.use_vault(vault).await;
        Ok(())
    }

    /// Where the vault's file is, or shall be.
    pub fn vault_place(&self) -> &Path {
        &self.inner.settings.vault
    }

    /// Closes the vault and ends what is under way.
    pub async fn close(&self) {
        self.write_history().await;
        self.end_tasks().await;
        self.inner.pairings.clear();
        self.inner.previews.clear();
        self.inner.ways_out.clear();
        let opened = self.inner.opened.with(std::mem::take);
        if let Some(vault) = opened.vault.and_then(Arc::into_inner) {
            vault.close().await;
        }
    }

    /// Whether nobody has asked for the vault yet.
    pub(crate) fn is_unopened(&self) -> bool {
        self.phase().is_none()
    }

    pub(crate) fn phase(&self) -> Option<Phase> {
        self.inner.opened.with(|opened| opened.phase)
    }

    pub(crate) fn has_vault_passphrase(&self) -> bool {
        self.asks().for_passphrase
    }

    pub(crate) fn must_be_in(&self, wanted: Phase) -> Result<(), Error> {
        match self.phase() {
            Some(phase) if phase == wanted => Ok(()),
            Some(phase) => Err(Error::VaultState(phase)),
            None => Err(Error::Locked),
        }
    }

    async fn describe(&self) -> Result<State, Error> {
        let account_count = match self.vault() {
            Ok(vault) => Some(vault.accounts().await?.accounts.len()),
            Err(_) => None,
        };
        let (phase, asks) = self.inner.opened.with(|opened| (opened.phase, opened.asks));
        let pin_pause = if matches!(phase, Some(Phase::Locked | Phase::VaultDamaged)) && asks.for_pin {
            self.entry_of_vault().await.ok().map(|entry| self.pin_pause(&entry))
        } else {
            None
        };
        Ok(State {
            phase: phase.unwrap_or(Phase::KeyStoreLocked),
            account_count,
            has_passphrase: asks.for_passphrase,
            has_pin: asks.for_pin,
            has_biometrics: self.has_biometrics(),
            biometrics: self.inner.ports.biometrics.kind().await,
            pin_pause: pin_pause.filter(|pause| !pause.is_zero()),
        })
    }

    pub(crate) fn asks(&self) -> Asks {
        self.inner.opened.with(|opened| opened.asks)
    }

    async fn open(&self) -> Result<(), Error> {
        if let Some(phase) = self.try_open().await? {
            self.stay_in(phase);
            if phase == Phase::Locked && self.inner.settings.stay == Stay::Resident {
                let this = self.clone();
                self.spawn(async move { this.meet_pairings_while_locked().await });
            }
        }
        Ok(())
    }

    /// Opens or makes the vault; otherwise the phase in which it stays.
    async fn try_open(&self) -> Result<Option<Phase>, Error> {
        let header = match Vault::peek(&self.inner.settings.vault).await {
            Ok(header) => Some(header),
            Err(VaultError::Missing) => None,
            Err(VaultError::Damaged(_)) => return Ok(Some(self.damaged_phase())),
            Err(VaultError::Newer { .. }) => return Ok(Some(Phase::VaultNewer)),
            Err(other) => return Err(other.into()),
        };
        self.inner.opened.with(|opened| opened.asks = header.as_ref().into());
        match self.judge(header.as_ref()).await {
            Ok((Standing::New, _)) => {
                let vault = self.make_vault().await?;
                self.use_vault(vault).await;
                Ok(None)
            }
            Ok((Standing::Ready, Some(entry))) => self.open_with(entry).await,
            Ok((Standing::Ready | Standing::KeyMissing, _)) => Ok(Some(Phase::KeyMissing)),
            Ok((Standing::PassphraseWanted | Standing::PinWanted, _)) => Ok(Some(Phase::Locked)),
            Ok((Standing::VaultMissing, _)) => Ok(Some(Phase::VaultMissing)),
            Err(phase) => Ok(Some(phase)),
        }
    }

    /// What file and key store mean together; `Err` where the key store keeps that from being known.
    async fn judge(&self, header: Option<&Header>) -> Result<(Standing, Option<KeyStoreEntry>), Phase> {
        let needs_key =
            |header: &Header| [SlotKind::KeyStore, SlotKind::Pin].map(|kind| header.has_slot(kind));
        let by_passphrase_only = header.is_some_and(|header| needs_key(header) == [false, false]);
        if by_passphrase_only {
            return Ok((Standing::PassphraseWanted, None));
        }
        match (self.kept_entry().await, header) {
            (Kept::Entry(entry), header) => Ok((Standing::judge(header, Some(&entry)), Some(entry))),
            (Kept::Nothing, header) => Ok((Standing::judge(header, None), None)),
            (Kept::Unreadable, None) => Err(Phase::VaultMissing),
            (Kept::Unreadable, Some(_)) => Err(Phase::KeyMissing),
            (Kept::Failed(KeyStoreError::NoStore(_)), None) => Err(Phase::PassphraseWanted),
            (Kept::Failed(_), _) => Err(Phase::KeyStoreLocked),
        }
    }

    async fn open_with(&self, entry: KeyStoreEntry) -> Result<Option<Phase>, Error> {
        let path = &self.inner.settings.vault;
        let open = async |key| Vault::open(path, &Unlock::KeyStore(key), self.random_source()).await;
        let mut opened = open(entry.key()).await;
        if let (Err(VaultError::WrongKey), Some(next_key)) = (&opened, entry.next_key()) {
            // A change of the key was cut off after the vault had taken it.
            opened = open(next_key).await;
            if opened.is_ok() {
                self.put_entry(&entry.with_next_key_only()).await?;
                return self.use_opened(opened).await;
            }
        }
        if opened.is_ok() && !entry.is_finished() {
            self.put_entry(&entry.finished()).await?;
        }
        self.use_opened(opened).await
    }

    async fn use_opened(&self, opened: Result<Vault, VaultError>) -> Result<Option<Phase>, Error> {
        match opened {
            Ok(vault) => {
                self.use_vault(vault).await;
                Ok(None)
            }
            Err(VaultError::Damaged(_)) => Ok(Some(self.damaged_phase())),
            Err(VaultError::Newer { .. }) => Ok(Some(Phase::VaultNewer)),
            Err(VaultError::WrongKey | VaultError::NoSuchSlot) => Ok(Some(Phase::KeyMissing)),
            Err(other) => Err(other.into()),
        }
    }

    /// The key first, marked as begun; then the file; then the key once more, marked as finished.
    async fn make_vault(&self) -> Result<Vault, Error> {
        let random = self.random_source();
        let entry = KeyStoreEntry::begin(&*random);
        self.put_entry(&entry).await?;
        let slot = NewSlot::KeyStore(entry.key());
        let vault = Vault::create(&self.inner.settings.vault, entry.vault(), &[slot], random).await?;
        self.put_entry(&entry.finished()).await?;
        Ok(vault)
    }

    pub(crate) fn stay_in(&self, phase: Phase) {
        let before = self.inner.opened.with(|opened| opened.phase.replace(phase));
        if before != Some(phase) {
            self.tell(Event::VaultStateChanged);
        }
    }

    pub(crate) async fn use_vault(&self, vault: Vault) {
        // None of this may keep the codes from being shown: not a full disk, not a damaged row.
        let _ = vault.empty_trash(TRASH_LIFETIME, self.now()).await;
        let left = self.left_to_finish(&vault).await;
        self.look_for_damage(&vault).await;
        let vault = Arc::new(vault);
        let watched = Arc::downgrade(&vault);
        self.inner.opened.with(|opened| opened.vault = Some(vault));
        let _ = self.load_offsets().await;
        let _ = self.load_clock().await;
        let _ = self.load_notices().await;
        let _ = self.load_not_me().await;
        let _ = self.load_auto_lock().await;
        let _ = self.load_told().await;
        self.person_is_here();
        self.show_question_names().await;
        self.write_history().await;
        // What was known of them while the vault was locked was less.
        self.inner.pairings.clear();
        self.stay_in(Phase::Ready);
        self.tell(Event::AccountsChanged);
        if self.inner.settings.stay == Stay::Resident {
            let this = self.clone();
            self.spawn(async move {
                this.meet_pairings().await;
                this.resume_links(left);
                let _ = this.trim_history().await;
                this.watch(watched).await;
            });
            let this = self.clone();
            self.spawn(async move { this.keep_backing_up().await });
        }
    }

    async fn show_question_names(&self) {
        let Ok(vault) = self.vault() else { return };
        let Ok(listing) = vault.accounts().await else { return };
        self.inner.questions.show_names(&listing.accounts);
        self.tell(Event::QuestionsChanged);
    }

    /// What an earlier run has left half done. A visitor leaves it to the shell that stays.
    async fn left_to_finish(&self, vault: &Vault) -> Vec<Unfinished> {
        match self.inner.settings.stay {
            Stay::Resident => left_behind(vault).await,
            Stay::Visitor => Vec::new(),
        }
    }
}

/// zxcvbn's highest score: somebody who has the file guesses for centuries.
pub(crate) fn is_strong(passphrase: &str) -> bool {
    let judged: Zeroizing<String> = Zeroizing::new(passphrase.chars().take(JUDGED_CHARACTERS).collect());
    zxcvbn::zxcvbn(&judged, &[]).score() >= Score::Four
}
