//! The real program, run as a person or a script runs it, on vaults of its own.

mod adding;
mod codes;
mod computer;
mod doctor;
mod listing;
mod manual;
