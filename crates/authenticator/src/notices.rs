//! News: what the person has to know and has not seen. It outlives a restart, but for what is learned anew anyway.

use std::cmp::Reverse;

use countersign_otp::UnixTime;
use countersign_protocol::Origin;
use countersign_protocol::message::Revocation;
use countersign_vault::{AccountId, DocumentName, Vault};
use serde::{Deserialize, Serialize};

use crate::Authenticator;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::ports::Event;
use crate::view::{NoticeId, NoticeKind, NoticeView};

/// A clock that is further off than this makes wrong codes for everything but our own servers.
const CLOCK_TOLERANCE_SECONDS: u64 = 20;
/// The clock's notice follows it in steps of this size.
const CLOCK_STEP_SECONDS: u64 = 5;
/// Nobody reads more.
const MOST: usize = 50;

/// All of them.
#[derive(Default)]
pub(crate) struct Notices {
    kept: Guarded<Vec<Notice>>,
    clock: Guarded<ClockNotice>,
    /// Found again at each start, so it is not kept.
    unreadable: Guarded<Option<(NoticeId, usize, UnixTime)>>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Notice {
    id: u64,
    about: About,
    account: Option<String>,
    service: String,
    at: u64,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum About {
    AccountRemoved(Revocation),
    ServerChanged,
    DeviceUnknown,
    ServerWentBack,
    DeviceCopied,
    ServerMoved,
}

/// One clock, one notice: the first server that finds it wrong keeps it up to date.
#[derive(Default)]
struct ClockNotice {
    shown: Option<(NoticeId, Origin, i64, UnixTime)>,
    dismissed_by: Option<Origin>,
}

impl Notices {
    /// Forgets those that name accounts; they lie in the vault.
    pub(crate) fn clear(&self) {
        self.kept.with(Vec::clear);
        self.unreadable.with(|unreadable| *unreadable = None);
    }
}

impl Authenticator {
    /// News that the person has not dismissed, newest first; none while the vault is closed.
    pub fn notices(&self) -> Vec<NoticeView> {
        let mut views: Vec<_> = self.inner.notices.kept.with(|kept| kept.iter().map(Notice::view).collect());
        views.extend(self.inner.notices.clock.with(|clock| clock.view()));
        views.extend(self.inner.notices.unreadable.with(|unreadable| unreadable.map(view_of_unreadable)));
        views.sort_by_key(|notice| Reverse(notice.at));
        views
    }

    /// Drops a notice that the person has seen.
    ///
    /// # Errors
    /// [`Error::NoticeUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn dismiss_notice(&self, id: NoticeId) -> Result<(), Error> {
        let is_passing = self.inner.notices.clock.with(|clock| clock.dismiss(id))
            || self.inner.notices.unreadable.with(|shown| shown.take_if(|(each, ..)| *each == id).is_some());
        if !is_passing {
            let before = self.inner.notices.kept.with(|kept| {
                let before = kept.len();
                kept.retain(|notice| notice.id != id.0);
                before != kept.len()
            });
            if !before {
                return Err(Error::NoticeUnknown);
            }
            self.store_notices().await?;
        }
        self.tell(Event::NoticesChanged);
        Ok(())
    }

    pub(crate) async fn notice_removed(&self, service: String, reason: Revocation) {
        self.add_notice(About::AccountRemoved(reason), None, service).await;
    }

    pub(crate) async fn notice_server_changed(&self, account: AccountId, service: String) {
        self.add_notice(About::ServerChanged, Some(account), service).await;
    }

    pub(crate) async fn notice_went_back(&self, account: AccountId, service: String) {
        self.add_notice(About::ServerWentBack, Some(account), service).await;
    }

    pub(crate) async fn notice_moved(&self, account: AccountId, service: String) {
        self.add_notice(About::ServerMoved, Some(account), service).await;
    }

    pub(crate) async fn notice_copied(&self, account: AccountId, service: String) {
        self.add_notice(About::DeviceCopied, Some(account), service).await;
    }

    pub(crate) async fn notice_device_unknown(&self, account: AccountId, service: String) {
        self.add_notice(About::DeviceUnknown, Some(account), service).await;
    }

    /// What was wrong with the account is put right, or the account is gone.
    pub(crate) async fn drop_notices_of(&self, account: AccountId) {
        let account = account.to_string();
        let dropped = self.inner.notices.kept.with(|kept| {
            let before = kept.len();
            kept.retain(|notice| notice.account.as_ref() != Some(&account));
            before != kept.len()
        });
        if dropped {
            let _ = self.store_notices().await;
            self.tell(Event::NoticesChanged);
        }
    }

    /// An account that cannot be read must not just be missing from the list.
    pub(crate) async fn look_for_damage(&self, vault: &Vault) {
        let count = vault.accounts().await.map_or(0, |listing| listing.unreadable.len());
        let found = (count > 0).then(|| (NoticeId(self.random_name()), count, self.now()));
        self.inner.notices.unreadable.with(|unreadable| *unreadable = found);
    }

    /// Looks at how far this device's clock is ahead of a server's.
    pub(crate) fn judge_clock(&self, origin: &Origin, offset: i64) {
        let (id, now) = (NoticeId(self.random_name()), self.now());
        let changed = self.inner.notices.clock.with(|clock| clock.judge(origin, offset, id, now));
        if changed {
            self.tell(Event::NoticesChanged);
        }
    }

    pub(crate) async fn load_notices(&self) -> Result<(), Error> {
        if let Some(json) = self.vault()?.document(&document()).await?
            && let Ok(notices) = serde_json::from_slice::<Vec<Notice>>(json.reveal())
        {
            self.inner.notices.kept.with(|kept| *kept = notices);
        }
        Ok(())
    }

    /// If this fails the notice lasts until the app ends, which is better than none.
    async fn add_notice(&self, about: About, account: Option<AccountId>, service: String) {
        let account = account.map(|account| account.to_string());
        let notice = Notice { id: self.random_name(), about, account, service, at: self.now().seconds() };
        self.inner.notices.kept.with(|kept| {
            kept.push(notice);
            let surplus = kept.len().saturating_sub(MOST);
            kept.drain(..surplus);
        });
        let _ = self.store_notices().await;
        self.tell(Event::NoticesChanged);
    }

    async fn store_notices(&self) -> Result<(), Error> {
        let json = self.inner.notices.kept.with(|kept| serde_json::to_vec(kept));
        let json = json.expect("a list of plain structures");
        Ok(self.vault()?.put_document(&document(), &json).await?)
    }
}

impl Notice {
    fn view(&self) -> NoticeView {
        NoticeView {
            id: NoticeId(self.id),
            kind: match &self.about {
                About::AccountRemoved(reason) => NoticeKind::AccountRemoved { reason: reason.clone() },
                About::ServerChanged => NoticeKind::ServerChanged,
                About::DeviceUnknown => NoticeKind::DeviceUnknown,
                About::ServerWentBack => NoticeKind::ServerWentBack,
                About::DeviceCopied => NoticeKind::DeviceCopied,
                About::ServerMoved => NoticeKind::ServerMoved,
            },
            account: self.account.as_ref().and_then(|account| account.parse().ok()),
            service: self.service.clone(),
            at: UnixTime::from_seconds(self.at),
        }
    }
}

impl ClockNotice {
    fn view(&self) -> Option<NoticeView> {
        self.shown.as_ref().map(|(id, origin, offset, at)| NoticeView {
            id: *id,
            kind: NoticeKind::ClockOff { offset_seconds: *offset },
            account: None,
            service: origin.host().to_owned(),
            at: *at,
        })
    }

    fn dismiss(&mut self, id: NoticeId) -> bool {
        let Some((shown, origin, ..)) = self.shown.take_if(|(shown, ..)| *shown == id) else { return false };
        debug_assert_eq!(shown, id);
        self.dismissed_by = Some(origin);
        true
    }

    /// Whether the notice is another one now.
    fn judge(&mut self, origin: &Origin, offset: i64, id: NoticeId, now: UnixTime) -> bool {
        let is_wrong = offset.unsigned_abs() > CLOCK_TOLERANCE_SECONDS;
        match &mut self.shown {
            Some((_, by, ..)) if by != origin => false,
            Some((.., shown, _)) if is_wrong => {
                let moved = shown.abs_diff(offset) > CLOCK_STEP_SECONDS;
                if moved {
                    *shown = offset;
                }
                moved
            }
            Some(_) => {
                self.shown = None;
                true
            }
            None if is_wrong && self.dismissed_by.is_none() => {
                self.shown = Some((id, origin.clone(), offset, now));
                true
            }
            None => {
                if !is_wrong && self.dismissed_by.as_ref() == Some(origin) {
                    self.dismissed_by = None;
                }
                false
            }
        }
    }
}

fn view_of_unreadable((id, count, at): (NoticeId, usize, UnixTime)) -> NoticeView {
    let kind = NoticeKind::AccountsUnreadable { count };
    NoticeView { id, kind, account: None, service: String::new(), at }
}

fn document() -> DocumentName {
    DocumentName::new("notices").expect("visible ASCII")
}
