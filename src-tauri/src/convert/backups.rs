//! Backups and exports.

use std::path::Path;

use countersign_authenticator as core;

use super::error::code;
use super::units::{count, unix};
use crate::dto::{
    AccountLoss, BackupAnswer, BackupFolder, BackupQuestion, BackupTrouble, BackupsView, ExportFormat,
    ExportLosses, HandBackup, LastBackup, LeftFile, Loss,
};

impl From<core::BackupsView> for BackupsView {
    fn from(view: core::BackupsView) -> Self {
        Self {
            folder: view.folder.map(|folder| BackupFolder {
                path: shown(&folder.path),
                is_elsewhere: folder.place == core::Place::Elsewhere,
            }),
            last: view.last.map(|last| LastBackup {
                at: unix(last.at),
                accounts: count(last.accounts),
                file: last.file,
            }),
            trouble: view
                .trouble
                .map(|trouble| BackupTrouble { code: code(&trouble.code), at: unix(trouble.at) }),
            is_due: view.is_due,
            questions: view.questions.into_iter().map(BackupQuestion::from).collect(),
            by_hand: view.by_hand.into_iter().map(HandBackup::from).collect(),
            accounts: count(view.accounts),
        }
    }
}

impl From<core::BackupQuestion> for BackupQuestion {
    fn from(question: core::BackupQuestion) -> Self {
        match question {
            core::BackupQuestion::Fewer { before, now } => {
                Self::Fewer { before: count(before), now: count(now) }
            }
            core::BackupQuestion::Damaged { names } => Self::Damaged { names },
        }
    }
}

impl From<BackupAnswer> for core::BackupAnswer {
    fn from(answer: BackupAnswer) -> Self {
        match answer {
            BackupAnswer::FewerIsRight => Self::FewerIsRight,
            BackupAnswer::DamagedIsKnown => Self::DamagedIsKnown,
        }
    }
}

impl From<core::HandBackup> for HandBackup {
    fn from(backup: core::HandBackup) -> Self {
        Self {
            path: shown(&backup.path),
            made_at: unix(backup.made_at),
            checked_at: unix(backup.checked_at),
            accounts: count(backup.accounts),
            is_elsewhere: backup.place == core::Place::Elsewhere,
            is_gone: backup.is_gone,
        }
    }
}

impl From<core::CheckedFile> for LeftFile {
    fn from(file: core::CheckedFile) -> Self {
        Self { path: shown(&file.path), accounts: count(file.accounts) }
    }
}

impl From<core::ExportedFile> for LeftFile {
    fn from(file: core::ExportedFile) -> Self {
        Self { path: shown(&file.path), accounts: count(file.accounts) }
    }
}

impl From<ExportFormat> for core::ExportFormat {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::OtpauthList => Self::OtpauthList,
            ExportFormat::Aegis => Self::Aegis,
            ExportFormat::GoogleMigration => Self::GoogleMigration,
            ExportFormat::Sheet => Self::Sheet,
            ExportFormat::AccountQr => Self::AccountQr,
        }
    }
}

impl From<core::ExportLosses> for ExportLosses {
    fn from(losses: core::ExportLosses) -> Self {
        let accounts = losses.accounts.into_iter().map(|each| AccountLoss {
            account_id: each.account.to_string(),
            service: each.service,
            user: each.user,
            stays: each.losses.iter().any(|loss| loss.stops_account()),
            losses: each.losses.into_iter().map(Loss::from).collect(),
        });
        Self { accounts: accounts.collect(), leaving: count(losses.leaving) }
    }
}

impl From<core::Loss> for Loss {
    fn from(loss: core::Loss) -> Self {
        match loss {
            core::Loss::NoCodes => Self::NoCodes,
            core::Loss::Kind => Self::Kind,
            core::Loss::Digits => Self::Digits,
            core::Loss::Period => Self::Period,
            core::Loss::TooLarge => Self::TooLarge,
            core::Loss::Pairing => Self::Pairing,
            core::Loss::Pin => Self::Pin,
            core::Loss::Names => Self::Names,
            core::Loss::GivenNames => Self::GivenNames,
            core::Loss::Groups => Self::Groups,
            core::Loss::Note => Self::Note,
            core::Loss::Pinned => Self::Pinned,
            core::Loss::Icon => Self::Icon,
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
