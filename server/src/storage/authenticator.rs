//! Other authenticator apps: a secret in a QR code, confirmed by one code.

use countersign_otp::{Secret, UnixTime};
use zeroize::Zeroizing;

use super::browser::trust;
use super::code::{authenticator_place, totp};
use super::device::{is_full, switch_on};
use super::enrollment::is_on;
use super::mail::Behind;
use super::notice::tell_undo;
use super::proof::use_proof;
use super::row::{fresh_id, to_db};
use super::{Charge, Result, Storage, StorageError};
use crate::domain::{
    BrowserMark, Factor, Hashed, MethodKind, NoticeKind, Reason, Session, TakeBack, lifetimes,
};
use crate::keys::random;

/// What came of beginning to add another authenticator app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartedAuthenticator {
    /// Its id.
    Started(String),
    /// A proof for adding a method is needed first.
    ProofNeeded,
    /// The account has five methods with codes.
    TooMany,
}

/// What came of the code that confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfirmedAuthenticator {
    /// It counts now.
    Added {
        /// Whether this switched two-step verification on.
        first: bool,
        /// Whether the browser is trusted from now on.
        trusted: bool,
    },
    /// The code is another one.
    Wrong,
    /// Guessed too often: not before then.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
    /// Guessed too often since the last success.
    Closed,
    /// Its time is over.
    Gone,
}

impl Storage {
    /// Begins to add another authenticator app.
    pub async fn start_authenticator(
        &self,
        session: &Session,
        name: String,
        now: u64,
    ) -> Result<StartedAuthenticator> {
        let (keys, session) = (self.keys.clone(), session.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if is_full(conn, &session.account).await? {
                        return Ok(StartedAuthenticator::TooMany);
                    }
                    if is_on(conn, &session.account).await?
                        && !use_proof(conn, &session.id, &Reason::AddMethod, now).await?
                    {
                        return Ok(StartedAuthenticator::ProofNeeded);
                    }
                    let (id, account, owner) = (fresh_id(), session.account.as_str(), session.id.as_str());
                    let sealed = keys.seal(&authenticator_place(&id), &random::<20>());
                    let (at, expires) = (to_db(now), to_db(now + lifetimes::SECRETS));
                    sqlx::query!("DELETE FROM authenticators WHERE account = ? AND state = 'pending'", account)
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query!(
                        "INSERT INTO authenticators (id, account, session, name, secret_sealed, state, created_at, expires_at)
                         VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)",
                        id,
                        account,
                        owner,
                        name,
                        sealed,
                        at,
                        expires
                    )
                    .execute(conn)
                    .await?;
                    Ok(StartedAuthenticator::Started(id))
                })
            })
            .await
    }

    /// The setup key of an authenticator app that waits for its code, base32; `None` when its time is over.
    pub async fn pending_setup_key(
        &self,
        session: &Session,
        id: &str,
        now: u64,
    ) -> Result<Option<Zeroizing<String>>> {
        let (account, owner, at) = (session.account.as_str(), session.id.as_str(), to_db(now));
        let row = sqlx::query!(
            "SELECT secret_sealed FROM authenticators
             WHERE id = ? AND account = ? AND session = ? AND state = 'pending' AND expires_at > ?",
            id,
            account,
            owner,
            at
        )
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let damaged = || StorageError::row("authenticators", "secret_sealed", id);
        let secret = self.keys.open(&authenticator_place(id), &row.secret_sealed).map_err(|_| damaged())?;
        let secret = Secret::from_bytes(secret.to_vec()).map_err(|_| damaged())?;
        Ok(Some(secret.reveal_base32()))
    }

    /// One code shows that the app has the secret: it counts from now on, and that code is used up.
    pub async fn confirm_authenticator(
        &self,
        session: &Session,
        id: &str,
        code: String,
        trusted: Option<(Hashed, BrowserMark)>,
        now: u64,
    ) -> Result<ConfirmedAuthenticator> {
        let (lane, _) = self.lane_of_session(&session.id, now).await?;
        match self.charge(session.account.as_str(), Factor::Code, &lane, now).await? {
            Charge::Charged { .. } => {}
            Charge::Paused { until } => return Ok(ConfirmedAuthenticator::Paused { until }),
            Charge::Closed => return Ok(ConfirmedAuthenticator::Closed),
        }
        let fresh = self.fresh_codes(&session.account).await?;
        let (keys, session, id) = (self.keys.clone(), session.clone(), id.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (account, owner, at) = (session.account.as_str(), session.id.as_str(), to_db(now));
                    let row = sqlx::query!(
                        "SELECT name, secret_sealed FROM authenticators
                         WHERE id = ? AND account = ? AND session = ? AND state = 'pending' AND expires_at > ?",
                        id,
                        account,
                        owner,
                        at
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    let Some(row) = row else { return Ok(ConfirmedAuthenticator::Gone) };
                    if is_full(conn, &session.account).await? {
                        // Another method took the last place meanwhile.
                        return Ok(ConfirmedAuthenticator::Gone);
                    }
                    let secret = keys
                        .open(&authenticator_place(&id), &row.secret_sealed)
                        .map_err(|_| StorageError::row("authenticators", "secret_sealed", &id))?;
                    let typed: String = code.chars().filter(char::is_ascii_digit).collect();
                    let step = totp(&secret).and_then(|totp| totp.matching_step(&typed, UnixTime::from_seconds(now)));
                    let Some(step) = step else { return Ok(ConfirmedAuthenticator::Wrong) };
                    let step = to_db(step.number());
                    sqlx::query!(
                        "UPDATE authenticators SET state = 'active', last_step = ? WHERE id = ? AND state = 'pending'",
                        step,
                        id
                    )
                    .execute(&mut *conn)
                    .await?;
                    super::ledger::clear(conn, account, Factor::Code, &lane).await?;
                    let first = switch_on(conn, &keys, &session.account, &fresh, now).await?;
                    sqlx::query!("UPDATE authenticators SET first_factor = ? WHERE id = ?", first, id)
                        .execute(&mut *conn)
                        .await?;
                    let behind = Behind::Session(&session.id);
                    let (owner, kind) = (&session.account, NoticeKind::AuthenticatorAdded);
                    let undo = TakeBack::added(owner, (MethodKind::Authenticator, id), first, now);
                    tell_undo(conn, owner, kind, (&row.name, &undo), behind, now).await?;
                    let is_trusted = match (first, trusted) {
                        (true, Some((known, mark))) => {
                            trust(conn, &session.account, &mark, known, now).await?;
                            true
                        }
                        _ => false,
                    };
                    Ok(ConfirmedAuthenticator::Added { first, trusted: is_trusted })
                })
            })
            .await
    }
}
