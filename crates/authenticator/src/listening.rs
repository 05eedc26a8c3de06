//! Hearing of questions.
use crate::Authenticator;

impl Authenticator {
    /// Asks all servers for questions for ever; a shell spawns this once. Waits while the vault is closed.
    pub async fn listen(&self) {
        todo!()
    }
    /// Asks all servers now: the device woke, is on another network, or the person wants to know.
    pub fn check_now(&self) {
        todo!()
    }
}
