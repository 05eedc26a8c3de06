//! What could not come, said in one way for all sources.

use countersign_backup::SkipReason as BackupReason;
use countersign_enrollment::import::{Place, SkipReason, Skipped};
use countersign_protocol::PersonText;

use crate::view::{NotComing, SkippedPlace, SkippedView};

/// Out of another app's file, or out of texts.
pub(super) fn skipped(skipped: Skipped) -> SkippedView {
    let reason = match skipped.reason {
        SkipReason::NoSecret => NotComing::NoSecret,
        SkipReason::Secret(_) | SkipReason::Yandex(_) => NotComing::SecretInvalid,
        SkipReason::Parameter(_) => NotComing::ParameterInvalid,
        SkipReason::UnknownKind => NotComing::KindUnknown,
        SkipReason::NoPin => NotComing::PinMissing,
        SkipReason::Pin(_) => NotComing::PinInvalid,
        SkipReason::Damaged => NotComing::Damaged,
        SkipReason::Sealed => NotComing::Sealed,
        SkipReason::InTrash => NotComing::InTrash,
        SkipReason::Text(_) => NotComing::NotAnAccount,
        SkipReason::MissingPart { part, of } => NotComing::PartMissing { part, of },
    };
    let place = match (skipped.place, reason) {
        (_, NotComing::PartMissing { .. }) => None,
        (Place::Line(line), _) => Some(SkippedPlace::Line(line)),
        (Place::Path(path), _) => Some(SkippedPlace::Path(path)),
    };
    SkippedView { file: None, place, name: skipped.name.map(String::from), reason }
}

/// Out of a backup.
pub(super) fn skipped_of_backup(skipped: &countersign_backup::Skipped) -> SkippedView {
    let reason = match skipped.reason {
        BackupReason::Shape => NotComing::Damaged,
        BackupReason::Kind => NotComing::KindUnknown,
        BackupReason::TooLong => NotComing::TooLong,
        BackupReason::Secret(_) | BackupReason::Yandex(_) => NotComing::SecretInvalid,
        BackupReason::Parameter(_) => NotComing::ParameterInvalid,
        BackupReason::Pin(_) => NotComing::PinInvalid,
    };
    in_backup(skipped.index, &skipped.service, reason)
}

/// An entry of a backup, by its number.
pub(super) fn in_backup(index: usize, service: &str, reason: NotComing) -> SkippedView {
    SkippedView {
        file: None,
        place: Some(SkippedPlace::Path(format!("accounts[{index}]"))),
        name: PersonText::cleaned(service).map(String::from),
        reason,
    }
}

/// A whole file among several.
pub(super) fn skipped_file(number: usize, reason: NotComing) -> SkippedView {
    SkippedView { file: Some(number), place: None, name: None, reason }
}
