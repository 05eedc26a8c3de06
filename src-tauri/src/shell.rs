//! The one managed struct.

use crate::dto::{CommandError, ErrorCode};

/// State.
pub struct Shell;

impl Shell {
    /// Temporary.
    pub(crate) fn unfinished<T>(&self) -> Result<T, CommandError> {
        Err(CommandError { code: ErrorCode::Internal, message: String::new(), details: None })
    }
}
