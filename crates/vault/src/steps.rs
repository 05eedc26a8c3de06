//! Where this copy of a device stands at its server: what makes two copies of one vault differ.

use countersign_protocol::StepId;
use countersign_protocol::message::Step;
use serde::{Deserialize, Serialize};

/// The steps of a device. The next one is written down before it is sent, so that a reply that was lost, or an app that
/// was ended, sends the same one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Steps {
    /// The last one that the server has answered.
    #[serde(default)]
    last: Option<StepId>,
    /// The one on its way.
    #[serde(default)]
    next: Option<StepId>,
    /// When the server noticed a copy of this device last, by its own clock in seconds since 1970.
    #[serde(default)]
    pub copied_at: Option<u64>,
}

impl Steps {
    /// The step to send: the one that is on its way, or a new one to `fresh`, which is random.
    pub fn begin(&mut self, fresh: StepId) -> Step {
        let next = *self.next.get_or_insert(fresh);
        Step { last: self.last.unwrap_or(next), next }
    }

    /// The server has answered a request with this step.
    pub fn took(&mut self, step: &Step) {
        if self.next == Some(step.next) {
            (self.last, self.next) = (self.next, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_sent_again_until_it_was_answered() {
        let [a, b, c] = [1, 2, 3].map(|each| StepId::from_bytes([each; 16]));
        let mut steps = Steps::default();
        let first = steps.begin(a);
        assert_eq!(first, Step { last: a, next: a });
        assert_eq!(steps.begin(b), first, "nobody has answered");
        steps.took(&Step { last: c, next: c });
        assert_eq!(steps.begin(b), first, "another one was answered");
        steps.took(&first);
        let second = steps.begin(b);
        assert_eq!(second, Step { last: a, next: b });
        steps.took(&first);
        assert_eq!(steps.begin(c), second);
        steps.took(&second);
        assert_eq!(steps.begin(c), Step { last: b, next: c });
    }
}
