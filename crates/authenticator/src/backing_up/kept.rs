//! What is remembered about the ways out, in one document of the vault.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use countersign_backup::ways_back::Place;
use countersign_backup::{Files, KeyKind};
use countersign_otp::UnixTime;
use countersign_vault::{DocumentName, SecretBytes};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{BackupFolder, BackupQuestion, BackupTrouble, BackupsView, HandBackup, LastBackup};

/// Nobody looks further back.
const BY_HAND_AT_MOST: usize = 20;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    pub(crate) folder: Option<KeptFolder>,
    pub(crate) accepted_until: Option<u64>,
    /// Damaged files that the person has been told of.
    pub(crate) known_damaged: Vec<String>,
    pub(crate) last: Option<KeptLast>,
    pub(crate) trouble: Option<KeptTrouble>,
    pub(crate) fewer: Option<(usize, usize)>,
    pub(crate) damaged: Vec<String>,
    pub(crate) by_hand: Vec<KeptByHand>,
    pub(crate) sheet: Option<KeptSheet>,
    /// What servers told, by account.
    pub(crate) heard: BTreeMap<String, Heard>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptFolder {
    pub(crate) path: String,
    pub(crate) is_elsewhere: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptLast {
    pub(crate) at: u64,
    pub(crate) accounts: usize,
    pub(crate) file: String,
    pub(crate) mark: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptTrouble {
    pub(crate) code: String,
    pub(crate) at: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptByHand {
    pub(crate) path: String,
    pub(crate) made_at: u64,
    pub(crate) checked_at: u64,
    pub(crate) accounts: usize,
    pub(crate) is_elsewhere: bool,
    /// Whether a passphrase opens it; otherwise the vault's identity does.
    pub(crate) by_passphrase: bool,
}

/// The recovery sheet that was printed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptSheet {
    /// Of which keys. With other keys, the sheet is void.
    pub(crate) mark: String,
    pub(crate) printed_at: u64,
    pub(crate) checked_at: Option<u64>,
}

/// What a server told about an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Heard {
    pub(crate) other_devices: usize,
    pub(crate) backup_codes_left: usize,
}

impl Authenticator {
    pub(crate) async fn kept(&self) -> Result<Kept, Error> {
        let json = self.vault()?.document(&document()).await?;
        Ok(read(json.as_ref().map(SecretBytes::reveal)))
    }

    /// Changes what is remembered, and says so if it is another now. One transaction: another process that has the
    /// vault open remembers things too.
    pub(crate) async fn change_kept<T: Send>(
        &self,
        change: impl FnOnce(&mut Kept) -> T + Send,
    ) -> Result<T, Error> {
        let (is_other, outcome) = self
            .vault()?
            .change_document(&document(), |json| {
                let before = read(json);
                let mut after = before.clone();
                let outcome = change(&mut after);
                let written = (after != before)
                    .then(|| Zeroizing::new(serde_json::to_vec(&after).expect("texts and numbers")));
                let is_other = written.is_some();
                (written, (is_other, outcome))
            })
            .await?;
        if is_other {
            self.tell(Event::BackupsChanged);
        }
        Ok(outcome)
    }
}

impl Kept {
    /// A backup by hand takes the place of an earlier one under the same name.
    pub(crate) fn note_by_hand(&mut self, new: KeptByHand) {
        self.by_hand.retain(|each| each.path != new.path);
        self.by_hand.insert(0, new);
        self.by_hand.truncate(BY_HAND_AT_MOST);
    }

    pub(crate) fn view(&self, accounts: usize, mark: &str, files: &dyn Files) -> BackupsView {
        let questions =
            self.fewer.map(|(before, now)| BackupQuestion::Fewer { before, now }).into_iter().chain(
                (!self.damaged.is_empty()).then(|| BackupQuestion::Damaged { names: self.damaged.clone() }),
            );
        BackupsView {
            folder: self.folder.as_ref().map(KeptFolder::view),
            last: self.last.as_ref().map(KeptLast::view),
            trouble: self.trouble.as_ref().map(|trouble| BackupTrouble {
                code: trouble.code.clone(),
                at: UnixTime::from_millis(trouble.at),
            }),
            is_due: self.folder.is_some() && self.last.as_ref().is_none_or(|last| last.mark != mark),
            questions: questions.collect(),
            by_hand: self.by_hand.iter().map(|each| each.view(files)).collect(),
            accounts,
        }
    }
}

impl KeptFolder {
    pub(crate) fn path(&self) -> PathBuf {
        PathBuf::from(&self.path)
    }

    pub(crate) fn place(&self) -> Place {
        place(self.is_elsewhere)
    }

    fn view(&self) -> BackupFolder {
        BackupFolder { path: self.path(), place: self.place() }
    }
}

impl KeptLast {
    fn view(&self) -> LastBackup {
        LastBackup { at: UnixTime::from_millis(self.at), accounts: self.accounts, file: self.file.clone() }
    }
}

impl KeptByHand {
    pub(crate) fn place(&self) -> Place {
        place(self.is_elsewhere)
    }

    pub(crate) fn opens_by(&self) -> KeyKind {
        if self.by_passphrase { KeyKind::Passphrase } else { KeyKind::Identity }
    }

    /// What lies elsewhere cannot be looked at; what should lie here and does not is gone.
    pub(crate) fn is_gone(&self, files: &dyn Files) -> bool {
        !self.is_elsewhere && !files.is_there(Path::new(&self.path))
    }

    fn view(&self, files: &dyn Files) -> HandBackup {
        HandBackup {
            path: PathBuf::from(&self.path),
            made_at: UnixTime::from_millis(self.made_at),
            checked_at: UnixTime::from_millis(self.checked_at),
            accounts: self.accounts,
            place: self.place(),
            opens_by: self.opens_by(),
            is_gone: self.is_gone(files),
        }
    }
}

/// Milliseconds since 1970, as documents keep times.
pub(crate) fn millis(time: UnixTime) -> u64 {
    u64::try_from(time.duration().as_millis()).unwrap_or(u64::MAX)
}

fn place(is_elsewhere: bool) -> Place {
    if is_elsewhere { Place::Elsewhere } else { Place::ThisDevice }
}

/// What cannot be read is begun anew; nothing that opens a backup lies in it.
fn read(json: Option<&[u8]>) -> Kept {
    json.and_then(|json| serde_json::from_slice(json).ok()).unwrap_or_default()
}

fn document() -> DocumentName {
    DocumentName::new("backup.kept").expect("visible ASCII")
}
