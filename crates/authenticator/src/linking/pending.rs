//! What was read and waits, with its secrets, and how far it is.

use std::collections::BTreeMap;
use std::time::Duration;

use countersign_enrollment::CodeAccount;
use countersign_protocol::message::Grant;
use countersign_protocol::{Origin, Thumbprint};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::callback::Callback;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::view::{LinkWay, PendingId, PendingStatus};

/// More than a person has open at once; beyond it what is over is forgotten.
const MANY: usize = 32;

/// All of them. Nothing of it outlives the app: a restart begins again, but for what a server has confirmed.
#[derive(Default)]
pub(crate) struct Pendings(Guarded<BTreeMap<PendingId, Pending>>);

struct Pending {
    what: Option<What>,
    status: PendingStatus,
    /// When the six digits die, by the clock since boot.
    digits_until: Duration,
    sign_in: Option<SignIn>,
}

/// What waits for the person's word.
pub(super) enum What {
    Code(CodeAccount),
    Server(Invitation),
    /// A text whose codes also need a PIN.
    Sealed(PinText),
}

/// A text that a PIN makes an account of. It holds a secret: wiped on drop.
pub(crate) struct PinText {
    pub(crate) text: Zeroizing<String>,
    pub(crate) service: String,
    pub(crate) user: String,
}

/// A server to be linked with.
pub(super) struct Invitation {
    pub(super) origin: Origin,
    pub(super) way: LinkWay,
    /// The thumbprint of the server's key, from the QR code.
    pub(super) key: Option<Thumbprint>,
    /// What entitles this device; a sign-in in the browser brings it later.
    pub(super) grant: Option<Grant>,
    /// Who is expected to sign in with the browser, where that is known.
    pub(super) user: Option<String>,
}

/// A sign-in that the browser is to come back from.
struct SignIn {
    state: String,
    came_back: oneshot::Sender<Callback>,
}

impl Pendings {
    /// Drops all of them, with their secrets.
    pub(crate) fn clear(&self) {
        self.0.with(BTreeMap::clear);
    }

    pub(super) fn add(&self, id: PendingId, what: What) {
        self.0.with(|all| {
            if all.len() >= MANY {
                all.retain(|_, pending| !pending.status.is_over());
            }
            let status = PendingStatus::Asking;
            all.insert(id, Pending { what: Some(what), status, digits_until: Duration::ZERO, sign_in: None });
        });
    }

    /// Takes out what waits; it is confirmed once. What still needs its PIN stays.
    pub(super) fn take(&self, id: PendingId) -> Result<What, Error> {
        self.0.with(|all| {
            let what = &mut all.get_mut(&id).ok_or(Error::PendingUnknown)?.what;
            if matches!(what, Some(What::Sealed(_))) {
                return Err(Error::PendingElsewhere);
            }
            what.take().ok_or(Error::PendingElsewhere)
        })
    }

    /// Makes something else of what waits; it stays as it is where that fails.
    pub(super) fn change<R>(
        &self,
        id: PendingId,
        change: impl FnOnce(&mut What) -> Result<R, Error>,
    ) -> Result<R, Error> {
        self.0.with(|all| {
            let pending = all.get_mut(&id).ok_or(Error::PendingUnknown)?;
            change(pending.what.as_mut().ok_or(Error::PendingElsewhere)?)
        })
    }

    pub(super) fn status(&self, id: PendingId, now: Duration) -> Option<PendingStatus> {
        self.0.with(|all| {
            let pending = all.get(&id)?;
            let mut status = pending.status.clone();
            if let PendingStatus::ConfirmDigits { left, .. } = &mut status {
                *left = pending.digits_until.saturating_sub(now);
            }
            Some(status)
        })
    }

    /// Whether it is still there.
    pub(super) fn set_status(&self, id: PendingId, status: PendingStatus) -> bool {
        self.0.with(|all| all.get_mut(&id).map(|pending| pending.status = status).is_some())
    }

    pub(super) fn set_digits_until(&self, id: PendingId, until: Duration) {
        self.0.with(|all| {
            if let Some(pending) = all.get_mut(&id) {
                pending.digits_until = until;
            }
        });
    }

    pub(super) fn is_wanted(&self, id: PendingId) -> bool {
        self.0.with(|all| all.contains_key(&id))
    }

    pub(super) fn remove(&self, id: PendingId) -> bool {
        self.0.with(|all| all.remove(&id).is_some())
    }

    /// Waits for the browser to come back with this `state`. The wait ends early when the pending is dropped.
    pub(super) fn expect_browser(
        &self,
        id: PendingId,
        state: &str,
    ) -> Result<oneshot::Receiver<Callback>, Error> {
        let (came_back, waiting) = oneshot::channel();
        self.0.with(|all| {
            let pending = all.get_mut(&id).ok_or(Error::PendingUnknown)?;
            pending.sign_in = Some(SignIn { state: state.to_owned(), came_back });
            Ok(waiting)
        })
    }

    /// Hands what the browser brought to the sign-in that it belongs to, once.
    pub(super) fn come_back(&self, callback: Callback) -> Result<PendingId, Error> {
        self.0.with(|all| {
            let waits = |pending: &Pending| {
                pending.sign_in.as_ref().is_some_and(|sign_in| sign_in.state == callback.state)
            };
            let (id, pending) =
                all.iter_mut().find(|(_, pending)| waits(pending)).ok_or(Error::BrowserAnswerInvalid)?;
            let sign_in = pending.sign_in.take().expect("it was found by its sign-in");
            sign_in.came_back.send(callback).map_err(|_| Error::BrowserAnswerInvalid)?;
            Ok(*id)
        })
    }
}
