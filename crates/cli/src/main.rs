//! The command line `countersign`: a second shell over the app's use cases.
//!
//! It reads arguments, asks in the terminal and prints. What an account is, how a code comes about, what an import
//! brings: all of that is `countersign-authenticator`, as in the app.

mod arguments;
mod asking;
mod clipboard;
mod commands;
mod exit;
mod failure;
mod find;
mod input;
mod opening;
mod place;
mod plain;
mod ports;
mod screen;
mod wording;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use screen::Screen;

#[tokio::main]
async fn main() -> ExitCode {
    keep_quiet_about_data();
    let arguments = Arguments::parse();
    let screen = Screen::new(arguments.command.wants_json());
    match commands::run(arguments, &screen).await {
        Ok(exit) => exit.into(),
        Err(failure) => {
            screen.failure(&failure);
            failure.exit.into()
        }
    }
}

/// A panic's message may quote what the program was working on.
fn keep_quiet_about_data() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        anstream::eprintln!("countersign: a fault in the program, at {place}. Nothing was lost.");
    }));
}
