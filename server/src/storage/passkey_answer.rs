//! A passkey instead of an answer: completes a sign-in, or proves a change. Each try is charged first, each challenge
//! is good once, and the signature counter only grows.

use super::attempt::{By, Keep, finish, live_attempt};
use super::ceremony::{Purpose, begin, take};
use super::journal::{Told, enter};
use super::ledger::clear;
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::passkey::passkeys;
use super::proof::prove;
use super::row::to_db;
use super::{Charge, Completed, Result, Storage, StorageError};
use crate::domain::{
    AccountId, Asker, BrowserMark, Factor, Hashed, JournalKind, Lane, NoticeKind, Reason, Session,
};
use crate::relying_party::{Answered, Asked, PasskeyReply, RelyingParty, ReplyRefused};

/// What came of a passkey's reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyOutcome {
    /// It was right; what a sign-in gets for it.
    Accepted(Option<Completed>),
    /// It was not the one that was asked for: too late, used before, another passkey, a wrong signature.
    Refused,
    /// Its signature counter went back: there may be a second copy of the passkey. Its owner is told.
    Copied,
    /// Not now: tried too often. Nothing was checked.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
    /// There is no such sign-in any more.
    Gone,
}

/// What is checked before the transaction that it counts in.
enum Checked {
    /// With the passkey's id.
    Right(String, Answered),
    Not(PasskeyOutcome),
}

impl Storage {
    /// What this sign-in's browser is asked, as JSON; `None` without a passkey. What it was asked before is void.
    pub async fn ask_passkey_for_sign_in(&self, login: Hashed, now: u64) -> Result<Option<String>> {
        let Some(party) = self.relying_party.clone() else { return Ok(None) };
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = live_attempt(conn, login, now).await? else { return Ok(None) };
                    let asker = Asker::Attempt(attempt.id);
                    ask(conn, &party, &attempt.account, asker, Reason::SignIn, now).await
                })
            })
            .await
    }

    /// What this session's browser is asked about a change, as JSON; `None` without a passkey that may prove it. What
    /// it was asked before about the same is void.
    pub async fn ask_passkey_for_change(
        &self,
        session: &Session,
        reason: Reason,
        now: u64,
    ) -> Result<Option<String>> {
        let Some(party) = self.relying_party.clone() else { return Ok(None) };
        let session = session.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let asker = Asker::Session(session.id);
                    ask(conn, &party, &session.account, asker, reason, now).await
                })
            })
            .await
    }

    /// A passkey instead of an answer: completes the sign-in of this login cookie.
    pub async fn sign_in_with_passkey(
        &self,
        login: Hashed,
        reply: PasskeyReply,
        mark: BrowserMark,
        keep: Keep,
        now: u64,
    ) -> Result<PasskeyOutcome> {
        let found = {
            let mut conn = self.readers().acquire().await?;
            live_attempt(&mut conn, login, now).await?
        };
        let Some(attempt) = found else { return Ok(PasskeyOutcome::Gone) };
        let (account, asker) = (attempt.account, Asker::Attempt(attempt.id));
        let (passkey, right) = match self.check(&account, asker, Reason::SignIn, &mark, &reply, now).await? {
            Checked::Right(passkey, right) => (passkey, right),
            Checked::Not(outcome) => return Ok(outcome),
        };
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = live_attempt(conn, login, now).await? else {
                        return Ok(PasskeyOutcome::Gone);
                    };
                    let counted = count(conn, &attempt.account, &right, &mark, now).await?;
                    if counted != PasskeyOutcome::Accepted(None) {
                        return Ok(counted);
                    }
                    clear(conn, attempt.account.as_str(), Factor::Passkey, &Lane::network(&mark.prefix()))
                        .await?;
                    let completed = finish(conn, &attempt, &mark, keep, By::Passkey(passkey), now).await?;
                    Ok(PasskeyOutcome::Accepted(Some(completed)))
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// A passkey as the proof for a change.
    pub async fn prove_with_passkey(
        &self,
        session: &Session,
        reason: Reason,
        reply: PasskeyReply,
        mark: BrowserMark,
        now: u64,
    ) -> Result<PasskeyOutcome> {
        let asker = Asker::Session(session.id.clone());
        let checked = self.check(&session.account, asker, reason.clone(), &mark, &reply, now).await?;
        let right = match checked {
            Checked::Right(_, right) => right,
            Checked::Not(outcome) => return Ok(outcome),
        };
        let session = session.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let counted = count(conn, &session.account, &right, &mark, now).await?;
                    if counted == PasskeyOutcome::Accepted(None) {
                        let account = session.account.as_str();
                        clear(conn, account, Factor::Passkey, &Lane::network(&mark.prefix())).await?;
                        prove(conn, &session.id, &reason, now).await?;
                        let told = Told::by(Behind::Mark(&mark), "passkey");
                        enter(conn, &session.account, JournalKind::Proved, told, now).await?;
                    }
                    Ok(counted)
                })
            })
            .await
    }

    /// Charges the try, takes the challenge out, and checks the reply against it. Signatures are checked off the
    /// writer.
    async fn check(
        &self,
        account: &AccountId,
        asker: Asker,
        reason: Reason,
        mark: &BrowserMark,
        reply: &PasskeyReply,
        now: u64,
    ) -> Result<Checked> {
        let Some(party) = self.relying_party.as_ref() else {
            return Ok(Checked::Not(PasskeyOutcome::Gone));
        };
        // By network, as passwords are: who knows the password cannot pause its owner's passkeys from elsewhere.
        let lane = Lane::network(&mark.prefix());
        let charged = self.charge(account.as_str(), Factor::Passkey, &lane, now).await?;
        if let Charge::Paused { until } = charged {
            return Ok(Checked::Not(PasskeyOutcome::Paused { until }));
        }
        let purpose = Purpose::Prove(reason);
        let taken = self
            .writer
            .run(move |conn| Box::pin(async move { take(conn, &asker, &purpose, now).await }))
            .await?;
        let owner = account.as_str();
        let credential_id = reply.get_credential_id();
        let stored = sqlx::query!(
            "SELECT id, name, credential FROM passkeys
             WHERE account = ? AND credential_id = ? AND suspended_at IS NULL",
            owner,
            credential_id
        );
        let stored = stored.fetch_optional(self.readers()).await?;
        let (Some(taken), Some(stored)) = (taken, stored) else {
            return Ok(Checked::Not(PasskeyOutcome::Refused));
        };
        let checked = party.answer(&taken.state, &stored.credential, reply);
        match checked.ok_or_else(|| StorageError::row("passkeys", "credential", &stored.id))? {
            Ok(right) => Ok(Checked::Right(stored.id, right)),
            Err(ReplyRefused::Copied) => {
                self.tell_of_copy(account, stored.name, mark, now).await?;
                Ok(Checked::Not(PasskeyOutcome::Copied))
            }
            Err(refused @ ReplyRefused::Wrong(_)) => {
                tracing::debug!(error = &refused as &dyn std::error::Error, "passkey refused");
                Ok(Checked::Not(PasskeyOutcome::Refused))
            }
        }
    }

    pub(super) async fn tell_of_copy(
        &self,
        account: &AccountId,
        name: String,
        mark: &BrowserMark,
        now: u64,
    ) -> Result<()> {
        let (account, mark) = (account.clone(), mark.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let behind = Behind::Mark(&mark);
                    tell(conn, &account, NoticeKind::PasskeyCopied, &name, behind, now).await
                })
            })
            .await
    }
}

/// Asks the passkeys of an account that may prove this.
async fn ask(
    conn: &mut Conn,
    party: &RelyingParty,
    account: &AccountId,
    asker: Asker,
    reason: Reason,
    now: u64,
) -> Result<Option<String>> {
    let all = passkeys(conn, account).await?.into_iter();
    let may: Vec<_> =
        all.filter(|passkey| passkey.may_prove(&reason, now)).map(|passkey| passkey.id).collect();
    let owner = account.as_str();
    let rows =
        sqlx::query!("SELECT id, credential FROM passkeys WHERE account = ? ORDER BY created_at, id", owner)
            .fetch_all(&mut *conn)
            .await?;
    let credentials: Vec<_> =
        rows.into_iter().filter(|row| may.contains(&row.id)).map(|row| row.credential).collect();
    if credentials.is_empty() {
        return Ok(None);
    }
    let question = party.ask_to_answer(&credentials);
    let Asked { options, state } =
        question.ok_or_else(|| StorageError::row("passkeys", "credential", account))?;
    begin(conn, &asker, &Purpose::Prove(reason), Asked { options: options.clone(), state }, now).await?;
    Ok(Some(options))
}

/// Takes a right reply, in one conditional statement: only while the passkey is there, and only with a counter that
/// grew since, if it counts at all.
pub(super) async fn count(
    conn: &mut Conn,
    account: &AccountId,
    right: &Answered,
    mark: &BrowserMark,
    now: u64,
) -> Result<PasskeyOutcome> {
    let (owner, counter, at) = (account.as_str(), i64::from(right.counter), to_db(now));
    let update = sqlx::query!(
        "UPDATE passkeys SET credential = ?1, counter = ?2, last_used_at = ?3
         WHERE credential_id = ?4 AND account = ?5 AND suspended_at IS NULL
           AND (counter < ?2 OR (counter = 0 AND ?2 = 0))",
        right.credential,
        counter,
        at,
        right.credential_id,
        owner
    );
    if update.execute(&mut *conn).await?.rows_affected() == 1 {
        return Ok(PasskeyOutcome::Accepted(None));
    }
    let name = sqlx::query_scalar!(
        "SELECT name FROM passkeys WHERE credential_id = ? AND account = ? AND suspended_at IS NULL",
        right.credential_id,
        owner
    );
    match name.fetch_optional(&mut *conn).await? {
        Some(name) => {
            tell(conn, account, NoticeKind::PasskeyCopied, &name, Behind::Mark(mark), now).await?;
            Ok(PasskeyOutcome::Copied)
        }
        None => Ok(PasskeyOutcome::Refused),
    }
}
