//! How the password becomes a key, as the header says it.

use argon2::Version;

use super::header::{damaged, u64_of};
use crate::import::error::ImportError;

const KDF_AES_3: [u8; 16] = 0xC9D9_F39A_628A_4460_BF74_0D08_C18A_4FEA_u128.to_be_bytes();
const KDF_AES_4: [u8; 16] = 0x7C02_BB82_79A7_4AC0_927D_114A_0064_8238_u128.to_be_bytes();
const KDF_ARGON2D: [u8; 16] = 0xEF63_6DDF_8C29_444B_91F7_A9A4_03E3_0A0C_u128.to_be_bytes();
const KDF_ARGON2ID: [u8; 16] = 0x9E29_8B19_56DB_4773_B23D_FC3E_C6F0_A1E6_u128.to_be_bytes();

/// How the password becomes a key.
pub(super) enum Kdf {
    Aes { seed: [u8; 32], rounds: u64 },
    Argon2 { version: Version, is_id: bool, salt: Vec<u8>, memory_bytes: u64, passes: u64, lanes: u64 },
}

/// A "variant dictionary": version, then for each value its type, name and bytes.
pub(super) fn kdf_of(dictionary: &[u8]) -> Result<Kdf, ImportError> {
    let mut rest = dictionary.get(2..).ok_or_else(damaged)?;
    let mut values: Vec<(&[u8], &[u8])> = Vec::new();
    loop {
        let (&kind, after) = rest.split_first().ok_or_else(damaged)?;
        if kind == 0 {
            break;
        }
        let (name, after) = sized(after)?;
        let (value, after) = sized(after)?;
        values.push((name, value));
        rest = after;
    }
    let value = |name: &[u8]| {
        values.iter().find(|(each, _)| *each == name).map(|(_, value)| *value).ok_or_else(damaged)
    };
    let id = value(b"$UUID")?;
    if id == KDF_AES_3 || id == KDF_AES_4 {
        return Ok(Kdf::Aes {
            seed: value(b"S")?.try_into().map_err(|_| damaged())?,
            rounds: u64_of(value(b"R")?)?,
        });
    }
    let version = match value(b"V")? {
        [0x13, 0, 0, 0] => Version::V0x13,
        [0x10, 0, 0, 0] => Version::V0x10,
        _ => return Err(ImportError::UnknownEncryption),
    };
    if id != KDF_ARGON2D && id != KDF_ARGON2ID {
        return Err(ImportError::UnknownEncryption);
    }
    Ok(Kdf::Argon2 {
        version,
        is_id: id == KDF_ARGON2ID,
        salt: value(b"S")?.to_vec(),
        memory_bytes: u64_of(value(b"M")?)?,
        passes: u64_of(value(b"I")?)?,
        lanes: u64_of(value(b"P")?)?,
    })
}

fn sized(bytes: &[u8]) -> Result<(&[u8], &[u8]), ImportError> {
    let (length, rest) = bytes.split_at_checked(4).ok_or_else(damaged)?;
    rest.split_at_checked(usize::try_from(u64_of(length)?).map_err(|_| damaged())?).ok_or_else(damaged)
}
