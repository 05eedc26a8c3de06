//! Icons and icon packs.

use countersign_authenticator as core;

use super::units::count;
use crate::dto::{CommandError, IconChoice, IconPackAdded, IconPackView, PackIconView, PackMatch};
use crate::pictures;

impl TryFrom<IconChoice> for core::IconChoice {
    type Error = CommandError;

    fn try_from(choice: IconChoice) -> Result<Self, CommandError> {
        Ok(match choice {
            IconChoice::ByName => Self::ByName,
            IconChoice::Letter => Self::Letter,
            IconChoice::BuiltIn { name } => Self::BuiltIn(name),
            IconChoice::Picture { file } => Self::Picture(pictures::from_base64(file)?),
            IconChoice::OfPack { pack_id, index } => {
                Self::OfPack { pack: pack_id, index: usize::try_from(index).unwrap_or(usize::MAX) }
            }
        })
    }
}

impl From<core::IconPackView> for IconPackView {
    fn from(view: core::IconPackView) -> Self {
        let version = u32::try_from(view.version).unwrap_or(u32::MAX);
        Self { id: view.id, name: view.name, version, icons: count(view.icons) }
    }
}

impl From<core::IconPackAdded> for IconPackAdded {
    fn from(added: core::IconPackAdded) -> Self {
        Self { pack: added.pack.into(), left_out: count(added.left_out) }
    }
}

impl From<core::PackIconView> for PackIconView {
    fn from(view: core::PackIconView) -> Self {
        let picture = pictures::data_url(pictures::PNG, &view.picture);
        Self { pack_id: view.pack, index: count(view.index), name: view.name, picture }
    }
}

impl From<core::PackMatch> for PackMatch {
    fn from(found: core::PackMatch) -> Self {
        Self {
            account_ids: found.accounts.iter().map(ToString::to_string).collect(),
            picture: pictures::data_url(pictures::PNG, &found.picture),
        }
    }
}
