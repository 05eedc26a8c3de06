//! The commands, one file each.

mod add;
mod approve;
mod code;
mod doctor;
mod import;
mod link;
mod list;
mod manual;
mod remove;
mod rename;
mod run;
mod trash;
mod undo_import;

pub(crate) use run::run;
