//! Waiting until a new device counts: the person types six digits on the page, or has pressed *Authorize* there.

use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{ApiError, ETag, Polled, Wait};
use countersign_protocol::ProblemKind;
use countersign_protocol::limits::ENROLLMENT_SECONDS;
use countersign_protocol::message::{Account, AccountState, Revocation};
use tokio::time::sleep;
use zeroize::Zeroizing;

use super::unfinished::{Claimed, NewKeys, Unfinished};
use crate::Authenticator;
use crate::backoff::Backoff;
use crate::error::Error;
use crate::view::{PendingId, PendingStatus};

/// The server decides when an unconfirmed device dies; this is for one that does not say.
const GRACE: Duration = Duration::from_mins(1);

impl Authenticator {
    /// Waits for the server's word that the device is active; the secrets come with it.
    pub(super) async fn await_activation(
        &self,
        unfinished: &mut Unfinished,
        claimed: &Claimed,
        keys: NewKeys,
        account: Option<Account>,
        mut shown: Option<PendingId>,
    ) -> Result<Account, Error> {
        let until = self.since_boot() + Duration::from_secs(ENROLLMENT_SECONDS);
        if let (Some(id), Some(account)) = (shown, &account) {
            self.show_digits(id, account, until);
        }
        let pop = Arc::new(keys.pop);
        let mut backoff = Backoff::default();
        let mut wake = self.inner.wake.subscribe();
        let mut known: Option<ETag> = None;
        loop {
            let wait = if known.is_some() { Wait::LONGEST } else { Wait::NONE };
            let origin = unfinished.origin.clone();
            let asked = async {
                let client = self.try_client(&origin)?;
                let device = unfinished.as_device(&client, claimed, &pop);
                self.heard(&origin, device.account(wait, known.as_ref()).await).await
            };
            let polled = tokio::select! {
                polled = asked => polled,
                _ = wake.changed() => continue,
            };
            let is_late = self.since_boot() > until + GRACE;
            let mut pause = Duration::ZERO;
            match polled.map(|reply| reply.value) {
                Ok(Polled::Now { value, etag }) => {
                    backoff.reset();
                    if value.state == AccountState::Active {
                        return Ok(value);
                    }
                    if is_late {
                        return Err(self.never_confirmed(unfinished).await);
                    }
                    if etag.is_none() || etag == known {
                        pause = backoff.next(None);
                    }
                    known = etag;
                }
                Ok(Polled::Unchanged | Polled::Nothing) if is_late => {
                    return Err(self.never_confirmed(unfinished).await);
                }
                Ok(Polled::Unchanged | Polled::Nothing) => {}
                Err(error) => {
                    self.survive(unfinished, error, is_late).await?;
                    pause = backoff.next(None);
                }
            }
            // The server may have confirmed all the same, so asking goes on without the person.
            if let Some(id) = shown.take_if(|_| is_late) {
                self.end_pending(id, Err(Error::NotConfirmed));
            }
            tokio::select! {
                () = sleep(pause) => {}
                _ = wake.changed() => {}
            }
        }
    }

    async fn never_confirmed(&self, unfinished: &Unfinished) -> Error {
        self.discard(unfinished).await;
        Error::NotConfirmed
    }

    fn show_digits(&self, id: PendingId, account: &Account, until: Duration) {
        if let Some(confirm) = &account.confirm {
            self.inner.pendings.set_digits_until(id, until);
            self.set_status(
                id,
                PendingStatus::ConfirmDigits {
                    digits: Zeroizing::new(confirm.expose().to_owned()),
                    service: account.name.as_str().to_owned(),
                    user: account.user.as_str().to_owned(),
                    left: until.saturating_sub(self.since_boot()),
                },
            );
        }
    }

    /// `Ok` if it is worth asking again.
    async fn survive(
        &self,
        unfinished: &mut Unfinished,
        error: ApiError,
        is_late: bool,
    ) -> Result<(), Error> {
        let failed = Error::server(&unfinished.origin);
        match error {
            ApiError::Revoked(revoked) => {
                self.discard(unfinished).await;
                match revoked.reason {
                    Revocation::NotConfirmed => Err(Error::NotConfirmed),
                    _ => Err(failed(ApiError::Revoked(revoked))),
                }
            }
            ApiError::UnknownKey => {
                let renewed = async {
                    let client = self.try_client(&unfinished.origin)?;
                    client.renew(&unfinished.kept).await
                };
                let (kept, _) = renewed.await.map_err(failed)?.value;
                unfinished.kept = kept;
                self.put_unfinished(unfinished).await
            }
            error => match error.problem() {
                // Nobody has signed that, so it is believed only when it lasts.
                Some(ProblemKind::DeviceUnknown | ProblemKind::KeyUnknown) if is_late => {
                    Err(self.never_confirmed(unfinished).await)
                }
                Some(ProblemKind::UpdateApp) => Err(failed(error)),
                _ => Ok(()),
            },
        }
    }
}
