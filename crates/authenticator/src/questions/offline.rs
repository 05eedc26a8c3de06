//! Questions that are read from their page, because this device has no network: believed like any other, but nobody
//! can know how old they are.

use std::sync::Arc;
use std::time::Duration;

use countersign_protocol::message::{Challenge, Mode};
use countersign_protocol::{OfflineLink, Unverified};

use super::known::{Question, address};
use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::ports::Event;
use crate::view::Sending;

impl Authenticator {
    /// The code on a page was scanned that holds its question whole: it is shown, without asking anybody.
    ///
    /// # Errors
    /// [`Error::NotLinked`] if this device is not linked with that server and account,
    /// [`Error::OfflineNotBelieved`] unless a kept key of that server has signed a question of this mode.
    pub(crate) fn read_offline_question(&self, link: &OfflineLink) -> Result<(), Error> {
        let claimed =
            Unverified::<Challenge>::parse(&link.challenge).map_err(|_| Error::OfflineNotBelieved)?;
        let account = claimed.claimed().aud.clone();
        let all = self.inner.pairings.all();
        let paired = all.iter().find(|each| each.origin == link.server && each.server_account == account);
        let paired = Arc::clone(paired.ok_or(Error::NotLinked)?);
        let challenge = paired.kept().verify_challenge(&link.challenge, &account);
        let challenge = challenge.map_err(|_| Error::OfflineNotBelieved)?;
        if challenge.challenge().mode != Mode::Offline {
            return Err(Error::OfflineNotBelieved);
        }
        let lifetime = Duration::from_secs(challenge.challenge().exp - challenge.challenge().iat);
        let heard_at = self.since_boot();
        let question = Question {
            account: paired.account,
            challenge: Arc::new(challenge),
            service: address(&paired.origin),
            user: String::new(),
            asked_at: self.now(),
            heard_at,
            heard_date: None,
            // It was made before it was read, so it ends before this.
            until: heard_at.saturating_add(lifetime),
            sending: Sending::Idle,
            answer: None,
            said: None,
            ended: None,
            is_dismissed: false,
            is_quiet: false,
            scanned: None,
            is_read: true,
            changes: 1,
            written: 0,
        };
        let this = self.clone();
        self.spawn(async move { this.show_read(&paired, question).await });
        Ok(())
    }

    async fn show_read(&self, paired: &Paired, mut question: Question) {
        // While the vault is locked only the server's address is known.
        if let Ok(vault) = self.vault()
            && let Ok(account) = vault.account(paired.account).await
        {
            account.shown_service().clone_into(&mut question.service);
            account.shown_user().clone_into(&mut question.user);
        }
        let cid = question.cid();
        self.inner.questions.add_from_page(question);
        self.tell(Event::QuestionsChanged);
        self.tell(Event::QuestionOpened(paired.account, cid));
        self.write_history().await;
    }
}
