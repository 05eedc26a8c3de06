//! A vault in a folder of its own, with random bytes that repeat from run to run.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_otp::{Algorithm, Digits, Generator, Period, Secret, Totp, UnixTime};
use countersign_protocol::message::Capability;
use countersign_protocol::{AccountId as ServerAccountId, DeviceId, KeptKeys, Origin};
use countersign_vault::{
    Extras, KeyStoreEntry, NewAccount, NewSlot, Pairing, PairingState, RandomSource, Renewal, SecretBytes,
    Told, Unlock, Vault, VaultError,
};
use zeroize::Zeroizing;

/// Bytes from a counter: never the same twice, and the same in every run.
#[derive(Debug, Default)]
pub(crate) struct Counted(AtomicU64);

impl RandomSource for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&(number ^ number >> 29).to_be_bytes()[..chunk.len()]);
        }
    }
}

/// A folder with (perhaps) a vault in it, and the key store's entry for it.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) entry: KeyStoreEntry,
    pub(crate) random: Arc<Counted>,
}

impl Place {
    pub(crate) fn new() -> Self {
        let random = Arc::new(Counted::default());
        // In memory where that is possible: thousands of flushes to a real disk take minutes, and prove nothing
        // more about a process that ends.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder");
        Self { folder, entry: KeyStoreEntry::begin(random.as_ref()), random }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("data").join("vault.db")
    }

    pub(crate) async fn create(&self) -> Vault {
        self.create_with(&[NewSlot::KeyStore(self.entry.key())]).await
    }

    pub(crate) async fn create_with(&self, slots: &[NewSlot<'_>]) -> Vault {
        let created = Vault::create(&self.path(), self.entry.vault(), slots, self.random.clone()).await;
        created.expect("a new vault")
    }

    pub(crate) async fn open(&self) -> Result<Vault, VaultError> {
        self.open_with(&Unlock::KeyStore(self.entry.key())).await
    }

    pub(crate) async fn open_with(&self, unlock: &Unlock<'_>) -> Result<Vault, VaultError> {
        Vault::open(&self.path(), unlock, self.random.clone()).await
    }
}

pub(crate) fn codes(secret: &[u8]) -> Generator {
    let secret = Secret::from_bytes(secret.to_vec()).expect("not empty");
    Generator::Totp(Totp::new(
        secret,
        Algorithm::Sha256,
        Digits::new(8).expect("valid"),
        Period::from_seconds(60).expect("valid"),
    ))
}

pub(crate) fn code_account(service: &str) -> NewAccount {
    NewAccount {
        service: service.into(),
        user: "ada".into(),
        own_names: None,
        codes: Some(codes(b"12345678901234567890")),
        extras: Extras::default(),
        pairing: None,
        backup_codes: Vec::new(),
    }
}

pub(crate) fn pairing(origin: &str) -> Pairing {
    let kept_keys: KeptKeys = serde_json::from_value(serde_json::json!({
        "server": origin,
        "keys": [{
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }],
    }))
    .expect("kept keys");
    Pairing {
        origin: Origin::parse(origin).expect("an origin"),
        device: DeviceId::parse("device-1").expect("an id"),
        account: ServerAccountId::parse("account-1").expect("an id"),
        state: PairingState::Unconfirmed,
        kept_keys,
        kept_at: Some(at(1_790_000_000)),
        manage_path: "/2fa".into(),
        secure_path: "/secure".into(),
        uv_key: SecretBytes::new(b"the private uv key".to_vec()),
        pop_key: Some(SecretBytes::new(b"the private pop key".to_vec())),
        offline_key: None,
        keys_made_at: Some(at(1_790_000_000)),
        renewal: Some(Renewal {
            pop_key: SecretBytes::new(b"the next pop key".to_vec()),
            uv_key: SecretBytes::new(b"the next uv key".to_vec()),
            message: "the exchange".into(),
            made_at: at(1_800_000_000),
        }),
        told: Some(Told {
            app: "countersign/0.1.0".into(),
            versions: vec![1],
            capabilities: vec![Capability::Tap, Capability::Other("later".into())],
        }),
        witness: None,
        steps: countersign_vault::Steps::default(),
        moved_to: None,
        doubt: None,
    }
}

pub(crate) fn linked_account(service: &str) -> NewAccount {
    NewAccount { codes: None, pairing: Some(pairing("https://auth.example")), ..code_account(service) }
}

pub(crate) fn backup_codes() -> Vec<Zeroizing<String>> {
    ["7QX4M9TB", "K7Q29DMX"].map(|code| Zeroizing::new(code.to_owned())).into()
}

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::from_seconds(seconds)
}
