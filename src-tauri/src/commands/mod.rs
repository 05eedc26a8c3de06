//! What the window may ask for. Each command takes plain data, calls one use case and returns plain data.

pub(crate) mod accounts;
pub(crate) mod arranging;
pub(crate) mod backup_codes;
pub(crate) mod backups;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod computer;
pub(crate) mod exports;
pub(crate) mod history;
pub(crate) mod icons;
pub(crate) mod importing;
pub(crate) mod linking;
pub(crate) mod locking;
pub(crate) mod moving;
pub(crate) mod notices;
pub(crate) mod questions;
pub(crate) mod security;
pub(crate) mod state;
pub(crate) mod waking;
pub(crate) mod ways_back;
