//! What the core shows, as plain data for the window; and back again. Nothing is decided here.

mod accounts;
mod backups;
mod clock;
mod damage;
mod error;
mod history;
mod icons;
mod importing;
mod linking;
mod moving;
mod notices;
mod questions;
mod security;
mod state;
mod tables;
mod units;
mod waking;
mod ways_back;
