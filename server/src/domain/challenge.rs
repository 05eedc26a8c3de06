//! Questions: how they are asked, and where they stand.

use countersign_protocol::message::{Mode, Reason};
use countersign_protocol::{ChallengeId, ChallengeState, ScanSecret};
use zeroize::Zeroizing;

use super::{Policy, Question};

/// Who waits for the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// A sign-in on its way, by its id.
    Attempt(String),
    /// Somebody signed in who wants to change something, by the session's id.
    Session(String),
}

/// How the person wants to answer a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As the rules say: YES or NO, or with the number.
    Usual,
    /// By the page's QR code.
    Scan,
    /// By the page's QR code and the digits that a device without network gives for it.
    Offline,
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
    /// Whether it is answered by digits, without network.
    pub is_offline: bool,
    /// The signed question for the page's QR code; only while it waits for such digits.
    pub offline: Option<String>,
    /// How many wrong numbers or digits it still takes.
    pub tries_left: u32,
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
    /// Wrong numbers, or wrong digits, that one question takes.
    pub const TRIES: u32 = Question::TRIES;

    /// Whether somebody may still answer.
    pub fn is_open(&self, now: u64) -> bool {
        self.state == ChallengeState::Pending && now < self.expires_at
    }
}

/// What decides between YES / NO, the number, and the page's QR code.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a row of the table in docs/protocol.md, Modes")]
pub struct ModeFacts {
    /// The rule in force.
    pub policy: Policy,
    /// The person trusts this browser.
    pub trusted: bool,
    /// Something differs from what is usual.
    pub unusual: bool,
    /// A NO, or two unanswered requests, in the last 24 hours.
    pub alarmed: bool,
    /// Another sign-in is under way.
    pub second: bool,
    /// How the person chose to answer.
    pub way: Way,
}

/// The mode for a question.
pub fn choose_mode(reason: &Reason, facts: ModeFacts) -> Mode {
    let plain = match reason {
        Reason::Test => facts.policy != Policy::Strict,
        Reason::SignIn => {
            let at_ease = !facts.unusual && !facts.alarmed && !facts.second;
            at_ease
                && match facts.policy {
                    Policy::Tap => true,
                    Policy::Adaptive => facts.trusted,
                    Policy::Strict => false,
                }
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
    match facts.way {
        Way::Scan => Mode::Scan,
        Way::Offline => Mode::Offline,
        Way::Usual if plain => Mode::Tap,
        Way::Usual => Mode::Number,
    }
}
