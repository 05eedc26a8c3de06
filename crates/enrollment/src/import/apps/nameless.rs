//! Encrypted files that begin with random bytes: only the right password tells whose they are.

use super::{andotp, authenticator_plus, otp_client};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::source::Source;
use crate::import::sqlcipher;

/// Tries the forms that such a file may have, the surest first.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    source.password()?;
    if let Some(database) = sqlcipher::open(source)? {
        return authenticator_plus::read_database(&database);
    }
    match otp_client::read_first_version(source)? {
        Some(imported) => Ok(imported),
        None => andotp::read_encrypted(source),
    }
}
