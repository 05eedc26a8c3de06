//! `tombstones.log`: an append-only file beside the database of what a restored backup must not bring back. Written and
//! synced before the transaction that it tells of is committed. It holds no secret in clear.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The file's name, beside the database. It may be a symbolic link to another disk.
pub const TOMBSTONES: &str = "tombstones.log";

/// What must stay so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Tombstone {
    /// The file begins here: it has everything after the number of this line.
    Begin,
    /// A restore began this epoch.
    Epoch {
        /// Its number.
        epoch: u64,
    },
    /// A device was removed.
    Device {
        /// Which.
        id: String,
        /// Why, as devices hear it.
        reason: String,
        /// When.
        at: u64,
    },
    /// A device took a new pair of keys into use; the pair before never counts again.
    Keys {
        /// Which.
        device: String,
        /// The new public `pop` key, a JWK.
        pop: String,
        /// The new public `uv` key, a JWK.
        uv: String,
        /// The identity of the message that brought them; base64url.
        message: String,
        /// When.
        at: u64,
    },
    /// Another authenticator app was removed.
    Authenticator {
        /// Which.
        id: String,
    },
    /// A passkey was removed.
    Passkey {
        /// Which.
        id: String,
    },
    /// These backup codes are the only ones from now on.
    Codes {
        /// Whose.
        account: String,
        /// Since when.
        at: u64,
        /// Their hashes, sealed; base64url.
        sealed: String,
    },
    /// A backup code was used.
    Code {
        /// Whose.
        account: String,
        /// Its place among the ten.
        place: i64,
        /// When.
        at: u64,
    },
    /// The password is another one.
    Password {
        /// Whose.
        account: String,
        /// The hash, sealed; base64url.
        sealed: String,
    },
    /// Two-step verification was switched on.
    SwitchedOn {
        /// Whose.
        account: String,
        /// When.
        at: u64,
    },
    /// An administrator's reset took all methods: a link is needed beside the password.
    Reset {
        /// Whose.
        account: String,
    },
    /// The role of an administrator was given or taken.
    Administrator {
        /// Whose.
        account: String,
        /// Whether it was given.
        is_admin: bool,
    },
    /// Administrators suspended an account, or lifted that.
    AccountSuspended {
        /// Whose.
        account: String,
        /// Since when; absent once it is lifted.
        at: Option<u64>,
    },
    /// It was switched off: all methods are gone.
    SwitchedOff {
        /// Whose.
        account: String,
        /// When.
        at: u64,
    },
    /// All sign-ins were stopped.
    Frozen {
        /// Whose.
        account: String,
        /// When.
        at: u64,
    },
    /// A removal was undone: backup codes made since then do not let sign-ins go on.
    Disputed {
        /// Whose.
        account: String,
        /// Since when.
        since: u64,
        /// When that removal was.
        removed_at: u64,
    },
    /// They go on.
    Thawed {
        /// Whose.
        account: String,
    },
    /// A method was suspended.
    Suspended {
        /// The name of its kind.
        method: String,
        /// Which.
        id: String,
        /// When.
        at: u64,
    },
    /// A suspended method counts again.
    Lifted {
        /// The name of its kind.
        method: String,
        /// Which.
        id: String,
    },
    /// Whether a passkey signs in alone.
    PasskeyAlone {
        /// Whose.
        account: String,
        /// Whether it does.
        alone: bool,
    },
    /// The person's own rule for questions.
    Policy {
        /// Whose.
        account: String,
        /// Its name.
        approval: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Line {
    number: i64,
    #[serde(flatten)]
    tombstone: Tombstone,
}

/// Where the file is.
#[derive(Debug, Clone)]
pub struct TombstoneLog {
    file: PathBuf,
}

/// Why a log cannot be used to restore a backup.
#[derive(Debug, thiserror::Error)]
pub enum LogRefused {
    /// It cannot be read.
    #[error("{0} cannot be read")]
    Io(PathBuf, #[source] io::Error),
    /// A line is none of ours.
    #[error("{0}, line {1}: not a line of this log")]
    Damaged(PathBuf, usize),
    /// It does not reach back to the backup.
    #[error("{0} begins after the backup was made")]
    BeginsLater(PathBuf),
}

impl TombstoneLog {
    /// The log beside this database.
    pub fn beside(database: &Path) -> Self {
        Self { file: database.with_file_name(TOMBSTONES) }
    }

    /// Begins the file if there is none: from `number` on it is complete. Whether it was begun now.
    pub fn begin(&self, number: i64) -> io::Result<bool> {
        if fs::metadata(&self.file).is_ok_and(|metadata| metadata.len() > 0) {
            return Ok(false);
        }
        self.append(&[line_of(number, &Tombstone::Begin)])?;
        Ok(true)
    }

    /// Appends lines and waits until they are on the disk.
    pub fn append(&self, lines: &[String]) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.file)?;
        // One write, so that lines of several processes do not mix; a line that was cut off is ended first.
        let mut text = if is_cut_off(&self.file)? { "\n".to_owned() } else { String::new() };
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    /// What happened after this number, in order; only if the log reaches back to it. A line that a crash has cut off
    /// was never confirmed to anybody.
    ///
    /// # Errors
    /// [`LogRefused`].
    pub fn after(&self, number: i64) -> Result<Vec<(i64, Tombstone)>, LogRefused> {
        let failed = |error| LogRefused::Io(self.file.clone(), error);
        let reader = BufReader::new(fs::File::open(&self.file).map_err(failed)?);
        let texts = reader.lines().collect::<io::Result<Vec<_>>>().map_err(failed)?;
        let mut all = Vec::new();
        for (place, text) in (1..).zip(&texts) {
            match serde_json::from_str::<Line>(text) {
                Ok(line) => all.push((line.number, line.tombstone)),
                Err(_) if !text.ends_with('}') => {}
                Err(_) => return Err(LogRefused::Damaged(self.file.clone(), place)),
            }
        }
        // A log may have been begun more than once; what came before the last time has gaps.
        let begins = all.iter().rposition(|(_, tombstone)| *tombstone == Tombstone::Begin);
        let Some(place) = begins.filter(|place| all[*place].0 <= number) else {
            return Err(LogRefused::BeginsLater(self.file.clone()));
        };
        Ok(all.split_off(place).into_iter().filter(|(each, _)| *each > number).collect())
    }
}

/// Whether the file ends within a line, as after a crash.
fn is_cut_off(file: &Path) -> io::Result<bool> {
    let mut file = fs::File::open(file)?;
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(io::SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// One line, without its end.
pub fn line_of(number: i64, tombstone: &Tombstone) -> String {
    serde_json::to_string(&Line { number, tombstone: tombstone.clone() }).expect("a plain structure")
}

/// The highest number and the highest epoch among these.
pub fn highest(tombstones: &[(i64, Tombstone)]) -> (Option<i64>, Option<u64>) {
    let epochs = tombstones.iter().filter_map(|(_, tombstone)| match tombstone {
        Tombstone::Epoch { epoch } => Some(*epoch),
        _ => None,
    });
    (tombstones.iter().map(|(number, _)| *number).max(), epochs.max())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::{LogRefused, Tombstone, TombstoneLog, line_of};

    fn used(place: i64) -> Tombstone {
        Tombstone::Code { account: "ada".into(), place, at: 7 }
    }

    #[test]
    fn a_log_gives_what_came_after_a_backup_and_survives_a_line_that_was_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = TombstoneLog::beside(&folder.path().join("countersign.db"));
        assert!(log.begin(4).expect("it is written"));
        assert!(!log.begin(9).expect("it is there"));
        log.append(&[line_of(5, &used(1)), line_of(6, &used(2))]).expect("it is written");
        let file = folder.path().join(super::TOMBSTONES);
        let mut cut = fs::OpenOptions::new().append(true).open(&file).expect("it opens");
        cut.write_all(b"{\"number\":7,\"ki").expect("it is written");
        assert_eq!(log.after(5).expect("it reads"), [(6, used(2))]);
        log.append(&[line_of(7, &used(3))]).expect("it is written");
        assert_eq!(log.after(5).expect("it reads"), [(6, used(2)), (7, used(3))]);
        assert!(matches!(log.after(3), Err(LogRefused::BeginsLater(_))), "older backups need an older log");
        cut.write_all(b"{\"number\":8}\n").expect("it is written");
        assert!(matches!(log.after(5), Err(LogRefused::Damaged(_, 6))), "{:?}", log.after(5));
    }
}
