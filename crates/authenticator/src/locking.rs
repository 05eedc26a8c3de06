//! Locking: codes are hidden at once, the vault is closed and its keys are wiped. Questions are still heard, and can
//! be answered NO.

use std::sync::Arc;
use std::time::Duration;

use countersign_vault::{DocumentName, Vault};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{AutoLock, Phase};

/// How often to look whether the person is still there.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long locking waits for what still uses the vault.
const PATIENCE: u32 = 250;
const MOMENT: Duration = Duration::from_millis(20);

/// What the person has chosen, as it lies in the vault.
#[derive(Serialize, Deserialize)]
struct Stored {
    after_seconds: Option<u64>,
    on_suspend: bool,
    on_screen_lock: bool,
}

impl Authenticator {
    /// Locks the app. Locked already, or not open, it stays as it is.
    ///
    /// # Errors
    /// [`Error::NothingAsks`] if neither PIN nor passphrase is set, because anybody could unlock it again.
    pub async fn lock(&self) -> Result<(), Error> {
        let _looking = self.inner.opening.lock().await;
        if self.phase() != Some(Phase::Ready) {
            return Ok(());
        }
        let asks = self.asks();
        if !asks.for_pin && !asks.for_passphrase {
            return Err(Error::NothingAsks);
        }
        self.write_history().await;
        let vault = self.inner.opened.with(|opened| {
            (opened.phase, opened.verified) = (Some(Phase::Locked), None);
            opened.vault.take()
        });
        self.inner.pendings.clear();
        self.inner.previews.clear();
        self.inner.ways_out.clear();
        self.inner.notices.clear();
        self.inner.questions.hide_names();
        self.tell(Event::VaultStateChanged);
        self.tell(Event::QuestionsChanged);
        self.end_tasks().await;
        if let Some(vault) = vault {
            close(vault).await;
        }
        Ok(())
    }

    /// When the app locks by itself. It does so only where a PIN or passphrase is set.
    pub fn auto_lock(&self) -> AutoLock {
        self.inner.opened.with(|opened| opened.auto_lock)
    }

    /// Chooses when the app locks by itself.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of the vault.
    pub async fn set_auto_lock(&self, chosen: AutoLock) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        let AutoLock { after, on_suspend, on_screen_lock } = chosen;
        let stored = Stored { after_seconds: after.map(|after| after.as_secs()), on_suspend, on_screen_lock };
        let json = serde_json::to_vec(&stored).expect("a plain structure");
        vault.put_document(&document(), &json).await?;
        self.inner.opened.with(|opened| opened.auto_lock = chosen);
        Ok(())
    }

    /// The person does something in the app.
    pub fn person_is_here(&self) {
        let now = self.since_boot();
        self.inner.opened.with(|opened| opened.active_at = now);
    }

    /// Locks the app whenever nobody has used it for the chosen time, for ever; a shell spawns this once. The clock
    /// goes on during sleep.
    pub async fn watch_idle(&self) {
        let mut wake = self.inner.wake.subscribe();
        loop {
            tokio::select! {
                () = sleep(LOOK_EVERY) => {}
                _ = wake.changed() => {}
            }
            self.lock_if_idle().await;
        }
    }

    /// The device goes to sleep.
    pub async fn device_sleeps(&self) {
        if self.auto_lock().on_suspend {
            // Without PIN or passphrase there is nothing to lock.
            let _ = self.lock().await;
        }
    }

    /// The system's screen was locked.
    pub async fn screen_was_locked(&self) {
        if self.auto_lock().on_screen_lock {
            let _ = self.lock().await;
        }
    }

    async fn lock_if_idle(&self) {
        let now = self.since_boot();
        let is_idle = self.inner.opened.with(|opened| {
            let after = opened.auto_lock.after;
            after.is_some_and(|after| now.saturating_sub(opened.active_at) >= after)
        });
        if is_idle {
            let _ = self.lock().await;
        }
    }

    /// Reads what was chosen before.
    pub(crate) async fn load_auto_lock(&self) -> Result<(), Error> {
        let stored = self.vault()?.document(&document()).await?;
        let stored = stored.and_then(|json| serde_json::from_slice::<Stored>(json.reveal()).ok());
        let chosen = stored.map_or_else(AutoLock::default, |stored| AutoLock {
            after: stored.after_seconds.map(Duration::from_secs),
            on_suspend: stored.on_suspend,
            on_screen_lock: stored.on_screen_lock,
        });
        self.inner.opened.with(|opened| opened.auto_lock = chosen);
        Ok(())
    }
}

/// Waits until nothing uses the vault any more. What takes longer closes it by letting it go.
async fn close(mut vault: Arc<Vault>) {
    for _ in 0..PATIENCE {
        match Arc::try_unwrap(vault) {
            Ok(vault) => return vault.close().await,
            Err(in_use) => vault = in_use,
        }
        sleep(MOMENT).await;
    }
}

fn document() -> DocumentName {
    DocumentName::new("auto-lock").expect("visible ASCII")
}
