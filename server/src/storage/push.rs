//! Subscriptions of devices, and what each is to be woken for: read from what there is, never queued, so that it is
//! always true. A removed device has none; a trigger of the table sees to that.

use countersign_protocol::push::PushSubscription;
use countersign_protocol::{ChallengeId, DeviceId};

use super::device::record;
use super::open::Conn;
use super::policy::policies;
use super::row::{account_id, challenge_id, device_id, fresh_id, from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{AccountId, DeviceRecord, reason_from_name};
use crate::keys::Place;
use crate::rules::Rules;

/// A message that is due.
#[derive(Debug, Clone)]
pub struct DueWakeUp {
    /// Where it goes.
    pub subscription: PushSubscription,
    /// Why.
    pub why: WokenFor,
    device: DeviceId,
    id: String,
}

/// What a device is woken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WokenFor {
    /// A question that is pending.
    Question {
        /// Which.
        cid: ChallengeId,
        /// When it was sent last, by its person's click.
        sent_at: u64,
        /// When its time is over.
        expires_at: u64,
    },
    /// News about the device or its account: stopped, frozen, another policy, or none of it any more.
    News {
        /// How it stands now.
        standing: String,
    },
}

impl Storage {
    /// Keeps where a device's wake-ups go, in the place of what was kept before. What is pending wakes it at once.
    pub async fn subscribe(
        &self,
        device: &DeviceId,
        subscription: &PushSubscription,
        vapid: &str,
    ) -> Result<()> {
        let json = zeroize::Zeroizing::new(
            serde_json::to_vec(subscription)
                .map_err(|_| StorageError::row("push_subscriptions", "sealed", device))?,
        );
        let sealed = self.keys.seal(&place(device.as_str()), &json);
        let (device, vapid, rules) = (device.clone(), vapid.to_owned(), self.rules.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (id, name) = (fresh_id(), device.as_str());
                    let standing = standing(conn, &rules, &device).await?;
                    sqlx::query!(
                        "INSERT INTO push_subscriptions (device, id, sealed, vapid, told_standing)
                         SELECT devices.id, ?2, ?3, ?4, ?5 FROM devices
                         WHERE devices.id = ?1 AND state IN ('active', 'stopped')
                         ON CONFLICT (device) DO UPDATE SET id = ?2, sealed = ?3, vapid = ?4, told_cid = NULL,
                             told_sent_at = NULL, told_standing = ?5",
                        name,
                        id,
                        sealed,
                        vapid,
                        standing
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Forgets where a device's wake-ups went.
    pub async fn unsubscribe(&self, device: &DeviceId) -> Result<()> {
        let device = device.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM push_subscriptions WHERE device = ?", device)
                        .execute(conn)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Forgets subscriptions that were made for another key of this server: push services take nothing for them.
    pub async fn forget_subscriptions_under_other_keys(&self, vapid: &str) -> Result<()> {
        let vapid = vapid.to_owned();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM push_subscriptions WHERE vapid <> ?", vapid)
                        .execute(conn)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The devices of an account that can be woken.
    pub async fn subscribers(&self, account: &AccountId) -> Result<Vec<DeviceId>> {
        let account = account.as_str();
        let rows = sqlx::query_scalar!(
            "SELECT device FROM push_subscriptions JOIN devices ON devices.id = device WHERE account = ?",
            account
        );
        rows.fetch_all(self.readers()).await?.iter().map(|device| device_id(device)).collect()
    }

    /// Of all devices that can be woken the first `most` after this one, in the order of their ids; from the first on
    /// without one.
    pub async fn subscribers_after(&self, after: Option<&DeviceId>, most: u32) -> Result<Vec<DeviceId>> {
        let after = after.map_or("", DeviceId::as_str);
        let rows = sqlx::query_scalar!(
            "SELECT device FROM push_subscriptions WHERE device > ? ORDER BY device LIMIT ?",
            after,
            most
        );
        rows.fetch_all(self.readers()).await?.iter().map(|device| device_id(device)).collect()
    }

    /// What a device is to be woken for now, if anything.
    pub async fn due_wake_up(&self, device: &DeviceId, now: u64) -> Result<Option<DueWakeUp>> {
        // One look at the database, so that a question and what was told of it belong together.
        let mut conn = self.readers().begin().await?;
        let name = device.as_str();
        let row = sqlx::query!(
            "SELECT id, sealed, told_cid, told_sent_at, told_standing FROM push_subscriptions WHERE device = ?",
            name
        );
        let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
        let Some(record) = record(&mut conn, device).await? else { return Ok(None) };
        let told = row.told_cid.as_deref().zip(row.told_sent_at.map(from_db));
        let why = match question(&mut conn, &record, told, now).await? {
            Some(question) => question,
            None => match standing(&mut conn, &self.rules, device).await? {
                standing if standing != row.told_standing => WokenFor::News { standing },
                _ => return Ok(None),
            },
        };
        let damaged = || StorageError::row("push_subscriptions", "sealed", device);
        let json = self.keys.open(&place(name), &row.sealed).map_err(|_| damaged())?;
        let subscription = serde_json::from_slice(&json).map_err(|_| damaged())?;
        Ok(Some(DueWakeUp { subscription, why, device: device.clone(), id: row.id }))
    }

    /// The push service has the message, or it was given up: it is not due any more.
    pub async fn woken(&self, due: &DueWakeUp) -> Result<()> {
        let due = due.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (device, id) = (due.device.as_str(), due.id.as_str());
                    match &due.why {
                        WokenFor::Question { cid, sent_at, .. } => {
                            let (cid, sent_at) = (cid.as_bytes().as_slice(), to_db(*sent_at));
                            sqlx::query!(
                                "UPDATE push_subscriptions SET told_cid = ?, told_sent_at = ?
                                 WHERE device = ? AND id = ?",
                                cid,
                                sent_at,
                                device,
                                id
                            )
                            .execute(conn)
                            .await?;
                        }
                        WokenFor::News { standing } => {
                            sqlx::query!(
                                "UPDATE push_subscriptions SET told_standing = ? WHERE device = ? AND id = ?",
                                standing,
                                device,
                                id
                            )
                            .execute(conn)
                            .await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The push service does not know the subscription any more.
    pub async fn end_subscription(&self, due: &DueWakeUp) -> Result<()> {
        let due = due.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (device, id) = (due.device.as_str(), due.id.as_str());
                    sqlx::query!("DELETE FROM push_subscriptions WHERE device = ? AND id = ?", device, id)
                        .execute(conn)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The question that is pending, if the device may answer it and was not woken for it yet.
async fn question(
    conn: &mut Conn,
    device: &DeviceRecord,
    told: Option<(&[u8], u64)>,
    now: u64,
) -> Result<Option<WokenFor>> {
    let counts = device.state == Some(countersign_protocol::message::AccountState::Active);
    if !counts || device.is_suspended {
        return Ok(None);
    }
    let (account, at) = (device.account.as_str(), to_db(now));
    let row = sqlx::query!(
        "SELECT cid, reason, sent_at, expires_at FROM challenges
         WHERE account = ? AND state = 'pending' AND expires_at > ?",
        account,
        at
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let may_prove = reason_from_name(&row.reason).is_some_and(|reason| device.joined.may_prove(&reason, now));
    let sent_at = from_db(row.sent_at);
    if !may_prove || told == Some((row.cid.as_slice(), sent_at)) {
        return Ok(None);
    }
    let (cid, expires_at) = (challenge_id(&row.cid)?, from_db(row.expires_at));
    Ok(Some(WokenFor::Question { cid, sent_at, expires_at }))
}

/// How a device and its account stand, in a text that only is compared. Of all rules only the one in force counts.
async fn standing(conn: &mut Conn, rules: &Rules, device: &DeviceId) -> Result<String> {
    let id = device.as_str();
    let row = sqlx::query!(
        "SELECT account, state, COALESCE(accounts.suspended_at, frozen_at) AS \"frozen_at: i64\"
         FROM devices JOIN accounts ON accounts.id = account
         WHERE devices.id = ?",
        id
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(String::new()) };
    let frozen = if row.frozen_at.is_some() { "frozen" } else { "open" };
    let policy = policies(conn, rules, &account_id(&row.account)?).await?.in_force().name();
    Ok(format!("{} {policy} {frozen}", row.state))
}

fn place(device: &str) -> Place<'_> {
    Place { table: "push_subscriptions", column: "sealed", id: device }
}
