//! Backups of this app: restoring is importing.

use countersign_backup::{
    Identity, Key, KeyKind, Limits, OpenError, Passphrase, ReadError, Reading, identity_from_words, open,
};
use countersign_enrollment::import::{Excess, ImportError, KdfCost};
use zeroize::Zeroizing;

use super::brought::Brought;
use super::reading::{Keys, Read};
use super::skipping::{in_backup, skipped_of_backup};
use crate::error::Error;
use crate::view::{ImportSource, NotComing};

const BINARY: &[u8] = b"age-encryption.org/";
const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// scrypt with `N = 2^n` and `r = 8` takes `2^n` KiB, and mixes a block of 64 bytes 32 times for each.
const BYTES_SHIFT: u32 = 10;
const WORK_SHIFT: u32 = 5;

/// Whether it is a file in the `age` format.
pub(crate) fn is_sealed(file: &[u8]) -> bool {
    file.starts_with(BINARY) || file.trim_ascii_start().starts_with(ARMOR)
}

/// Opens a backup by the vault's own identity, by what was typed as a passphrase, or by the words of the recovery
/// sheet.
pub(super) fn read(file: &[u8], keys: &Keys) -> Result<Read, Error> {
    let limits = keys.agreed.map_or_else(Limits::default, |cost| Limits::default().with_work(power(cost)));
    let own = keys.identity.as_ref().map(|identity| open(file, Key::Identity(identity), limits));
    match own {
        Some(Ok(reading)) => return Ok(of_reading(reading)),
        Some(Err(OpenError::WrongKind { .. } | OpenError::WrongKey { .. })) | None => {}
        Some(Err(error)) => return Err(failed(&error)),
    }
    let Some(typed) = &keys.passphrase else { return Err(question(file, limits)) };
    let passphrase = Passphrase::new(typed);
    match open(file, Key::Passphrase(&passphrase), limits) {
        Ok(reading) => Ok(of_reading(reading)),
        Err(OpenError::WrongKind { .. }) => {
            let identity = identity(typed)?;
            Ok(of_reading(open(file, Key::Identity(&identity), limits).map_err(|error| failed(&error))?))
        }
        Err(error) => Err(failed(&error)),
    }
}

/// What was opened, by whoever opened it.
pub(super) fn of_reading(reading: Reading) -> Read {
    let mut skipped: Vec<_> = reading.skipped.iter().map(skipped_of_backup).collect();
    let mut brought = Vec::with_capacity(reading.backup.accounts.len());
    for (index, account) in reading.backup.accounts.into_iter().enumerate() {
        let service = account.names.service.clone();
        match Brought::of_backup(account) {
            Some(entry) => brought.push(entry),
            None => skipped.push(in_backup(index, &service, NotComing::Damaged)),
        }
    }
    Read {
        made_at: Some(reading.backup.made_at),
        groups: reading.backup.groups,
        brought,
        skipped,
        ..Read::empty(ImportSource::Backup)
    }
}

/// Nothing was typed yet: which of the two kinds of keys the file asks for.
fn question(file: &[u8], limits: Limits) -> Error {
    let nobody = Identity::generate();
    match open(file, Key::Identity(&nobody), limits) {
        Err(OpenError::WrongKey { .. }) | Ok(_) => Error::BackupWordsNeeded,
        Err(OpenError::WrongKind { wanted: KeyKind::Passphrase, .. }) => ImportError::PasswordNeeded.into(),
        Err(error) => failed(&error),
    }
}

fn identity(typed: &Zeroizing<String>) -> Result<Identity, Error> {
    match Identity::from_text(typed) {
        Ok(identity) => Ok(identity),
        Err(_) => Ok(identity_from_words(typed)?),
    }
}

/// Said as for any other file.
fn failed(error: &OpenError) -> Error {
    Error::Import(match *error {
        OpenError::NotAge | OpenError::Content(ReadError::NotABackup) => ImportError::NotRecognized,
        OpenError::NewerAge => ImportError::UnknownEncryption,
        OpenError::WrongKind { .. } | OpenError::WrongKey { .. } => ImportError::WrongPassword,
        OpenError::MuchWork { asked, .. } => ImportError::CostsMuch(cost(asked)),
        OpenError::TooLarge { .. } => ImportError::TooLarge(Excess::Bytes),
        OpenError::Damaged => ImportError::Damaged("its seal".into()),
        OpenError::Content(ReadError::Shape { line, column }) => {
            ImportError::Damaged(format!("line {line}, column {column}"))
        }
        OpenError::Content(ReadError::Newer { found, .. }) => ImportError::UnknownVersion(found.to_string()),
        OpenError::Content(ReadError::TooMany { .. }) => ImportError::TooLarge(Excess::Entries),
    })
}

fn cost(power: u8) -> KdfCost {
    let units = 1_u64.checked_shl(u32::from(power)).unwrap_or(u64::MAX);
    let times = |shift: u32| units.saturating_mul(1 << shift);
    KdfCost { memory_bytes: times(BYTES_SHIFT), work: times(WORK_SHIFT) }
}

fn power(cost: KdfCost) -> u8 {
    let units = cost.memory_bytes >> BYTES_SHIFT;
    u8::try_from(units.checked_ilog2().unwrap_or(0)).unwrap_or(u8::MAX)
}
