//! Adding a passkey: a proof first, then a challenge, then the reply with its public key.

use super::browser::trust;
use super::ceremony::{Purpose, begin, insert, take};
use super::device::switch_on;
use super::enrollment::is_on;
use super::ledger::clear;
use super::mail::Behind;
use super::notice::tell_undo;
use super::open::Conn;
use super::proof::use_proof;
use super::row::{fresh_id, to_db};
use super::{Charge, Result, Storage, StorageError};
use crate::domain::{
    AccountId, Asker, BrowserMark, Factor, Hashed, Lane, MethodKind, Methods, NoticeKind, Reason, Session,
    TakeBack,
};
use crate::relying_party::{Answered, Asked, NewPasskeyReply, RelyingParty};

/// What came of beginning to add a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartedPasskey {
    /// The id under which its page finds it.
    Started(String),
    /// A proof for adding a method is needed first.
    ProofNeeded,
    /// The account has as many as one may have.
    TooMany,
    /// Browsers make no passkeys for this server's address.
    NotHere,
}

/// The browser's reply, and what it is for.
#[derive(Debug)]
pub struct NewPasskey {
    /// With the public key.
    pub reply: NewPasskeyReply,
    /// What its person calls it.
    pub name: String,
    /// What the browser looks like.
    pub mark: BrowserMark,
    /// Of the cookie for trust, if the person ticked the box.
    pub trusted: Option<Hashed>,
}

/// What came of the browser's reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddedPasskey {
    /// It counts now.
    Added {
        /// Whether this switched two-step verification on.
        first: bool,
        /// Whether the browser is trusted from now on.
        trusted: bool,
    },
    /// The reply is not the one that was asked for; the browser may be asked again.
    Refused,
    /// This passkey was added before, here or to another account.
    Known,
    /// Tried too often: not before then.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
    /// Its time is over.
    Gone,
}

impl Storage {
    /// Begins to add a passkey.
    pub async fn start_passkey(&self, session: &Session, now: u64) -> Result<StartedPasskey> {
        let Some(party) = self.relying_party.clone() else { return Ok(StartedPasskey::NotHere) };
        let session = session.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if is_full(conn, &session.account).await? {
                        return Ok(StartedPasskey::TooMany);
                    }
                    if is_on(conn, &session.account).await?
                        && !use_proof(conn, &session.id, &Reason::AddMethod, now).await?
                    {
                        return Ok(StartedPasskey::ProofNeeded);
                    }
                    let question = ask(conn, &party, &session).await?;
                    let asker = Asker::Session(session.id.clone());
                    Ok(StartedPasskey::Started(begin(conn, &asker, &Purpose::Register, question, now).await?))
                })
            })
            .await
    }

    /// What the browser is asked for a passkey that is being added, as JSON; `None` when its time is over.
    pub async fn pending_passkey(&self, session: &Session, id: &str, now: u64) -> Result<Option<String>> {
        let (owner, at) = (session.id.as_str(), to_db(now));
        let options = sqlx::query_scalar!(
            "SELECT options FROM passkey_ceremonies
             WHERE id = ? AND session = ? AND purpose = 'register' AND expires_at > ?",
            id,
            owner,
            at
        );
        Ok(options.fetch_optional(self.readers()).await?)
    }

    /// Adds the passkey of a reply. One that is refused used its challenge up; the page then has another one.
    pub async fn add_passkey(
        &self,
        session: &Session,
        id: &str,
        new: NewPasskey,
        now: u64,
    ) -> Result<AddedPasskey> {
        let Some(party) = self.relying_party.clone() else { return Ok(AddedPasskey::Gone) };
        let (account, lane) = (session.account.as_str(), Lane::network(&new.mark.prefix()));
        let charged = self.charge(account, Factor::Passkey, &lane, now).await?;
        if let Charge::Paused { until } = charged {
            return Ok(AddedPasskey::Paused { until });
        }
        if self.pending_passkey(session, id, now).await?.is_none() {
            return Ok(AddedPasskey::Gone);
        }
        let fresh = self.fresh_codes(&session.account).await?;
        let (keys, session, id) = (self.keys.clone(), session.clone(), id.to_owned());
        let NewPasskey { reply, name, mark, trusted } = new;
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let asker = Asker::Session(session.id.clone());
                    let Some(taken) = take(conn, &asker, &Purpose::Register, now).await? else {
                        return Ok(AddedPasskey::Gone);
                    };
                    let account = &session.account;
                    let checked = party.register(&taken.state, &reply);
                    let damaged = || StorageError::row("passkey_ceremonies", "state", &id);
                    let new = match checked.ok_or_else(damaged)? {
                        Ok(new) => new,
                        Err(refused) => {
                            tracing::debug!(error = &refused as &dyn std::error::Error, "passkey not added");
                            let question = ask(conn, &party, &session).await?;
                            insert(conn, &id, &asker, &Purpose::Register, question, taken.expires_at).await?;
                            return Ok(AddedPasskey::Refused);
                        }
                    };
                    if is_full(conn, account).await? {
                        // Another one took the last place meanwhile.
                        return Ok(AddedPasskey::Gone);
                    }
                    if is_known(conn, &new.credential_id).await? {
                        return Ok(AddedPasskey::Known);
                    }
                    clear(conn, account.as_str(), Factor::Passkey, &Lane::network(&mark.prefix())).await?;
                    let first = switch_on(conn, &keys, account, &fresh, now).await?;
                    let passkey = store(conn, account, &name, &new, first, now).await?;
                    let undo = TakeBack::added(account, (MethodKind::Passkey, passkey), first, now);
                    let behind = Behind::Session(&session.id);
                    tell_undo(conn, account, NoticeKind::PasskeyAdded, (&name, &undo), behind, now).await?;
                    let is_trusted = match (first, trusted) {
                        (true, Some(known)) => {
                            trust(conn, account, &mark, known, now).await?;
                            true
                        }
                        _ => false,
                    };
                    Ok(AddedPasskey::Added { first, trusted: is_trusted })
                })
            })
            .await
    }
}

/// Asks for a passkey that the account does not have.
async fn ask(conn: &mut Conn, party: &RelyingParty, session: &Session) -> Result<Asked> {
    let owner = session.account.as_str();
    let known = sqlx::query_scalar!("SELECT credential_id FROM passkeys WHERE account = ?", owner)
        .fetch_all(conn)
        .await?;
    party
        .ask_to_register(&session.account, &session.name, known)
        .map_err(|_| StorageError::row("accounts", "name", &session.account))
}

/// Whether the account has as many passkeys as one may have, with those that are suspended.
async fn is_full(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let owner = account.as_str();
    let number = sqlx::query_scalar!("SELECT COUNT(*) FROM passkeys WHERE account = ?", owner);
    Ok(usize::try_from(number.fetch_one(conn).await?).unwrap_or(usize::MAX) >= Methods::PASSKEYS)
}

async fn is_known(conn: &mut Conn, credential_id: &[u8]) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT 1 FROM passkeys WHERE credential_id = ?) AS \"found!: bool\"",
        credential_id
    );
    Ok(found.fetch_one(conn).await?)
}

/// Keeps a new passkey; its id.
async fn store(
    conn: &mut Conn,
    account: &AccountId,
    name: &str,
    new: &Answered,
    first: bool,
    now: u64,
) -> Result<String> {
    let (id, owner, at) = (fresh_id(), account.as_str(), to_db(now));
    let counter = i64::from(new.counter);
    sqlx::query!(
        "INSERT INTO passkeys (id, account, name, credential_id, credential, counter, first_factor, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        owner,
        name,
        new.credential_id,
        new.credential,
        counter,
        first,
        at
    )
    .execute(conn)
    .await?;
    Ok(id)
}
