//! The queue of mail: written by the operation that it tells of, in the same transaction; emptied by the post.

use super::open::Conn;
use super::row::{count, fresh_id, from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{
    AccountId, AccountName, BrowserMark, DeviceId, MailAddress, MailKind, TakeBack, next_try,
};

/// Mail that was given up is kept so long for the operator.
const DEAD: u64 = 30 * 86400;

/// Which browser is behind what a mail tells of.
#[derive(Clone, Copy)]
pub(super) enum Behind<'a> {
    /// The one of this session.
    Session(&'a str),
    /// The one of this sign-in, if it is known.
    Attempt(Option<&'a str>),
    /// The one on whose page this device was linked.
    Device(&'a DeviceId),
    /// This one.
    Mark(&'a BrowserMark),
    /// None: this device ordered it in signed words.
    Order(&'a DeviceId),
    /// None that is known.
    Nobody,
}

/// A mail that is due, as the post writes it.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its number.
    pub id: i64,
    /// What makes a second copy of it known as one.
    pub message_id: String,
    /// Where it goes.
    pub address: MailAddress,
    /// The tag of the person's language.
    pub language: String,
    /// What the person is called.
    pub person: String,
    /// What it is about.
    pub kind: MailKind,
    /// The name of a device or browser, or a number; may be empty.
    pub detail: String,
    /// What its link takes back.
    pub undo: Option<TakeBack>,
    /// The family of the browser behind it; may be empty.
    pub browser: String,
    /// The family of its system; may be empty.
    pub system: String,
    /// Its address; may be empty.
    pub ip: String,
    /// When it happened.
    pub at: u64,
    /// How often sending it has failed.
    pub tries: u32,
}

/// A mail that is not sent yet, as the operator sees it.
#[derive(Debug, Clone)]
pub struct WaitingMail {
    /// Its number.
    pub id: i64,
    /// Whom it is for.
    pub person: String,
    /// The name of its kind.
    pub kind: String,
    /// When it happened.
    pub at: u64,
    /// How often sending it has failed.
    pub tries: u32,
    /// When it is tried next.
    pub next_at: u64,
    /// Whether it was given up.
    pub is_dead: bool,
    /// What the mail server said last; may be empty.
    pub error: String,
}

impl Storage {
    /// Sends this person's mail to this address from now on, or nowhere. False if nobody has the name.
    pub async fn set_mail(
        &self,
        name: &AccountName,
        address: Option<MailAddress>,
        language: Option<&'static str>,
    ) -> Result<bool> {
        let key = name.key().to_owned();
        let address = address.map(|address| address.to_string());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let set = sqlx::query!(
                        "UPDATE accounts SET mail = ?, language = COALESCE(?, language) WHERE name_key = ?",
                        address,
                        language,
                        key
                    );
                    Ok(set.execute(conn).await?.rows_affected() == 1)
                })
            })
            .await
    }

    /// Where this person's mail goes, and the tag of their language. `None` if nobody has the name.
    pub async fn mail_of(&self, name: &AccountName) -> Result<Option<(Option<String>, String)>> {
        let key = name.key();
        let row = sqlx::query!("SELECT mail, language FROM accounts WHERE name_key = ?", key);
        Ok(row.fetch_optional(self.readers()).await?.map(|row| (row.mail, row.language)))
    }

    /// Remembers in which language a person signed in; written only when it is another one.
    pub async fn remember_language(&self, account: &AccountId, language: &'static str) -> Result<()> {
        let id = account.as_str();
        let other = sqlx::query!("SELECT id FROM accounts WHERE id = ? AND language <> ?", id, language);
        if other.fetch_optional(self.readers()).await?.is_none() {
            return Ok(());
        }
        let id = account.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!("UPDATE accounts SET language = ? WHERE id = ?", language, id)
                        .execute(conn)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The mail whose turn it is, if any is due.
    pub async fn due_mail(&self, now: u64) -> Result<Option<Letter>> {
        let at = to_db(now);
        let row = sqlx::query!(
            "SELECT mails.id, message_id, address, language, name, kind, detail, about, browser, system, ip, at, tries
             FROM mails JOIN accounts ON accounts.id = account
             WHERE dead_at IS NULL AND next_at <= ?
             ORDER BY next_at, mails.id LIMIT 1",
            at
        )
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            let damaged = |column| StorageError::row("mails", column, row.id);
            Ok(Letter {
                address: MailAddress::parse(&row.address).map_err(|_| damaged("address"))?,
                kind: MailKind::from_name(&row.kind).ok_or_else(|| damaged("kind"))?,
                id: row.id,
                message_id: row.message_id,
                language: row.language,
                person: row.name,
                detail: row.detail,
                undo: TakeBack::parse(&row.about),
                browser: row.browser,
                system: row.system,
                ip: row.ip,
                at: from_db(row.at),
                tries: count(row.tries),
            })
        })
        .transpose()
    }

    /// It is sent: nothing of it is kept.
    pub async fn mail_sent(&self, id: i64) -> Result<()> {
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM mails WHERE id = ?", id).execute(conn).await?;
                    Ok(())
                })
            })
            .await
    }

    /// It could not be sent. Tried again later, unless that is of no use or it has waited for too long; says which.
    pub async fn mail_failed(
        &self,
        letter: &Letter,
        error: String,
        is_final: bool,
        now: u64,
    ) -> Result<bool> {
        let next = next_try(letter.tries + 1, letter.at, now).filter(|_| !is_final);
        let id = letter.id;
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (next_at, dead_at) = (to_db(next.unwrap_or(now)), next.is_none().then(|| to_db(now)));
                    sqlx::query!(
                        "UPDATE mails SET tries = tries + 1, next_at = ?, dead_at = ?, error = ? WHERE id = ?",
                        next_at,
                        dead_at,
                        error,
                        id
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        Ok(next.is_some())
    }

    /// All mail that is not sent, the oldest first.
    pub async fn waiting_mail(&self) -> Result<Vec<WaitingMail>> {
        let rows = sqlx::query!(
            "SELECT mails.id, name, kind, at, tries, next_at, dead_at, error
             FROM mails JOIN accounts ON accounts.id = account ORDER BY mails.id"
        )
        .fetch_all(self.readers())
        .await?;
        let waiting = rows.into_iter().map(|row| WaitingMail {
            id: row.id,
            person: row.name,
            kind: row.kind,
            at: from_db(row.at),
            tries: count(row.tries),
            next_at: from_db(row.next_at),
            is_dead: row.dead_at.is_some(),
            error: row.error,
        });
        Ok(waiting.collect())
    }

    /// Tries one mail, or all, again at once, also what was given up; says how many those are.
    pub async fn retry_mail(&self, id: Option<i64>, now: u64) -> Result<u64> {
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let at = to_db(now);
                    let retried = sqlx::query!(
                        "UPDATE mails SET next_at = ?1, dead_at = NULL WHERE ?2 IS NULL OR id = ?2",
                        at,
                        id
                    );
                    Ok(retried.execute(conn).await?.rows_affected())
                })
            })
            .await
    }

    /// Forgets all mail that waits: nobody sends any.
    pub async fn drop_mail(&self) -> Result<()> {
        let any = sqlx::query!("SELECT id FROM mails LIMIT 1").fetch_optional(self.readers()).await?;
        if any.is_none() {
            return Ok(());
        }
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM mails").execute(conn).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Puts a mail about what happened `at` into the queue as part of an operation, if the person has an address.
pub(super) async fn post(
    conn: &mut Conn,
    account: &AccountId,
    kind: MailKind,
    detail: &str,
    behind: Behind<'_>,
    at: u64,
) -> Result<()> {
    insert(conn, account, kind, (detail, ""), behind, at).await
}

/// The same with a link that takes something back.
pub(super) async fn post_undo(
    conn: &mut Conn,
    account: &AccountId,
    kind: MailKind,
    (detail, undo): (&str, &TakeBack),
    behind: Behind<'_>,
    at: u64,
) -> Result<()> {
    insert(conn, account, kind, (detail, &undo.to_string()), behind, at).await
}

async fn insert(
    conn: &mut Conn,
    account: &AccountId,
    kind: MailKind,
    (detail, about): (&str, &str),
    behind: Behind<'_>,
    at: u64,
) -> Result<()> {
    let owner = account.as_str();
    let address = sqlx::query_scalar!(
        "SELECT mail AS \"mail!\" FROM accounts WHERE id = ? AND mail IS NOT NULL",
        owner
    );
    let Some(address) = address.fetch_optional(&mut *conn).await? else { return Ok(()) };
    let Seen { browser, system, ip } = behind.look(conn).await?;
    let (message_id, kind, at) = (fresh_id(), kind.name(), to_db(at));
    sqlx::query!(
        "INSERT INTO mails (message_id, account, address, kind, detail, about, browser, system, ip, at, next_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        message_id,
        owner,
        address,
        kind,
        detail,
        about,
        browser,
        system,
        ip,
        at,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets mail that was given up long ago.
pub(super) async fn forget_dead(conn: &mut Conn, now: u64) -> Result<()> {
    let before = to_db(now.saturating_sub(DEAD));
    sqlx::query!("DELETE FROM mails WHERE dead_at < ?", before).execute(conn).await?;
    Ok(())
}

/// What was seen of a browser.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) browser: String,
    pub(super) system: String,
    pub(super) ip: String,
}

impl Behind<'_> {
    /// What was seen of it; empty where nothing was.
    pub(super) async fn look(self, conn: &mut Conn) -> Result<Seen> {
        let seen = match self {
            Self::Session(session) => {
                sqlx::query_as!(Seen, "SELECT browser, system, ip FROM sessions WHERE id = ?", session)
                    .fetch_optional(conn)
                    .await?
            }
            Self::Attempt(attempt) => {
                sqlx::query_as!(Seen, "SELECT browser, system, ip FROM attempts WHERE id = ?", attempt)
                    .fetch_optional(conn)
                    .await?
            }
            Self::Device(device) => {
                let device = device.as_str();
                sqlx::query_as!(
                    Seen,
                    "SELECT browser, system, ip FROM sessions
                     WHERE id = (SELECT session FROM enrollments
                                 WHERE id = (SELECT enrollment FROM devices WHERE id = ?1)
                                 UNION ALL
                                 SELECT session FROM authorizations
                                 WHERE dpop_jkt = (SELECT pop_thumbprint FROM devices WHERE id = ?1)
                                 LIMIT 1)",
                    device
                )
                .fetch_optional(conn)
                .await?
            }
            Self::Mark(mark) => Some(Seen {
                browser: mark.browser.clone(),
                system: mark.system.clone(),
                ip: mark.ip.to_string(),
            }),
            Self::Order(_) | Self::Nobody => None,
        };
        Ok(seen.unwrap_or_default())
    }
}
