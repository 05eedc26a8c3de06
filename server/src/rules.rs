//! What the operator decided and operations need to know.

use countersign_protocol::{Origin, PersonText};

use crate::domain::Policy;

/// The operator's decisions; one for the whole process.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Where the server lives.
    pub origin: Origin,
    /// What people call the service.
    pub name: PersonText,
    /// How long a question waits, in seconds: 30 to 300.
    pub challenge_seconds: u64,
    /// How devices are asked; a person can ask for more, not for less.
    pub approval: Policy,
}
