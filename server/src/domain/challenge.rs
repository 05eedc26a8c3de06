//! Questions: how they are asked, and where they stand.

use countersign_protocol::message::{Mode, Reason};
use countersign_protocol::{ChallengeId, ChallengeState, ScanSecret};
use zeroize::Zeroizing;

/// Who waits for the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// A sign-in on its way, by its id.
    Attempt(String),
    /// Somebody signed in who wants to change something, by the session's id.
    Session(String),
}

/// A question as its page shows it.
#[derive(Debug, Clone)]
pub struct ChallengeView {
    /// Its id.
    pub cid: ChallengeId,
    /// Where it stands.
    pub state: ChallengeState,
    /// What an approval is for.
    pub reason: Reason,
    /// The number to type on the phone; `None` for a plain YES or NO.
    pub number: Option<Zeroizing<String>>,
    /// What the page's QR code proves; only where it has to be scanned.
    pub scan: Option<ScanSecret>,
    /// When it was made.
    pub created_at: u64,
    /// When it ends.
    pub expires_at: u64,
    /// When it may be sent again.
    pub resend_at: u64,
    /// The device that decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<u64>,
}

impl ChallengeView {
    /// Whether somebody may still answer.
    pub fn is_open(&self, now: u64) -> bool {
        self.state == ChallengeState::Pending && now < self.expires_at
    }
}

/// What decides between YES / NO, the number, and the page's QR code.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a row of the table in docs/protocol.md, Modes")]
pub struct ModeFacts {
    /// The server asks only YES or NO, trusted browser or not.
    pub policy_is_tap: bool,
    /// The person trusts this browser.
    pub trusted: bool,
    /// Something differs from what is usual.
    pub unusual: bool,
    /// A NO, or two unanswered requests, in the last 24 hours.
    pub alarmed: bool,
    /// Another sign-in is under way.
    pub second: bool,
    /// The person chose to scan the page.
    pub scan: bool,
}

/// The mode for a question.
pub fn choose_mode(reason: &Reason, facts: ModeFacts) -> Mode {
    let plain = match reason {
        Reason::Test => true,
        Reason::SignIn => {
            let at_ease = !facts.unusual && !facts.alarmed && !facts.second;
            at_ease && (facts.trusted || facts.policy_is_tap)
        }
        Reason::StepUp
        | Reason::AddMethod
        | Reason::RemoveMethod
        | Reason::NewCodes
        | Reason::ChangePassword
        | Reason::ChangeAddress
        | Reason::ChangePolicy
        | Reason::SwitchOff
        | Reason::Other(_) => false,
    };
    if facts.scan {
        Mode::Scan
    } else if plain {
        Mode::Tap
    } else {
        Mode::Number
    }
}
