//! Questions in the terminal. They go to the standard error, so that a result can be piped on.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};

/// A longer file holds no passphrase.
const LONGEST_PASSPHRASE_FILE: u64 = 64 * 1024;

/// Whether somebody can answer here.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal()
}

/// A line that may be seen.
pub(crate) fn line(question: &str) -> Outcome<String> {
    ask(question);
    read_line()?.ok_or_else(|| {
        Failure::unanswered("An answer is needed, and the input has ended. Run this in a terminal.")
    })
}

/// Yes or no; an empty line means no.
pub(crate) fn yes(question: &str) -> Outcome<bool> {
    let answer = line(&format!("{question} [y/N] "))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// A text that is not shown, from the terminal itself: a pipe cannot answer.
pub(crate) fn secret(question: &str) -> Outcome<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new).map_err(|_| {
        Failure::unanswered(format!(
            "“{}” has to be asked in a terminal, and there is none.",
            question.trim_end_matches([':', ' '])
        ))
    })
}

/// A new passphrase: the first line of a file, or typed twice.
pub(crate) fn new_passphrase(file: Option<&Path>) -> Outcome<Zeroizing<String>> {
    if let Some(file) = file {
        return secret_in(file);
    }
    let chosen = secret("New passphrase of the file: ")?;
    if *secret("Once more: ")? == *chosen {
        return Ok(chosen);
    }
    Err(Failure::unanswered("These were two different ones. Nothing was written."))
}

/// The first line of a file.
pub(crate) fn secret_in(file: &Path) -> Outcome<Zeroizing<String>> {
    let fails = |code, why: &str| {
        Failure::new(Exit::Unreadable, code, format!("The passphrase’s file {} {why}", file.display()))
    };
    let unread = |error: io::Error| fails("file_unreadable", &format!("cannot be read: {error}."));
    let opened = std::fs::File::open(file).map_err(unread)?;
    let mut text = Zeroizing::new(String::new());
    io::BufReader::new(io::Read::take(opened, LONGEST_PASSPHRASE_FILE))
        .read_line(&mut text)
        .map_err(unread)?;
    let line = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
    if line.is_empty() {
        return Err(fails("file_empty", "has no passphrase in its first line."));
    }
    Ok(line)
}

/// Shows a question, without a line's end.
pub(crate) fn ask(question: &str) {
    let mut out = anstream::stderr().lock();
    // Where it cannot be shown, the answer tells.
    let _ = write!(out, "{question}").and_then(|()| out.flush());
}

fn read_line() -> Outcome<Option<String>> {
    let mut text = String::new();
    let read = io::stdin()
        .lock()
        .read_line(&mut text)
        .map_err(|error| Failure::unanswered(format!("The answer could not be read: {error}.")))?;
    Ok((read > 0).then(|| text.trim_end_matches(['\r', '\n']).to_owned()))
}
