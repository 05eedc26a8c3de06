//! Drafting a question: which mode it has, what its text says, its one signature.

use countersign_protocol::message::{Challenge, Context, Mode};
use countersign_protocol::{Jws, Unverified};

use super::browser::FoundBrowser;
use super::challenge::{number_place, scan_place};
use super::journal::{Witnessed, witnessed};
use super::open::Conn;
use super::policy::policies;
use super::row::{from_db, to_db};
use super::{Result, StorageError};
use crate::domain::{
    AccountId, Asker, BrowserMark, ChallengeId, Lane, ModeFacts, Reason, Way, choose_mode, reason_name,
};
use crate::keys::{ServerKeys, random};
use crate::rules::Rules;

const DAY: u64 = 86400;

/// What a question is made of.
pub(super) struct Draft<'a> {
    pub(super) account: &'a AccountId,
    pub(super) asker: Asker,
    pub(super) mark: &'a BrowserMark,
    pub(super) reason: Reason,
    pub(super) started_at: u64,
    pub(super) trusted: Option<FoundBrowser>,
    pub(super) wrong_passwords: u32,
    pub(super) second: bool,
    /// How the person chose to answer.
    pub(super) way: Way,
    /// What it is counted in.
    pub(super) lane: &'a Lane,
}

/// Signs and writes a new question.
pub(super) async fn insert(
    conn: &mut Conn,
    keys: &ServerKeys,
    rules: &Rules,
    draft: Draft<'_>,
    now: u64,
) -> Result<ChallengeId> {
    let cid = ChallengeId::from_bytes(random());
    let unusual = unusual(&draft);
    let policy = policies(conn, rules, draft.account).await?.in_force();
    let mode = choose_mode(
        &draft.reason,
        ModeFacts {
            policy,
            trusted: draft.trusted.is_some(),
            unusual: !unusual.is_empty() || draft.wrong_passwords > 2,
            alarmed: is_alarmed(conn, draft.account, now).await?,
            second: draft.second,
            way: draft.way,
        },
    );
    let Witnessed { epoch, head } = witnessed(conn, draft.account).await?;
    let challenge = Challenge {
        iss: rules.origin.clone(),
        aud: draft.account.clone(),
        cid,
        iat: now,
        exp: now + rules.challenge_seconds,
        ctx: Context {
            application: rules.name.to_string(),
            ip: draft.mark.ip.to_string(),
            place: None,
            // Without network the question travels as a picture: what the origin says already is left out.
            page: (mode != Mode::Offline).then(|| rules.origin.host().to_owned()),
            browser_last_at: draft.trusted.as_ref().map(|found| found.last_used_at),
            usual_place: None,
            unusual,
            browser: draft.mark.browser.clone(),
            system: draft.mark.system.clone(),
            browser_known: draft.trusted.is_some(),
            started_at: draft.started_at,
            reason: draft.reason.clone(),
        },
        digits: (mode == Mode::Number).then(|| policy.digits()),
        mode,
        must_show: None,
        epoch: Some(epoch),
        journal_head: head,
    };
    write(conn, keys, &challenge, &draft.asker, draft.mark, draft.lane, now).await?;
    Ok(cid)
}

async fn write(
    conn: &mut Conn,
    keys: &ServerKeys,
    challenge: &Challenge,
    asker: &Asker,
    mark: &BrowserMark,
    lane: &Lane,
    now: u64,
) -> Result<()> {
    let jws = Jws::sign(challenge, &*keys.instance(challenge.iat))
        .map_err(|error| StorageError::Database(sqlx::Error::Protocol(error.to_string())))?;
    let name = challenge.cid.to_string();
    let number = challenge.digits.map(|digits| {
        // Of 64 random bits: no number is likelier than another by more than one in 2^44.
        let (width, number) = (usize::from(digits), u64::from_be_bytes(random()) % 10_u64.pow(digits.into()));
        keys.seal(&number_place(&name), format!("{number:0width$}").as_bytes())
    });
    let scan = (challenge.mode == Mode::Scan).then(|| keys.seal(&scan_place(&name), &random::<16>()));
    let mode = match challenge.mode {
        Mode::Tap => "tap",
        Mode::Scan => "scan",
        Mode::Offline => "offline",
        Mode::Number | Mode::Other(_) => "number",
    };
    let (attempt, session) = match asker {
        Asker::Attempt(id) => (Some(id.as_str()), None),
        Asker::Session(id) => (None, Some(id.as_str())),
    };
    let (cid, account, reason) =
        (challenge.cid.as_bytes().as_slice(), challenge.aud.as_str(), &challenge.ctx.reason);
    let (reason, digest, prefix) = (reason_name(reason), jws.digest(), mark.prefix());
    let (hash, text, prefix) = (digest.as_bytes().as_slice(), jws.as_str(), prefix.as_str());
    let (at, expires, lane) = (to_db(now), to_db(challenge.exp), lane.as_str());
    sqlx::query!(
        "INSERT INTO challenges (cid, account, attempt, session, reason, mode, number_sealed, scan_sealed, jws, jws_hash, browser,
                                 prefix, lane, state, sent_at, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)",
        cid,
        account,
        attempt,
        session,
        reason,
        mode,
        number,
        scan,
        text,
        hash,
        mark.browser,
        prefix,
        lane,
        at,
        at,
        expires,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A second sign-in has come: the first one's plain question is cancelled and asked again with a number.
pub(super) async fn remake_as_number(
    conn: &mut Conn,
    keys: &ServerKeys,
    rules: &Rules,
    cid: &[u8],
    now: u64,
) -> Result<()> {
    let at = to_db(now);
    let cancelled = sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?, remade = 1
         WHERE cid = ? AND state = 'pending'
         RETURNING attempt, jws, browser, lane",
        at,
        cid
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = cancelled else { return Ok(()) };
    let damaged = || StorageError::row("challenges", "jws", "the cancelled one");
    let attempt = row.attempt.ok_or_else(damaged)?;
    let old = Unverified::<Challenge>::parse(&row.jws).map_err(|_| damaged())?;
    let old = old.claimed();
    let ip = old.ctx.ip.parse().map_err(|_| damaged())?;
    let mark = BrowserMark { browser: row.browser, system: old.ctx.system.clone(), ip };
    let Witnessed { epoch, head } = witnessed(conn, &old.aud).await?;
    let renewed = Challenge {
        cid: ChallengeId::from_bytes(random()),
        iat: now,
        exp: now + (old.exp - old.iat),
        mode: Mode::Number,
        digits: Some(policies(conn, rules, &old.aud).await?.in_force().digits()),
        epoch: Some(epoch),
        journal_head: head,
        ..old.clone()
    };
    let lane = Lane::browser(row.lane);
    write(conn, keys, &renewed, &Asker::Attempt(attempt), &mark, &lane, now).await
}

fn unusual(draft: &Draft<'_>) -> Vec<String> {
    let Some(usual) = &draft.trusted else { return Vec::new() };
    let mut names = Vec::new();
    if usual.browser != draft.mark.browser {
        names.push("browser".to_owned());
    }
    if usual.system != draft.mark.system {
        names.push("system".to_owned());
    }
    if usual.prefix != draft.mark.prefix().as_str() {
        names.push("ip".to_owned());
    }
    names
}

/// The trusted browser of an attempt, while it is trusted.
pub(super) async fn trusted_row(conn: &mut Conn, browser: &str, now: u64) -> Result<Option<FoundBrowser>> {
    let at = to_db(now);
    let row = sqlx::query!(
        "SELECT id, browser, system, prefix, last_used_at FROM browsers
         WHERE id = ? AND ended_at IS NULL AND trusted_until > ?",
        browser,
        at
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| FoundBrowser {
        id: row.id,
        browser: row.browser,
        system: row.system,
        prefix: row.prefix,
        last_used_at: from_db(row.last_used_at),
    }))
}

/// A NO, or two unanswered questions, in the last 24 hours.
async fn is_alarmed(conn: &mut Conn, account: &AccountId, now: u64) -> Result<bool> {
    let (account, at, since) = (account.as_str(), to_db(now), to_db(now.saturating_sub(DAY)));
    let forced = sqlx::query!("SELECT id FROM accounts WHERE id = ? AND number_until > ?", account, at);
    if forced.fetch_optional(&mut *conn).await?.is_some() {
        return Ok(true);
    }
    let row = sqlx::query!(
        "SELECT COALESCE(SUM(state = 'declined'), 0) AS \"declined!: i64\",
                COALESCE(SUM(state = 'expired' AND decided_at IS NULL), 0) AS \"expired!: i64\"
         FROM challenges WHERE account = ? AND created_at > ?",
        account,
        since
    )
    .fetch_one(conn)
    .await?;
    Ok(row.declined > 0 || row.expired >= 2)
}
