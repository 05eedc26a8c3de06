//! A process that writes until it is killed or its disk fails, and what must be in the vault afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use countersign_otp::UnixTime;
use countersign_vault::{
    Bringing, DocumentName, KeyStoreEntry, NewAccount, NewSlot, SystemRandom, Unlock, Vault, VaultError,
};

use crate::fixture::{Place, at, code_account};

const PATH: &str = "COUNTERSIGN_TEST_VAULT";
const ENTRY: &str = "COUNTERSIGN_TEST_ENTRY";
const SEED: &str = "COUNTERSIGN_TEST_SEED";
/// So many accounts come with each import.
const BROUGHT: usize = 3;

/// Numbers by chance that are the same in every run (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let number = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 16) % limit
    }
}

/// What a process may do, and what a name then stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Act {
    name: String,
    value: Option<String>,
}

/// Not a test by itself: the process. It tells what it tries and what it has done, a line each.
#[tokio::test]
async fn process() {
    let Ok(path) = std::env::var(PATH) else { return };
    let entry = std::env::var(ENTRY).expect("told");
    let entry = data_encoding::HEXLOWER.decode(entry.as_bytes()).expect("hexadecimal");
    let entry = KeyStoreEntry::from_bytes(&entry).expect("an entry");
    let seed = std::env::var(SEED).expect("told").parse().expect("a number");
    let (path, random, key) = (std::path::Path::new(&path), Arc::new(SystemRandom), entry.key());
    tell("begin");
    let opened = if Vault::exists(path).expect("the file system answers") {
        Vault::open(path, &Unlock::KeyStore(key), random).await
    } else {
        Vault::create(path, entry.vault(), &[NewSlot::KeyStore(key)], random).await
    };
    let vault = match opened {
        Ok(vault) => vault,
        Err(error) => return tell(&format!("failed {}", name_of(&error))),
    };
    // Each process comes a day later, so that the list of imports to be undone stays short.
    let (mut dice, now) = (Dice(seed), at(seed * 100_000));
    for round in 0..40 {
        let act = choose(&mut dice, seed, round);
        tell(&format!("try {} {}", act.name, act.value.as_deref().unwrap_or("-")));
        match perform(&vault, &act, now).await {
            Ok(()) => tell("did"),
            Err(error) => tell(&format!("failed {}", name_of(&error))),
        }
    }
    vault.close().await;
}

fn tell(line: &str) {
    // The test harness writes to standard output too; what it writes begins otherwise.
    writeln!(std::io::stdout(), "\n:{line}").expect("told");
}

fn name_of(error: &VaultError) -> String {
    format!("{error:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn choose(dice: &mut Dice, seed: u64, round: u64) -> Act {
    let account = format!("account-{}", dice.below(6));
    match dice.below(8) {
        0..4 => Act { name: account, value: Some(format!("{seed}.{round}")) },
        4 => Act { name: account, value: None },
        5 | 6 => Act { name: "document".into(), value: Some(format!("{seed}.{round}")) },
        _ => Act { name: format!("import-{}", dice.below(4)), value: Some(BROUGHT.to_string()) },
    }
}

async fn perform(vault: &Vault, act: &Act, now: UnixTime) -> Result<(), VaultError> {
    if act.name == "document" {
        let bytes = act.value.as_deref().unwrap_or_default();
        return vault.put_document(&document(), bytes.as_bytes()).await;
    }
    let listing = vault.accounts().await?;
    let there = listing.accounts.iter().find(|account| account.service == act.name);
    match (&act.value, there) {
        (Some(_), _) if act.name.starts_with("import") => {
            let accounts = (0..BROUGHT).map(|_| code_account(&act.name)).collect();
            let replaced = listing.accounts.iter().filter(|account| account.service == act.name);
            let replaced = replaced.map(countersign_vault::Account::id).collect();
            vault.import(Bringing { source: "Aegis".into(), accounts, replaced }, now).await.map(drop)
        }
        (Some(value), Some(account)) => {
            vault.update_account(account.id(), |account| account.user.clone_from(value)).await
        }
        (Some(value), None) => {
            let new = NewAccount { user: value.clone(), ..code_account(&act.name) };
            vault.add_account(new, None, now).await.map(drop)
        }
        (None, Some(account)) => vault.erase_account(account.id()).await,
        (None, None) => Ok(()),
    }
}

fn document() -> DocumentName {
    DocumentName::new("document").expect("visible ASCII")
}

/// The process, ready to start on the vault of a place.
pub(crate) fn command(place: &Place, seed: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", "writer::process", "--nocapture"])
        .env(PATH, place.path())
        .env(ENTRY, data_encoding::HEXLOWER.encode(&place.entry.reveal_bytes()))
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped());
    command
}

/// What may be in the vault: each name's possible values. More than one are possible after an act of which
/// nobody heard whether it was done.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    values: BTreeMap<String, BTreeSet<Option<String>>>,
    under_way: Option<(String, Option<String>)>,
    /// How often acts failed, by the errors' names.
    pub(crate) failures: BTreeMap<String, usize>,
    pub(crate) confirmed: usize,
}

impl Expected {
    /// Takes in a line of the process; others are the test harness's.
    pub(crate) fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        match words.next() {
            Some(":try") => {
                let name = words.next().expect("a name").to_owned();
                // What is cut off in a kill is no act that was begun.
                let Some(value) = words.next() else { return };
                let value = (value != "-").then(|| value.to_owned());
                self.may(&name).insert(value.clone());
                self.under_way = Some((name, value));
            }
            Some(":did") => {
                let (name, value) = self.under_way.take().expect("it was tried");
                *self.may(&name) = BTreeSet::from([value]);
                self.confirmed += 1;
            }
            Some(":failed") => {
                *self.failures.entry(words.next().expect("a name").to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }

    /// Compares with what is there, which is certain from now on.
    pub(crate) async fn check(&mut self, vault: &Vault, context: &str) {
        let listing = vault.accounts().await.expect("a listing");
        assert_eq!(listing.unreadable, [], "{context}");
        let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
        for account in &listing.accounts {
            let count = listing.accounts.iter().filter(|other| other.service == account.service).count();
            let is_import = account.service.starts_with("import");
            let value = if is_import { count.to_string() } else { account.user.clone() };
            assert!(is_import || count == 1, "{context}: {} twice", account.service);
            found.insert(account.service.clone(), Some(value));
        }
        let bytes = vault.document(&document()).await.expect("read");
        let text = bytes.map(|bytes| String::from_utf8(bytes.reveal().to_vec()).expect("text"));
        found.insert("document".into(), text);
        for name in found.keys().chain(self.values.keys()).cloned().collect::<BTreeSet<_>>() {
            let value = found.get(&name).cloned().flatten();
            let possible = self.may(&name);
            assert!(possible.contains(&value), "{context}: {name} is {value:?}, not one of {possible:?}");
            *possible = BTreeSet::from([value]);
        }
        self.under_way = None;
        // Replaced accounts would make every process slower than the one before.
        vault.empty_trash(std::time::Duration::ZERO, at(u32::MAX.into())).await.expect("emptied");
    }

    fn may(&mut self, name: &str) -> &mut BTreeSet<Option<String>> {
        self.values.entry(name.to_owned()).or_insert_with(|| BTreeSet::from([None]))
    }
}
