//! The systems that say it on a thread of their own, and sleep as soon as it has been heard.

use std::sync::mpsc;
use std::time::Duration;

use countersign_authenticator::Authenticator;

use super::Said;

/// Windows gives two seconds before it sleeps; locking takes milliseconds.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Does what was said. Sleep waits for it; the lock itself runs elsewhere, so that it can never wait for this thread.
pub(super) fn heed(core: &Authenticator, said: Said) {
    let core = core.clone();
    let (done, when_done) = mpsc::channel();
    tauri::async_runtime::spawn(async move {
        match said {
            Said::GoesToSleep => core.device_sleeps().await,
            Said::Woke => core.check_now(),
            Said::ScreenLocked => core.screen_was_locked().await,
        }
        // Nobody waits any more after the patience, or for anything but sleep.
        let _ = done.send(());
    });
    if said == Said::GoesToSleep {
        let _ = when_done.recv_timeout(PATIENCE);
    }
}
