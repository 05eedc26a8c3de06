//! How entries stand to the accounts that are here, and to one another.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use countersign_otp::Generator;
use countersign_vault::{Account, AccountId};

use super::brought::Brought;
use crate::view::EntryStanding;

/// The accounts by secret and by name. Secrets are found by a keyed hash, then compared in constant time.
pub(super) struct Known<'a> {
    accounts: &'a [Account],
    keys: RandomState,
    by_secret: HashMap<u64, Vec<usize>>,
    by_name: HashMap<(String, String), usize>,
}

impl<'a> Known<'a> {
    pub(super) fn new(accounts: &'a [Account]) -> Self {
        let mut known =
            Self { accounts, keys: RandomState::new(), by_secret: HashMap::new(), by_name: HashMap::new() };
        for (index, account) in accounts.iter().enumerate() {
            if let Some(codes) = &account.codes {
                let hash = known.hash(codes);
                known.by_secret.entry(hash).or_default().push(index);
            }
            // A linked account has a secret for each of its devices, so its name tells nothing.
            if account.pairing.is_none() {
                let name = name(account.shown_service(), account.shown_user());
                known.by_name.entry(name).or_insert(index);
            }
        }
        known
    }

    /// How each entry stands.
    pub(super) fn standings(&self, brought: &[Brought]) -> Vec<EntryStanding> {
        let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut standings = Vec::with_capacity(brought.len());
        for (index, entry) in brought.iter().enumerate() {
            let mut standing = self.standing(entry);
            if let Some(codes) = &entry.codes {
                let before = seen.entry(self.hash(codes)).or_default();
                let same = |&&other: &&usize| {
                    brought[other].codes.as_ref().is_some_and(|known| makes_the_same(known, codes))
                };
                if let Some(&other) = before.iter().find(same) {
                    standing = EntryStanding::Repeats(other);
                }
                before.push(index);
            }
            standings.push(standing);
        }
        standings
    }

    fn standing(&self, entry: &Brought) -> EntryStanding {
        if let Some(linked) = self.linked(entry) {
            return EntryStanding::Here(linked);
        }
        let same_secret = entry.codes.as_ref().and_then(|codes| {
            let candidates = self.by_secret.get(&self.hash(codes))?;
            let account = candidates.iter().map(|&index| &self.accounts[index]).find(|account| {
                account.codes.as_ref().is_some_and(|known| known.is_same_account_as(codes))
            })?;
            Some((account, codes))
        });
        if let Some((account, codes)) = same_secret {
            let known = account.codes.as_ref().expect("it was found by its codes");
            let is_here = account.pairing.is_some() || gives_nothing_new(known, codes);
            return if is_here {
                EntryStanding::Here(account.id())
            } else {
                EntryStanding::Differs(account.id())
            };
        }
        match self.by_name.get(&name(entry.shown_service(), entry.shown_user())) {
            Some(&index) if has_name(entry) => EntryStanding::Differs(self.accounts[index].id()),
            _ => EntryStanding::New,
        }
    }

    /// The account that is linked here with the server where the entry was linked elsewhere, or for an entry without
    /// codes, the one that waits for that.
    fn linked(&self, entry: &Brought) -> Option<AccountId> {
        let former = entry.former_link.as_ref()?;
        let is_it = |account: &&Account| {
            let pairing = account.pairing.as_ref().filter(|pairing| pairing.origin == former.origin);
            let waits = entry.codes.is_none() && account.extras.former_link.as_ref() == Some(former);
            waits || (pairing.is_some() && account.user == former.user)
        };
        self.accounts.iter().find(is_it).map(Account::id)
    }

    fn hash(&self, codes: &Generator) -> u64 {
        self.keys.hash_one(codes.reveal_secret().reveal_bytes())
    }
}

/// Whether the account here makes these codes already. A counter that is behind gives nothing new.
fn gives_nothing_new(known: &Generator, codes: &Generator) -> bool {
    let is_behind = match (known.counter(), codes.counter()) {
        (Some(known), Some(other)) => other <= known,
        _ => true,
    };
    is_behind && looks_the_same(known, codes)
}

fn makes_the_same(known: &Generator, codes: &Generator) -> bool {
    known.is_same_account_as(codes) && known.counter() == codes.counter() && looks_the_same(known, codes)
}

fn looks_the_same(known: &Generator, codes: &Generator) -> bool {
    let pin = |codes: &Generator| codes.reveal_pin().map(|pin| pin.reveal().to_owned());
    known.algorithm_name() == codes.algorithm_name()
        && known.length() == codes.length()
        && known.period() == codes.period()
        && pin(known).map(zeroize::Zeroizing::new) == pin(codes).map(zeroize::Zeroizing::new)
}

fn name(service: &str, user: &str) -> (String, String) {
    (service.trim().to_lowercase(), user.trim().to_lowercase())
}

/// Two accounts without a name, or of one service without users, are not the same for that.
fn has_name(entry: &Brought) -> bool {
    !entry.shown_service().is_empty() && !entry.shown_user().is_empty()
}
