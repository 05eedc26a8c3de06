//! What the operator decided and operations need to know.

use countersign_protocol::{Origin, PersonText};

/// The operator's decisions; one for the whole process.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Where the server lives.
    pub origin: Origin,
    /// What people call the service.
    pub name: PersonText,
    /// How long a question waits, in seconds: 30 to 300.
    pub challenge_seconds: u64,
    /// Whether YES and NO alone do even where the browser is not trusted.
    pub approval_is_tap: bool,
}
