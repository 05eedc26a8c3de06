//! The use cases at the crate's border: over a key store in memory, a clock that is set, and a real vault file.

#![expect(clippy::unwrap_used, reason = "these are tests")]

mod accounts;
mod approving;
mod arranging;
mod between_shells;
mod biometrics;
mod clock;
mod damaged;
mod device;
mod freezing;
mod history;
mod icons;
mod importing;
mod linking;
mod locking;
mod offline;
mod opening;
mod reading;
mod real_server;
mod renewing;
mod restoring;
mod streaming;
mod telling;
mod trust;
mod verifier;
mod waking;
mod ways_in;
mod ways_out;
mod witness;
