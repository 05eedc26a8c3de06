//! Backup codes, until the person has kept them.
use crate::{AccountId, Authenticator, Error};
use zeroize::Zeroizing;

impl Authenticator {
    /// The backup codes that wait to be kept, in halves (`7QX4-M9TB`); nothing if there are none.
    pub async fn backup_codes(&self, _id: AccountId) -> Result<Option<Vec<Zeroizing<String>>>, Error> {
        todo!()
    }
    /// The person's word that they are kept; they are shown no more.
    pub async fn backup_codes_kept(&self, _id: AccountId) -> Result<(), Error> {
        todo!()
    }
}
