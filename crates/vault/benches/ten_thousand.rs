//! How a vault of ten thousand accounts feels: bringing them in, opening it until the first code is there, all codes,
//! and what memory it takes. `cargo bench -p countersign-vault`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_otp::{Algorithm, Code, Digits, Generator, Period, Secret, Totp, UnixTime};
use countersign_vault::{
    Account, Bringing, Extras, KeyStoreEntry, NewAccount, NewSlot, RandomSource, SystemRandom, Unlock, Vault,
};

const ACCOUNTS: usize = 10_000;
const ROUNDS: usize = 9;
/// A screen full of codes.
const FIRST: usize = 20;
/// Tells the program, started again, to say how much memory a vault takes.
const MEMORY_OF: &str = "COUNTERSIGN_BENCH_MEMORY_OF";
const ENTRY: &str = "COUNTERSIGN_BENCH_ENTRY";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if let Ok(path) = std::env::var(MEMORY_OF) {
        return runtime.block_on(memory_of(Path::new(&path)));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("vault.db");
    let entry = KeyStoreEntry::begin(&SystemRandom);
    runtime.block_on(async {
        let slots = [NewSlot::KeyStore(entry.key())];
        let vault = Vault::create(&path, entry.vault(), &slots, Arc::new(SystemRandom)).await.expect("made");
        let accounts = (0..ACCOUNTS).map(account).collect();
        let bringing = Bringing { source: "bench".into(), accounts, replaced: Vec::new() };
        let started = Instant::now();
        vault.import(bringing, UnixTime::from_seconds(1_800_000_000)).await.expect("imported");
        println!("{ACCOUNTS} accounts are brought in: {:.0?}", started.elapsed());
        vault.close().await;

        let (mut opened, mut all, mut one) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let started = Instant::now();
            let vault = open(&path, &entry).await;
            let listing = vault.accounts().await.expect("a listing");
            let shown: Vec<_> = listing.accounts.iter().take(FIRST).map(codes).collect();
            opened.push(started.elapsed());
            assert_eq!((shown.len(), listing.accounts.len()), (FIRST, ACCOUNTS));

            let started = Instant::now();
            let listing = vault.accounts().await.expect("a listing");
            let shown: Vec<_> = listing.accounts.iter().map(codes).collect();
            all.push(started.elapsed());
            assert_eq!(shown.len(), ACCOUNTS);

            let id = listing.accounts[round].id();
            let started = Instant::now();
            vault.update_account(id, |account| account.extras.is_pinned = true).await.expect("pinned");
            one.push(started.elapsed());
            vault.close().await;
        }
        println!("from opening to the first {FIRST} codes: {:.0?} (median of {ROUNDS})", median(opened));
        println!("all {ACCOUNTS} codes and the next ones: {:.1?}", median(all));
        println!("one account is changed, on the disk: {:.1?}", median(one));
    });
    let program = std::env::current_exe().expect("this program");
    let key = data_encoding::HEXLOWER.encode(&entry.reveal_bytes());
    let status = std::process::Command::new(program).env(MEMORY_OF, &path).env(ENTRY, key).status();
    assert!(status.expect("runs").success());
}

fn account(number: usize) -> NewAccount {
    let mut secret = [0; 20];
    SystemRandom.fill(&mut secret);
    let secret = Secret::from_bytes(secret.to_vec()).expect("not empty");
    let digits = Digits::new(6).expect("valid");
    let period = Period::from_seconds(30).expect("valid");
    NewAccount {
        service: format!("Service {number}"),
        user: format!("person.{number}@example.com"),
        own_names: None,
        codes: Some(Generator::Totp(Totp::new(secret, Algorithm::Sha1, digits, period))),
        extras: Extras { groups: vec![format!("Group {}", number % 10)], ..Extras::default() },
        pairing: None,
        backup_codes: Vec::new(),
    }
}

async fn open(path: &Path, entry: &KeyStoreEntry) -> Vault {
    Vault::open(path, &Unlock::KeyStore(entry.key()), Arc::new(SystemRandom)).await.expect("opens")
}

fn codes(account: &Account) -> (Code, Code) {
    let now = UnixTime::from_seconds(1_800_000_059);
    let codes = account.codes.as_ref().expect("codes");
    (codes.at(now).expect("by the time"), codes.next_after(now).expect("by the time"))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Opens the vault in a process that has done nothing else, and says by how much it has grown.
async fn memory_of(path: &Path) {
    let entry = std::env::var(ENTRY).expect("told");
    let entry = data_encoding::HEXLOWER.decode(entry.as_bytes()).expect("hexadecimal");
    let entry = KeyStoreEntry::from_bytes(&entry).expect("an entry");
    let before = resident();
    let vault = open(path, &entry).await;
    let listing = vault.accounts().await.expect("a listing");
    let shown: Vec<_> = listing.accounts.iter().map(codes).collect();
    assert_eq!(shown.len(), ACCOUNTS);
    println!("memory grows by {:.1} MB", (resident() - before) / 1e6);
}

/// The process's memory in bytes, where Linux tells.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok())
        .map_or(f64::NAN, |kib| kib * 1024.0)
}
