//! The ways out, tested at the crate's border.

mod document;
mod documents;
mod export_codes;
mod exports;
mod faults;
mod folder;
mod imports;
mod killed;
mod moving;
mod names_and_words;
mod outside;
mod paper;
mod rescue_page;
mod rotation;
mod saving;
mod sealing;
mod support;
mod ways_back;
