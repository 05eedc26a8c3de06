//! How much is kept: a year, and a thousand questions.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use countersign_otp::UnixTime;
use countersign_vault::AccountId;

use super::Entry;

/// So many are kept.
pub(super) const MOST: usize = 1_000;
/// And for so long.
const LIFETIME: Duration = Duration::from_hours(365 * 24);

/// Whether it is too old to be kept.
pub(super) fn is_old(entry: &Entry, now: UnixTime) -> bool {
    now.duration().saturating_sub(Duration::from_secs(entry.asked_at)) > LIFETIME
}

/// What has to go so that no more than `most` stay. The oldest of the account that has the most go first, so that a
/// server which asks without end pushes out only what is its own.
pub(super) fn surplus(entries: Vec<Entry>, now: UnixTime, most: usize) -> Vec<Entry> {
    let (mut gone, kept): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| is_old(entry, now));
    let mut count = kept.len();
    let mut by_account = BTreeMap::<AccountId, Vec<Entry>>::new();
    for entry in kept {
        by_account.entry(entry.account).or_default().push(entry);
    }
    for entries in by_account.values_mut() {
        entries.sort_by_key(|entry| Reverse((entry.asked_at, entry.cid)));
    }
    while count > most {
        let Some(longest) = by_account.values_mut().max_by_key(|entries| entries.len()) else { break };
        gone.extend(longest.pop());
        count -= 1;
    }
    gone
}

#[cfg(test)]
mod tests {
    use countersign_protocol::message::{Mode, Reason};
    use countersign_protocol::{ChallengeId, Digest, Origin};

    use super::*;

    fn entry(account: u8, asked_at: u64) -> Entry {
        let mut cid = [account; 16];
        cid[..8].copy_from_slice(&asked_at.to_be_bytes());
        Entry {
            account: format!("{account:032x}").parse().expect("an id"),
            cid: ChallengeId::from_bytes(cid),
            challenge_sha256: Digest::of(b""),
            service: String::new(),
            user: String::new(),
            origin: Origin::parse("https://auth.example").expect("an origin"),
            application: String::new(),
            page: None,
            browser: String::new(),
            system: String::new(),
            ip: String::new(),
            place: None,
            usual_place: None,
            browser_known: false,
            browser_last_at: None,
            unusual: Vec::new(),
            started_at: 0,
            reason: Reason::SignIn,
            mode: Mode::Tap,
            digits: None,
            only_no: false,
            asked_at,
            said: None,
            is_reported: false,
            ended: None,
        }
    }

    #[test]
    fn a_server_that_asks_without_end_pushes_out_only_its_own_questions() {
        const NOW: u64 = 1_800_000_000;
        let quiet = (0..3).map(|each| entry(1, NOW - 1_000 + each));
        let loud = (0..20).map(|each| entry(2, NOW - 100 + each));
        let ancient = entry(1, NOW - 366 * 86_400);
        let all: Vec<_> = quiet.chain(loud).chain([ancient]).collect();
        let gone = surplus(all, UnixTime::from_seconds(NOW), 10);
        let gone: Vec<_> =
            gone.iter().map(|entry| (entry.account.to_string().ends_with('2'), entry.asked_at)).collect();
        assert_eq!(gone.len(), 14);
        assert_eq!(gone[0], (false, NOW - 366 * 86_400), "what is too old goes in any case");
        let expected: Vec<_> = (0..13).map(|each| (true, NOW - 100 + each)).collect();
        assert_eq!(gone[1..], expected, "then the oldest of whoever has the most");
    }
}
