//! Freezing: an owner stops all sign-ins and changes, from any device, with a backup code, or from a session. Letting
//! them go on takes more: a device past its probation, a backup code beside the password, or the operator.

use countersign_protocol::Digest;
use countersign_protocol::message::Verification;

use super::account::end_everything;
use super::answer::is_active;
use super::backup_code::use_up;
use super::ceremony::end_passkeys_under_way;
use super::device::may_prove;
use super::enrollment::end_live;
use super::ledger::{clear, open_again};
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::policy::policies;
use super::removal::codes_may_thaw;
use super::reset::cancel_because_stopped;
use super::row::{from_db, to_db};
use super::suspension::suspend_from;
use super::tombstone::bury;
use super::{Charge, CodeOutcome, Result, Storage};
use crate::domain::{
    AccountId, AccountName, BrowserMark, DeviceId, Factor, Lane, NoticeKind, Reason, Session,
};
use crate::rules::Rules;
use crate::tombstones::Tombstone;

/// What a device orders in signed words.
#[derive(Debug, Clone)]
pub struct Order {
    /// The device that signed it.
    pub device: DeviceId,
    /// Its account.
    pub account: AccountId,
    /// Two messages with this identity are the same.
    pub identity: Digest,
    /// What was checked about the person.
    pub uv: Verification,
}

/// What came of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderOutcome {
    /// It is so now, or it was done when the same message came before.
    Done,
    /// The rule in force wants a device that has made sure of its person.
    PersonNotVerified,
    /// The device is on probation.
    TooNew,
    /// Administrators have suspended the account: no device ends that.
    Suspended,
    /// The device was removed or suspended meanwhile.
    DeviceGone,
}

impl Storage {
    /// Since when all sign-ins are stopped, by the owner or by administrators.
    pub async fn frozen_at(&self, account: &AccountId) -> Result<Option<u64>> {
        let mut conn = self.readers().acquire().await?;
        frozen_at(&mut conn, account).await
    }

    /// A device stops all sign-ins.
    pub async fn freeze_by_device(&self, order: Order, now: u64) -> Result<OrderOutcome> {
        let account = order.account.clone();
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    match take(conn, &order, now).await? {
                        Taken::Anew => {
                            freeze(conn, &order.account, Behind::Order(&order.device), now).await?;
                        }
                        Taken::Before => {}
                        Taken::DeviceGone => return Ok(OrderOutcome::DeviceGone),
                    }
                    Ok(OrderOutcome::Done)
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// A device lets sign-ins go on, and opens every lane that wrong guesses have paused or closed. Only one past its
    /// probation ends a freeze.
    pub async fn unlock_by_device(&self, order: Order, now: u64) -> Result<OrderOutcome> {
        let (account, rules) = (order.account.clone(), self.rules.clone());
        let outcome = self
            .writer
            .run(move |conn| Box::pin(async move { unlock(conn, &rules, &order, now).await }))
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// Somebody who is signed in stops all sign-ins; this session ends with all others.
    pub async fn freeze_by_session(&self, session: &Session, now: u64) -> Result<()> {
        let session = session.clone();
        let account = session.account.clone();
        self.writer
            .run(move |conn| {
                Box::pin(
                    async move { freeze(conn, &session.account, Behind::Session(&session.id), now).await },
                )
            })
            .await?;
        self.wake.changed(&account);
        Ok(())
    }

    /// Whoever has a backup code stops all sign-ins, without the password. `charged` is what guesses at this name are
    /// charged to; a name that nobody has costs and looks the same as a wrong code.
    pub async fn freeze_with_backup_code(
        &self,
        name: Option<&AccountName>,
        charged: &str,
        code: &str,
        mark: BrowserMark,
        now: u64,
    ) -> Result<CodeOutcome> {
        let lane = Lane::network(&mark.prefix());
        let in_a_row = match self.charge(charged, Factor::BackupCode, &lane, now).await? {
            Charge::Charged { in_a_row } => in_a_row,
            Charge::Paused { until } => return Ok(CodeOutcome::Paused { until }),
            Charge::Closed => return Ok(CodeOutcome::Closed),
        };
        let record = match name {
            Some(name) => self.password_of(name).await?,
            None => None,
        };
        let account = record.map(|record| record.account);
        let place = self.place_of_backup_code(account.as_ref(), code).await?;
        let (Some(account), Some(place)) = (account, place) else {
            return Ok(CodeOutcome::Wrong { in_a_row });
        };
        let (owner, charged) = (account.clone(), charged.to_owned());
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if !use_up(conn, &owner, place, Behind::Mark(&mark), now).await? {
                        return Ok(CodeOutcome::UsedBefore);
                    }
                    // Only now: a code that was used before must not buy another round of guesses.
                    clear(conn, &charged, Factor::BackupCode, &lane).await?;
                    freeze(conn, &owner, Behind::Mark(&mark), now).await?;
                    Ok(CodeOutcome::Accepted(None))
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// A backup code beside the password, which was right, lets sign-ins go on.
    pub async fn thaw_with_backup_code(
        &self,
        account: &AccountId,
        code: &str,
        mark: BrowserMark,
        now: u64,
    ) -> Result<CodeOutcome> {
        let lane = Lane::network(&mark.prefix());
        let in_a_row = match self.charge(account.as_str(), Factor::BackupCode, &lane, now).await? {
            Charge::Charged { in_a_row } => in_a_row,
            Charge::Paused { until } => return Ok(CodeOutcome::Paused { until }),
            Charge::Closed => return Ok(CodeOutcome::Closed),
        };
        let Some(place) = self.place_of_backup_code(Some(account), code).await? else {
            return Ok(CodeOutcome::Wrong { in_a_row });
        };
        let owner = account.clone();
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if frozen_at(conn, &owner).await?.is_none() || is_suspended(conn, &owner).await? {
                        return Ok(CodeOutcome::Gone);
                    }
                    if !codes_may_thaw(conn, &owner).await? {
                        return Ok(CodeOutcome::Closed);
                    }
                    if !use_up(conn, &owner, place, Behind::Mark(&mark), now).await? {
                        return Ok(CodeOutcome::UsedBefore);
                    }
                    clear(conn, owner.as_str(), Factor::BackupCode, &lane).await?;
                    thaw(conn, &owner, Behind::Mark(&mark), now).await?;
                    Ok(CodeOutcome::Accepted(None))
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(outcome)
    }

    /// The operator stops all sign-ins of an account, or lets them go on.
    pub async fn set_frozen(&self, account: &AccountId, frozen: bool, now: u64) -> Result<()> {
        let owner = account.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if frozen {
                        freeze(conn, &owner, Behind::Nobody, now).await
                    } else {
                        thaw(conn, &owner, Behind::Nobody, now).await
                    }
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(())
    }
}

/// Whether an order is new.
enum Taken {
    /// It is.
    Anew,
    /// The same message came before.
    Before,
    DeviceGone,
}

/// Writes an order down, so that it counts once.
async fn take(conn: &mut Conn, order: &Order, now: u64) -> Result<Taken> {
    if !is_active(conn, &order.device).await? {
        return Ok(Taken::DeviceGone);
    }
    let (identity, device, at) = (order.identity.as_bytes().as_slice(), order.device.as_str(), to_db(now));
    let new = sqlx::query!(
        "INSERT INTO orders (identity, device, at) VALUES (?, ?, ?) ON CONFLICT (identity) DO NOTHING",
        identity,
        device,
        at
    );
    if new.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(Taken::Before);
    }
    Ok(Taken::Anew)
}

async fn unlock(conn: &mut Conn, rules: &Rules, order: &Order, now: u64) -> Result<OrderOutcome> {
    if !is_active(conn, &order.device).await? {
        return Ok(OrderOutcome::DeviceGone);
    }
    let wants_person = policies(conn, rules, &order.account).await?.in_force().wants_verified_person();
    if wants_person && order.uv == Verification::None {
        return Ok(OrderOutcome::PersonNotVerified);
    }
    if is_suspended(conn, &order.account).await? {
        return Ok(OrderOutcome::Suspended);
    }
    let is_frozen = frozen_at(conn, &order.account).await?.is_some();
    if is_frozen && !may_prove(conn, &order.device, &Reason::SwitchOff, now).await? {
        return Ok(OrderOutcome::TooNew);
    }
    match take(conn, order, now).await? {
        Taken::Anew => {
            open_again(conn, &order.account).await?;
            thaw(conn, &order.account, Behind::Order(&order.device), now).await?;
        }
        Taken::Before => {}
        Taken::DeviceGone => return Ok(OrderOutcome::DeviceGone),
    }
    Ok(OrderOutcome::Done)
}

/// Since when all sign-ins and changes are stopped, by the owner's freeze or by administrators.
pub(super) async fn frozen_at(conn: &mut Conn, account: &AccountId) -> Result<Option<u64>> {
    let account = account.as_str();
    let at = sqlx::query_scalar!(
        "SELECT COALESCE(suspended_at, frozen_at) AS \"at: i64\" FROM accounts WHERE id = ?",
        account
    );
    Ok(at.fetch_optional(conn).await?.flatten().map(from_db))
}

async fn is_suspended(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let at = sqlx::query_scalar!("SELECT suspended_at FROM accounts WHERE id = ?", account);
    Ok(at.fetch_optional(conn).await?.flatten().is_some())
}

/// Stops all sign-ins and changes, and tells of it. Once; a second time changes nothing.
async fn freeze(conn: &mut Conn, account: &AccountId, behind: Behind<'_>, now: u64) -> Result<()> {
    if stop_all(conn, account, behind, now).await? {
        tell(conn, account, NoticeKind::Frozen, "", behind, now).await?;
    }
    Ok(())
}

/// Stops all sign-ins and changes: sessions, trust, a reset that waits, and whatever is on its way end. False if they
/// were stopped before.
pub(super) async fn stop_all(
    conn: &mut Conn,
    account: &AccountId,
    behind: Behind<'_>,
    now: u64,
) -> Result<bool> {
    let (id, at) = (account.as_str(), to_db(now));
    let frozen = sqlx::query!("UPDATE accounts SET frozen_at = ? WHERE id = ? AND frozen_at IS NULL", at, id);
    if frozen.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(false);
    }
    bury(conn, Tombstone::Frozen { account: account.to_string(), at: now }).await?;
    end_everything(conn, account, None, now).await?;
    end_live(conn, account, now).await?;
    end_passkeys_under_way(conn, account).await?;
    cancel_because_stopped(conn, account, behind, now).await?;
    Ok(true)
}

/// Lets sign-ins go on. What is suspended has its whole week from now on: nobody could lift it meanwhile.
async fn thaw(conn: &mut Conn, account: &AccountId, behind: Behind<'_>, now: u64) -> Result<()> {
    let (id, at) = (account.as_str(), to_db(now));
    let thawed = sqlx::query!(
        "UPDATE accounts SET frozen_at = NULL, disputed_since = NULL WHERE id = ? AND frozen_at IS NOT NULL",
        id
    );
    if thawed.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(());
    }
    bury(conn, Tombstone::Thawed { account: account.to_string() }).await?;
    suspend_from(conn, account, at).await?;
    tell(conn, account, NoticeKind::Thawed, "", behind, now).await
}
