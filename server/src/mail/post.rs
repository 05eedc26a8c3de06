//! The post: sends what is due, one mail after the other, and tries again what could not be sent. At least once: a
//! server that dies between sending and writing so down sends again, under the same message id.

use std::time::Duration;

use lettre::message::Mailbox;
use tokio::time::MissedTickBehavior;

use super::letter::write;
use super::transport::{SendError, Transport};
use crate::AppState;
use crate::storage::StorageError;

/// How often the queue is looked at.
const EVERY: Duration = Duration::from_secs(2);
/// How long nothing is tried while the mail server is away, at first and at most.
const OUTAGE: (Duration, Duration) = (Duration::from_secs(2), Duration::from_mins(1));

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Nothing more is due.
    Empty,
    /// The mail server is away.
    Outage,
}

/// Sends until the server is told to stop. Without a way out, what was queued is forgotten: mail is off.
pub async fn run(state: AppState) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut pause = OUTAGE.0;
    while state.stop.run_until_cancelled(every.tick()).await.is_some() {
        let round = match state.mail.as_deref() {
            Some((transport, from)) => {
                let Some(round) = state.stop.run_until_cancelled(deliver(&state, transport, from)).await
                else {
                    return;
                };
                round
            }
            None => state.storage.drop_mail().await.map(|()| Round::Empty),
        };
        match round {
            Ok(Round::Empty) => pause = OUTAGE.0,
            Ok(Round::Outage) => {
                state.stop.run_until_cancelled(tokio::time::sleep(pause)).await;
                pause = (pause * 2).min(OUTAGE.1);
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the queue of mail cannot be used");
            }
        }
    }
}

/// Sends what is due.
///
/// # Errors
/// [`StorageError`] if the queue cannot be read or written.
pub async fn deliver(state: &AppState, transport: &Transport, from: &Mailbox) -> Result<Round, StorageError> {
    while let Some(letter) = state.storage.due_mail(state.now()).await? {
        let sent = match write(&letter, from, state) {
            Ok(message) => transport.send(message, &format!("{}-{}", letter.at, letter.message_id)).await,
            Err(error) => Err(SendError { words: error.to_string(), is_final: true, is_outage: false }),
        };
        let Err(error) = sent else {
            state.storage.mail_sent(letter.id).await?;
            tracing::debug!(mail = letter.id, kind = letter.kind.name(), "a mail was sent");
            continue;
        };
        let (id, kind, is_outage) = (letter.id, letter.kind.name(), error.is_outage);
        let words = error.words.clone();
        let waits = state.storage.mail_failed(&letter, error.words, error.is_final, state.now()).await?;
        if waits {
            tracing::warn!(mail = id, kind, why = words, "a mail could not be sent and is tried again later");
        } else {
            tracing::error!(
                mail = id,
                kind,
                why = words,
                "a mail was given up: `countersign-server mail list`"
            );
        }
        if is_outage {
            return Ok(Round::Outage);
        }
    }
    Ok(Round::Empty)
}
