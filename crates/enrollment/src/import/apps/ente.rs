//! Ente Auth's encrypted export: Argon2id, and libsodium's secret stream around its list of setup codes.

use serde::Deserialize;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Number};
use crate::import::reading::read_lines;
use crate::import::source::{Source, base64};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    version: Number,
    kdf_params: KdfParameters,
    encrypted_data: String,
    encryption_nonce: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KdfParameters {
    /// In bytes.
    mem_limit: Number,
    ops_limit: Number,
    salt: String,
}

/// Reads the encrypted form.
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file: File = json::document(source.file)?;
    if file.version.0 != 1 {
        return Err(ImportError::UnknownVersion(file.version.0.to_string()));
    }
    let password = source.password()?;
    let number = |field: Number| field.natural().ok_or_else(|| ImportError::damaged("kdfParams"));
    let parameters = Argon2Parameters {
        kind: Argon2Kind::Id,
        memory_kib: number(file.kdf_params.mem_limit)? / 1024,
        passes: number(file.kdf_params.ops_limit)?,
        lanes: 1,
    };
    let salt = base64(&file.kdf_params.salt, "kdfParams.salt")?;
    let sealed = base64(&file.encrypted_data, "encryptedData")?;
    let header = base64(&file.encryption_nonce, "encryptionNonce")?;
    if header.len() != 24 {
        return Err(ImportError::damaged("encryptionNonce"));
    }
    let key = crypto::argon2(password, &salt, &parameters, &source.limits)?;
    let opened = crypto::open_single_message(&key, &header, &sealed);
    let opened = opened.ok_or(ImportError::WrongPasswordOrDamaged)?;
    read_lines(&source.inside(&opened), Format::EnteEncrypted)
}
