//! Vaults that somebody or something damaged: opening and salvaging them ends with an answer, nothing false comes up,
//! and what is whole goes on working. `cargo test` runs each target over its corpus and a bounded number of random
//! inputs; a fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use countersign_otp::{Generator, Secret, Steam, UnixTime};
use countersign_vault::{
    AccountId, DocumentName, Extras, Icon, KeyStoreEntry, Listing, NewAccount, NewSlot, Passphrase,
    RandomSource, Unlock, Vault, VaultId,
};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};

const ITERATIONS: usize = 60;
const MOST_BYTES: usize = 4_096;
const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const SERVICES: [&str; 3] = ["Bank", "Mail", "Shop"];

macro_rules! targets {
    ($($name:ident($bytes:ident) $body:block)+) => {
        $(
            #[test]
            fn $name() {
                let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
                target.for_each(|$bytes: &[u8]| $body);
            }
        )+
    };
}

targets! {
    any_entry_of_the_key_store(bytes) {
        let text = String::from_utf8_lossy(bytes);
        let _ = (text.parse::<AccountId>(), text.parse::<VaultId>(), DocumentName::new(text));
        for (version, length) in [(1, 50), (2, 92)] {
            let mut whole = bytes.to_vec();
            whole.insert(0, version);
            whole.resize(length, 0);
            for bytes in [bytes, &whole] {
                if let Ok(entry) = KeyStoreEntry::from_bytes(bytes) {
                    let again = KeyStoreEntry::from_bytes(&entry.reveal_bytes()).expect("its own bytes");
                    assert_eq!(*again.reveal_bytes(), *entry.reveal_bytes());
                }
            }
        }
    }

    any_damage_of_a_file(bytes) {
        let place = Place::new();
        place.write("", &patched(&VAULT.file, bytes));
        waits(async {
            let _ = Vault::peek(&place.path).await;
            if let Ok(salvaged) = Vault::salvage(&place.path, &VAULT.unlock()).await {
                assert_nothing_false(&salvaged.listing);
            }
            if let Ok(vault) = Vault::open(&place.path, &VAULT.unlock(), random()).await {
                if let Ok(listing) = vault.accounts().await {
                    assert_nothing_false(&listing);
                }
                vault.close().await;
            }
        });
    }

    any_file(bytes) {
        let place = Place::new();
        place.write("", bytes);
        waits(async {
            let _ = Vault::peek(&place.path).await;
            assert!(Vault::salvage(&place.path, &VAULT.unlock()).await.is_err());
            assert!(Vault::open(&place.path, &VAULT.unlock(), random()).await.is_err());
        });
    }

    any_log_beside_the_file(bytes) {
        let place = Place::new();
        place.write("", &VAULT.file);
        for log in [bytes, &log_of(bytes)] {
            place.write("-wal", log);
            waits(async {
                if let Ok(salvaged) = Vault::salvage(&place.path, &VAULT.unlock()).await {
                    assert_nothing_false(&salvaged.listing);
                }
            });
        }
    }

    any_slot_and_row(bytes) {
        let place = Place::new();
        place.write("", &VAULT.file);
        let (slot, row) = bytes.split_at(bytes.len() / 2);
        let (parameters, wrapped) = slot.split_at(slot.len() / 2);
        let parameters = String::from_utf8_lossy(parameters);
        // A guess at this one must not cost more than the test has.
        let parameters = format!("argon2id,m=64,t=1,p=1,{parameters}");
        waits(async {
            let mut file = place.connect().await;
            let checksum = checksum(&[&[7; 16], b"passphrase", parameters.as_bytes(), wrapped]);
            sqlx::query("INSERT INTO slots VALUES (?, 'passphrase', ?, ?, ?)")
                .bind([7; 16].as_slice()).bind(parameters).bind(wrapped).bind(checksum)
                .execute(&mut file).await.expect("a slot");
            let query = sqlx::query("INSERT INTO records VALUES (?, ?)");
            query.bind([8; 16].as_slice()).bind(row).execute(&mut file).await.expect("a row");
            file.close().await.expect("closed");
            let passphrase = Passphrase::new("correct horse".to_owned());
            assert!(Vault::open(&place.path, &Unlock::Passphrase(&passphrase), random()).await.is_err());
            assert_others_whole(&place).await;
        });
    }

    any_content_behind_a_seal(bytes) {
        let place = Place::new();
        place.write("", &VAULT.file);
        waits(async {
            let mut file = place.connect().await;
            for (id, content) in [([8; 16], bytes.to_vec()), ([9; 16], [b"{\"account/2\":", bytes, b"}"].concat())] {
                let query = sqlx::query("INSERT INTO records VALUES (?, ?)");
                let sealed = VAULT.seal(&id, &content);
                query.bind(id.as_slice()).bind(sealed).execute(&mut file).await.expect("a row");
            }
            file.close().await.expect("closed");
            assert_others_whole(&place).await;
        });
    }
}

/// A vault of three accounts, at rest.
struct Whole {
    file: Vec<u8>,
    entry: KeyStoreEntry,
    records_key: [u8; 32],
}

static VAULT: LazyLock<Whole> = LazyLock::new(|| {
    let place = Place::new();
    let entry = KeyStoreEntry::begin(random().as_ref());
    waits(async {
        let slots = [NewSlot::KeyStore(entry.key())];
        let vault = Vault::create(&place.path, entry.vault(), &slots, random()).await.expect("made");
        for service in SERVICES {
            vault.add_account(account(service), None, NOW).await.expect("added");
        }
        vault.close().await;
        let mut file = place.connect().await;
        let query =
            sqlx::query("SELECT header.vault, slots.id, wrapped FROM header, slots WHERE kind = 'key-store'");
        let row = query.fetch_one(&mut file).await.expect("a slot");
        let (vault, slot, wrapped): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(0), row.get(1), row.get(2));
        file.close().await.expect("closed");
        let wrapping = hkdf(&entry.reveal_bytes()[18..50], &slot, "countersign vault: key store slot");
        let place_of_slot = [b"countersign-vault\0slots\0", &*slot, b"\x01", &vault, b"key-store\0"].concat();
        let payload = Payload { msg: &wrapped[25..], aad: &place_of_slot };
        let nonce = XNonce::try_from(&wrapped[1..25]).expect("24 bytes");
        let vault_key = XChaCha20Poly1305::new(&Key::from(wrapping)).decrypt(&nonce, payload).expect("opens");
        let records_key = hkdf(&vault_key, &vault, "countersign vault: records");
        Whole { file: std::fs::read(&place.path).expect("read"), entry, records_key }
    })
});

impl Whole {
    fn unlock(&self) -> Unlock<'_> {
        Unlock::KeyStore(self.entry.key())
    }

    /// Seals as `docs/vault-format.md` says.
    fn seal(&self, id: &[u8; 16], content: &[u8]) -> Vec<u8> {
        let mut plain = u32::try_from(content.len()).expect("small").to_be_bytes().to_vec();
        plain.extend_from_slice(content);
        plain.resize(plain.len().next_multiple_of(1_920), 0);
        let place = [b"countersign-vault\0records\0", id.as_slice(), b"\x01"].concat();
        let payload = Payload { msg: &plain, aad: &place };
        let cipher = XChaCha20Poly1305::new(&Key::from(self.records_key));
        let sealed = cipher.encrypt(&XNonce::from([5; 24]), payload).expect("sealed");
        [[1].as_slice(), &[5; 24], &sealed].concat()
    }
}

/// A folder of its own, in memory where that is possible.
struct Place {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder");
        Self { path: folder.path().join("vault.db"), _folder: folder }
    }

    fn write(&self, ending: &str, bytes: &[u8]) {
        let mut path = self.path.clone().into_os_string();
        path.push(ending);
        std::fs::write(path, bytes).expect("written");
    }

    async fn connect(&self) -> SqliteConnection {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&self.path);
        options.connect().await.expect("opens")
    }
}

/// The same bytes in every run, and never the same twice, so that a corpus stays what it was.
#[derive(Default)]
struct Counted(AtomicU64);

impl RandomSource for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&(number ^ number >> 29).to_be_bytes()[..chunk.len()]);
        }
    }
}

fn random() -> Arc<Counted> {
    Arc::default()
}

fn waits<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

fn account(service: &str) -> NewAccount {
    let secret = Secret::from_bytes(b"12345678901234567890".to_vec()).expect("not empty");
    // One is larger than a page.
    let icon = Icon::Picture { media_type: "image/png".into(), bytes: vec![7; 9_000] };
    NewAccount {
        service: service.into(),
        user: "ada".into(),
        own_names: None,
        codes: Some(Generator::Steam(Steam::new(secret))),
        extras: Extras { icon: (service == "Shop").then_some(icon), ..Extras::default() },
        pairing: None,
        backup_codes: Vec::new(),
    }
}

/// The file with a byte changed for each four: where, and what.
fn patched(file: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    for change in changes.chunks_exact(4) {
        let place = u32::from_be_bytes([0, change[0], change[1], change[2]]) as usize % file.len();
        file[place] = change[3];
    }
    file
}

/// A log whose sums are right: for each sixteen bytes a frame with its page, the size after it, and what fills it.
fn log_of(bytes: &[u8]) -> Vec<u8> {
    let mut log = b"\x37\x7f\x06\x82\0\x2d\xe2\x18\0\0\x20\0\0\0\0\x01\0\0\0\x02\0\0\0\x03".to_vec();
    let mut sums = sum(&log, (0, 0));
    log.extend_from_slice(&[sums.0.to_be_bytes(), sums.1.to_be_bytes()].concat());
    for frame in bytes.chunks_exact(16) {
        let page: Vec<_> = frame[8..].iter().copied().cycle().take(8_192).collect();
        sums = sum(&page, sum(&frame[..8], sums));
        log.extend_from_slice(&[&frame[..8], b"\0\0\0\x02\0\0\0\x03"].concat());
        log.extend_from_slice(&[sums.0.to_be_bytes(), sums.1.to_be_bytes()].concat());
        log.extend_from_slice(&page);
    }
    log
}

/// <https://sqlite.org/fileformat2.html>, "Checksum Algorithm".
fn sum(bytes: &[u8], mut sums: (u32, u32)) -> (u32, u32) {
    for pair in bytes.chunks_exact(8) {
        let word = |at: usize| u32::from_le_bytes(pair[at..at + 4].try_into().expect("four bytes"));
        sums.0 = sums.0.wrapping_add(word(0)).wrapping_add(sums.1);
        sums.1 = sums.1.wrapping_add(word(4)).wrapping_add(sums.0);
    }
    sums
}

fn checksum(values: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for value in values {
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value);
    }
    hash.finalize().to_vec()
}

fn hkdf(secret: &[u8], salt: &[u8], label: &str) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(label.as_bytes(), &mut key).expect("32 bytes");
    key
}

fn assert_nothing_false(listing: &Listing) {
    let mut services: Vec<_> = listing.accounts.iter().map(|account| account.service.as_str()).collect();
    assert!(services.iter().all(|service| SERVICES.contains(service)), "{services:?}");
    services.sort_unstable();
    services.dedup();
    assert_eq!(services.len(), listing.accounts.len(), "none comes twice");
}

/// The accounts of [`VAULT`] are there and can be added to, whatever lies beside them.
async fn assert_others_whole(place: &Place) {
    let vault = Vault::open(&place.path, &VAULT.unlock(), random()).await.expect("opens");
    let listing = vault.accounts().await.expect("a listing");
    for account in listing.accounts.iter().chain(&listing.trash) {
        let _ = account.codes.as_ref().map(|codes| codes.reveal_preview(NOW));
    }
    let services: Vec<_> = listing.accounts.iter().map(|account| account.service.as_str()).collect();
    assert!(SERVICES.iter().all(|service| services.contains(service)), "{services:?}");
    let added = vault.add_account(account("Another"), None, NOW).await.expect("added");
    vault.move_account(added, listing.accounts.len() / 2).await.expect("moved");
    vault.close().await;
}
