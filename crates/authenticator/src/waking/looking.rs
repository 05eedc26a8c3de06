//! Looking once, for a process that the system has started just for a wake-up: it opens what opens without a person,
//! asks one server, and ends.

use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{ApiError, Wait};
use countersign_protocol::push::WakeUp;
use tokio::time::sleep;

use crate::Authenticator;
use crate::listening::Paired;
use crate::view::{Phase, QuestionView};

/// A phone that was woken has no network yet, perhaps.
const PAUSES: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(3)];

/// What a look has found.
#[derive(Debug)]
pub enum Looked {
    /// Nothing waits, or the message is none of ours.
    Nothing,
    /// These wait, as their server has signed them; while the vault is locked without the person's name for them.
    Questions(Vec<QuestionView>),
    /// Something may wait: the key store gives out nothing now, or the server is not reached.
    Unseen,
}

impl Authenticator {
    /// Asks the server of the pairing that a wake-up names, once. A vault that wants its person stays shut: then the
    /// key store's entries do, as for a locked app.
    pub async fn look(&self, message: &[u8]) -> Looked {
        let Some(message) = WakeUp::read(message) else { return Looked::Nothing };
        let phase = self.state().await.map(|state| state.phase);
        match phase {
            Ok(Phase::Ready) => self.meet_pairings().await,
            Ok(Phase::Locked) => self.meet_pairings_while_locked().await,
            _ => return Looked::Unseen,
        }
        let known = self.inner.pairings.all();
        match known.into_iter().find(|paired| paired.device == *message.device()) {
            Some(paired) => self.look_at(&paired).await,
            None if matches!(phase, Ok(Phase::Ready)) && !self.inner.pairings.has_keyless() => {
                Looked::Nothing
            }
            None => Looked::Unseen,
        }
    }

    async fn look_at(&self, paired: &Arc<Paired>) -> Looked {
        let mut pauses = PAUSES.into_iter();
        loop {
            let asked =
                self.ask(paired, |device| async move { device.challenge(Wait::NONE, None).await }).await;
            match asked {
                Ok(reply) => {
                    self.hear(paired, reply).await;
                    let waits = |question: &QuestionView| {
                        question.account == paired.account && question.ended.is_none()
                    };
                    let waiting: Vec<_> = self.questions().into_iter().filter(waits).collect();
                    return if waiting.is_empty() { Looked::Nothing } else { Looked::Questions(waiting) };
                }
                // The app says what is wrong with a link when it is opened.
                Err(ApiError::Problem { retry_after: None, .. } | ApiError::Revoked(_)) => {
                    return Looked::Nothing;
                }
                Err(_) => match pauses.next() {
                    Some(pause) => sleep(pause).await,
                    None => return Looked::Unseen,
                },
            }
        }
    }
}
