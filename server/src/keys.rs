//! Keys outside the database: the server key, which seals secrets at rest, and the instance keys, which sign.
//!
//! A stolen database alone gives no code secret, no backup code and no signature.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use countersign_protocol::{NonceMaker, SigningKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::instance_keys::{InstanceKeys, NEXT, PRESENT, REGISTER, put_in_place};

const SERVER_KEY: &str = "server.key";
/// The key by which push services know this server.
pub(crate) const PUSH_KEY: &str = "push.key";

/// Why the keys could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A database is there, but the key that opens it is not. A new one would lose everything sealed.
    #[error("{0} is missing, but the database is there: put the key file back from your backup of the keys")]
    Missing(PathBuf),
    /// The file is not a key.
    #[error("{0} is not a key file of this server")]
    NotAKey(PathBuf),
    /// Others may read the file.
    #[error("{0} may be read by others: chmod 600")]
    TooOpen(PathBuf),
    /// The instance key is not the newest one: what it signs no device believes any more.
    #[error("{0} is older than what instance.json names: put the newest copies of both back")]
    OldInstanceKey(PathBuf),
    /// The file could not be read or written.
    #[error("{file}: cannot be read or written")]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A sealed value does not open: it was changed, moved to another place, or sealed under another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct NotOpened;

/// The keys of this server.
pub struct ServerKeys {
    seal: XChaCha20Poly1305,
    codes: Zeroizing<[u8; 32]>,
    forms: Zeroizing<[u8; 32]>,
    nonces: NonceMaker,
    instance: RwLock<Arc<InstanceKeys>>,
    folder: PathBuf,
}

impl ServerKeys {
    /// Loads the keys from `folder`; makes them at the first start, which is when there is no database yet.
    pub fn load(folder: &Path, database_exists: bool) -> Result<Self, KeysError> {
        let server = load_or_make(&folder.join(SERVER_KEY), database_exists)?;
        let instance = InstanceKeys::load(folder, database_exists)?;
        Ok(Self::from_secrets(&server, instance, folder))
    }

    fn from_secrets(server: &[u8; 32], instance: InstanceKeys, folder: &Path) -> Self {
        let derived = |label: &str| {
            let mut key = Zeroizing::new([0; 32]);
            Hkdf::<Sha256>::new(None, server)
                .expand(format!("countersign-server {label}").as_bytes(), &mut *key)
                .expect("32 bytes are a valid length for HKDF-SHA-256");
            key
        };
        Self {
            seal: XChaCha20Poly1305::new((&*derived("seal")).into()),
            codes: derived("codes"),
            forms: derived("forms"),
            nonces: NonceMaker::new(derived("nonces")),
            instance: RwLock::new(Arc::new(instance)),
            folder: folder.to_owned(),
        }
    }

    /// Seals a secret into its place: XChaCha20-Poly1305, the place as associated data.
    pub fn seal(&self, place: &Place<'_>, secret: &[u8]) -> Vec<u8> {
        let nonce = random::<24>();
        let label = place.label();
        let payload = Payload { msg: secret, aad: label.as_bytes() };
        let sealed = self.seal.encrypt(&XNonce::from(nonce), payload).expect("a buffer in memory can grow");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens a secret that was sealed into this place.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (nonce, sealed) = sealed.split_at_checked(24).ok_or(NotOpened)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| NotOpened)?;
        let label = place.label();
        let payload = Payload { msg: sealed, aad: label.as_bytes() };
        self.seal.decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new).map_err(|_| NotOpened)
    }

    /// HMAC-SHA-256 under the key for codes: what is stored of a short code says nothing without this key.
    pub fn mac(&self, purpose: &str, account: &str, code: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.codes).expect("HMAC takes keys of any length");
        for part in [purpose, account, code] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// The key under which form tokens are made.
    pub fn form_key(&self) -> Zeroizing<[u8; 32]> {
        self.forms.clone()
    }

    /// Makes and checks the nonces of the device API.
    pub fn nonces(&self) -> &NonceMaker {
        &self.nonces
    }

    /// The key that signs for this server at this moment.
    pub fn instance(&self, now: u64) -> Arc<SigningKey> {
        Arc::clone(self.instance_keys().signing(now))
    }

    /// All instance keys, as they were read last.
    pub fn instance_keys(&self) -> Arc<InstanceKeys> {
        Arc::clone(&self.instance.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the instance keys again: a next one may have been made, or its time may have come. Whoever calls this is
    /// alone in the folder.
    ///
    /// # Errors
    /// [`KeysError`]; the keys stay as they were.
    pub fn look_again(&self, now: u64) -> Result<(), KeysError> {
        put_in_place(&self.folder, &self.instance_keys(), now)?;
        let instance = InstanceKeys::load(&self.folder, true)?;
        *self.instance.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(instance);
        Ok(())
    }

    /// Where the files lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl std::fmt::Debug for ServerKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ServerKeys(…)")
    }
}

/// Where a sealed value belongs; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's id.
    pub id: &'a str,
}

impl Place<'_> {
    fn label(&self) -> String {
        format!("{}\n{}\n{}", self.table, self.column, self.id)
    }
}

/// A key file as an operator looks at it.
#[derive(Debug, Clone)]
pub struct KeyFile {
    /// Its name.
    pub name: &'static str,
    /// Since when it is what it is, in seconds since 1970; `None` if it cannot be read.
    pub since: Option<u64>,
    /// How many whole days that is.
    pub days: u64,
    /// Whether nobody but its owner may read it.
    pub is_private: bool,
}

/// The key files in this folder, as they are now: the two that every server has, and the others that are there.
pub fn key_files(folder: &Path, now: u64) -> Vec<KeyFile> {
    let others = [NEXT, REGISTER, PUSH_KEY].into_iter().filter(|name| folder.join(name).exists());
    [SERVER_KEY, PRESENT].into_iter().chain(others).map(|name| look(folder, name, now)).collect()
}

fn look(folder: &Path, name: &'static str, now: u64) -> KeyFile {
    let file = folder.join(name);
    let written = fs::metadata(&file).and_then(|metadata| metadata.modified()).ok();
    let since = written.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let since = since.map(|since| since.as_secs());
    KeyFile {
        name,
        since,
        days: since.map_or(0, |since| now.saturating_sub(since) / 86400),
        is_private: refuse_open_file(&file).is_ok(),
    }
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

pub(crate) fn load_or_make(file: &Path, database_exists: bool) -> Result<Zeroizing<[u8; 32]>, KeysError> {
    match read_key(file)? {
        Some(key) => Ok(key),
        None if database_exists => Err(KeysError::Missing(file.to_owned())),
        None => {
            let key = Zeroizing::new(random::<32>());
            write_private(file, &*key).map_err(|source| KeysError::Io { file: file.to_owned(), source })?;
            Ok(key)
        }
    }
}

/// A key file, if it is there.
pub(crate) fn read_key(file: &Path) -> Result<Option<Zeroizing<[u8; 32]>>, KeysError> {
    match fs::read(file) {
        Ok(bytes) => {
            let bytes = Zeroizing::new(bytes);
            refuse_open_file(file)?;
            let key =
                <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeysError::NotAKey(file.to_owned()))?;
            Ok(Some(Zeroizing::new(key)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeysError::Io { file: file.to_owned(), source }),
    }
}

/// Writes a file that only its owner may read; the file must not exist yet.
pub(crate) fn write_private(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(content)?;
    opened.sync_all()
}

#[cfg(unix)]
pub(crate) fn refuse_open_file(file: &Path) -> Result<(), KeysError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file).map_err(|source| KeysError::Io { file: file.to_owned(), source })?;
    let of_others = mode.permissions().mode() & 0o077;
    if of_others == 0 { Ok(()) } else { Err(KeysError::TooOpen(file.to_owned())) }
}

#[cfg(not(unix))]
pub(crate) fn refuse_open_file(_: &Path) -> Result<(), KeysError> {
    Ok(())
}
