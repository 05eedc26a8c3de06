//! Previews that wait for the person's word, with their secrets.

use std::collections::BTreeMap;
use std::time::Duration;

use countersign_vault::AccountId;

use super::brought::Brought;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::view::{EntryStanding, ImportSource, PreviewId};

/// How long a preview waits, by the clock that goes on during sleep.
pub(super) const PREVIEW_LIFETIME: Duration = Duration::from_mins(10);
/// More than a person looks at; the oldest goes.
const MANY: usize = 8;

/// All of them. Dropping one wipes its secrets.
#[derive(Default)]
pub(crate) struct Previews(Guarded<BTreeMap<PreviewId, Preview>>);

/// One of them.
pub(super) struct Preview {
    pub(super) source: ImportSource,
    /// All groups in the person's order, where the file has one.
    pub(super) groups: Vec<String>,
    pub(super) brought: Vec<Brought>,
    pub(super) standings: Vec<EntryStanding>,
    pub(super) until: Duration,
}

impl Preview {
    /// The account that this entry may take the place of.
    pub(super) fn replaceable(&self, index: usize) -> Option<AccountId> {
        match self.standings.get(index)? {
            EntryStanding::Differs(account) => Some(*account),
            EntryStanding::New | EntryStanding::Here(_) | EntryStanding::Repeats(_) => None,
        }
    }
}

impl Previews {
    pub(super) fn put(&self, id: PreviewId, preview: Preview) {
        self.0.with(|all| {
            while all.len() >= MANY {
                let oldest = all.iter().min_by_key(|(_, preview)| preview.until).map(|(id, _)| *id);
                oldest.and_then(|id| all.remove(&id));
            }
            all.insert(id, preview);
        });
    }

    /// Takes one out: it is confirmed or cancelled once.
    pub(super) fn take(&self, id: PreviewId, now: Duration) -> Result<Preview, Error> {
        self.forget_old(now);
        self.0.with(|all| all.remove(&id)).ok_or(Error::PreviewUnknown)
    }

    pub(super) fn look<R>(
        &self,
        id: PreviewId,
        now: Duration,
        look: impl FnOnce(&Preview) -> Option<R>,
    ) -> Result<R, Error> {
        self.forget_old(now);
        self.0.with(|all| all.get(&id).and_then(look)).ok_or(Error::PreviewUnknown)
    }

    pub(super) fn forget_old(&self, now: Duration) {
        self.0.with(|all| all.retain(|_, preview| now < preview.until));
    }

    /// Drops all of them: the vault is closed.
    pub(crate) fn clear(&self) {
        self.0.with(BTreeMap::clear);
    }
}
