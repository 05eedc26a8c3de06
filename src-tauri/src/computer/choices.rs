//! What the person chose about this computer. It must be known before the vault is open and tells nothing of anybody,
//! so it lies in a file beside it.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_authenticator::{Disk, Existing, put};
use serde::{Deserialize, Serialize};

/// The file's name.
pub(crate) const FILE: &str = "computer.json";

/// Everything is off until somebody switches it on, but for the word that there is a newer version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// Closing the window leaves the app in the tray.
    pub(crate) keep_running: bool,
    /// The window goes away once a code is copied.
    pub(crate) copy_and_close: bool,
    /// The keys that open the window from anywhere.
    pub(crate) shortcut: Option<String>,
    /// Nobody is asked whether there is a newer version.
    pub(crate) quiet_about_releases: bool,
}

/// The choices, and where they are kept.
pub(crate) struct Chosen {
    file: PathBuf,
    now: Mutex<Choices>,
}

impl Chosen {
    /// Reads what was chosen before. A file that cannot be read has nothing chosen.
    pub(crate) fn read(file: PathBuf) -> Self {
        let kept = std::fs::read(&file).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Self { file, now: Mutex::new(kept.unwrap_or_default()) }
    }

    /// What holds now.
    pub(crate) fn now(&self) -> Choices {
        self.held().clone()
    }

    /// Chooses, and keeps it. What cannot be kept is not chosen.
    pub(crate) fn change(
        &self,
        choose: impl FnOnce(&mut Choices),
    ) -> Result<(), countersign_authenticator::Error> {
        let mut now = self.held();
        let mut next = now.clone();
        choose(&mut next);
        let json = serde_json::to_vec_pretty(&next).expect("a plain structure");
        put(&Disk, &self.file, &json, Existing::Replace)?;
        *now = next;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Choices> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_holds_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let chosen = Chosen::read(file.clone());
        assert_eq!(chosen.now(), Choices::default(), "everything is off at first");
        chosen.change(|choices| choices.keep_running = true).unwrap();
        chosen.change(|choices| choices.shortcut = Some("Super+KeyC".to_owned())).unwrap();
        let again = Chosen::read(file).now();
        let shortcut = Some("Super+KeyC".to_owned());
        assert_eq!(again, Choices { keep_running: true, shortcut, ..Choices::default() });
    }

    #[test]
    fn a_damaged_file_has_nothing_chosen_and_an_older_one_what_it_knows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        std::fs::write(&file, "{").unwrap();
        assert_eq!(Chosen::read(file.clone()).now(), Choices::default());
        std::fs::write(&file, r#"{"copy_and_close": true, "of_tomorrow": 1}"#).unwrap();
        assert!(Chosen::read(file).now().copy_and_close);
    }

    #[test]
    fn what_cannot_be_kept_is_not_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = Chosen::read(folder.path().join("nowhere").join(FILE));
        assert!(chosen.change(|choices| choices.keep_running = true).is_err());
        assert!(!chosen.now().keep_running);
    }
}
