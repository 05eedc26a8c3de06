//! The ciphers and key derivations of other apps' files. They are what those apps chose; our own files use none of
//! the weak ones.

mod ciphers;
mod derivation;
mod secretstream;

pub(crate) use ciphers::{open_cbc, open_cbc_unpadded, open_gcm, open_gcm_wide};
pub(crate) use derivation::{
    Argon2Kind, Argon2Parameters, Hash, ScryptParameters, argon2, argon2_of_version, check_work, pbkdf2,
    scrypt, sha256,
};
pub(crate) use secretstream::open_single_message;
