//! Automatic backups in a folder, which another program may synchronize, empty, or take away.

use std::path::Path;

use countersign_otp::UnixTime;

use crate::document::Backup;
use crate::error::{OpenError, SaveError};
use crate::files::Files;
use crate::key::{Identity, Key};
use crate::name::{FileName, NameCheck};
use crate::rescue;
use crate::rotation::{Condition, Found, Policy, Question, plan};
use crate::save::{Saved, name_of_part, save_sealed};
use crate::seal::{Limits, open, seal_text};
use crate::writing;

/// How automatic backups are made.
#[derive(Debug)]
pub struct Automatic<'a> {
    /// Where.
    pub folder: &'a Path,
    /// For whom.
    pub identity: &'a Identity,
    /// How many stay.
    pub policy: Policy,
    /// When the person last said that fewer accounts are right.
    pub accepted_until: Option<UnixTime>,
}

/// What a round of automatic backup came to. The backup is saved; the rest may wait for a person.
#[derive(Debug)]
pub struct Report {
    /// The new backup.
    pub saved: Saved,
    /// What went.
    pub removed: Vec<String>,
    /// What should have gone and could not be removed. It does no harm.
    pub not_removed: Vec<String>,
    /// What the person has to answer.
    pub questions: Vec<Question>,
    /// Why `rescue.html` does not lie beside it, if it does not.
    pub without_rescue: Option<SaveError>,
}

/// Looks at the automatic backups in the folder and opens each of them.
///
/// # Errors
/// Those of the system about the folder. A file that cannot be read is [`Condition::Unreadable`].
pub fn survey(files: &dyn Files, folder: &Path, identity: &Identity) -> Result<Vec<Found>, SaveError> {
    let entries = files.list(folder)?;
    let looked_at = |name: String| {
        let made_at = FileName::parse(&name)?.made_at();
        let condition = condition(files, &folder.join(&name), &name, identity);
        Some(Found { name, made_at, condition })
    };
    Ok(entries.into_iter().filter_map(|entry| looked_at(entry.name)).collect())
}

/// Saves one more automatic backup, puts `rescue.html` beside it, and lets old ones go.
///
/// # Errors
/// Any [`SaveError`]; then nothing was removed.
pub fn back_up(files: &dyn Files, backup: &Backup, automatic: &Automatic<'_>) -> Result<Report, SaveError> {
    let Automatic { folder, identity, policy, accepted_until } = *automatic;
    let found = survey(files, folder, identity)?;
    remove_parts(files, folder)?;
    let key = Key::Identity(identity);
    let text = writing::to_json(backup);
    let sealed = seal_text(&text, key);
    let name = FileName::of(&sealed, backup.made_at).to_string();
    let saved = save_sealed(files, &folder.join(name), &text, &sealed, key, backup.accounts.len())?;
    let plan = plan(&found, saved.accounts, policy, backup.made_at, accepted_until);
    let (removed, not_removed) =
        plan.remove.into_iter().partition(|name| files.remove(&folder.join(name)).is_ok());
    let without_rescue = rescue::put_beside(files, folder).err();
    Ok(Report { saved, removed, not_removed, questions: plan.questions, without_rescue })
}

/// Removes what interrupted attempts left behind; it never had a name.
fn remove_parts(files: &dyn Files, folder: &Path) -> Result<(), SaveError> {
    for entry in files.list(folder)? {
        if name_of_part(&entry.name).is_some_and(|name| FileName::parse(name).is_some()) {
            let _ = files.remove(&folder.join(entry.name));
        }
    }
    Ok(())
}

fn condition(files: &dyn Files, path: &Path, name: &str, identity: &Identity) -> Condition {
    let limits = Limits::default();
    let Ok(file) = files.read(path, limits.bytes) else { return Condition::Unreadable };
    match open(&file, Key::Identity(identity), limits) {
        Ok(reading) if reading.skipped.is_empty() => {
            Condition::Good { accounts: reading.backup.accounts.len() }
        }
        Err(OpenError::WrongKey { .. } | OpenError::WrongKind { .. })
            if FileName::check(name, &file) == NameCheck::Intact =>
        {
            Condition::Foreign
        }
        Ok(_) | Err(_) => Condition::Unreadable,
    }
}
