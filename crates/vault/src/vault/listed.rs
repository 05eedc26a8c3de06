//! The listing that is kept in memory, so that codes and searches do not open every row again.

use std::sync::{Arc, Mutex, PoisonError};

use crate::account::Listing;

/// The last listing, until something changes here or elsewhere. It goes with the vault.
#[derive(Default)]
pub(crate) struct Listed(Mutex<Option<Kept>>);

struct Kept {
    listing: Arc<Listing>,
    /// The database's count of others' changes when it was read, or earlier.
    version: i64,
}

impl Listed {
    /// The listing, if nobody else has changed the database since.
    pub(crate) fn get(&self, version: i64) -> Option<Arc<Listing>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|kept| kept.version == version).map(|kept| Arc::clone(&kept.listing))
    }

    pub(crate) fn keep(&self, listing: &Arc<Listing>, version: i64) {
        let kept = Kept { listing: Arc::clone(listing), version };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }

    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
