//! What is kept in memory, so that codes and searches do not open every row again.

use std::sync::{Arc, Mutex, PoisonError};

use crate::account::Listing;
use crate::id::DocumentName;
use crate::vault::reading::Reading;

/// The last reading of all records, until something changes here or elsewhere. It goes with the vault.
#[derive(Default)]
pub(crate) struct Listed(Mutex<Option<Kept>>);

/// What was read.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) listing: Arc<Listing>,
    /// The documents' names, unless one was written since.
    pub(crate) documents: Option<Arc<[DocumentName]>>,
    /// The database's count of others' changes when it was read, or earlier.
    version: i64,
}

impl Listed {
    /// What was read, if nobody else has changed the database since.
    pub(crate) fn get(&self, version: i64) -> Option<Kept> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|kept| kept.version == version).cloned()
    }

    pub(crate) fn keep(&self, reading: Reading, version: i64) -> Kept {
        let documents = Some(reading.documents.into());
        let kept = Kept { listing: Arc::new(reading.listing), documents, version };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept.clone());
        kept
    }

    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn forget_documents(&self) {
        if let Some(kept) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            kept.documents = None;
        }
    }
}
