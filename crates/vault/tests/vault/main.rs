//! The vault as its users see it: one test program, one module for each behavior.

mod accounts;
mod beginning_anew;
#[cfg(target_os = "linux")]
mod faults;
mod fixture;
mod formats;
mod imports;
mod kill;
mod opening;
#[cfg(target_os = "linux")]
mod read_only;
mod round_trips;
mod salvage;
mod seals;
mod sharing;
mod slots;
mod stolen;
mod writer;
