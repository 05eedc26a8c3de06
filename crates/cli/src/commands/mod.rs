//! The commands, one file each.

mod add;
mod approve;
mod backup;
mod believe;
mod code;
mod doctor;
mod export;
mod history;
mod import;
mod link;
mod list;
mod lock;
mod looking;
mod manual;
mod pins;
mod remove;
mod rename;
mod renew_keys;
mod run;
mod salvage;
mod trash;
mod undo_import;
mod verify;

pub(crate) use run::run;
