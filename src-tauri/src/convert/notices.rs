//! News that the person has not seen yet.

use countersign_authenticator as core;

use super::units::{count, unix};
use crate::dto::{NoticeKind, NoticeView};

impl From<core::NoticeView> for NoticeView {
    fn from(view: core::NoticeView) -> Self {
        let mut notice = Self {
            id: view.id.to_string(),
            kind: NoticeKind::ServerChanged,
            account_id: view.account.map(|account| account.to_string()),
            service: view.service,
            reason: None,
            offset_seconds: None,
            count: None,
            at: unix(view.at),
        };
        match view.kind {
            core::NoticeKind::AccountRemoved { reason } => {
                notice.kind = NoticeKind::AccountRemoved;
                notice.reason = Some(name(reason));
            }
            core::NoticeKind::ClockOff { offset_seconds } => {
                notice.kind = NoticeKind::ClockOff;
                notice.offset_seconds = Some(offset_seconds);
            }
            core::NoticeKind::ServerChanged => notice.kind = NoticeKind::ServerChanged,
            core::NoticeKind::DeviceUnknown => notice.kind = NoticeKind::DeviceUnknown,
            core::NoticeKind::ServerWentBack => notice.kind = NoticeKind::ServerWentBack,
            core::NoticeKind::ServerMoved => notice.kind = NoticeKind::ServerMoved,
            core::NoticeKind::DeviceCopied => notice.kind = NoticeKind::DeviceCopied,
            core::NoticeKind::AccountsUnreadable { count: number } => {
                notice.kind = NoticeKind::AccountsUnreadable;
                notice.count = Some(count(number));
            }
        }
        notice
    }
}

/// The protocol's word.
fn name(reason: core::Revocation) -> String {
    match reason {
        core::Revocation::Removed => "removed".to_owned(),
        core::Revocation::SwitchedOff => "switched-off".to_owned(),
        core::Revocation::AccountDeleted => "account-deleted".to_owned(),
        core::Revocation::NotConfirmed => "not-confirmed".to_owned(),
        core::Revocation::Other(word) => word,
    }
}
