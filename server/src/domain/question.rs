//! What a question does when something happens to it. The storage asks these functions and then writes what they say
//! by one conditional statement; the models in `tests/models` run the same functions through every order of events.

use countersign_protocol::ChallengeState;

use super::lifetimes;

/// A question as far as its rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question {
    /// Where it was seen last.
    pub state: ChallengeState,
    /// What a YES has to bring along.
    pub wants: Wants,
    /// Numbers that were counted so far.
    pub tries: u32,
    /// When it ends, in seconds since 1970.
    pub expires_at: u64,
    /// When it was decided.
    pub decided_at: Option<u64>,
}

/// What a YES has to bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wants {
    /// Nothing: `tap`.
    Nothing,
    /// What only its page shows: `number` and `scan`.
    ThePage,
    /// Digits that are typed on its page: `offline`. A YES over the network is none.
    Digits,
}

/// What a device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// YES.
    Yes,
    /// NO.
    No,
    /// NO, and *it wasn't me*.
    NotMe,
}

/// What a device's answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It decides, if the question is still pending.
    Decides(ChallengeState),
    /// What it brings along has to be compared with what the page shows.
    Compare {
        /// Which try of the question it is.
        nth_try: u32,
    },
    /// It protects, in whatever state the question is, and takes an approval back that is not used yet.
    Protects,
    /// The question does not take it.
    NotThisQuestion,
    /// It was not counted, so it is not compared: the question was over, or out of tries.
    Over,
}

impl Wants {
    /// What an answer comes to. `nth_try` is which try was counted for this very message, if one was.
    pub fn answered(self, said: Said, nth_try: Option<u32>) -> Verdict {
        match (said, self) {
            (Said::NotMe, _) => Verdict::Protects,
            (Said::No, _) => Verdict::Decides(ChallengeState::Declined),
            (Said::Yes, Self::Nothing) => Verdict::Decides(ChallengeState::Approved),
            (Said::Yes, Self::Digits) => Verdict::NotThisQuestion,
            (Said::Yes, Self::ThePage) => {
                nth_try.map_or(Verdict::Over, |nth_try| Verdict::Compare { nth_try })
            }
        }
    }
}

/// What a sign-in may do that asked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Again {
    /// Ask a new question, when it is its turn.
    New,
    /// Its question stands.
    Same,
    /// Nothing: a NO is the last word, and so are three wrong numbers.
    Over,
}

/// What a sign-in may do whose latest question is here.
pub fn again(latest: Option<ChallengeState>) -> Again {
    match latest {
        None | Some(ChallengeState::Expired | ChallengeState::Cancelled) => Again::New,
        Some(ChallengeState::Pending | ChallengeState::Approved) => Again::Same,
        Some(ChallengeState::Declined | ChallengeState::Failed | ChallengeState::Consumed) => Again::Over,
    }
}

/// Whose turn it is: one question at a time for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Turn {
    /// That of whoever asks for it.
    Mine,
    /// The other's; its plain question is taken back and asked again with a number, because two are at it.
    OthersWithNumber,
    /// The other's.
    Others,
}

/// Whose turn it is while this question of another sign-in is pending and so many wait before.
pub fn turn(pending: Option<Wants>, before: usize) -> Turn {
    match pending {
        Some(Wants::Nothing) => Turn::OthersWithNumber,
        None if before == 0 => Turn::Mine,
        Some(Wants::ThePage | Wants::Digits) | None => Turn::Others,
    }
}

impl Question {
    /// Wrong numbers, or wrong digits, that one question takes.
    pub const TRIES: u32 = 3;

    /// Where it stands now: time ends what is pending, and an approval that nobody came for.
    pub fn state_at(self, now: u64) -> ChallengeState {
        let is_over = match self.state {
            ChallengeState::Pending => self.expires_at <= now,
            ChallengeState::Approved => self.decided_at.is_some_and(|at| at + lifetimes::APPROVAL <= now),
            ChallengeState::Declined
            | ChallengeState::Cancelled
            | ChallengeState::Expired
            | ChallengeState::Failed
            | ChallengeState::Consumed => false,
        };
        if is_over { ChallengeState::Expired } else { self.state }
    }

    /// Whether somebody may still answer.
    pub fn is_open(self, now: u64) -> bool {
        self.state_at(now) == ChallengeState::Pending
    }

    /// Whether a number is counted now; only what was counted is compared.
    pub fn counts(self, now: u64) -> bool {
        self.wants == Wants::ThePage && self.is_open(now) && self.tries < Self::TRIES
    }

    /// How often a number may still be tried after this one, the `nth`.
    pub fn tries_left(nth: u32) -> u32 {
        Self::TRIES.saturating_sub(nth)
    }

    /// Whether wrong numbers have ended it: all are counted, and none of them waits to be compared.
    pub fn is_failed(self, uncompared: u32) -> bool {
        self.tries >= Self::TRIES && uncompared == 0
    }

    /// The question after this decision; as it was, if it was not pending any more.
    #[must_use]
    pub fn decided(self, state: ChallengeState, now: u64) -> Self {
        if self.is_open(now) { Self { state, decided_at: Some(now), ..self } } else { self }
    }

    /// The question after its asker or a change took it back.
    #[must_use]
    pub fn cancelled(self, now: u64) -> Self {
        match self.state_at(now) {
            ChallengeState::Pending | ChallengeState::Approved => {
                Self { state: ChallengeState::Cancelled, decided_at: Some(now), ..self }
            }
            state => Self { state, ..self },
        }
    }

    /// The question after *it wasn't me*: a pending one is declined, an approval taken back.
    #[must_use]
    pub fn protected(self, now: u64) -> Self {
        let decided = self.decided(ChallengeState::Declined, now);
        match decided.state_at(now) {
            ChallengeState::Approved => Self { state: ChallengeState::Cancelled, ..decided },
            state => Self { state, ..decided },
        }
    }

    /// The question once its page has used the approval; `None` if there is none, it is too old, or the device that
    /// gave it does not count any more.
    #[must_use]
    pub fn used(self, decider_is_active: bool, now: u64) -> Option<Self> {
        (self.state_at(now) == ChallengeState::Approved && decider_is_active)
            .then_some(Self { state: ChallengeState::Consumed, ..self })
    }
}
