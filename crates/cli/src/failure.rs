//! What went wrong, as the person reads it and as a script branches on it.

use countersign_authenticator::Error;

use crate::exit::Exit;
use crate::wording;

/// A failure: how the program ends, a stable name, and a sentence.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) code: String,
    pub(crate) sentence: String,
}

/// What a command gives.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(exit: Exit, code: &str, sentence: impl Into<String>) -> Self {
        Self { exit, code: code.to_owned(), sentence: sentence.into() }
    }

    pub(crate) fn unanswered(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Unanswered, "unanswered", sentence)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        (&error).into()
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let code = error.code();
        Self::new(exit_of(code), code, wording::sentence(error))
    }
}

/// Where the core's names of errors lead.
fn exit_of(code: &str) -> Exit {
    match code {
        "account_unknown" | "import_unknown" | "preview_unknown" | "no_codes" => Exit::NotFound,
        "locked"
        | "vault_state"
        | "vault_damaged"
        | "vault_busy"
        | "vault_on_network"
        | "vault_read_only"
        | "passphrase_wrong"
        | "pin_wrong"
        | "pin_pause"
        | "pin_malformed"
        | "recovery_words_wrong"
        | "key_store_locked"
        | "key_store_unavailable" => Exit::Closed,
        "no_qr_code"
        | "image_unreadable"
        | "link_malformed"
        | "setup_malformed"
        | "setup_unsupported"
        | "secret_malformed"
        | "update_app"
        | "backup_words_needed"
        | "words_malformed"
        | "pin_needed"
        | "several_accounts" => Exit::Unreadable,
        "file_exists" | "file_not_written" | "file_not_proven" => Exit::Failed,
        code if code.starts_with("qr_") || code.starts_with("file_") => Exit::Unreadable,
        "person_unverified" | "person_unverifiable" => Exit::Unanswered,
        _ => Exit::Failed,
    }
}
