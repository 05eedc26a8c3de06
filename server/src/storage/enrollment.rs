//! Enrollments: a code for the QR code, claimed once, confirmed by six digits on the page.

use countersign_protocol::{Digest, SetupCode};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::browser::trust;
use super::device::{activate, confirm_place, is_full, revoke};
use super::open::Conn;
use super::proof::use_proof;
use super::row::{account_id, count, device_id, fresh_id, from_db, to_db};
use super::{EnrollOutcome, Result, Storage, StorageError};
use crate::domain::{
    AccountId, AccountName, BrowserMark, CodeSays, DeviceView, Enrolling, EnrollmentState, EnrollmentView,
    Hashed, Joined, Reason, Session, Stage, lifetimes,
};
use crate::keys::{Place, ServerKeys, random};
use countersign_protocol::EnrollmentCode;
use countersign_protocol::message::AccountState;

const SETUP_TRIES: u32 = Enrolling::SETUP_TRIES;
const CONFIRM_TRIES: u32 = Enrolling::CONFIRM_TRIES;

/// What came of beginning an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartedEnrollment {
    /// Its id.
    Started(String),
    /// A proof for adding a method is needed first.
    ProofNeeded,
    /// The account has five methods with codes.
    TooMany,
}

/// What came of typing the six digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfirmOutcome {
    /// The device counts now.
    Activated {
        /// Whether this switched two-step verification on.
        first: bool,
        /// Whether the browser is trusted from now on.
        trusted: bool,
    },
    /// They were others.
    Wrong {
        /// How often they may still be typed.
        tries_left: u32,
    },
    /// It is over, or nobody has scanned yet.
    NotClaimed,
}

/// How a grant was claimed.
pub(super) enum Claim {
    Taken { account: AccountId, enrollment: Option<String> },
    Invalid,
    Used,
}

impl Storage {
    /// Begins an enrollment. An account with a method wants a proof for exactly this; an older one ends.
    pub async fn start_enrollment(&self, session: &Session, now: u64) -> Result<StartedEnrollment> {
        let (keys, session) = (self.keys.clone(), session.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if is_full(conn, &session.account).await? {
                        return Ok(StartedEnrollment::TooMany);
                    }
                    if is_on(conn, &session.account).await?
                        && !use_proof(conn, &session.id, &Reason::AddMethod, now).await?
                    {
                        return Ok(StartedEnrollment::ProofNeeded);
                    }
                    end_live(conn, &session.account, now).await?;
                    let id = insert(conn, &keys, &session, now).await?;
                    Ok(StartedEnrollment::Started(id))
                })
            })
            .await
    }

    /// An enrollment of this session, as its page shows it.
    pub async fn enrollment(&self, session: &Session, id: &str, now: u64) -> Result<Option<EnrollmentView>> {
        let mut conn = self.readers().acquire().await?;
        let (account, session) = (session.account.as_str(), session.id.as_str());
        let row = sqlx::query!(
            "SELECT enrollments.id, enrollments.state, shown_sealed, confirm_tries, expires_at,
                    devices.id AS \"device?\", devices.name AS \"name?\", platform AS \"platform?\",
                    key_protection AS \"protection?\", linked_at AS \"linked_at?\", devices.state AS \"device_state?\"
             FROM enrollments LEFT JOIN devices ON devices.enrollment = enrollments.id
             WHERE enrollments.id = ? AND enrollments.account = ? AND enrollments.session = ?",
            id,
            account,
            session
        )
        .fetch_optional(&mut *conn)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let state = match row.state.as_str() {
            "done" => EnrollmentState::Done,
            "open" if from_db(row.expires_at) > now => EnrollmentState::Open,
            "claimed"
                if from_db(row.expires_at) > now && row.device_state.as_deref() == Some("unconfirmed") =>
            {
                EnrollmentState::Claimed
            }
            _ => EnrollmentState::Ended,
        };
        let shown = match (state, row.shown_sealed) {
            (EnrollmentState::Open, Some(sealed)) => Some(open_shown(&self.keys, id, &sealed)?),
            _ => None,
        };
        let device = match (row.device, row.name, row.platform, row.protection, row.linked_at) {
            (Some(device), Some(name), Some(platform), Some(key_protection), Some(linked_at)) => {
                Some(DeviceView {
                    id: device_id(&device)?,
                    name,
                    platform,
                    key_protection,
                    state: AccountState::Unconfirmed,
                    linked_at: from_db(linked_at),
                    joined: Joined { is_first: false, at: from_db(linked_at) },
                    last_seen_at: None,
                    last_answer_at: None,
                    copied_at: None,
                })
            }
            _ => None,
        };
        Ok(Some(EnrollmentView {
            id: row.id,
            state,
            shown,
            device,
            tries_left: CONFIRM_TRIES.saturating_sub(count(row.confirm_tries)),
            expires_at: from_db(row.expires_at),
        }))
    }

    /// The person types the six digits that the phone shows. Three wrong tries end the enrollment and its device.
    /// `trusted` is the cookie for trust, where the person ticked the box.
    pub async fn confirm_enrollment(
        &self,
        session: &Session,
        id: &str,
        digits: String,
        trusted: Option<(Hashed, BrowserMark)>,
        now: u64,
    ) -> Result<ConfirmOutcome> {
        let fresh = self.fresh_codes(&session.account).await?;
        let (keys, session, id) = (self.keys.clone(), session.clone(), id.to_owned());
        let account = session.account.clone();
        let Some(device) = self.count_confirm_try(&session, &id, now).await? else {
            return Ok(ConfirmOutcome::NotClaimed);
        };
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let (name, sealed, tries) = device;
                    let expected = keys
                        .open(&confirm_place(&name), &sealed)
                        .map_err(|_| StorageError::row("devices", "confirm_sealed", &name))?;
                    let typed: String = digits.chars().filter(char::is_ascii_digit).collect();
                    if !bool::from(typed.as_bytes().ct_eq(&expected)) {
                        let tries_left = CONFIRM_TRIES.saturating_sub(tries);
                        if tries_left == 0 {
                            end_live(conn, &session.account, now).await?;
                        }
                        return Ok(ConfirmOutcome::Wrong { tries_left });
                    }
                    if is_full(conn, &session.account).await? {
                        // Another method took the last place meanwhile.
                        end_live(conn, &session.account, now).await?;
                        return Ok(ConfirmOutcome::NotClaimed);
                    }
                    let at = to_db(now);
                    let done = sqlx::query!(
                        "UPDATE enrollments SET state = 'done', shown_sealed = NULL
                         WHERE id = ? AND state = 'claimed' AND expires_at > ?",
                        id,
                        at
                    );
                    if done.execute(&mut *conn).await?.rows_affected() == 0 {
                        return Ok(ConfirmOutcome::NotClaimed);
                    }
                    let shown = sqlx::query_scalar!("SELECT name FROM devices WHERE id = ?", name);
                    let shown = shown.fetch_one(&mut *conn).await?;
                    let device = device_id(&name)?;
                    let first = activate(conn, &keys, &session.account, &device, &shown, &fresh, now).await?;
                    let is_trusted = match (first, trusted) {
                        (true, Some((known, mark))) => {
                            trust(conn, &session.account, &mark, known, now).await?;
                            true
                        }
                        _ => false,
                    };
                    Ok(ConfirmOutcome::Activated { first, trusted: is_trusted })
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// The person stops an enrollment: its device goes too.
    pub async fn cancel_enrollment(&self, session: &Session, id: &str, now: u64) -> Result<()> {
        let (session, id) = (session.clone(), id.to_owned());
        let account = session.account.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let owner = session.account.as_str();
                    let own =
                        sqlx::query!("SELECT id FROM enrollments WHERE id = ? AND account = ?", id, owner);
                    match own.fetch_optional(&mut *conn).await? {
                        Some(_) => end_live(conn, &session.account, now).await,
                        None => Ok(()),
                    }
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(())
    }

    /// Counts a try before the digits are compared; gives the device, its sealed digits, and the tries so far.
    async fn count_confirm_try(
        &self,
        session: &Session,
        id: &str,
        now: u64,
    ) -> Result<Option<(String, Vec<u8>, u32)>> {
        let (session, id) = (session.clone(), id.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (account, session, at) = (session.account.as_str(), session.id.as_str(), to_db(now));
                    let most = i64::from(CONFIRM_TRIES);
                    let tries = sqlx::query_scalar!(
                        "UPDATE enrollments SET confirm_tries = confirm_tries + 1
                         WHERE id = ? AND account = ? AND session = ? AND state = 'claimed' AND expires_at > ?
                           AND confirm_tries < ?
                         RETURNING confirm_tries",
                        id,
                        account,
                        session,
                        at,
                        most
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    let Some(tries) = tries else { return Ok(None) };
                    let row = sqlx::query!(
                        "SELECT id, confirm_sealed AS \"sealed!\" FROM devices
                         WHERE enrollment = ? AND state = 'unconfirmed' AND confirm_sealed IS NOT NULL",
                        id
                    );
                    let row = row.fetch_optional(conn).await?;
                    Ok(row.map(|row| (row.id, row.sealed, count(tries))))
                })
            })
            .await
    }

    /// Counts a try at a typed code before it is compared. `Some` if it is answered already.
    pub(super) async fn try_setup_code(
        &self,
        user: &str,
        code: &SetupCode,
        message: Digest,
        now: u64,
    ) -> Result<Option<EnrollOutcome>> {
        let Ok(name) = AccountName::parse(user) else { return Ok(Some(EnrollOutcome::CodeInvalid)) };
        let (keys, code) = (self.keys.clone(), code.expose_text());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (key, at, identity) = (name.key(), to_db(now), message.as_bytes().as_slice());
                    let most = i64::from(SETUP_TRIES);
                    let known = sqlx::query!("SELECT id FROM devices WHERE message = ?", identity);
                    if known.fetch_optional(&mut *conn).await?.is_some() {
                        return Ok(None);
                    }
                    let row = sqlx::query!(
                        "UPDATE enrollments SET setup_tries = setup_tries + 1
                         WHERE state IN ('open', 'claimed') AND expires_at > ?1 AND setup_tries < ?2
                           AND account = (SELECT id FROM accounts WHERE name_key = ?3)
                         RETURNING account, setup_hash, state",
                        at,
                        most,
                        key
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    let Some(row) = row else { return Ok(Some(EnrollOutcome::CodeInvalid)) };
                    let mac = keys.mac("setup-code", &row.account, &code);
                    Ok(match (bool::from(mac.ct_eq(&row.setup_hash)), row.state.as_str()) {
                        (false, _) => Some(EnrollOutcome::CodeInvalid),
                        (true, "claimed") => Some(EnrollOutcome::CodeUsed),
                        (true, _) => None,
                    })
                })
            })
            .await
    }
}

fn stage(stored: &str) -> Result<Stage> {
    Ok(match stored {
        "open" => Stage::Open,
        "claimed" => Stage::Claimed,
        "done" => Stage::Done,
        "ended" => Stage::Ended,
        _ => return Err(StorageError::row("enrollments", "state", stored)),
    })
}

async fn insert(conn: &mut Conn, keys: &ServerKeys, session: &Session, now: u64) -> Result<String> {
    let id = fresh_id();
    let (code, setup) = (EnrollmentCode::from_bytes(random()), SetupCode::from_random(random()));
    let (code_text, setup_text) = (Zeroizing::new(code.expose_text()), Zeroizing::new(setup.expose_text()));
    let sealed = keys.seal(&shown_place(&id), format!("{} {}", *code_text, *setup_text).as_bytes());
    let code_hash = Hashed::of(&code_text);
    let setup_hash = keys.mac("setup-code", session.account.as_str(), &setup_text);
    let (code_hash, setup_hash) = (code_hash.as_bytes(), setup_hash.as_slice());
    let (account, owner, at, expires) =
        (session.account.as_str(), session.id.as_str(), to_db(now), to_db(now + lifetimes::ENROLLMENT));
    sqlx::query!(
        "INSERT INTO enrollments (id, account, session, code_hash, setup_hash, shown_sealed, state, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?)",
        id,
        account,
        owner,
        code_hash,
        setup_hash,
        sealed,
        at,
        expires
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Claims an enrollment by the code of its QR code, in one conditional statement.
pub(super) async fn claim_by_code(conn: &mut Conn, code: Hashed, now: u64) -> Result<Claim> {
    let (hash, at) = (code.as_bytes(), to_db(now));
    let found = sqlx::query!(
        "SELECT state, setup_tries, confirm_tries, expires_at FROM enrollments WHERE code_hash = ?",
        hash
    );
    let Some(row) = found.fetch_optional(&mut *conn).await? else { return Ok(Claim::Invalid) };
    let before = Enrolling {
        stage: stage(&row.state)?,
        setup_tries: count(row.setup_tries),
        confirm_tries: count(row.confirm_tries),
        expires_at: from_db(row.expires_at),
    };
    let until = match before.claimed(now) {
        CodeSays::Claimed(after) => to_db(after.expires_at),
        CodeSays::Used => return Ok(Claim::Used),
        CodeSays::Invalid => return Ok(Claim::Invalid),
    };
    let claimed = sqlx::query!(
        "UPDATE enrollments SET state = 'claimed', expires_at = ?1, shown_sealed = NULL
         WHERE code_hash = ?2 AND state = 'open' AND expires_at > ?3
         RETURNING id, account",
        until,
        hash,
        at
    );
    Ok(match claimed.fetch_optional(conn).await? {
        Some(row) => Claim::Taken { account: account_id(&row.account)?, enrollment: Some(row.id) },
        None => Claim::Used,
    })
}

/// Claims an enrollment by the name and the typed code.
pub(super) async fn claim_by_setup_code(
    conn: &mut Conn,
    keys: &ServerKeys,
    user: &str,
    code: &SetupCode,
    now: u64,
) -> Result<Claim> {
    let Ok(name) = AccountName::parse(user) else { return Ok(Claim::Invalid) };
    let key = name.key();
    let account = sqlx::query_scalar!("SELECT id FROM accounts WHERE name_key = ?", key);
    let Some(account) = account.fetch_optional(&mut *conn).await? else { return Ok(Claim::Invalid) };
    let mac = keys.mac("setup-code", &account, &code.expose_text());
    let (mac, at, until) = (mac.as_slice(), to_db(now), to_db(now + lifetimes::UNCONFIRMED));
    let claimed = sqlx::query_scalar!(
        "UPDATE enrollments SET state = 'claimed', expires_at = ?1, shown_sealed = NULL
         WHERE account = ?2 AND setup_hash = ?3 AND state = 'open' AND expires_at > ?4
         RETURNING id",
        until,
        account,
        mac,
        at
    )
    .fetch_optional(conn)
    .await?;
    match claimed {
        Some(id) => Ok(Claim::Taken { account: account_id(&account)?, enrollment: Some(id) }),
        None => Ok(Claim::Invalid),
    }
}

/// Ends the live enrollment of an account, and its unconfirmed device.
pub(super) async fn end_live(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    let owner = account.as_str();
    let ended = sqlx::query_scalar!(
        "UPDATE enrollments SET state = 'ended', shown_sealed = NULL
         WHERE account = ? AND state IN ('open', 'claimed')
         RETURNING id",
        owner
    )
    .fetch_all(&mut *conn)
    .await?;
    for id in ended {
        end_device(conn, &id, now).await?;
    }
    Ok(())
}

/// Ends enrollments whose time is over, and their unconfirmed devices.
pub(super) async fn end_stale(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    let (owner, at) = (account.as_str(), to_db(now));
    let ended = sqlx::query_scalar!(
        "UPDATE enrollments SET state = 'ended', shown_sealed = NULL
         WHERE account = ? AND state IN ('open', 'claimed') AND expires_at <= ?
         RETURNING id",
        owner,
        at
    )
    .fetch_all(&mut *conn)
    .await?;
    for id in ended {
        end_device(conn, &id, now).await?;
    }
    Ok(())
}

async fn end_device(conn: &mut Conn, enrollment: &str, now: u64) -> Result<()> {
    let device = sqlx::query_scalar!(
        "SELECT id FROM devices WHERE enrollment = ? AND state = 'unconfirmed'",
        enrollment
    );
    if let Some(device) = device.fetch_optional(&mut *conn).await? {
        revoke(conn, &device, "not-confirmed", now).await?;
    }
    Ok(())
}

pub(super) async fn is_on(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let on = sqlx::query!("SELECT id FROM accounts WHERE id = ? AND two_step_since IS NOT NULL", account);
    Ok(on.fetch_optional(conn).await?.is_some())
}

fn shown_place(id: &str) -> Place<'_> {
    Place { table: "enrollments", column: "shown", id }
}

fn open_shown(keys: &ServerKeys, id: &str, sealed: &[u8]) -> Result<(Zeroizing<String>, Zeroizing<String>)> {
    let damaged = || StorageError::row("enrollments", "shown_sealed", id);
    let text = keys.open(&shown_place(id), sealed).map_err(|_| damaged())?;
    let text = std::str::from_utf8(&text).map_err(|_| damaged())?;
    let (code, setup) = text.split_once(' ').ok_or_else(damaged)?;
    Ok((Zeroizing::new(code.to_owned()), Zeroizing::new(setup.to_owned())))
}
