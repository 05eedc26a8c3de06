//! Devices as witnesses: what a server has signed about its own past is remembered, and a past that changes is
//! noticed. Until the person has decided, such a server gets no YES from here; NO stays possible.

use countersign_api_client::{DeviceClient, Polled, Wait};
use countersign_protocol::message::{Account, AccountState, Challenge};
use countersign_protocol::{BrokenJournal, JournalEntry, JournalHead, follow};
use countersign_vault::{AccountId, Doubt, DoubtKind, Witness};

use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::ports::Event;

/// A statement is older than another one only if it was signed so much earlier; servers do many things at once.
const AT_ONCE_SECONDS: u64 = 60;
/// How many pages of entries are read before a device gives up until the next statement.
const PAGES: usize = 50;

/// What a statement means beside what is known.
#[derive(Debug, PartialEq, Eq)]
enum Finding {
    /// Nothing new.
    Nothing,
    /// It is the first one.
    First,
    /// The journal went on; its entries have to lead there.
    Forward,
    /// It is another past.
    Doubt(DoubtKind),
}

impl Authenticator {
    /// The person knows that this server was restored from a backup: what it says now is believed again.
    ///
    /// # Errors
    /// [`Error::NotLinked`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn believe_server_again(&self, id: AccountId) -> Result<(), Error> {
        let vault = self.vault()?;
        if vault.account(id).await?.pairing.is_none() {
            return Err(Error::NotLinked);
        }
        vault
            .update_account(id, |account| {
                let Some(pairing) = &mut account.pairing else { return };
                if let Some(doubt) = pairing.doubt.take() {
                    pairing.witness = Some(doubt.said);
                }
            })
            .await?;
        if let Some(paired) = self.inner.pairings.find(id) {
            paired.set_doubted(false);
        }
        self.drop_notices_of(id).await;
        self.tell(Event::AccountsChanged);
        self.tell(Event::QuestionsChanged);
        Ok(())
    }

    /// Asks a server what it says about its past, and compares.
    pub(crate) async fn look_back(&self, paired: &Paired) {
        let asked = |device: DeviceClient| async move { device.account(Wait::NONE, None).await };
        let reply = self.ask_with_step(paired, asked).await;
        if let Ok(reply) = reply
            && let Polled::Now { value, .. } = reply.value
            && value.state == AccountState::Active
        {
            self.hear_of_copies(paired, &value).await;
            self.compare(paired, said_by_account(&value)).await;
        }
    }

    /// Compares what a question says about the past. Whether its server is in doubt.
    pub(crate) async fn compare_question(&self, paired: &Paired, challenge: &Challenge) -> bool {
        self.compare(paired, said_by_challenge(challenge)).await
    }

    /// Compares a statement with what is known, and remembers it. Whether the server is in doubt.
    async fn compare(&self, paired: &Paired, said: Witness) -> bool {
        let Ok(vault) = self.vault() else { return paired.is_doubted() };
        let Ok(account) = vault.account(paired.account).await else { return paired.is_doubted() };
        let service = account.shown_service().to_owned();
        let Some(pairing) = account.pairing.filter(|pairing| pairing.device == paired.device) else {
            return paired.is_doubted();
        };
        if pairing.doubt.is_some() {
            paired.set_doubted(true);
            return true;
        }
        let finding = match judge(pairing.witness.as_ref(), &said) {
            Finding::Forward => match pairing.witness {
                Some(known) => self.go_on(paired, &known, &said).await,
                None => Finding::First,
            },
            other => other,
        };
        let doubt = match finding {
            Finding::Nothing => return false,
            Finding::First | Finding::Forward => None,
            Finding::Doubt(kind) => Some(Doubt { kind, said }),
        };
        let is_doubted = doubt.is_some();
        let written = vault
            .update_account(paired.account, |account| {
                let Some(pairing) = &mut account.pairing else { return };
                match doubt {
                    Some(doubt) => pairing.doubt = Some(doubt),
                    None => pairing.witness = Some(said),
                }
            })
            .await;
        if is_doubted {
            // If the disk is full this lasts until the app ends, and is found again.
            paired.set_doubted(true);
            self.notice_went_back(paired.account, service).await;
            self.tell(Event::AccountsChanged);
            self.tell(Event::QuestionsChanged);
        } else if written.is_err() {
            return false;
        }
        is_doubted
    }

    /// Follows the entries from the known head to the one that was signed. A server that gives none, or others than it
    /// has signed, leaves what is known as it is.
    async fn go_on(&self, paired: &Paired, known: &Witness, said: &Witness) -> Finding {
        let Some(goal) = said.head else { return Finding::Forward };
        let from = known.head;
        let mut head = from;
        let mut doubt = None;
        for _ in 0..PAGES {
            let number = head.map_or(0, |head| head.number);
            if number >= goal.number {
                break;
            }
            let page = self.ask(paired, |device| async move { device.journal(number).await }).await;
            let Ok(page) = page else { return Finding::Nothing };
            let left = usize::try_from(goal.number - number).unwrap_or(usize::MAX);
            let entries: Vec<&str> = page.value.entries.iter().take(left).map(String::as_str).collect();
            if entries.is_empty() {
                return Finding::Nothing;
            }
            head = match follow(&paired.server_account, head, entries.iter().copied()) {
                Ok(head) => head,
                Err(BrokenJournal::Forked(at)) if doubt.is_none() && at == number + 1 => {
                    // Another past, if what follows leads to what was signed.
                    doubt =
                        Some(if said.epoch > known.epoch { DoubtKind::Restored } else { DoubtKind::Edited });
                    let joint = head.and_then(|head| before(&entries, head.number));
                    match follow(&paired.server_account, joint, entries.iter().copied()) {
                        Ok(head) => head,
                        Err(_) => return Finding::Nothing,
                    }
                }
                Err(_) => return Finding::Nothing,
            };
        }
        match (head == Some(goal), doubt) {
            (true, None) => Finding::Forward,
            (true, Some(kind)) => Finding::Doubt(kind),
            (false, _) => Finding::Nothing,
        }
    }
}

/// The head that the first of these entries says it goes on from.
fn before(entries: &[&str], number: u64) -> Option<JournalHead> {
    let first: JournalEntry = serde_json::from_str(entries.first()?).ok()?;
    first.before.map(|sha256| JournalHead { number, sha256 })
}

/// Compares a statement with the highest one that is known.
fn judge(known: Option<&Witness>, said: &Witness) -> Finding {
    let Some(known) = known else {
        let is_silent = said.epoch == 0 && said.head.is_none();
        return if is_silent { Finding::Nothing } else { Finding::First };
    };
    let number = |witness: &Witness| witness.head.map_or(0, |head| head.number);
    let is_another = number(known) == number(said) && known.head != said.head;
    let is_behind = number(said) < number(known);
    // What was signed before, and came late, says nothing about now.
    let is_later = said.said_at > known.said_at.saturating_add(AT_ONCE_SECONDS);
    if said.epoch > known.epoch {
        let is_lost = is_another || is_behind;
        return if is_lost { Finding::Doubt(DoubtKind::Restored) } else { Finding::Forward };
    }
    if said.epoch == known.epoch && is_another {
        return Finding::Doubt(DoubtKind::Edited);
    }
    if said.epoch < known.epoch || is_behind {
        return if is_later { Finding::Doubt(DoubtKind::WentBack) } else { Finding::Nothing };
    }
    if said.head == known.head { Finding::Nothing } else { Finding::Forward }
}

/// A server that says nothing any more where it did before has gone back, too.
fn said_by_account(account: &Account) -> Witness {
    let epoch = account.epoch.unwrap_or(0);
    Witness { epoch, head: account.journal_head, said_at: account.iat }
}

fn said_by_challenge(challenge: &Challenge) -> Witness {
    let epoch = challenge.epoch.unwrap_or(0);
    Witness { epoch, head: challenge.journal_head, said_at: challenge.iat }
}

#[cfg(test)]
mod tests {
    use countersign_protocol::{Digest, JournalHead};
    use countersign_vault::{DoubtKind, Witness};

    use super::{Finding, judge};

    fn witness(epoch: u64, number: u64, text: &str, said_at: u64) -> Witness {
        let head = JournalHead { number, sha256: Digest::of(text.as_bytes()) };
        Witness { epoch, head: Some(head), said_at }
    }

    #[test]
    fn a_past_that_changes_is_told_from_one_that_goes_on() {
        let known = witness(5, 10, "ten", 1000);
        let silent = Witness { epoch: 0, head: None, said_at: 5000 };
        for (said, finding) in [
            (witness(5, 10, "ten", 1030), Finding::Nothing),
            (witness(5, 11, "eleven", 1030), Finding::Forward),
            (witness(5, 10, "other", 1000), Finding::Doubt(DoubtKind::Edited)),
            (witness(5, 9, "nine", 1061), Finding::Doubt(DoubtKind::WentBack)),
            // Signed at the same time or before: two things that the server did at once, or a late reply.
            (witness(5, 9, "nine", 1060), Finding::Nothing),
            (witness(4, 12, "twelve", 900), Finding::Nothing),
            (witness(4, 12, "twelve", 5000), Finding::Doubt(DoubtKind::WentBack)),
            (witness(6, 9, "nine", 5000), Finding::Doubt(DoubtKind::Restored)),
            (witness(6, 10, "other", 5000), Finding::Doubt(DoubtKind::Restored)),
            (witness(6, 11, "eleven", 5000), Finding::Forward),
            (silent, Finding::Doubt(DoubtKind::WentBack)),
        ] {
            assert_eq!(judge(Some(&known), &said), finding, "{said:?}");
        }
        assert_eq!(judge(None, &known), Finding::First);
        assert_eq!(judge(None, &silent), Finding::Nothing);
    }
}
