//! The vault as its users see it: one test program, one module for each behavior.

mod accounts;
mod fixture;
mod formats;
mod imports;
mod kill;
mod opening;
mod round_trips;
mod seals;
mod sharing;
