//! What is printed: results to the standard output, everything said beside them to the standard error.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::plain::{plain, plain_json};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();

/// The terminal, or whatever is in its place. Styles are left out where they do not belong (`NO_COLOR`, pipes).
pub(crate) struct Screen {
    json: bool,
    is_read_by_a_person: bool,
    out: ColorChoice,
    beside: ColorChoice,
}

impl Screen {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            is_read_by_a_person: io::stdout().is_terminal(),
            out: AutoStream::choice(&io::stdout()),
            beside: AutoStream::choice(&io::stderr()),
        }
    }

    /// Whether results are wanted as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person reads the standard output.
    pub(crate) fn is_read_by_a_person(&self) -> bool {
        self.is_read_by_a_person
    }

    /// A line of the result.
    pub(crate) fn line(&self, line: &str) -> Outcome {
        written(writeln!(AutoStream::new(io::stdout().lock(), self.out), "{line}"))
    }

    /// A result as JSON.
    pub(crate) fn value(&self, value: &impl Serialize) -> Outcome {
        let json = serde_json::to_string_pretty(value).expect("a plain structure");
        self.line(&plain_json(&json))
    }

    /// Something beside the result, for a person. With JSON nothing is said beside it.
    pub(crate) fn note(&self, text: &str) {
        if !self.json {
            self.say(text);
        }
    }

    /// Something that the person has to see in any case. Where there is nobody to see it, it does not matter.
    pub(crate) fn say(&self, text: &str) {
        let _ = writeln!(AutoStream::new(io::stderr().lock(), self.beside), "{text}");
    }

    /// The failure that ends the program.
    pub(crate) fn failure(&self, failure: &Failure) {
        if failure.exit == Exit::Done {
            return;
        }
        let sentence = plain_lines(&failure.sentence);
        if self.json {
            let error = serde_json::json!({ "error": { "code": failure.code, "message": sentence } });
            self.say(&plain_json(&format!("{error:#}")));
        } else {
            self.say(&format!("{RED}countersign:{RED:#} {sentence}"));
        }
    }
}

/// A result as it is, byte by byte.
pub(crate) fn bytes(bytes: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    written(out.write_all(bytes).and_then(|()| out.flush()))
}

/// A text that stands out.
pub(crate) fn strong(text: &str) -> String {
    format!("{STRONG}{text}{STRONG:#}")
}

/// A text that stands back.
pub(crate) fn faint(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{FAINT}{text}{FAINT:#}") }
}

/// Our own sentences may have several lines; names in them may not make more.
fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

fn written(result: io::Result<()>) -> Outcome {
    match result {
        Ok(()) => Ok(()),
        // Whoever reads has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::new(Exit::Done, "", "")),
        Err(error) => {
            let sentence = format!("The result could not be written: {error}.");
            Err(Failure::new(Exit::Failed, "not_written", sentence))
        }
    }
}
