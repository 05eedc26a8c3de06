//! What the program's end says to whoever called it.

use std::process::ExitCode;

/// How the program ends. The numbers are documented and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// It failed; the message says why.
    Failed = 1,
    /// The arguments do not fit; `clap` ends with this number as well.
    Usage = 2,
    /// There is no such account, file, import or app.
    NotFound = 3,
    /// Several accounts fit.
    Several = 4,
    /// The vault does not open.
    Closed = 5,
    /// The input cannot be read, or its password is wrong.
    Unreadable = 6,
    /// An answer is needed and nobody can be asked, or the person said no.
    Unanswered = 7,
    /// `doctor` found something to do.
    Amiss = 8,
}

/// The list for `--help`, the man page and the documents.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed; the message says why
  2  the arguments do not fit
  3  no such account, file, import or running app
  4  several accounts fit; they are listed
  5  the vault does not open
  6  the input cannot be read, or its password is wrong
  7  an answer is needed and nobody can be asked, or the answer was no
  8  doctor found something to do";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
