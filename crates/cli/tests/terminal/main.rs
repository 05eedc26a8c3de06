//! The real program, run as a person or a script runs it, on vaults of its own.

#![expect(clippy::unwrap_used, reason = "these are tests")]

mod adding;
#[cfg(feature = "development")]
mod approving;
mod codes;
mod computer;
mod doctor;
mod exporting;
mod importing;
#[cfg(target_os = "linux")]
mod key_store;
mod listing;
mod locking;
mod manual;
mod salvaging;
