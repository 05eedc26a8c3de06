//! Icons: what the person chooses, and the packs that they come from.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The icon that the person chooses for an account.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum IconChoice {
    /// Whatever fits the service's name.
    ByName,
    /// The letter.
    Letter,
    /// One of the app's own set.
    BuiltIn {
        /// Its name there.
        name: String,
    },
    /// A picture's file.
    Picture {
        /// In base64, also as a data URL.
        file: String,
    },
    /// One of an installed pack.
    OfPack {
        /// The pack's id.
        pack_id: String,
        /// The icon's place in it.
        index: u32,
    },
}

/// An installed pack.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IconPackView {
    /// Its id.
    pub(crate) id: String,
    /// Its name, maybe empty.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: u32,
    /// How many icons it has.
    pub(crate) icons: u32,
}

/// A pack that was just installed.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IconPackAdded {
    /// The pack.
    pub(crate) pack: IconPackView,
    /// How many of its icons have no picture that can be read.
    pub(crate) left_out: u32,
}

/// One icon of an installed pack.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PackIconView {
    /// The pack's id.
    pub(crate) pack_id: String,
    /// The icon's place in it.
    pub(crate) index: u32,
    /// Its name.
    pub(crate) name: String,
    /// Its picture, as a data URL.
    pub(crate) picture: String,
}

/// An icon of a pack that fits accounts by their services' names.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PackMatch {
    /// The accounts.
    pub(crate) account_ids: Vec<String>,
    /// Its picture, as a data URL.
    pub(crate) picture: String,
}
