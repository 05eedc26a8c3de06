//! What the window may ask for. Each command takes plain data, calls one use case and returns plain data.

pub mod accounts;
pub mod backup_codes;
pub mod codes;
pub mod linking;
pub mod notices;
pub mod questions;
pub mod state;
