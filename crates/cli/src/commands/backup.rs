//! `countersign backup`: one file by hand, or the automatic one now.

use countersign_authenticator::{Authenticator, CheckedFile, Existing, Place};
use serde::Serialize;

use crate::arguments::BackupArguments;
use crate::asking;
use crate::failure::Outcome;
use crate::plain::plain;
use crate::screen::Screen;

/// A backup file that was opened and read.
#[derive(Serialize)]
pub(crate) struct Checked {
    file: String,
    accounts: usize,
    made_at: u64,
}

impl From<&CheckedFile> for Checked {
    fn from(file: &CheckedFile) -> Self {
        Self {
            file: file.path.display().to_string(),
            accounts: file.accounts,
            made_at: file.made_at.seconds(),
        }
    }
}

/// What the automatic backup came to.
#[derive(Serialize)]
struct Automatic {
    folder: Option<String>,
    file: Option<String>,
    accounts: Option<usize>,
}

pub(crate) async fn run(arguments: &BackupArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let Some(file) = &arguments.file else { return automatic(core, screen).await };
    let existing = if arguments.writing.replace { Existing::Replace } else { Existing::Keep };
    let place = if arguments.elsewhere { Place::Elsewhere } else { Place::ThisDevice };
    let passphrase = asking::new_passphrase(arguments.new_passphrase_file.as_deref())?;
    let path = std::path::absolute(file).unwrap_or_else(|_| file.clone());
    let saved = core.back_up_to(&path, existing, place, passphrase).await?;
    if screen.is_json() {
        return screen.value(&Checked::from(&saved));
    }
    let shown = plain(&saved.path.display().to_string());
    screen.line(&format!("Saved, read back and compared: {} accounts in {shown}", saved.accounts))
}

async fn automatic(core: &Authenticator, screen: &Screen) -> Outcome {
    core.back_up_now().await?;
    let backups = core.backups().await?;
    let folder = backups.folder.map(|folder| folder.path.display().to_string());
    let (file, accounts) = backups.last.map(|last| (last.file, last.accounts)).unzip();
    if screen.is_json() {
        return screen.value(&Automatic { folder, file, accounts });
    }
    screen.line(&format!(
        "Saved, read back and compared: {} accounts in {}",
        accounts.unwrap_or_default(),
        plain(&folder.unwrap_or_default())
    ))
}
