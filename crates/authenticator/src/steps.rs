//! Steps: each request that decides something goes one step on from the last, so that two copies of this vault differ
//! and their server notices. It tells both; nothing is locked, because nobody knows which one is the person's.

use std::future::Future;

use countersign_api_client::{ApiError, DeviceClient, Reply};
use countersign_protocol::StepId;
use countersign_protocol::message::{Account, Step};
use countersign_vault::Steps;

use crate::Authenticator;
use crate::listening::Paired;
use crate::ports::Event;

impl Authenticator {
    /// Asks a server as its device, one step further. One request after the other: a step that comes late would look
    /// like a copy's.
    pub(crate) async fn ask_with_step<T, F>(
        &self,
        paired: &Paired,
        request: impl Fn(DeviceClient) -> F,
    ) -> Result<Reply<T>, ApiError>
    where
        F: Future<Output = Result<Reply<T>, ApiError>>,
    {
        let mut stands = paired.stepping.lock().await;
        let begun = self.begin_step(paired).await;
        // What was signed before the vault was locked says where the device stands, and stays there.
        let step = begun.or_else(|| stands.map(|at| Step { last: at, next: at }));
        if let Some(step) = step {
            *stands = Some(step.last);
        }
        let reply = self.ask(paired, |device| request(device.with_step(step))).await;
        if let (Ok(_), Some(step)) = (&reply, step) {
            *stands = Some(step.next);
            self.change_steps(paired, |steps| steps.took(&step)).await;
        }
        reply
    }

    /// Writes the next step down. If that is not possible, the device says where it stands and stays there; nothing
    /// while the vault is locked, or before the first one.
    async fn begin_step(&self, paired: &Paired) -> Option<Step> {
        let mut bytes = [0; 16];
        (self.inner.ports.random)(&mut bytes);
        let fresh = StepId::from_bytes(bytes);
        let mut begun = None;
        let is_written = self.change_steps(paired, |steps| begun = Some(steps.begin(fresh))).await;
        let step = begun?;
        if is_written || step.next != fresh {
            return Some(step);
        }
        // The first one would be forgotten.
        (step.last != fresh).then_some(Step { next: step.last, ..step })
    }

    /// Whether the change is on the disk.
    async fn change_steps(&self, paired: &Paired, change: impl FnOnce(&mut Steps) + Send) -> bool {
        let Ok(vault) = self.vault() else { return false };
        let of_this_device = |account: &mut countersign_vault::Account| {
            let pairing = account.pairing.as_mut().filter(|pairing| pairing.device == paired.device);
            if let Some(pairing) = pairing {
                change(&mut pairing.steps);
            }
        };
        vault.update_account(paired.account, of_this_device).await.is_ok()
    }

    /// What a server says about copies of this device.
    pub(crate) async fn hear_of_copies(&self, paired: &Paired, account: &Account) {
        let Some(at) = account.copied_at else { return };
        let mut is_news = false;
        let is_written = self
            .change_steps(paired, |steps| {
                is_news = steps.copied_at.replace(at).is_none_or(|known| known < at);
            })
            .await;
        if is_written && is_news {
            let service = self.service_of(paired.account).await;
            self.notice_copied(paired.account, service).await;
            self.tell(Event::AccountsChanged);
        }
    }
}
