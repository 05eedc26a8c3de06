//! `countersign verify`: opens a backup as if everything were lost.

use std::path::Path;

use countersign_authenticator::{Authenticator, BackupKey, CheckedFile, Error};

use crate::arguments::VerifyArguments;
use crate::asking;
use crate::commands::backup::Checked;
use crate::failure::Outcome;
use crate::plain::plain;
use crate::screen::Screen;

pub(crate) async fn run(arguments: &VerifyArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let path = std::path::absolute(&arguments.file).unwrap_or_else(|_| arguments.file.clone());
    let checked = match &arguments.password_file {
        Some(file) => with_file(&path, file, core).await?,
        None => with_own_or_asked(&path, core).await?,
    };
    if screen.is_json() {
        return screen.value(&Checked::from(&checked));
    }
    let shown = plain(&checked.path.display().to_string());
    screen.line(&format!("It opens: {} accounts in {shown}", checked.accounts))
}

/// The file says which of the two it wants.
async fn with_file(path: &Path, file: &Path, core: &Authenticator) -> Outcome<CheckedFile> {
    let key = asking::secret_in(file)?;
    match core.check_backup(path, BackupKey::Passphrase(key.clone())).await {
        Err(error) if error.code() == "backup_words_needed" => {
            Ok(core.check_backup(path, BackupKey::Words(key)).await?)
        }
        result => Ok(result?),
    }
}

/// The vault's own identity first; for a passphrase, or another vault's words, the terminal asks.
async fn with_own_or_asked(path: &Path, core: &Authenticator) -> Outcome<CheckedFile> {
    let error = match core.check_backup(path, BackupKey::Own).await {
        Ok(checked) => return Ok(checked),
        Err(error) => error,
    };
    let asked = |error: Error, question| {
        let failure = crate::failure::Failure::from(error);
        asking::secret(question).map_err(|_| crate::failure::Failure {
            sentence: format!("{} Give it by --password-file.", failure.sentence),
            ..failure
        })
    };
    match error.code() {
        "file_password_needed" => {
            let passphrase = asked(error, "Passphrase of the backup (not shown): ")?;
            Ok(core.check_backup(path, BackupKey::Passphrase(passphrase)).await?)
        }
        "file_password_wrong" => {
            let words = asked(error, "Words of the recovery sheet (not shown): ")?;
            Ok(core.check_backup(path, BackupKey::Words(words)).await?)
        }
        _ => Err(error.into()),
    }
}
