//! Accounts, their codes and their devices.

use countersign_authenticator as core;

use super::units::{millis, seconds, unix};
use crate::dto::{
    AccountDetails, AccountKind, AccountView, Approvals, CodeChoice, CodeKind, CodeView, CodesView,
    CommandError, CounterCodeView, DeviceState, DeviceView, FormerLink, ManagedPage, RemoveOutcome,
};
use crate::pictures;

impl From<core::AccountView> for AccountView {
    fn from(view: core::AccountView) -> Self {
        let (icon_name, icon_picture) = match view.icon {
            None => (None, None),
            Some(core::Icon::Name(name)) => (Some(name), None),
            Some(core::Icon::Picture { bytes, .. }) => {
                (None, Some(pictures::data_url(pictures::PNG, &bytes)))
            }
        };
        Self {
            id: view.id.to_string(),
            service: view.service,
            user: view.user,
            kind: match view.kind {
                core::AccountKind::Linked => AccountKind::Linked,
                core::AccountKind::CodeOnly => AccountKind::CodeOnly,
            },
            origin: view.origin.map(|origin| origin.to_string()),
            approvals: match view.approvals {
                core::Approvals::On => Approvals::On,
                core::Approvals::Off => Approvals::Off,
                core::Approvals::DeviceUnknown => Approvals::DeviceUnknown,
                core::Approvals::ServerChanged => Approvals::ServerChanged,
                core::Approvals::WentBack => Approvals::WentBack,
                core::Approvals::Restored => Approvals::Restored,
                core::Approvals::Unreachable => Approvals::Unreachable,
            },
            codes: view.codes.map(CodesView::from),
            former_link: view
                .former_link
                .map(|link| FormerLink { origin: link.origin.to_string(), user: link.user }),
            moved_to: view.moved_to.map(|origin| origin.to_string()),
            copied_at: view.copied_at.map(unix),
            is_pinned: view.is_pinned,
            groups: view.groups,
            icon_name,
            icon_picture,
            has_note: view.has_note,
            backup_codes_pending: view.backup_codes_pending,
            linked_at: unix(view.linked_at),
        }
    }
}

impl From<core::CodesView> for CodesView {
    fn from(view: core::CodesView) -> Self {
        Self { kind: view.kind.into(), length: view.length, period_seconds: view.period.map(seconds) }
    }
}

impl From<core::Kind> for CodeKind {
    fn from(kind: core::Kind) -> Self {
        match kind {
            core::Kind::Totp => Self::Totp,
            core::Kind::Hotp => Self::Hotp,
            core::Kind::Steam => Self::Steam,
            core::Kind::Yandex => Self::Yandex,
            core::Kind::Motp => Self::Motp,
        }
    }
}

impl From<core::CounterCodeView> for CounterCodeView {
    fn from(view: core::CounterCodeView) -> Self {
        Self {
            account_id: view.account.to_string(),
            digits: view.digits.to_string(),
            counter: view.counter.to_string(),
        }
    }
}

impl From<core::CodeView> for CodeView {
    fn from(view: core::CodeView) -> Self {
        Self {
            account_id: view.account.to_string(),
            digits: view.digits.to_string(),
            next: view.next.to_string(),
            valid_for_ms: millis(view.valid_for),
            period_ms: millis(view.period),
        }
    }
}

impl From<CodeChoice> for core::CodeChoice {
    fn from(choice: CodeChoice) -> Self {
        match choice {
            CodeChoice::Current => Self::Current,
            CodeChoice::Next => Self::Next,
        }
    }
}

impl From<core::RemoveOutcome> for RemoveOutcome {
    fn from(outcome: core::RemoveOutcome) -> Self {
        match outcome {
            core::RemoveOutcome::Removed => Self::Removed,
            core::RemoveOutcome::Undoable => Self::Undoable,
            core::RemoveOutcome::LastMethod => Self::LastMethod,
        }
    }
}

impl From<core::AccountDetails> for AccountDetails {
    fn from(details: core::AccountDetails) -> Self {
        let (devices, devices_error) = match details.devices {
            Some(Ok(devices)) => (Some(devices.into_iter().map(DeviceView::from).collect()), None),
            Some(Err(error)) => (None, Some(CommandError::from(error).code)),
            None => (None, None),
        };
        Self {
            view: details.view.into(),
            devices,
            this_device_id: details.this_device.map(|id| id.to_string()),
            devices_error,
            frozen_at: details.frozen_at.map(unix),
            keys_made_at: details.keys_made_at.map(unix),
            reset_at: details.reset_at.map(unix),
        }
    }
}

impl From<core::DeviceView> for DeviceView {
    fn from(view: core::DeviceView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name,
            platform: view.platform,
            state: match view.state {
                core::AccountState::Unconfirmed => DeviceState::Unconfirmed,
                core::AccountState::Active => DeviceState::Active,
            },
            linked_at: unix(view.linked_at),
            last_seen: view.last_seen.map(unix),
            is_this: view.is_this,
        }
    }
}

impl From<ManagedPage> for core::ManagedPage {
    fn from(page: ManagedPage) -> Self {
        match page {
            ManagedPage::Manage => Self::Manage,
            ManagedPage::Secure => Self::Secure,
        }
    }
}
