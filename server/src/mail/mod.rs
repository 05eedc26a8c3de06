//! Mail: what the operator decided about it, how a mail looks, and the post that sends what operations have queued.
//! Nothing here decides anything, and no sign-in waits for it.

mod letter;
mod post;
mod settings;
mod transport;
mod undo;

pub use letter::{NotALetter, host, invitation, trial, write};
pub use post::{Round, deliver, run};
pub use settings::{Encryption, MailSettings, MailTable, MailTransport, SmtpSettings};
pub use transport::{SendError, Transport, TransportError};
pub use undo::{read_undo_mark, undo_mark};
