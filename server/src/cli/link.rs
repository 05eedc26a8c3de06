//! Links that let somebody in: on a terminal, or in a file that only its owner may read. Never in a log.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::say;
use crate::keys::write_private;

/// Where a link goes.
pub(super) enum Destination {
    /// To the terminal, if there is one; else to this file.
    TerminalOr(PathBuf),
    /// To this file.
    File(PathBuf),
}

/// Hands out a link with a sentence about it; the file's path is logged, its content is not.
pub(super) fn hand_out(link: &str, sentence: &str, to: Destination) -> anyhow::Result<()> {
    let file = match to {
        Destination::TerminalOr(_) if io::stdout().is_terminal() => {
            return say(&format!("{sentence}\n\n    {link}\n"));
        }
        Destination::TerminalOr(file) | Destination::File(file) => file,
    };
    forget(&file)?;
    write_private(&file, format!("{link}\n").as_bytes())
        .with_context(|| format!("{}: cannot be written", file.display()))?;
    tracing::info!(file = %file.display(), "{sentence}");
    Ok(())
}

/// Removes a link that was written before, if there is one.
pub(super) fn forget(file: &Path) -> anyhow::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{}: cannot be removed", file.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
