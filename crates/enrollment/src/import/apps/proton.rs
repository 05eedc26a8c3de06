//! Proton Authenticator: JSON of setup codes, plain or under a password (Argon2id, AES-256-GCM).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters};
use crate::import::draft::Harvest;
use crate::import::entry::{Imported, Note};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::source::{Source, base64};
use crate::import::uri;

const VERSION: i64 = 1;
const NONCE_BYTES: usize = 12;
const CONTEXT: &[u8] = b"proton.authenticator.export.v1";
const PARAMETERS: Argon2Parameters =
    Argon2Parameters { kind: Argon2Kind::Id, memory_kib: 19_456, passes: 2, lanes: 1 };

#[derive(Deserialize)]
struct File<'a> {
    version: Number,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry {
    content: Content,
    note: Option<Hidden>,
}

#[derive(Deserialize)]
struct Content {
    uri: Hidden,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Sealed {
    version: Number,
    salt: String,
    content: String,
}

/// Reads the plain form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    Ok(entries(source.file)?.of(Format::Proton))
}

/// Reads the encrypted form: `content` is nonce (12 bytes) and ciphertext.
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file: Sealed = json::document(source.file)?;
    check(file.version)?;
    let password = source.password()?;
    let salt = base64(&file.salt, "salt")?;
    let content = base64(&file.content, "content")?;
    let (nonce, sealed) =
        content.split_at_checked(NONCE_BYTES).ok_or_else(|| ImportError::damaged("content"))?;
    let key = crypto::argon2(password, &salt, &PARAMETERS, &source.limits)?;
    let opened = crypto::open_gcm(key.as_ref(), nonce, CONTEXT, sealed);
    let opened = opened.ok_or(ImportError::WrongPasswordOrDamaged)?;
    Ok(entries(&opened)?.of(Format::ProtonEncrypted))
}

fn check(version: Number) -> Result<(), ImportError> {
    if version.0 == VERSION { Ok(()) } else { Err(ImportError::UnknownVersion(version.0.to_string())) }
}

fn entries(text: &[u8]) -> Result<Harvest, ImportError> {
    let file: File<'_> = json::document(text)?;
    check(file.version)?;
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "entries", &file.entries, |entry: Entry| {
        let name = entry.content.name.as_deref().unwrap_or_default();
        let mut draft = uri::draft_of_field(entry.content.uri.reveal(), "", name);
        if draft.account.is_empty() && name != draft.issuer {
            name.clone_into(&mut draft.account);
        }
        draft.note = entry.note.as_ref().and_then(|note| Note::from_text(note.reveal()));
        Some(draft)
    })?;
    Ok(harvest)
}
