//! Previews, imports, and the trash.

use countersign_authenticator as core;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoSuchName, StrDeserializer};

use super::units::{count, unix};
use crate::dto::{
    CodeKind, EntryStanding, EntryView, ImportChoice, ImportDone, ImportKind, ImportPreview, ImportView,
    PendingView, SkipCode, SkippedView, TrashedView,
};

impl From<core::ImportPreview> for ImportPreview {
    fn from(preview: core::ImportPreview) -> Self {
        Self {
            id: preview.id.to_string(),
            kind: kind(&preview.source),
            format: preview.source.name().to_owned(),
            made_at: preview.made_at.map(unix),
            entries: preview.entries.into_iter().map(EntryView::from).collect(),
            skipped: preview.skipped.into_iter().map(SkippedView::from).collect(),
            links: preview.links.into_iter().map(PendingView::from).collect(),
        }
    }
}

impl From<core::EntryView> for EntryView {
    fn from(entry: core::EntryView) -> Self {
        Self {
            index: count(entry.index),
            service: entry.service,
            user: entry.user,
            kind: entry.codes.map(|codes| CodeKind::from(codes.kind)),
            groups: entry.groups,
            has_note: entry.has_note,
            is_icon_left_out: entry.icon == core::EntryIcon::TooLarge,
            is_weak: entry.is_weak,
            former_origin: entry.former_link.map(|link| link.origin.to_string()),
            standing: match entry.standing {
                core::EntryStanding::New => EntryStanding::New,
                core::EntryStanding::Here(_) => EntryStanding::Here,
                core::EntryStanding::Differs(_) => EntryStanding::Differs,
                core::EntryStanding::Repeats(_) => EntryStanding::Repeats,
            },
        }
    }
}

impl From<core::SkippedView> for SkippedView {
    fn from(skipped: core::SkippedView) -> Self {
        let (line, path) = match skipped.place {
            Some(core::SkippedPlace::Line(line)) => (Some(count(line)), None),
            Some(core::SkippedPlace::Path(path)) => (None, Some(path)),
            None => (None, None),
        };
        let (part, of) = match skipped.reason {
            core::NotComing::PartMissing { part, of } => (Some(part), Some(of)),
            _ => (None, None),
        };
        let reason = reason(skipped.reason.code());
        Self { file: skipped.file.map(count), line, path, name: skipped.name, reason, part, of }
    }
}

/// The core's name of a reason is the window's.
fn reason(name: &str) -> SkipCode {
    let name: StrDeserializer<'_, NoSuchName> = name.into_deserializer();
    SkipCode::deserialize(name).unwrap_or(SkipCode::Damaged)
}

impl From<ImportChoice> for core::ImportChoice {
    fn from(choice: ImportChoice) -> Self {
        let index = usize::try_from(choice.index).unwrap_or(usize::MAX);
        if choice.replaces { Self::Replace(index) } else { Self::Add(index) }
    }
}

impl From<core::ImportDone> for ImportDone {
    fn from(done: core::ImportDone) -> Self {
        Self {
            import_id: done.import.map(|id| id.to_string()),
            added: count(done.added),
            replaced: count(done.replaced),
        }
    }
}

impl From<core::ImportView> for ImportView {
    fn from(import: core::ImportView) -> Self {
        Self {
            id: import.id.to_string(),
            kind: kind(&import.source),
            format: import.source.name().to_owned(),
            at: unix(import.at),
            added: count(import.added),
            undo_until: unix(import.undo_until),
        }
    }
}

impl From<core::TrashedView> for TrashedView {
    fn from(removed: core::TrashedView) -> Self {
        Self {
            id: removed.id.to_string(),
            service: removed.service,
            user: removed.user,
            removed_at: unix(removed.removed_at),
            erased_at: unix(removed.erased_at),
        }
    }
}

fn kind(source: &core::ImportSource) -> ImportKind {
    match source {
        core::ImportSource::App(_) => ImportKind::App,
        core::ImportSource::Codes => ImportKind::Codes,
        core::ImportSource::Backup => ImportKind::Backup,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_own_name_at_the_window() {
        use countersign_authenticator::NotComing::{
            Damaged, FileAlone, FileUnknown, InTrash, KindUnknown, NoQrCode, NoSecret, NotAnAccount,
            ParameterInvalid, PartMissing, PictureUnreadable, PinInvalid, PinMissing, Sealed, SecretInvalid,
            TooLong,
        };
        for known in [
            NoSecret,
            SecretInvalid,
            ParameterInvalid,
            KindUnknown,
            PinMissing,
            PinInvalid,
            Sealed,
            InTrash,
            NotAnAccount,
            PartMissing { part: 1, of: 2 },
            TooLong,
            NoQrCode,
            PictureUnreadable,
            FileUnknown,
            FileAlone,
        ] {
            assert_ne!(reason(known.code()), SkipCode::Damaged, "{}", known.code());
        }
        assert_eq!(reason(Damaged.code()), SkipCode::Damaged);
    }
}
