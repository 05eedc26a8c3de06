//! The commands, one file each.

mod add;
mod approve;
mod code;
mod doctor;
mod link;
mod list;
mod manual;
mod remove;
mod rename;
mod run;

pub(crate) use run::run;
