//! What an enrollment does when something happens to it: a code is claimed once, and the person at the page decides
//! whether the device that claimed it is theirs.

use super::lifetimes;

/// Where an enrollment is, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nobody has claimed it.
    Open,
    /// A device has, and shows six digits.
    Claimed,
    /// The device counts.
    Done,
    /// It is over.
    Ended,
}

/// An enrollment as far as its rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Enrolling {
    /// Where it was seen last.
    pub stage: Stage,
    /// How often the typed code was tried.
    pub setup_tries: u32,
    /// How often the six digits were tried.
    pub confirm_tries: u32,
    /// When it ends, in seconds since 1970.
    pub expires_at: u64,
}

/// What the code says to a device that brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeSays {
    /// It is the device's.
    Claimed(Enrolling),
    /// Somebody else used it.
    Used,
    /// It is over.
    Invalid,
}

impl Enrolling {
    /// Tries at a typed code that one enrollment takes.
    pub const SETUP_TRIES: u32 = 5;
    /// Tries at the six digits.
    pub const CONFIRM_TRIES: u32 = 3;

    /// A new one.
    pub fn begun(now: u64) -> Self {
        let expires_at = now + lifetimes::ENROLLMENT;
        Self { stage: Stage::Open, setup_tries: 0, confirm_tries: 0, expires_at }
    }

    /// Where it stands now.
    pub fn stage_at(self, now: u64) -> Stage {
        match self.stage {
            Stage::Open | Stage::Claimed if self.expires_at <= now => Stage::Ended,
            stage => stage,
        }
    }

    /// What the right code says to a device.
    pub fn claimed(self, now: u64) -> CodeSays {
        match self.stage_at(now) {
            Stage::Open => CodeSays::Claimed(Self {
                stage: Stage::Claimed,
                expires_at: now + lifetimes::UNCONFIRMED,
                ..self
            }),
            Stage::Claimed => CodeSays::Used,
            Stage::Done if self.expires_at > now => CodeSays::Used,
            Stage::Done | Stage::Ended => CodeSays::Invalid,
        }
    }

    /// Counts a try at the typed code, before it is compared; `None` if it is not compared any more.
    pub fn setup_tried(self, now: u64) -> Option<Self> {
        let is_live = matches!(self.stage_at(now), Stage::Open | Stage::Claimed);
        (is_live && self.setup_tries < Self::SETUP_TRIES)
            .then_some(Self { setup_tries: self.setup_tries + 1, ..self })
    }

    /// Counts a try at the six digits, before they are compared; `None` if they are not compared any more.
    pub fn confirm_tried(self, now: u64) -> Option<Self> {
        (self.stage_at(now) == Stage::Claimed && self.confirm_tries < Self::CONFIRM_TRIES)
            .then_some(Self { confirm_tries: self.confirm_tries + 1, ..self })
    }

    /// The enrollment after the digits that were counted were compared.
    #[must_use]
    pub fn compared(self, is_right: bool, now: u64) -> Self {
        match (self.stage_at(now), is_right) {
            (Stage::Claimed, true) => Self { stage: Stage::Done, ..self },
            (Stage::Claimed, false) if self.confirm_tries >= Self::CONFIRM_TRIES => self.ended(),
            _ => self,
        }
    }

    /// The enrollment after its person stopped it, or began another one.
    #[must_use]
    pub fn ended(self) -> Self {
        match self.stage {
            Stage::Open | Stage::Claimed => Self { stage: Stage::Ended, ..self },
            Stage::Done | Stage::Ended => self,
        }
    }
}
