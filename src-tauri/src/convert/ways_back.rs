//! The recovery sheet, and whether people can get back in.

use countersign_authenticator as core;

use super::units::{count, unix};
use crate::dto::{
    AskedWord, Disaster, GetBackInView, NewestBackup, SheetPart, SheetView, WayAnswer, WayStep,
};

impl From<core::SheetView> for SheetView {
    fn from(view: core::SheetView) -> Self {
        Self {
            printed_at: view.printed_at.map(unix),
            checked_at: view.checked_at.map(unix),
            is_void: view.is_void,
        }
    }
}

impl From<core::Asked> for AskedWord {
    fn from(asked: core::Asked) -> Self {
        let part = match asked.part {
            core::SheetPart::RecoveryKey => SheetPart::RecoveryKey,
            core::SheetPart::Identity => SheetPart::Identity,
        };
        Self { part, place: count(asked.place) }
    }
}

impl From<core::GetBackInView> for GetBackInView {
    fn from(view: core::GetBackInView) -> Self {
        let facts = view.facts;
        Self {
            answers: view.answers.into_iter().map(WayAnswer::from).collect(),
            is_amber: view.is_amber,
            accounts: count(facts.accounts),
            newest_here: facts.newest_here.map(NewestBackup::from),
            newest_elsewhere: facts.newest_elsewhere.map(NewestBackup::from),
            has_checked_sheet: facts.has_checked_sheet,
            has_vault_passphrase: facts.has_vault_passphrase,
            with_other_devices: count(facts.with_other_devices),
            with_backup_codes: count(facts.with_backup_codes),
        }
    }
}

impl From<core::WayAnswer> for WayAnswer {
    fn from(answer: core::WayAnswer) -> Self {
        Self {
            disaster: answer.disaster.into(),
            without_way: answer.without_way.iter().map(ToString::to_string).collect(),
            step: answer.step.map(WayStep::from),
        }
    }
}

impl From<core::Disaster> for Disaster {
    fn from(disaster: core::Disaster) -> Self {
        match disaster {
            core::Disaster::ThisDeviceLost => Self::ThisDeviceLost,
            core::Disaster::OtherDevicesLost => Self::OtherDevicesLost,
            core::Disaster::AllDevicesLost => Self::AllDevicesLost,
            core::Disaster::KeyStoreLost => Self::KeyStoreLost,
            core::Disaster::ServerGone => Self::ServerGone,
        }
    }
}

impl From<core::Step> for WayStep {
    fn from(step: core::Step) -> Self {
        match step {
            core::Step::CheckSheet => Self::CheckSheet,
            core::Step::BackUpElsewhere => Self::BackUpElsewhere,
            core::Step::KeepBackupCodes => Self::KeepBackupCodes,
        }
    }
}

impl From<core::CheckedBackup> for NewestBackup {
    fn from(backup: core::CheckedBackup) -> Self {
        Self { made_at: unix(backup.made_at), by_passphrase: backup.opens_by == core::KeyKind::Passphrase }
    }
}
