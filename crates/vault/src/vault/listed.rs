//! The listing that is kept in memory, so that codes and searches do not open every row again.

use std::sync::{Arc, Mutex, PoisonError};

use crate::account::Listing;

/// The last listing, until something changes. It goes with the vault.
#[derive(Default)]
pub(crate) struct Listed(Mutex<Option<Arc<Listing>>>);

impl Listed {
    pub(crate) fn get(&self) -> Option<Arc<Listing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn keep(&self, listing: &Arc<Listing>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(listing));
    }

    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
