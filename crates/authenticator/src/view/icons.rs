//! Icons: what can be chosen, and the packs that they come from.

use countersign_vault::AccountId;
use zeroize::Zeroizing;

/// The icon that a person chooses for an account.
pub enum IconChoice {
    /// Whatever fits the service's name.
    ByName,
    /// The letter, even where an icon would fit.
    Letter,
    /// One of the app's own set, by its name there.
    BuiltIn(String),
    /// A picture's file.
    Picture(Zeroizing<Vec<u8>>),
    /// One of an installed pack: its picture goes into the vault, and stays there when the pack goes.
    OfPack {
        /// The pack's id.
        pack: String,
        /// The icon's place in it.
        index: usize,
    },
}

/// An installed pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IconPackView {
    /// Its id.
    pub id: String,
    /// Its name; whatever the pack says, maybe nothing.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// How many icons it has.
    pub icons: usize,
}

/// A pack that was just installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IconPackAdded {
    /// The pack.
    pub pack: IconPackView,
    /// How many of its icons have no picture that can be read.
    pub left_out: usize,
}

/// One icon of an installed pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackIconView {
    /// The pack's id.
    pub pack: String,
    /// The icon's place in it.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Its picture, as a PNG file.
    pub picture: Vec<u8>,
}

/// An icon that fits accounts by their services' names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackMatch {
    /// The accounts.
    pub accounts: Vec<AccountId>,
    /// Its picture, as a PNG file.
    pub picture: Vec<u8>,
}
