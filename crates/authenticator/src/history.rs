//! The history: each question that reached this device, as it was shown, and how it ended. It lies sealed in the
//! vault, one document for each question, so that two shells over one vault never lose each other's. There is no
//! number, scanned secret or code in it. What happens while the vault is locked waits for it to open.

mod bounds;
mod entry;

use std::cmp::Reverse;
use std::time::Duration;

use countersign_otp::UnixTime;
use countersign_protocol::limits::NOT_ME_SECONDS;
use countersign_protocol::message::{Answer, Decision, DeclineReason, Verification};
use countersign_protocol::{ChallengeId, DeviceId};
use countersign_vault::{AccountId, DocumentName, Vault, VaultError};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::ports::Event;
use crate::questions::ended;
use crate::view::HistoryView;

use bounds::{MOST, is_old, surplus};
pub(crate) use entry::{Ended, Entry, Said};

const PREFIX: &str = "history.";
/// An end that nobody has told for so long is not asked for any more.
const FINDABLE: Duration = Duration::from_hours(24);

impl Authenticator {
    /// The questions that reached this device, of one account or of all, the latest first. Accounts that are gone
    /// from the vault are among them.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn history(&self, account: Option<AccountId>) -> Result<Vec<HistoryView>, Error> {
        self.write_history().await;
        let vault = self.vault()?;
        let now = self.now();
        let mut entries = read(&vault, account).await?;
        entries.retain(|entry| !is_old(entry, now));
        entries.sort_by_key(|entry| Reverse((entry.asked_at, entry.cid)));
        let linked: Vec<_> = self.inner.pairings.all().iter().map(|paired| paired.account).collect();
        let view = |entry: &Entry| {
            let is_open = self.inner.questions.waits(entry.cid);
            let may_report = !is_open && linked.contains(&entry.account) && entry.may_be_reported(now);
            entry.view(is_open, may_report)
        };
        Ok(entries.iter().map(view).collect())
    }

    /// Erases the history of one account, or all of it.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault; then nothing is erased.
    pub async fn erase_history(&self, account: Option<AccountId>) -> Result<(), Error> {
        // What has happened by now goes, too.
        self.write_history().await;
        let _writing = self.inner.writing_history.lock().await;
        let vault = self.vault()?;
        let names = vault.document_names(&prefix(account)).await?;
        vault.delete_documents(&names).await?;
        self.tell(Event::HistoryChanged);
        Ok(())
    }

    /// Writes down, beside whoever calls, what has happened with questions since the last time.
    pub(crate) fn write_history_soon(&self) {
        if self.vault().is_ok() {
            let this = self.clone();
            self.spawn(async move { this.write_history().await });
        }
    }

    /// Writes down what has happened with questions since the last time. What cannot be written now, because the
    /// vault is locked or the disk is full, is tried again.
    pub(crate) async fn write_history(&self) {
        let _writing = self.inner.writing_history.lock().await;
        let Ok(vault) = self.vault() else { return };
        let unwritten = self.inner.questions.unwritten(self.now());
        if unwritten.is_empty() {
            return;
        }
        for (entry, changes) in unwritten {
            let (account, cid) = (entry.account, entry.cid);
            let merge = |known: Option<Entry>| match known {
                Some(known) => Some(entry.merged_with(known)),
                None => Some(entry),
            };
            if change(&vault, account, cid, merge).await.is_ok() {
                self.inner.questions.wrote(cid, changes);
            }
        }
        let _ = trim(&vault, self.now()).await;
        self.tell(Event::HistoryChanged);
    }

    /// Lets go of what is too old or too much.
    pub(crate) async fn trim_history(&self) -> Result<(), Error> {
        let _writing = self.inner.writing_history.lock().await;
        let vault = self.vault()?;
        let surplus = surplus(read(&vault, None).await?, self.now(), MOST);
        Ok(erase(&vault, &surplus).await?)
    }

    /// Asks once how the questions ended that an earlier run of the app has left open.
    pub(crate) async fn settle_history(&self, paired: &Paired) {
        let Ok(vault) = self.vault() else { return };
        if !paired.may_settle() {
            return;
        }
        let Ok(entries) = read(&vault, Some(paired.account)).await else { return };
        let now = self.now();
        let left_open = entries.into_iter().filter(|entry| {
            let age = now.duration().saturating_sub(UnixTime::from_seconds(entry.asked_at).duration());
            entry.ended.is_none() && age < FINDABLE && !self.inner.questions.waits(entry.cid)
        });
        for Entry { account, cid, .. } in left_open {
            let status = self.ask(paired, |device| async move { device.challenge_status(cid).await }).await;
            let Some(ended) = status.ok().and_then(|reply| ended(&reply.value)) else { continue };
            let _writing = self.inner.writing_history.lock().await;
            let end = |known: Option<Entry>| known.map(|known| known.ended_as(&ended, now));
            if change(&vault, account, cid, end).await.is_ok() {
                self.tell(Event::HistoryChanged);
            }
        }
    }

    /// *It wasn't me* was said about a question.
    pub(crate) async fn note_not_me(&self, account: AccountId, cid: ChallengeId) {
        self.write_history().await;
        let _writing = self.inner.writing_history.lock().await;
        let Ok(vault) = self.vault() else { return };
        let report = |known: Option<Entry>| known.map(|known| Entry { is_reported: true, ..known });
        if change(&vault, account, cid, report).await.is_ok() {
            self.tell(Event::HistoryChanged);
        }
    }

    /// *It wasn't me* about a question of which only the history still knows.
    pub(crate) async fn not_me_from_history(
        &self,
        account: AccountId,
        cid: ChallengeId,
        device: &DeviceId,
    ) -> Result<Answer, Error> {
        let stored = self.vault()?.document(&document(account, cid)).await?;
        let entry = stored.and_then(|json| Entry::read(json.reveal()));
        let entry = entry.filter(|entry| entry.may_be_reported(self.now())).ok_or(Error::QuestionUnknown)?;
        Ok(Answer {
            iss: device.clone(),
            aud: entry.origin,
            cid,
            challenge_sha256: entry.challenge_sha256,
            decision: Decision::Decline,
            number: None,
            scan: None,
            reason: Some(DeclineReason::NotMe),
            uv: Verification::None,
        })
    }
}

/// Changes one entry by what lies there; what comes out as nothing is left alone.
async fn change(
    vault: &Vault,
    account: AccountId,
    cid: ChallengeId,
    change: impl FnOnce(Option<Entry>) -> Option<Entry> + Send,
) -> Result<(), VaultError> {
    vault
        .change_document(&document(account, cid), |json| {
            let after = change(json.and_then(Entry::read)).map(|entry| Zeroizing::new(entry.to_json()));
            (after, ())
        })
        .await
}

async fn read(vault: &Vault, account: Option<AccountId>) -> Result<Vec<Entry>, VaultError> {
    let documents = vault.documents(&prefix(account)).await?;
    Ok(documents.iter().filter_map(|(_, json)| Entry::read(json.reveal())).collect())
}

/// Keeps no more than [`MOST`].
async fn trim(vault: &Vault, now: UnixTime) -> Result<(), VaultError> {
    if vault.document_names(PREFIX).await?.len() <= MOST {
        return Ok(());
    }
    erase(vault, &surplus(read(vault, None).await?, now, MOST)).await
}

async fn erase(vault: &Vault, entries: &[Entry]) -> Result<(), VaultError> {
    if entries.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = entries.iter().map(|entry| document(entry.account, entry.cid)).collect();
    vault.delete_documents(&names).await
}

impl Entry {
    /// Whether *It wasn't me* can still be said, as far as this device's clock knows; the server has the last word.
    fn may_be_reported(&self, now: UnixTime) -> bool {
        let since = self.ended.as_ref().map_or(self.asked_at, |ended| ended.noted_at);
        !self.is_reported && !self.is_test() && now.seconds().saturating_sub(since) < NOT_ME_SECONDS
    }
}

fn prefix(account: Option<AccountId>) -> String {
    account.map_or_else(|| PREFIX.to_owned(), |account| format!("{PREFIX}{account}."))
}

fn document(account: AccountId, cid: ChallengeId) -> DocumentName {
    DocumentName::new(format!("{}{cid}", prefix(Some(account)))).expect("visible ASCII, 63 characters")
}
