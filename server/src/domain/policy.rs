//! How devices are asked: the operator's rule, the administrators', the person's own, and the strongest of them, which
//! is in force.

use serde::Deserialize;

/// How devices are asked about sign-ins; a later one is stronger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// YES or NO, trusted browser or not.
    Tap,
    /// YES or NO in trusted browsers, the number in all others.
    #[default]
    Adaptive,
    /// Never YES alone: six digits or the page's QR code, and only from a device that has made sure of its person.
    Strict,
}

impl Policy {
    /// All of them, the weakest first.
    pub const ALL: [Self; 3] = [Self::Tap, Self::Adaptive, Self::Strict];

    /// As stored, on the wire, and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tap => "tap",
            Self::Adaptive => "adaptive",
            Self::Strict => "strict",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }

    /// How many digits the number has.
    pub fn digits(self) -> u8 {
        match self {
            Self::Tap | Self::Adaptive => 2,
            Self::Strict => 6,
        }
    }

    /// Whether the digits of a phone without network may stand for an answer: they are no signature.
    pub fn takes_offline(self) -> bool {
        self != Self::Strict
    }

    /// Whether a YES counts only from a device that has made sure of its person.
    pub fn wants_verified_person(self) -> bool {
        self == Self::Strict
    }
}

/// The rules of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policies {
    /// The operator's, for everybody.
    pub server: Policy,
    /// The administrators', for everybody or for this account, whichever is stronger.
    pub admin: Policy,
    /// The person's own.
    pub own: Policy,
}

impl Policies {
    /// The strongest one.
    pub fn in_force(self) -> Policy {
        self.least().max(self.own)
    }

    /// What the person cannot go below.
    pub fn least(self) -> Policy {
        self.server.max(self.admin)
    }

    /// What the person can choose between.
    pub fn choices(self) -> impl Iterator<Item = Policy> {
        Policy::ALL.into_iter().filter(move |policy| *policy >= self.least())
    }
}

#[cfg(test)]
mod tests {
    use super::{Policies, Policy};

    #[test]
    fn the_strongest_one_is_in_force_and_nobody_chooses_below_the_operator() {
        for (server, admin) in Policy::ALL.into_iter().flat_map(|one| Policy::ALL.map(|other| (one, other))) {
            for own in Policy::ALL {
                let all = Policies { server, admin, own };
                assert_eq!(Some(all.in_force()), [server, admin, own].into_iter().max());
                assert!(all.choices().all(|choice| choice >= server && choice >= admin));
                assert!(all.choices().next().is_some());
            }
        }
        assert_eq!(Policy::ALL.map(|policy| Policy::from_name(policy.name())), Policy::ALL.map(Some));
    }
}
