//! Sealing a backup as an `age` file, and opening one within bounds.

use std::io::{ErrorKind, Read, Write};

use age::armor::ArmoredReader;
use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use crate::document::Backup;
use crate::error::OpenError;
use crate::key::{Key, KeyKind, WorkFactor};
use crate::reading::{self, Reading};
use crate::writing;

const INTRODUCTION: &[u8] = b"age-encryption.org/";
const FIRST_VERSION: &[u8] = b"age-encryption.org/v1\n";
const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";

/// How much a file may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest file, and the largest text in it.
    pub bytes: usize,
    /// The most expensive passphrase.
    pub work: WorkFactor,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 32 << 20, work: WorkFactor::WITHOUT_ASKING }
    }
}

impl Limits {
    /// The same limits, after the person agreed to more work.
    #[must_use]
    pub fn with_work(self, power: u8) -> Self {
        Self { work: WorkFactor::new(power), ..self }
    }
}

/// The backup as an `age` file that this key opens.
pub fn seal(backup: &Backup, key: Key<'_>) -> Vec<u8> {
    seal_text(&writing::to_json(backup), key)
}

/// Opens an `age` file, binary or armored, and reads the backup in it.
///
/// # Errors
/// Any [`OpenError`]; [`OpenError::MuchWork`] is a question, answered by higher [`Limits`].
pub fn open(file: &[u8], key: Key<'_>, limits: Limits) -> Result<Reading, OpenError> {
    let text = open_text(file, key, limits)?;
    reading::from_json(&text).map_err(OpenError::Content)
}

pub(crate) fn seal_text(text: &[u8], key: Key<'_>) -> Vec<u8> {
    match key {
        Key::Passphrase(passphrase) => {
            let mut recipient = age::scrypt::Recipient::new(passphrase.reveal());
            recipient.set_work_factor(passphrase.work.power());
            seal_for(text, &recipient)
        }
        Key::Identity(identity) => seal_for(text, &identity.inner().to_public()),
    }
}

/// Seals for a recipient, and for nobody else: not even the sealer can open it.
pub(crate) fn seal_for(text: &[u8], recipient: &dyn age::Recipient) -> Vec<u8> {
    let encryptor = Encryptor::with_recipients(std::iter::once(recipient))
        .expect("one recipient is there, and goes with itself");
    let mut file = Vec::with_capacity(text.len() + 1024);
    let mut writer = encryptor.wrap_output(&mut file).expect("a vector takes everything");
    writer.write_all(text).expect("a vector takes everything");
    writer.finish().expect("a vector takes everything");
    file
}

pub(crate) fn open_text(file: &[u8], key: Key<'_>, limits: Limits) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if file.len() > limits.bytes {
        return Err(OpenError::TooLarge { limit: limits.bytes });
    }
    if !file.starts_with(INTRODUCTION) && !file.trim_ascii_start().starts_with(ARMOR) {
        return Err(OpenError::NotAge);
    }
    let given = key.kind();
    // The `age` crate calls a damaged head of a known version unknown, too.
    let is_newer = file.starts_with(INTRODUCTION) && !file.starts_with(FIRST_VERSION);
    let failed = |error| if is_newer { OpenError::NewerAge } else { failure(error, given, limits) };
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(file)).map_err(failed)?;
    let wanted = if decryptor.is_scrypt() { KeyKind::Passphrase } else { KeyKind::Identity };
    if wanted != given {
        return Err(OpenError::WrongKind { wanted, given });
    }
    let reader = match key {
        Key::Passphrase(passphrase) => {
            let mut identity = age::scrypt::Identity::new(passphrase.reveal());
            identity.set_max_work_factor(limits.work.power());
            decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
        }
        Key::Identity(identity) => decryptor.decrypt(std::iter::once(identity.inner() as &dyn age::Identity)),
    };
    // The text is never longer than its file, so the buffer never moves.
    let mut text = Zeroizing::new(Vec::with_capacity(file.len()));
    let mut bounded = reader.map_err(failed)?.take(limits.bytes as u64);
    bounded.read_to_end(&mut text).map_err(|_| OpenError::Damaged)?;
    Ok(text)
}

fn failure(error: DecryptError, given: KeyKind, limits: Limits) -> OpenError {
    match error {
        DecryptError::ExcessiveWork { required, .. } => {
            OpenError::MuchWork { asked: required, allowed: limits.work.power() }
        }
        // The key in the file's head does not open: nearly always another key.
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            OpenError::WrongKey { given }
        }
        DecryptError::Io(error) if error.kind() == ErrorKind::OutOfMemory => {
            OpenError::TooLarge { limit: limits.bytes }
        }
        // The key did open, and then something else is not as it was written.
        _ => OpenError::Damaged,
    }
}
