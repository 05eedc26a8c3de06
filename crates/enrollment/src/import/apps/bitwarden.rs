//! Bitwarden and Bitwarden Authenticator: JSON, plain or under a password of its own (PBKDF2 or Argon2id).

use std::collections::BTreeMap;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters, Hash};
use crate::import::draft::Harvest;
use crate::import::entry::{Imported, Note};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::{Source, base64};
use crate::import::uri;

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(default)]
    encrypted: bool,
    #[serde(borrow)]
    folders: Option<&'a RawValue>,
    #[serde(borrow)]
    collections: Option<&'a RawValue>,
}

impl Head<'_> {
    /// The authenticator writes the same, without the vault's lists.
    fn is_vault(&self) -> bool {
        self.folders.is_some() || self.collections.is_some()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    #[serde(default)]
    password_protected: bool,
    salt: Option<String>,
    kdf_type: Option<Number>,
    kdf_iterations: Option<Number>,
    kdf_memory: Option<Number>,
    kdf_parallelism: Option<Number>,
    #[serde(rename = "encKeyValidation_DO_NOT_EDIT")]
    validation: Option<String>,
    data: Option<String>,
}

#[derive(Deserialize)]
struct Vault<'a> {
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
    #[serde(default)]
    folders: Option<Vec<Folder>>,
}

#[derive(Deserialize)]
struct Folder {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(default)]
    name: Option<String>,
    folder_id: Option<String>,
    notes: Option<Hidden>,
    #[serde(default)]
    favorite: bool,
    deleted_date: Option<String>,
    login: Option<Login>,
}

#[derive(Deserialize)]
struct Login {
    username: Option<String>,
    totp: Option<Hidden>,
}

/// Reads either form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let head: Head<'_> = json::document(source.file)?;
    if head.encrypted {
        let opened = open(source)?;
        return Ok(items(&opened)?.of(Format::BitwardenEncrypted));
    }
    let format = if head.is_vault() { Format::Bitwarden } else { Format::BitwardenAuthenticator };
    Ok(items(source.file)?.of(format))
}

fn items(text: &[u8]) -> Result<Harvest, ImportError> {
    let vault: Vault<'_> = json::document(text)?;
    let folders = vault.folders.unwrap_or_default();
    let names: BTreeMap<&str, &str> =
        folders.iter().map(|folder| (folder.id.as_str(), folder.name.as_str())).collect();
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "items", &vault.items, |item: Item| {
        let login = item.login?;
        let totp = login.totp.filter(|totp| !totp.reveal().trim().is_empty())?;
        let name = item.name.as_deref().unwrap_or_default();
        let account = login.username.as_deref().unwrap_or_default();
        let mut draft = uri::draft_of_field(totp.reveal(), name, account);
        if item.deleted_date.is_some() {
            draft.codes = Err(SkipReason::InTrash);
        }
        let folder = item.folder_id.as_deref().and_then(|id| names.get(id));
        draft.groups = folder.map(|&name| name.to_owned()).into_iter().collect();
        draft.note = item.notes.as_ref().and_then(|note| Note::from_text(note.reveal()));
        draft.is_pinned = item.favorite;
        Some(draft)
    })?;
    Ok(harvest)
}

fn open(source: &Source<'_>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let file: Sealed = json::document(source.file)?;
    if !file.password_protected {
        return Err(ImportError::BoundToAccount);
    }
    let password = source.password()?;
    let keys = Keys::derive(password, &file, source)?;
    let missing = |name| move || ImportError::damaged(name);
    let validation = file.validation.as_deref().ok_or_else(missing("encKeyValidation_DO_NOT_EDIT"))?;
    keys.open(validation, "encKeyValidation_DO_NOT_EDIT")?.ok_or(ImportError::WrongPassword)?;
    let data = file.data.as_deref().ok_or_else(missing("data"))?;
    keys.open(data, "data")?.ok_or_else(missing("data"))
}

/// `enc` and `mac`, expanded from the key that the password gives (HKDF-SHA-256, RFC 5869).
struct Keys {
    enc: Zeroizing<[u8; 32]>,
    mac: Zeroizing<[u8; 32]>,
}

impl Keys {
    fn derive(password: &[u8], file: &Sealed, source: &Source<'_>) -> Result<Self, ImportError> {
        let number = |field: Option<Number>, name: &str| {
            json::natural(field).ok_or_else(|| ImportError::damaged(name))
        };
        // The salt is the base64 text itself, not what it stands for.
        let salt = file.salt.as_deref().ok_or_else(|| ImportError::damaged("salt"))?.as_bytes();
        let rounds = number(file.kdf_iterations, "kdfIterations")?;
        let key = match file.kdf_type.map(|kind| kind.0) {
            Some(0) => crypto::pbkdf2(Hash::Sha256, password, salt, rounds, &source.limits)?,
            Some(1) => {
                let parameters = Argon2Parameters {
                    kind: Argon2Kind::Id,
                    memory_kib: number(file.kdf_memory, "kdfMemory")?.saturating_mul(1024),
                    passes: rounds,
                    lanes: number(file.kdf_parallelism, "kdfParallelism")?,
                };
                let salt = crypto::sha256(&[salt]);
                crypto::argon2(password, salt.as_ref(), &parameters, &source.limits)?
            }
            _ => return Err(ImportError::UnknownEncryption),
        };
        let expand = Hkdf::<Sha256>::from_prk(key.as_ref()).expect("32 bytes are enough for SHA-256");
        let mut keys = Self { enc: Zeroizing::new([0; 32]), mac: Zeroizing::new([0; 32]) };
        expand.expand(b"enc", keys.enc.as_mut()).expect("32 bytes are few enough");
        expand.expand(b"mac", keys.mac.as_mut()).expect("32 bytes are few enough");
        Ok(keys)
    }

    /// Opens `2.iv|ciphertext|mac`: AES-256-CBC, HMAC-SHA-256 over iv and ciphertext. `None` if the MAC differs.
    fn open(&self, text: &str, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
        let damaged = || ImportError::damaged(name);
        let (kind, parts) = text.split_once('.').ok_or_else(damaged)?;
        if kind != "2" {
            return Err(ImportError::UnknownEncryption);
        }
        let parts: Vec<&str> = parts.split('|').collect();
        let [iv, sealed, mac] = parts.as_slice() else { return Err(damaged()) };
        let (iv, sealed, mac) = (base64(iv, name)?, base64(sealed, name)?, base64(mac, name)?);
        let mut expected = Hmac::<Sha256>::new_from_slice(self.mac.as_ref()).expect("any length is a key");
        expected.update(&iv);
        expected.update(&sealed);
        if expected.verify_slice(&mac).is_err() {
            return Ok(None);
        }
        crypto::open_cbc(self.enc.as_ref(), &iv, &sealed).map(Some).ok_or_else(damaged)
    }
}
