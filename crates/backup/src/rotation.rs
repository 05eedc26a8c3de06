//! Which automatic backups may go. Pure: what lies there, what is new, the policy, the time.

use std::cmp::Reverse;
use std::time::Duration;

use countersign_otp::UnixTime;

/// How many backups stay, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// So many of the newest stay, whatever their age: at least one.
    pub keep_newest: usize,
    /// So many stay at most.
    pub keep_at_most: usize,
    /// Beyond the newest ones, none is older than this.
    pub oldest: Duration,
}

impl Default for Policy {
    /// The last 3 always, up to 20 of the last 90 days.
    fn default() -> Self {
        Self { keep_newest: 3, keep_at_most: 20, oldest: Duration::from_hours(90 * 24) }
    }
}

/// An automatic backup that lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its file name.
    pub name: String,
    /// When it was made.
    pub made_at: UnixTime,
    /// Whether it opens.
    pub condition: Condition,
}

/// What is known of a backup that lies in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It opens, and all of its accounts could be read.
    Good {
        /// How many accounts are in it.
        accounts: usize,
    },
    /// It is damaged, cut off, or some of its accounts cannot be read.
    Unreadable,
    /// It is sealed for somebody else: another device, or an earlier identity. It is left alone.
    Foreign,
}

/// What has to be asked before something else may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// There are fewer accounts than in an earlier backup. Shall that one go one day, like any other?
    Fewer {
        /// In the earlier one, which stays until this is answered.
        before: usize,
        /// Now.
        now: usize,
    },
    /// These do not open any more, and stay until the person removes them.
    Unreadable {
        /// Their names.
        names: Vec<String>,
    },
}

/// What happens after the new backup is saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// These go.
    pub remove: Vec<String>,
    /// These are asked.
    pub questions: Vec<Question>,
}

/// Plans for the moment after a new backup with so many accounts was saved and compared.
///
/// `accepted_until` is when the person last said that fewer accounts are right: backups made until then are no
/// longer held back for having more.
pub fn plan(
    found: &[Found],
    now_accounts: usize,
    policy: Policy,
    now: UnixTime,
    accepted_until: Option<UnixTime>,
) -> Plan {
    let mut good: Vec<(&Found, usize)> = found
        .iter()
        .filter_map(|each| match each.condition {
            Condition::Good { accounts } => Some((each, accounts)),
            Condition::Unreadable | Condition::Foreign => None,
        })
        .collect();
    // What claims to be made in the future was made under a wrong clock, and must not stay for ever.
    good.sort_by_key(|(each, _)| (each.made_at > now, Reverse(each.made_at), Reverse(each.name.as_str())));
    let held = held_back(&good, now_accounts, accepted_until);
    // The new one is the first of those that stay.
    let remove = good
        .iter()
        .zip(2..)
        .filter(|((each, _), place)| {
            let is_over = *place > policy.keep_at_most.max(1);
            let is_old = now.since(each.made_at) > policy.oldest && *place > policy.keep_newest.max(1);
            is_over || is_old
        })
        .map(|((each, _), _)| each.name.clone())
        .filter(|name| held.as_ref().is_none_or(|(held, _)| held != name))
        .collect();
    let fewer = held.map(|(_, before)| Question::Fewer { before, now: now_accounts });
    let unreadable: Vec<_> = found
        .iter()
        .filter(|each| each.condition == Condition::Unreadable)
        .map(|each| each.name.clone())
        .collect();
    let unreadable = (!unreadable.is_empty()).then_some(Question::Unreadable { names: unreadable });
    Plan { remove, questions: fewer.into_iter().chain(unreadable).collect() }
}

/// The newest of the backups with the most accounts, if those are more than now.
fn held_back(
    newest_first: &[(&Found, usize)],
    now_accounts: usize,
    accepted_until: Option<UnixTime>,
) -> Option<(String, usize)> {
    let mut most: Option<(&Found, usize)> = None;
    for (each, accounts) in newest_first {
        let is_accepted = accepted_until.is_some_and(|until| each.made_at <= until);
        let is_more = *accounts > most.map_or(now_accounts, |(_, accounts)| accounts);
        if is_more && !is_accepted {
            most = Some((each, *accounts));
        }
    }
    most.map(|(found, accounts)| (found.name.clone(), accounts))
}
