//! What only builds with the feature `development` can do. Without it everything here says no.

use std::path::{Path, PathBuf};

use crate::dto::DevelopmentView;

/// Whether this is a development build.
pub(crate) const ON: bool = cfg!(feature = "development");

/// The service under which the key store keeps what is ours.
pub(crate) const KEY_STORE_SERVICE: &str = if ON { "countersign-development" } else { "countersign" };

/// What the window says about it.
pub(crate) fn view() -> Option<DevelopmentView> {
    ON.then(|| DevelopmentView { server_address: variable("COUNTERSIGN_SERVER") })
}

/// The data folder that replaces the system's.
pub(crate) fn data_folder() -> Option<PathBuf> {
    variable("COUNTERSIGN_DATA_DIR").map(PathBuf::from)
}

/// The page about newer versions that replaces the build's.
#[cfg(desktop)]
pub(crate) fn releases() -> Option<String> {
    variable("COUNTERSIGN_RELEASES")
}

/// A dialog of the system, where a test answers for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// Something that is there is chosen; phones ask by their own means.
    #[cfg(desktop)]
    Open,
    /// A place for a file is chosen.
    Save,
}

/// The folder that answers dialogs instead of the person.
pub(crate) fn dialogs_folder() -> Option<PathBuf> {
    variable("COUNTERSIGN_DEVELOPMENT_DIALOGS").map(PathBuf::from)
}

/// The path in the folder's file `open` or `save`, read each time. An empty or missing file chooses nothing.
pub(crate) fn dialog_answer(folder: &Path, dialog: Dialog) -> Option<PathBuf> {
    let name = match dialog {
        #[cfg(desktop)]
        Dialog::Open => "open",
        Dialog::Save => "save",
    };
    let path = std::fs::read_to_string(folder.join(name)).ok()?;
    (!path.trim().is_empty()).then(|| PathBuf::from(path.trim()))
}

/// The name under which a second start finds the first, where folders tell several apps apart.
#[cfg(desktop)]
pub(crate) fn session_name() -> Option<String> {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let mut hasher = DefaultHasher::new();
    data_folder()?.hash(&mut hasher);
    Some(format!("org.countersign.development.f{:016x}", hasher.finish()))
}

fn variable(name: &str) -> Option<String> {
    ON.then(|| std::env::var(name).ok()).flatten().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_a_folder_answers_a_dialog() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("save"), "/somewhere/accounts.txt\n").unwrap();
        std::fs::write(folder.path().join("open"), "\n").unwrap();
        assert_eq!(dialog_answer(folder.path(), Dialog::Save), Some("/somewhere/accounts.txt".into()));
        assert_eq!(dialog_answer(folder.path(), Dialog::Open), None, "nothing is chosen");
    }
}
