//! *It wasn't me*: signed by `uv`, kept in the vault until the server has heard it, for at most a day.

use std::time::Duration;

use countersign_api_client::DeviceClient;
use countersign_protocol::ChallengeId;
use countersign_protocol::limits::NOT_ME_SECONDS;
use countersign_protocol::message::{DeclineReason, Verification};
use countersign_vault::{AccountId, DocumentName};
use serde::{Deserialize, Serialize};

use super::{is_about_the_way, sign};
use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::questions::{ended, ended_by};
use crate::view::{EndedView, ManagedPage};

const PREFIX: &str = "not-me.";

/// A report on its way.
#[derive(Clone)]
pub(crate) struct NotMe {
    pub(crate) account: AccountId,
    cid: ChallengeId,
    message: String,
    /// By this device's clock, which is good enough to stop after about a day.
    since: u64,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    account: String,
    cid: ChallengeId,
    message: String,
    since: u64,
}

impl Authenticator {
    /// Tells the server that it was not the person, now or as soon as it can be reached, and opens its page for
    /// that. The question may have ended, up to a day ago.
    ///
    /// # Errors
    /// [`Error::QuestionUnknown`], [`Error::Locked`], what the server refuses, and [`Error::BrowserWillNotOpen`]
    /// after the report itself has been taken.
    pub async fn report_not_me(&self, account: AccountId, cid: ChallengeId) -> Result<(), Error> {
        let paired = self.paired(account).await?;
        let not_me = Some(DeclineReason::NotMe);
        let answer = match self.inner.questions.find(account, cid) {
            Some(open) => open.challenge.refusal(&paired.device, not_me, Verification::None),
            None => self.not_me_from_history(account, cid, &paired.device).await?,
        };
        let message = sign(&answer, &self.uv_key(&paired).await?, &paired)?;
        let report = NotMe { account, cid, message, since: self.now().seconds() };
        self.vault()?.put_document(&report.document(), &report.to_json()).await?;
        self.note_not_me(account, cid).await;
        self.inner.questions.undelivered.with(|undelivered| {
            undelivered.retain(|each| each.cid != cid);
            undelivered.push(report.clone());
        });
        let delivered = self.deliver(&paired, &report).await;
        self.open_page(account, ManagedPage::Secure).await?;
        delivered
    }

    /// Sends what this server has not heard yet.
    pub(crate) async fn deliver_not_me(&self, paired: &Paired) {
        let waiting: Vec<_> = self.inner.questions.undelivered.with(|undelivered| {
            undelivered.iter().filter(|each| each.account == paired.account).cloned().collect()
        });
        for report in waiting {
            let age = Duration::from_secs(self.now().seconds().saturating_sub(report.since));
            if age > Duration::from_secs(NOT_ME_SECONDS) {
                self.forget_report(&report).await;
            } else {
                let _ = self.deliver(paired, &report).await;
            }
        }
    }

    /// Reads what an earlier run of the app could not deliver.
    pub(crate) async fn load_not_me(&self) -> Result<(), Error> {
        let vault = self.vault()?;
        for name in vault.document_names(PREFIX).await? {
            let Some(json) = vault.document(&name).await? else { continue };
            let Ok(stored) = serde_json::from_slice::<Stored>(json.reveal()) else { continue };
            let Ok(account) = stored.account.parse() else { continue };
            let Stored { cid, message, since, .. } = stored;
            self.inner.questions.undelivered.with(|undelivered| {
                undelivered.retain(|known| known.cid != cid);
                undelivered.push(NotMe { account, cid, message, since });
            });
        }
        Ok(())
    }

    async fn deliver(&self, paired: &Paired, report: &NotMe) -> Result<(), Error> {
        let (cid, message) = (report.cid, report.message.as_str());
        let answer = |device: DeviceClient| async move { device.answer(cid, message).await };
        let reply = self.ask_with_step(paired, answer).await;
        let ended: Option<EndedView> = match reply {
            Ok(reply) => ended(&reply.value),
            Err(error) if is_about_the_way(&error) => return Ok(()),
            Err(countersign_api_client::ApiError::Problem { problem, .. }) if problem.state.is_some() => {
                Some(ended_by(&problem))
            }
            Err(error) => {
                self.forget_report(report).await;
                self.draw_consequences(paired, &error).await;
                return Err(Error::server(&paired.origin)(error));
            }
        };
        self.forget_report(report).await;
        if let Some(ended) = ended.filter(|_| self.inner.questions.ending(cid).is_none()) {
            self.end_question(cid, ended);
        }
        Ok(())
    }

    async fn forget_report(&self, report: &NotMe) {
        self.inner
            .questions
            .undelivered
            .with(|undelivered| undelivered.retain(|each| each.cid != report.cid));
        if let Ok(vault) = self.vault() {
            let _ = vault.delete_document(&report.document()).await;
        }
    }
}

impl NotMe {
    fn document(&self) -> DocumentName {
        DocumentName::new(format!("{PREFIX}{}", self.cid)).expect("visible ASCII")
    }

    fn to_json(&self) -> Vec<u8> {
        let stored = Stored {
            account: self.account.to_string(),
            cid: self.cid,
            message: self.message.clone(),
            since: self.since,
        };
        serde_json::to_vec(&stored).expect("a plain structure")
    }
}
