//! Six digits: each time step of each device or other authenticator app counts once (RFC 6238 §5.2).

use countersign_otp::{Algorithm, Digits, Period, Secret, Totp, UnixTime};

use super::attempt::{By, Keep, finish, live_attempt};
use super::device::device_may_prove;
use super::journal::{Told, enter};
use super::mail::Behind;
use super::open::Conn;
use super::passkey::passkeys;
use super::proof::prove;
use super::row::from_db;
use super::session::lane_of;
use super::{Charge, Completed, Result, Storage, StorageError};
use crate::domain::{AccountId, BrowserMark, Factor, Hashed, Joined, JournalKind, Lane, Prefix, Reason};
use crate::keys::{Place, ServerKeys};

/// What came of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It was right; what a sign-in gets for it.
    Accepted(Option<Completed>),
    /// It was wrong.
    Wrong {
        /// Guesses in a row, with this one.
        in_a_row: u32,
    },
    /// It was right once, and was used then.
    UsedBefore,
    /// Not now: guessed too often. Nothing was checked.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
    /// Guessed too often since the last success: codes are closed here until another way has let somebody in. Nothing
    /// was checked.
    Closed,
    /// There is no such sign-in any more, or no question of it that such a code would answer.
    Gone,
}

/// What a code that was typed matches.
enum Match {
    /// It was not used before; whose code it is, by the method's id.
    Fresh(String),
    Used,
    Nothing,
}

impl Storage {
    /// A code instead of an answer: completes the sign-in of this login cookie.
    pub async fn sign_in_with_code(
        &self,
        login: Hashed,
        code: String,
        mark: BrowserMark,
        keep: Keep,
        now: u64,
    ) -> Result<CodeOutcome> {
        let Some((account, lane, _)) = self.lane_of_attempt(login, now).await? else {
            return Ok(CodeOutcome::Gone);
        };
        let in_a_row = match self.charge(account.as_str(), Factor::Code, &lane, now).await? {
            Charge::Charged { in_a_row } => in_a_row,
            Charge::Paused { until } => return Ok(CodeOutcome::Paused { until }),
            Charge::Closed => return Ok(CodeOutcome::Closed),
        };
        let keys = self.keys.clone();
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = live_attempt(conn, login, now).await? else {
                        return Ok(CodeOutcome::Gone);
                    };
                    Ok(match use_code(conn, &keys, &attempt.account, &Reason::SignIn, &code, now).await? {
                        Match::Fresh(method) => CodeOutcome::Accepted(Some(
                            finish(conn, &attempt, &mark, keep, By::Code(method), now).await?,
                        )),
                        Match::Used => CodeOutcome::UsedBefore,
                        Match::Nothing => CodeOutcome::Wrong { in_a_row },
                    })
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// A code as the proof for a change; only where no device can be asked and no passkey may prove it.
    pub async fn prove_with_code(
        &self,
        account: &AccountId,
        session: &str,
        reason: Reason,
        code: String,
        now: u64,
    ) -> Result<CodeOutcome> {
        let (lane, _) = self.lane_of_session(session, now).await?;
        let in_a_row = match self.charge(account.as_str(), Factor::Code, &lane, now).await? {
            Charge::Charged { in_a_row } => in_a_row,
            Charge::Paused { until } => return Ok(CodeOutcome::Paused { until }),
            Charge::Closed => return Ok(CodeOutcome::Closed),
        };
        let (keys, id, session) = (self.keys.clone(), account.clone(), session.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let name = id.as_str();
                    let passkeys = passkeys(conn, &id).await?;
                    if device_may_prove(conn, &id, &reason, now).await?
                        || passkeys.iter().any(|passkey| passkey.may_prove(&reason, now))
                    {
                        return Ok(CodeOutcome::Gone);
                    }
                    Ok(match use_code(conn, &keys, &id, &reason, &code, now).await? {
                        Match::Fresh(_) => {
                            super::ledger::clear(conn, name, Factor::Code, &lane).await?;
                            prove(conn, &session, &reason, now).await?;
                            let told = Told::by(Behind::Session(&session), "code");
                            enter(conn, &id, JournalKind::Proved, told, now).await?;
                            CodeOutcome::Accepted(None)
                        }
                        Match::Used => CodeOutcome::UsedBefore,
                        Match::Nothing => CodeOutcome::Wrong { in_a_row },
                    })
                })
            })
            .await
    }

    /// Whose sign-in this is, and what its guesses are counted in: its lane, and its network.
    pub(super) async fn lane_of_attempt(
        &self,
        login: Hashed,
        now: u64,
    ) -> Result<Option<(AccountId, Lane, Prefix)>> {
        let mut conn = self.readers().acquire().await?;
        let attempt = live_attempt(&mut conn, login, now).await?;
        Ok(attempt.map(|attempt| (attempt.account, attempt.lane, attempt.mark.prefix())))
    }

    /// What guesses of a session are counted in.
    pub(super) async fn lane_of_session(&self, session: &str, now: u64) -> Result<(Lane, Prefix)> {
        let mut conn = self.readers().acquire().await?;
        lane_of(&mut conn, session, now).await
    }
}

/// The code of a secret as this server deals them: SHA-1, six digits, 30 seconds.
pub(super) fn totp(secret: &[u8]) -> Option<Totp> {
    let secret = Secret::from_bytes(secret.to_vec()).ok()?;
    Some(Totp::new(secret, Algorithm::Sha1, Digits::default(), Period::default()))
}

pub(super) fn otp_place(device: &str) -> Place<'_> {
    Place { table: "devices", column: "otp", id: device }
}

pub(super) fn authenticator_place(id: &str) -> Place<'_> {
    Place { table: "authenticators", column: "secret", id }
}

/// Finds the secret that a code belongs to and uses its time step up, in one conditional statement. Codes of methods
/// that may not prove this are none.
async fn use_code(
    conn: &mut Conn,
    keys: &ServerKeys,
    account: &AccountId,
    reason: &Reason,
    code: &str,
    now: u64,
) -> Result<Match> {
    let typed: String = code.chars().filter(|each| !each.is_whitespace() && *each != '-').collect();
    let at = UnixTime::from_seconds(now);
    let account = account.as_str();
    let mut used = false;
    let devices = sqlx::query!(
        "SELECT id, otp_sealed, first_factor AS \"is_first!: bool\", COALESCE(activated_at, linked_at) AS \"at!: i64\"
         FROM devices WHERE account = ? AND state = 'active'",
        account
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in devices {
        let joined = Joined { is_first: row.is_first, at: from_db(row.at) };
        if !joined.may_prove(reason, now) {
            continue;
        }
        let Some(sealed) = row.otp_sealed else { continue };
        let secret = keys.open(&otp_place(&row.id), &sealed);
        let secret = secret.map_err(|_| StorageError::row("devices", "otp_sealed", &row.id))?;
        let Some(step) = totp(&secret).and_then(|totp| totp.matching_step(&typed, at)) else { continue };
        let step = super::row::to_db(step.number());
        let taken = sqlx::query!(
            "UPDATE devices SET last_step = ?1 WHERE id = ?2 AND state = 'active' AND last_step < ?1",
            step,
            row.id
        );
        if taken.execute(&mut *conn).await?.rows_affected() == 1 {
            return Ok(Match::Fresh(row.id));
        }
        used = true;
    }
    let others = sqlx::query!(
        "SELECT id, secret_sealed, first_factor AS \"is_first!: bool\", created_at
         FROM authenticators WHERE account = ? AND state = 'active'",
        account
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in others {
        let joined = Joined { is_first: row.is_first, at: from_db(row.created_at) };
        if !joined.may_prove(reason, now) {
            continue;
        }
        let secret = keys.open(&authenticator_place(&row.id), &row.secret_sealed);
        let secret = secret.map_err(|_| StorageError::row("authenticators", "secret_sealed", &row.id))?;
        let Some(step) = totp(&secret).and_then(|totp| totp.matching_step(&typed, at)) else { continue };
        let step = super::row::to_db(step.number());
        let taken = sqlx::query!(
            "UPDATE authenticators SET last_step = ?1 WHERE id = ?2 AND state = 'active' AND last_step < ?1",
            step,
            row.id
        );
        if taken.execute(&mut *conn).await?.rows_affected() == 1 {
            return Ok(Match::Fresh(row.id));
        }
        used = true;
    }
    Ok(if used { Match::Used } else { Match::Nothing })
}
