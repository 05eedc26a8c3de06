//! What the core asks of this system: its clocks, random bytes, the browser.

use std::time::{Duration, SystemTime};

use countersign_authenticator::{Clock, Opener, UnixTime, WillNotOpen};
use tauri::{AppHandle, Runtime};
use tauri_plugin_opener::OpenerExt;

/// The wall clock, and one that goes on during sleep.
pub(crate) struct SystemClock {
    start: boot_time::Instant,
}

impl SystemClock {
    #[cfg_attr(windows, expect(clippy::disallowed_methods, reason = "the shell is where time comes from"))]
    pub(crate) fn new() -> Self {
        Self { start: boot_time::Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the shell is where time comes from")]
    fn now(&self) -> UnixTime {
        // A clock that stands before 1970 is wrong in any case; servers tell by how much.
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        UnixTime::from_duration(since.unwrap_or_default())
    }

    fn since_boot(&self) -> Duration {
        self.start.elapsed()
    }
}

/// Bytes from the system's cryptographic source.
///
/// # Panics
/// Where the system has none; nothing may be signed or sealed then.
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has a source of randomness");
}

/// The system's browser.
pub(crate) struct Browser<R: Runtime>(pub(crate) AppHandle<R>);

impl<R: Runtime> Opener for Browser<R> {
    fn open(&self, address: &str) -> Result<(), WillNotOpen> {
        let chosen = chosen_browser(std::env::var("BROWSER").ok());
        // Launchers may take a moment to say that they failed.
        tokio::task::block_in_place(|| self.0.opener().open_url(address, chosen)).map_err(|_| WillNotOpen)
    }
}

/// The program that the person's `BROWSER` names first. Free desktops know that variable, but their launchers ask
/// the desktop's own settings before it.
fn chosen_browser(variable: Option<String>) -> Option<String> {
    if !cfg!(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))) {
        return None;
    }
    let first = variable?.split(':').next()?.trim().to_owned();
    // With arguments in it, it is for a shell; the launchers know how.
    (!first.is_empty() && !first.contains(char::is_whitespace)).then_some(first)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::chosen_browser;

    #[test]
    fn the_first_program_of_browser_opens_pages() {
        for (variable, program) in [
            (Some("/opt/firefox"), Some("/opt/firefox")),
            (Some("firefox:chromium"), Some("firefox")),
            (Some("firefox --new-tab %s"), None),
            (Some(""), None),
            (None, None),
        ] {
            assert_eq!(chosen_browser(variable.map(str::to_owned)).as_deref(), program, "{variable:?}");
        }
    }
}
