//! The keys of a device, exchanged as a pair by one conditional statement.

use countersign_protocol::message::VerifiedKeys;
use countersign_protocol::{Digest, PublicJwk, Thumbprint};

use super::device::record;
use super::freeze::frozen_at;
use super::journal::{Told, enter};
use super::mail::Behind;
use super::open::Conn;
use super::row::to_db;
use super::tombstone::bury;
use super::{Result, Storage, StorageError};
use crate::domain::{DeviceRecord, JournalKind};
use crate::tombstones::Tombstone;

/// A new pair of keys, its proofs checked under the pair that the device has.
#[derive(Debug)]
pub struct NewPair {
    /// The device, as it proved this request.
    pub device: DeviceRecord,
    /// The new keys.
    pub keys: VerifiedKeys,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeOutcome {
    /// The new pair counts, now or since the same message came before.
    Exchanged,
    /// A device has one of the keys, or had it.
    KeysSeen,
    /// Another message was faster: the pair that signed this one is not the device's any more.
    OldPair,
    /// The owner has stopped all changes.
    Frozen,
    /// The device was removed or suspended meanwhile.
    DeviceGone,
}

impl Storage {
    /// Takes a device's new pair of keys into use.
    pub async fn exchange_keys(&self, new: NewPair, now: u64) -> Result<ExchangeOutcome> {
        let account = new.device.account.clone();
        let outcome =
            self.writer.run(move |conn| Box::pin(async move { exchange(conn, &new, now).await })).await?;
        self.wake.changed(&account);
        Ok(outcome)
    }
}

async fn exchange(conn: &mut Conn, new: &NewPair, now: u64) -> Result<ExchangeOutcome> {
    let device = &new.device;
    let (message, identity) = (new.keys.message().message(), new.keys.message().identity());
    let (id, old_uv) = (device.id.as_str(), device.uv.thumbprint());
    let (pop, uv) = (json(&message.pop), json(&message.uv));
    let (pop_thumbprint, uv_thumbprint) = (message.pop.thumbprint(), message.uv.thumbprint());
    let (new_pop, new_uv) = (pop_thumbprint.as_bytes().as_slice(), uv_thumbprint.as_bytes().as_slice());
    let (old_uv, brought) = (old_uv.as_bytes().as_slice(), identity.as_bytes().as_slice());
    let exchanged = sqlx::query!(
        "UPDATE devices
         SET pop = ?1, uv = ?2, pop_thumbprint = ?3, uv_thumbprint = ?4, keys_message = ?5
         WHERE id = ?6 AND state = 'active' AND uv_thumbprint = ?7
           AND NOT EXISTS (SELECT 1 FROM devices AS others
                           WHERE others.pop_thumbprint IN (?3, ?4) OR others.uv_thumbprint IN (?3, ?4))
           AND NOT EXISTS (SELECT 1 FROM former_keys WHERE thumbprint IN (?3, ?4))
           AND NOT EXISTS (SELECT 1 FROM accounts
                           WHERE accounts.id = account
                             AND (frozen_at IS NOT NULL OR accounts.suspended_at IS NOT NULL))",
        pop,
        uv,
        new_pop,
        new_uv,
        brought,
        id,
        old_uv
    );
    if exchanged.execute(&mut *conn).await?.rows_affected() == 0 {
        return why_not(conn, device, identity).await;
    }
    for key in [&device.pop, &device.uv] {
        retire(conn, id, key.thumbprint(), now).await?;
    }
    let told = Told { detail: "", device: Some(&device.id), behind: Behind::Nobody };
    enter(conn, &device.account, JournalKind::KeysRenewed, told, now).await?;
    let tombstone =
        Tombstone::Keys { device: id.to_owned(), pop, uv, message: identity.to_string(), at: now };
    bury(conn, tombstone).await?;
    Ok(ExchangeOutcome::Exchanged)
}

async fn why_not(conn: &mut Conn, device: &DeviceRecord, identity: Digest) -> Result<ExchangeOutcome> {
    let Some(present) = record(conn, &device.id).await? else { return Ok(ExchangeOutcome::DeviceGone) };
    Ok(if present.keys_message == Some(identity) {
        ExchangeOutcome::Exchanged
    } else if present.state.is_none() || present.is_suspended {
        ExchangeOutcome::DeviceGone
    } else if present.uv != device.uv {
        ExchangeOutcome::OldPair
    } else if frozen_at(conn, &device.account).await?.is_some() {
        ExchangeOutcome::Frozen
    } else {
        ExchangeOutcome::KeysSeen
    })
}

/// Gives a device of a restored backup the pair that it took into use since. A device that the backup does not have
/// changes nothing.
pub(super) async fn restore_pair(
    conn: &mut Conn,
    device: &str,
    pair: (&str, &str),
    message: &str,
    at: u64,
) -> Result<()> {
    let damaged = || StorageError::row("tombstones", "keys", device);
    let read = |json: &str| serde_json::from_str::<PublicJwk>(json).map_err(|_| damaged());
    let (pop, uv) = pair;
    let (new_pop, new_uv) = (read(pop)?.thumbprint(), read(uv)?.thumbprint());
    let identity = Digest::parse(message).map_err(|_| damaged())?;
    let known = sqlx::query!("SELECT pop_thumbprint, uv_thumbprint FROM devices WHERE id = ?", device);
    let Some(known) = known.fetch_optional(&mut *conn).await? else { return Ok(()) };
    for thumbprint in [known.pop_thumbprint, known.uv_thumbprint] {
        let thumbprint = thumbprint.try_into().map_err(|_| damaged())?;
        retire(conn, device, Thumbprint::from_bytes(thumbprint), at).await?;
    }
    let (new_pop, new_uv) = (new_pop.as_bytes().as_slice(), new_uv.as_bytes().as_slice());
    let brought = identity.as_bytes().as_slice();
    sqlx::query!(
        "UPDATE devices
         SET pop = ?, uv = ?, pop_thumbprint = ?, uv_thumbprint = ?, keys_message = ?
         WHERE id = ?",
        pop,
        uv,
        new_pop,
        new_uv,
        brought,
        device
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A key is the device's no more, and never anybody's again.
async fn retire(conn: &mut Conn, device: &str, key: Thumbprint, now: u64) -> Result<()> {
    let (thumbprint, at) = (key.as_bytes().as_slice(), to_db(now));
    sqlx::query!(
        "INSERT INTO former_keys (thumbprint, device, at) VALUES (?, ?, ?) ON CONFLICT (thumbprint) DO NOTHING",
        thumbprint,
        device,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn json(key: &PublicJwk) -> String {
    serde_json::to_string(key).expect("a key is a plain structure")
}
