//! Trusted browsers: the person's tick, a cookie with a new value at each sign-in, theft noticed by the old one.

use super::journal::{Told, enter};
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::row::{account_id, fresh_id, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{
    AccountId, BrowserMark, Hashed, JournalKind, NoticeKind, Shown, TrustSays, TrustedBrowser, lifetimes,
};

/// A trusted browser as an attempt finds it.
pub(super) struct FoundBrowser {
    pub(super) id: String,
    pub(super) browser: String,
    pub(super) system: String,
    pub(super) prefix: String,
    pub(super) last_used_at: u64,
}

impl Storage {
    /// The browsers that this account trusts, the one used last first.
    pub async fn trusted_browsers(&self, account: &AccountId, now: u64) -> Result<Vec<TrustedBrowser>> {
        let (account, at) = (account.as_str(), to_db(now));
        let rows = sqlx::query!(
            "SELECT id, browser, system, created_at, last_used_at, trusted_until FROM browsers
             WHERE account = ? AND ended_at IS NULL AND trusted_until > ? ORDER BY last_used_at DESC",
            account,
            at
        )
        .fetch_all(self.readers())
        .await?;
        let trusted = rows.into_iter().map(|row| TrustedBrowser {
            id: row.id,
            browser: row.browser,
            system: row.system,
            created_at: from_db(row.created_at),
            last_used_at: from_db(row.last_used_at),
            trusted_until: from_db(row.trusted_until),
        });
        Ok(trusted.collect())
    }

    /// Which trusted browser holds this cookie; for "this browser" in the list.
    pub async fn trusted_browser_of(&self, account: &AccountId, known: Hashed) -> Result<Option<String>> {
        let (account, hash) = (account.as_str(), known.as_bytes());
        let row = sqlx::query!(
            "SELECT id FROM browsers WHERE account = ? AND hash = ? AND ended_at IS NULL",
            account,
            hash
        );
        Ok(row.fetch_optional(self.readers()).await?.map(|row| row.id))
    }

    /// Ends the trust in one browser, whoever's it is: for a link that this server has signed.
    pub async fn distrust_any(&self, browser: &str, now: u64) -> Result<()> {
        let browser = browser.to_owned();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let at = to_db(now);
                    let ended = sqlx::query!(
                        "UPDATE browsers SET ended_at = ? WHERE id = ? AND ended_at IS NULL
                         RETURNING account, browser",
                        at,
                        browser
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    match ended {
                        Some(row) => tell_distrust(conn, &account_id(&row.account)?, &row.browser, now).await,
                        None => Ok(()),
                    }
                })
            })
            .await
    }

    /// Ends the trust in one browser of this account.
    pub async fn distrust(&self, account: &AccountId, browser: &str, now: u64) -> Result<()> {
        let (id, browser) = (account.clone(), browser.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (account, at) = (id.as_str(), to_db(now));
                    let ended = sqlx::query_scalar!(
                        "UPDATE browsers SET ended_at = ? WHERE id = ? AND account = ? AND ended_at IS NULL
                         RETURNING browser",
                        at,
                        browser,
                        account
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    match ended {
                        Some(browser) => tell_distrust(conn, &id, &browser, now).await,
                        None => Ok(()),
                    }
                })
            })
            .await
    }
}

async fn tell_distrust(conn: &mut Conn, account: &AccountId, browser: &str, now: u64) -> Result<()> {
    let told = Told::by(Behind::Nobody, browser);
    enter(conn, account, JournalKind::BrowserDistrusted, told, now).await
}

/// The trusted browser of this cookie. A value that was replaced long ago is theft: that trust ends, with a notice.
pub(super) async fn find_browser(
    conn: &mut Conn,
    account: &AccountId,
    known: Hashed,
    mark: &BrowserMark,
    now: u64,
) -> Result<Option<FoundBrowser>> {
    let (id, hash, at) = (account.as_str(), known.as_bytes(), to_db(now));
    let found = sqlx::query!(
        "SELECT id, browser, system, prefix, last_used_at, trusted_until,
                hash = ?2 AS \"is_current!: bool\", ended_at IS NOT NULL AS \"is_ended!: bool\"
         FROM browsers
         WHERE account = ?1
           AND (hash = ?2 OR id = (SELECT browser FROM used_browser_values WHERE used_browser_values.hash = ?2))",
        id,
        hash
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = found else { return Ok(None) };
    let shown = Shown {
        is_current: row.is_current,
        was_replaced: !row.is_current,
        is_ended: row.is_ended,
        trusted_until: from_db(row.trusted_until),
    };
    match shown.says(now) {
        TrustSays::Nothing => Ok(None),
        TrustSays::Trusted => Ok(Some(FoundBrowser {
            id: row.id,
            browser: row.browser,
            system: row.system,
            prefix: row.prefix,
            last_used_at: from_db(row.last_used_at),
        })),
        TrustSays::Stolen => {
            sqlx::query!("UPDATE browsers SET ended_at = ? WHERE id = ? AND ended_at IS NULL", at, row.id)
                .execute(&mut *conn)
                .await?;
            tell(conn, account, NoticeKind::BrowserStolen, &row.browser, Behind::Mark(mark), now).await?;
            Ok(None)
        }
    }
}

/// Trusts a browser from now on; gives its id.
pub(super) async fn trust(
    conn: &mut Conn,
    account: &AccountId,
    mark: &BrowserMark,
    known: Hashed,
    now: u64,
) -> Result<String> {
    let told = Told::by(Behind::Mark(mark), "");
    enter(conn, account, JournalKind::BrowserTrusted, told, now).await?;
    let (id, account, hash) = (fresh_id(), account.as_str(), known.as_bytes());
    let (prefix, at, until) = (mark.prefix(), to_db(now), to_db(now + lifetimes::TRUST));
    let prefix = prefix.as_str();
    sqlx::query!(
        "INSERT INTO browsers (id, account, hash, browser, system, prefix, created_at, last_used_at, trusted_until)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        account,
        hash,
        mark.browser,
        mark.system,
        prefix,
        at,
        at,
        until,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Gives a trusted browser its next value.
pub(super) async fn rotate(conn: &mut Conn, browser: &str, known: Hashed, now: u64) -> Result<()> {
    let (hash, at) = (known.as_bytes(), to_db(now));
    sqlx::query!(
        "INSERT INTO used_browser_values (hash, browser)
         SELECT hash, id FROM browsers WHERE id = ? ON CONFLICT DO NOTHING",
        browser
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE browsers SET hash = ?, last_used_at = ? WHERE id = ?", hash, at, browser)
        .execute(conn)
        .await?;
    Ok(())
}
