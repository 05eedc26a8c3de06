//! Whether there is a newer version, where whoever publishes a build has said where to ask (`COUNTERSIGN_RELEASES` at
//! its build): once a day, unless the person has switched it off. It is said and never fetched. Phones have stores.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_authenticator::{Authenticator, Clock, Disk, Error, Existing, Opener, ReleasePage, put};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;

use super::Chosen;
use crate::development;
use crate::dto::{CommandError, ErrorCode, ReleasesView};
use crate::events::Fact;
use crate::ports::{Browser, SystemClock};

/// The file's name.
pub(crate) const FILE: &str = "releases.json";
const RUNNING: &str = env!("CARGO_PKG_VERSION");
const DAY_SECONDS: u64 = 86_400;
/// How often to look whether a day has passed; computers sleep.
const EVERY: Duration = Duration::from_mins(20);
/// The app's start has other things to do.
const AFTER_START: Duration = Duration::from_secs(5);

/// Where to ask, and what was said the last time.
pub(crate) struct Releases {
    page: Option<ReleasePage>,
    file: PathBuf,
    heard: Mutex<Heard>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Heard {
    /// The version that asked: what it heard says nothing to another.
    running: String,
    /// When, in seconds since 1970.
    at: u64,
    newer: Option<String>,
}

impl Releases {
    /// Reads what was heard before, for the page of this build.
    pub(crate) fn of_build(file: PathBuf) -> Self {
        let address =
            development::releases().or_else(|| option_env!("COUNTERSIGN_RELEASES").map(str::to_owned));
        Self::read(address.and_then(|address| ReleasePage::parse(&address).ok()), file)
    }

    fn read(page: Option<ReleasePage>, file: PathBuf) -> Self {
        let kept: Option<Heard> =
            std::fs::read(&file).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let heard = kept.filter(|heard| page.is_some() && heard.running == RUNNING).unwrap_or_default();
        Self { page, file, heard: Mutex::new(heard) }
    }

    /// The newer version, if one was heard of.
    pub(crate) fn newer(&self) -> Option<String> {
        self.held().newer.clone()
    }

    /// Where people read about it.
    pub(crate) fn page(&self) -> Option<String> {
        self.page.as_ref().map(ToString::to_string)
    }

    pub(super) fn view(&self, is_said: bool) -> Option<ReleasesView> {
        let host = self.page.as_ref()?.origin().host().to_owned();
        Some(ReleasesView { host, is_said, newer: self.newer() })
    }

    /// Whether a day has passed. A clock that was set back has no say.
    fn is_due(&self, now: u64) -> bool {
        now.checked_sub(self.held().at).is_none_or(|passed| passed >= DAY_SECONDS)
    }

    /// Takes in what was heard; whether that is another version than before.
    fn hear(&self, newer: Option<String>, at: u64) -> bool {
        self.keep(Heard { running: RUNNING.to_owned(), at, newer })
    }

    /// Forgets what was heard, for somebody who does not want to be told; whether there was a version to forget.
    fn forget(&self) -> bool {
        self.keep(Heard::default())
    }

    /// Whether that is another version than before. What cannot be kept is asked again.
    fn keep(&self, heard: Heard) -> bool {
        let mut held = self.held();
        let is_other = held.newer != heard.newer;
        *held = heard;
        let json = serde_json::to_vec_pretty(&*held).expect("a plain structure");
        let _ = put(&Disk, &self.file, &json, Existing::Replace);
        is_other
    }

    fn held(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks now.
pub(crate) async fn look<R: Runtime>(app: &AppHandle<R>, core: &Authenticator) -> Result<(), Error> {
    let releases = app.state::<Releases>();
    let Some(page) = releases.page.clone() else { return Ok(()) };
    let newer = core.newer_release(&page, RUNNING).await?;
    if releases.hear(newer, SystemClock::new().now().seconds()) {
        let _ = Fact::VaultStateChanged.emit(app);
    }
    Ok(())
}

/// Says no more of what was heard.
pub(super) fn forget<R: Runtime>(app: &AppHandle<R>) {
    if app.state::<Releases>().forget() {
        let _ = Fact::VaultStateChanged.emit(app);
    }
}

/// Opens the page in the system's browser.
pub(crate) fn open_page<R: Runtime>(app: &AppHandle<R>) -> Result<(), CommandError> {
    let Some(page) = app.state::<Releases>().page() else { return Ok(()) };
    let will_not_open = |_| CommandError::new(ErrorCode::BrowserWillNotOpen, "the browser does not open");
    Browser(app.clone()).open(&page).map_err(will_not_open)
}

/// Asks once a day, for ever. Where nobody answers, it tries again later.
pub(crate) async fn watch<R: Runtime>(app: AppHandle<R>, core: Authenticator) {
    if app.state::<Releases>().page.is_none() {
        return;
    }
    tokio::time::sleep(AFTER_START).await;
    loop {
        let is_due = app.state::<Releases>().is_due(SystemClock::new().now().seconds());
        if is_due && !app.state::<Chosen>().now().quiet_about_releases {
            let _ = look(&app, &core).await;
        }
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORNING: u64 = 1_800_000_000;

    fn releases(folder: &tempfile::TempDir) -> Releases {
        Releases::read(ReleasePage::parse("https://apps.example/").ok(), folder.path().join(FILE))
    }

    #[test]
    fn a_newer_version_is_remembered_for_a_day_and_for_this_version_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = releases(&folder);
        assert!(first.is_due(MORNING));
        assert!(first.hear(Some("9.0.0".to_owned()), MORNING));
        assert!(!first.hear(Some("9.0.0".to_owned()), MORNING), "that is no news");

        let again = releases(&folder);
        assert_eq!(again.newer().as_deref(), Some("9.0.0"));
        assert!(!again.is_due(MORNING + DAY_SECONDS - 1));
        assert!(again.is_due(MORNING + DAY_SECONDS));
        assert!(again.is_due(MORNING - 1), "the clock was set back");

        let heard = Heard { running: "0.0.1".to_owned(), at: MORNING, newer: Some(RUNNING.to_owned()) };
        std::fs::write(folder.path().join(FILE), serde_json::to_vec(&heard).unwrap()).unwrap();
        let updated = releases(&folder);
        assert_eq!((updated.newer(), updated.is_due(MORNING)), (None, true));
    }

    #[test]
    fn what_is_not_to_be_said_is_forgotten_and_asked_for_again_when_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let first = releases(&folder);
        assert!(!first.forget(), "nothing was heard");
        first.hear(Some("9.0.0".to_owned()), MORNING);
        assert!(first.forget());
        assert!(first.is_due(MORNING));
        assert_eq!(releases(&folder).newer(), None, "after a restart as well");
    }

    #[test]
    fn a_build_without_a_page_asks_nobody_and_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        releases(&folder).hear(Some("9.0.0".to_owned()), MORNING);
        let none = Releases::read(None, folder.path().join(FILE));
        assert_eq!((none.newer(), none.page()), (None, None));
        assert!(none.view(true).is_none());
    }
}
