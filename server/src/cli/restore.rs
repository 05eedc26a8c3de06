//! `restore`: puts a backup in the place of the database, so that nothing comes back that was removed or used since.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::say;
use crate::Clock;
use crate::config::Config;
use crate::data_folder::{claim, database_file, open_alone};
use crate::keys::{ServerKeys, write_private};
use crate::storage::{History, RestoreError, Restored, Storage, epoch_of, make_safe};
use crate::tombstones::TombstoneLog;

/// What lies beside a SQLite database and belongs to it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

pub(super) async fn run(config: &Path, backup: &Path, without_tombstones: bool) -> anyhow::Result<()> {
    let config = Config::load(config)?;
    let database = database_file(&config.data)?;
    let _claim = claim(&config.data)?;
    let _alone = open_alone(&config.data).await?;
    // Keys are never made here: a backup opens under the keys that it was made under.
    let keys = Arc::new(ServerKeys::load(&config.data, true)?);
    let now = Clock::system().now();
    let known_epoch = epoch_of(&database).await;
    let copy = database.with_extension("db.restoring");
    forget(&copy)?;
    write_private(&copy, &[]).with_context(|| format!("{}: cannot be written", copy.display()))?;
    let history =
        if without_tombstones { History::Lost } else { History::Log(TombstoneLog::beside(&database)) };
    let made = match copy_into(backup, &copy).with_context(|| format!("{}: cannot be read", backup.display()))
    {
        Ok(_) => safe(&copy, &keys, &history, known_epoch, now).await,
        Err(error) => Err(error),
    };
    let restored = match made {
        Ok(restored) => restored,
        Err(error) => {
            forget(&copy)?;
            return Err(error).context("nothing was restored; the database is as it was");
        }
    };
    let aside = put_in_place(&copy, &database, now)?;
    tell(&restored, aside.as_deref())
}

/// Copies the content only: the copy is its owner's, whoever may read the backup.
fn copy_into(backup: &Path, copy: &Path) -> io::Result<u64> {
    let mut into = fs::OpenOptions::new().write(true).open(copy)?;
    let copied = io::copy(&mut fs::File::open(backup)?, &mut into)?;
    into.sync_all()?;
    Ok(copied)
}

async fn safe(
    copy: &Path,
    keys: &ServerKeys,
    history: &History,
    known_epoch: Option<u64>,
    now: u64,
) -> anyhow::Result<Restored> {
    Storage::check_file(copy).await.context("the backup is damaged or no database")?;
    make_safe(copy, keys, history, known_epoch, now).await.map_err(|error| match error {
        RestoreError::Log(refused) => anyhow::Error::new(refused).context(
            "without the log of what was removed and used since, use --without-tombstones: backup codes, other \
             authenticator apps and passkeys are void then, and devices count again after `user confirm`",
        ),
        RestoreError::Storage(other) => other.into(),
    })
}

/// Moves the database aside and the copy into its place. Where the old one lies now, if there was one.
fn put_in_place(copy: &Path, database: &Path, now: u64) -> anyhow::Result<Option<PathBuf>> {
    let aside = database.with_extension(format!("db.before-{now}"));
    let mut moved = None;
    for part in PARTS {
        let (from, to) = (with_part(database, part), with_part(&aside, part));
        match fs::rename(&from, &to) {
            Ok(()) if part.is_empty() => moved = Some(to),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{}: cannot be moved", from.display()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    fs::rename(copy, database).with_context(|| format!("{}: cannot be moved", copy.display()))?;
    if let Some(folder) = database.parent() {
        // The names are on the disk before anybody hears of it.
        fs::File::open(folder).and_then(|folder| folder.sync_all()).context("the folder cannot be synced")?;
    }
    Ok(moved)
}

fn tell(restored: &Restored, aside: Option<&Path>) -> anyhow::Result<()> {
    let since = match restored.tombstones {
        Some(count) => format!(
            "{count} things that were removed, used or changed since the backup stay so. Sessions, trust, questions and \
             links have ended."
        ),
        None => "Nobody knows what was removed or used since the backup: sessions, trust, questions and links have \
                 ended; backup codes, other authenticator apps and passkeys are void. Ask each person which devices are \
                 theirs, then `countersign-server user confirm NAME`."
            .to_owned(),
    };
    say(&format!("{} accounts were restored; epoch {} begins.\n{since}", restored.accounts, restored.epoch))?;
    match aside {
        Some(aside) => say(&format!("The database that was there is {}.", aside.display())),
        None => Ok(()),
    }
}

fn forget(copy: &Path) -> anyhow::Result<()> {
    for part in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(with_part(copy, part)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{}: cannot be removed", copy.display()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn with_part(file: &Path, part: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(part);
    name.into()
}
