//! Exports of other apps, made by `tests/generators`, and texts with many codes.

mod dressing;
mod fixture;
mod hostile;
mod reading;
mod refusing;
mod tables;
mod texts;
