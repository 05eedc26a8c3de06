//! Codes of the consent page: bound to the app's key, its verifier and its address, good once.

use countersign_protocol::{AuthorizationCode, Digest, Thumbprint};

use super::browser::trust;
use super::enrollment::{Claim, is_on};
use super::open::Conn;
use super::proof::use_proof;
use super::row::{account_id, to_db};
use super::{Result, Storage};
use crate::domain::{BrowserMark, Hashed, Reason, Session, lifetimes};
use crate::keys::random;

/// What the person authorizes.
#[derive(Debug)]
pub struct NewAuthorization {
    /// What the app calls the device.
    pub device_name: String,
    /// What the app calls its system.
    pub platform: String,
    /// SHA-256 of the code verifier (RFC 7636).
    pub code_challenge: Digest,
    /// The thumbprint of the app's `pop` key (RFC 9449 §10).
    pub dpop_jkt: Thumbprint,
    /// Where the code is sent.
    pub redirect_uri: String,
    /// The cookie for trust, where the person ticked the box and this switches two-step verification on.
    pub trusted: Option<(Hashed, BrowserMark)>,
}

/// What a claim has to match.
pub(super) struct Bound<'a> {
    pub(super) jkt: Thumbprint,
    pub(super) challenge: Digest,
    pub(super) redirect_uri: &'a str,
    pub(super) device_name: &'a str,
    pub(super) platform: &'a str,
}

impl Storage {
    /// Authorizes the app to link a device; an account with a method wants a proof for exactly this. `None` without.
    pub async fn authorize(
        &self,
        session: &Session,
        new: NewAuthorization,
        now: u64,
    ) -> Result<Option<AuthorizationCode>> {
        let session = session.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let on = is_on(conn, &session.account).await?;
                    if on && !use_proof(conn, &session.id, &Reason::AddMethod, now).await? {
                        return Ok(None);
                    }
                    let code = AuthorizationCode::from_bytes(random());
                    let hash = Hashed::of(&code.expose_text());
                    let (hash, account, owner) = (hash.as_bytes(), session.account.as_str(), session.id.as_str());
                    let challenge = new.code_challenge.as_bytes().as_slice();
                    let jkt = new.dpop_jkt.as_bytes().as_slice();
                    let expires = to_db(now + lifetimes::AUTHORIZATION);
                    sqlx::query!(
                        "INSERT INTO authorizations (hash, account, session, device_name, platform, code_challenge,
                                                     dpop_jkt, redirect_uri, expires_at)
                         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        hash,
                        account,
                        owner,
                        new.device_name,
                        new.platform,
                        challenge,
                        jkt,
                        new.redirect_uri,
                        expires
                    )
                    .execute(&mut *conn)
                    .await?;
                    if let (false, Some((known, mark))) = (on, new.trusted) {
                        trust(conn, &session.account, &mark, known, now).await?;
                    }
                    Ok(Some(code))
                })
            })
            .await
    }
}

/// Uses a code up, if everything it is bound to is as it was.
pub(super) async fn claim(conn: &mut Conn, code: Hashed, bound: &Bound<'_>, now: u64) -> Result<Claim> {
    let (hash, at) = (code.as_bytes(), to_db(now));
    let (jkt, challenge) = (bound.jkt.as_bytes().as_slice(), bound.challenge.as_bytes().as_slice());
    let claimed = sqlx::query_scalar!(
        "UPDATE authorizations SET used_at = ?1
         WHERE hash = ?2 AND used_at IS NULL AND expires_at > ?1 AND dpop_jkt = ?3 AND code_challenge = ?4
           AND redirect_uri = ?5 AND device_name = ?6 AND platform = ?7
         RETURNING account",
        at,
        hash,
        jkt,
        challenge,
        bound.redirect_uri,
        bound.device_name,
        bound.platform
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(account) = claimed {
        return Ok(Claim::Taken { account: account_id(&account)?, enrollment: None });
    }
    let used = sqlx::query!("SELECT hash FROM authorizations WHERE hash = ? AND used_at IS NOT NULL", hash);
    Ok(if used.fetch_optional(conn).await?.is_some() { Claim::Used } else { Claim::Invalid })
}
