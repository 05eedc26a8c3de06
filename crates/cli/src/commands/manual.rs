//! `countersign completions` and `countersign man`: what other programs make of the arguments.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::screen;

/// Prints what the shell needs.
pub(crate) fn completions(shell: Shell) -> Outcome<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "countersign", &mut script);
    screen::bytes(&script)?;
    Ok(Exit::Done)
}

/// Prints the page of `countersign`, or writes the pages of all commands.
pub(crate) fn pages(folder: Option<&Path>) -> Outcome<Exit> {
    match folder {
        None => {
            let mut page = Vec::new();
            Man::new(Arguments::command()).render(&mut page).expect("memory takes what is written");
            screen::bytes(&page)?;
        }
        Some(folder) => {
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
            written.map_err(|error| {
                let sentence = format!("The pages could not be written to {}: {error}.", folder.display());
                Failure::new(Exit::Failed, "not_written", sentence)
            })?;
        }
    }
    Ok(Exit::Done)
}
