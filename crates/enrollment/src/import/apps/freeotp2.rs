//! FreeOTP 2's backup: a serialized Java map; a master key under the password, each secret under the master key.

use std::collections::BTreeMap;

use countersign_otp::Secret;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::freeotp::{Token, bytes_of};
use crate::import::android::java_map;
use crate::import::crypto::{self, Hash};
use crate::import::draft::{Draft, Harvest};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::Number;
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::Source;

const MASTER: &str = "masterKey";
const TOKEN: &str = "-token";

#[derive(Deserialize)]
struct MasterKey {
    #[serde(rename = "mAlgorithm")]
    algorithm: String,
    #[serde(rename = "mEncryptedKey")]
    sealed: SealedKey,
    #[serde(rename = "mIterations")]
    rounds: Number,
    #[serde(rename = "mSalt")]
    salt: Vec<i8>,
}

#[derive(Deserialize)]
struct SealedKey {
    #[serde(rename = "mCipher")]
    cipher: String,
    #[serde(rename = "mCipherText")]
    text: Vec<i8>,
    /// DER: SEQUENCE { OCTET STRING nonce, INTEGER length of the tag }.
    #[serde(rename = "mParameters")]
    parameters: Vec<i8>,
    #[serde(rename = "mToken")]
    token: String,
}

/// Reads the backup.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let texts = java_map(source.file)?;
    let by_name: BTreeMap<&str, &str> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let master = by_name.get(MASTER).ok_or_else(|| ImportError::damaged(MASTER))?;
    let master = open_master(source, master)?;
    let mut harvest = Harvest::default();
    for (name, json) in &texts {
        let Some(id) = name.strip_suffix(TOKEN) else { continue };
        let draft = match serde_json::from_str::<Token>(json) {
            Ok(token) => {
                let sealed = by_name.get(id).copied().ok_or(SkipReason::NoSecret);
                token.draft(sealed.and_then(|sealed| open_secret(&master, sealed)))
            }
            Err(_) => Draft::new("", "", Err(SkipReason::Damaged)),
        };
        harvest.add(Place::Path(name.clone()), draft)?;
    }
    Ok(harvest.of(Format::FreeOtp2))
}

fn open_master(source: &Source<'_>, json: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let damaged = || ImportError::damaged(MASTER);
    let master: MasterKey = serde_json::from_str(json).map_err(|_| damaged())?;
    let password = source.password()?;
    let hash = match master.algorithm.as_str() {
        "PBKDF2withHmacSHA1" => Hash::Sha1,
        "PBKDF2withHmacSHA256" => Hash::Sha256,
        "PBKDF2withHmacSHA512" => Hash::Sha512,
        _ => return Err(ImportError::UnknownEncryption),
    };
    let rounds = master.rounds.natural().ok_or_else(damaged)?;
    let key = crypto::pbkdf2(hash, password, &bytes_of(&master.salt), rounds, &source.limits)?;
    if !master.sealed.has_nonce() {
        return Err(damaged());
    }
    master.sealed.open(key.as_ref()).ok_or(ImportError::WrongPassword)
}

/// `{"key": "<JSON of a sealed key>"}`.
fn open_secret(master: &[u8], json: &str) -> Result<Secret, SkipReason> {
    #[derive(Deserialize)]
    struct Wrapped {
        key: String,
    }
    let wrapped: Wrapped = serde_json::from_str(json).map_err(|_| SkipReason::Damaged)?;
    let sealed: SealedKey = serde_json::from_str(&wrapped.key).map_err(|_| SkipReason::Damaged)?;
    let opened = sealed.open(master).ok_or(SkipReason::Damaged)?;
    Ok(Secret::from_bytes(opened)?)
}

impl SealedKey {
    fn has_nonce(&self) -> bool {
        matches!(self.parameters.as_slice(), [0x30, _, 0x04, 0x0c, rest @ ..] if rest.len() >= 12)
    }

    /// AES-GCM; what is said of the key is bound to it.
    fn open(&self, key: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if self.cipher != "AES/GCM/NoPadding" || !self.has_nonce() {
            return None;
        }
        let parameters = bytes_of(&self.parameters);
        let sealed = bytes_of(&self.text);
        crypto::open_gcm(key, &parameters[4..16], self.token.as_bytes(), &sealed)
    }
}
