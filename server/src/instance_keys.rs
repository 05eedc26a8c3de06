//! The instance keys: which one signs now, which is announced, and how each handed over to the next.
//!
//! Private keys lie in `instance.key` and, while the next one is announced, in `instance.next.key`; `instance.json`
//! holds what everybody may know: the keys with the time from which each signs, and the chain. Which key signs follows
//! from the time alone, so nothing has to happen at that moment. A key that signs no more is overwritten by the next.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_protocol::limits::CHAIN_LINKS;
use countersign_protocol::message::KeyLink;
use countersign_protocol::{Jws, Origin, PublicJwk, Signer, SigningKey};
use serde::{Deserialize, Serialize};

use crate::keys::{KeysError, load_or_make, random, read_key, write_private};

/// How long the next key is announced before it signs, and how long the one before it is named afterwards; in seconds.
pub const OVERLAP: u64 = 24 * 3600;

pub(crate) const PRESENT: &str = "instance.key";
pub(crate) const NEXT: &str = "instance.next.key";
pub(crate) const REGISTER: &str = "instance.json";

/// What everybody may know about the keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Register {
    /// In the order in which they sign.
    keys: Vec<Registered>,
    /// The last `cs-key+jwt`, oldest first.
    chain: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Registered {
    jwk: PublicJwk,
    /// In seconds since 1970.
    signs_from: u64,
}

/// The instance keys as they lay in their folder at one moment.
#[derive(Debug, Clone)]
pub struct InstanceKeys {
    register: Register,
    /// The private keys that are there: the present one, and the next one if it is announced.
    private: Vec<Arc<SigningKey>>,
}

/// What an operator wants to know about the keys.
#[derive(Debug)]
pub struct KeysView {
    /// The key that signs now, and since when; 0 for the first one.
    pub signing: (PublicJwk, u64),
    /// The announced one, and from when on it signs.
    pub next: Option<(PublicJwk, u64)>,
    /// The one before, and until when it is named.
    pub previous: Option<(PublicJwk, u64)>,
    /// How many handovers devices can still follow.
    pub chain: usize,
}

/// Why no next key was made.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// One is announced already.
    #[error("the next key is announced already")]
    Announced {
        /// From when on it signs, in seconds since 1970.
        signs_from: u64,
    },
    /// The key that signs is there, and hands over by itself.
    #[error("instance.key is there: `keys rotate` makes the next one, and devices follow")]
    NotLost,
    /// The key could not sign.
    #[error("the key could not sign")]
    CannotSign(#[from] countersign_protocol::CannotSign),
    /// The files.
    #[error(transparent)]
    Keys(#[from] KeysError),
}

impl InstanceKeys {
    /// Loads the keys; makes the first one where there is no database yet.
    ///
    /// # Errors
    /// [`KeysError`], also where an older key was put back than the newest one that devices know of.
    pub fn load(folder: &Path, database_exists: bool) -> Result<Self, KeysError> {
        let register = read_register(folder)?;
        let next = read_key(&folder.join(NEXT))?;
        let file = folder.join(PRESENT);
        let present = match (&next, file.exists()) {
            // Lost or overwritten, but its successor is there, which the chain leads to.
            (Some(_), false) if register.is_some() => None,
            _ => Some(load_present(&file, database_exists)?),
        };
        let all: Vec<_> = present.into_iter().map(Arc::new).collect();
        let Some(register) = register else {
            // A next key that nobody was told of is none.
            let first = all.first().ok_or(KeysError::Missing(file))?;
            let keys = vec![Registered { jwk: first.public().clone(), signs_from: 0 }];
            return Ok(Self { register: Register { keys, chain: Vec::new() }, private: all });
        };
        let mut private = all;
        if let Some(bytes) = next {
            let key = SigningKey::from_bytes(&bytes).map_err(|_| KeysError::NotAKey(folder.join(NEXT)))?;
            private.push(Arc::new(key));
        }
        private.retain(|key| register.keys.iter().any(|known| known.jwk == *key.public()));
        let newest = register.keys.last().ok_or_else(|| KeysError::NotAKey(folder.join(REGISTER)))?;
        if private.iter().all(|key| *key.public() != newest.jwk) {
            return Err(KeysError::OldInstanceKey(file));
        }
        Ok(Self { register, private })
    }

    /// One key that has always been there; for tests, and where nothing is on a disk.
    pub fn only(key: SigningKey) -> Self {
        let keys = vec![Registered { jwk: key.public().clone(), signs_from: 0 }];
        Self { register: Register { keys, chain: Vec::new() }, private: vec![Arc::new(key)] }
    }

    /// The key that signs at this moment.
    pub fn signing(&self, now: u64) -> &Arc<SigningKey> {
        let known = self.register.keys.iter().rev();
        let due = known.filter(|known| known.signs_from <= now).find_map(|known| self.private_of(&known.jwk));
        // If the present key was lost before its time, its successor signs early: the chain leads to it.
        due.or_else(|| self.private.first()).expect("loading has found the newest key")
    }

    /// The keys as the instance document names them: the signing one, the announced next and the previous one.
    pub fn named(&self, now: u64) -> Vec<PublicJwk> {
        let view = self.view(now);
        let others = [view.next, view.previous].into_iter().flatten().map(|(jwk, _)| jwk);
        std::iter::once(view.signing.0).chain(others).collect()
    }

    /// How each key handed over to the next, oldest first.
    pub fn chain(&self) -> &[String] {
        &self.register.chain
    }

    /// The keys at this moment.
    pub fn view(&self, now: u64) -> KeysView {
        let signing = self.signing(now).public().clone();
        let keys = &self.register.keys;
        let place = keys.iter().position(|known| known.jwk == signing).unwrap_or_default();
        let since = keys.get(place).map_or(0, |known| known.signs_from);
        let next = keys.get(place + 1).map(|known| (known.jwk.clone(), known.signs_from));
        let before = place.checked_sub(1).and_then(|before| keys.get(before));
        let previous = before.map(|known| (known.jwk.clone(), since.saturating_add(OVERLAP)));
        KeysView {
            signing: (signing, since),
            next,
            previous: previous.filter(|(_, until)| *until > now),
            chain: self.register.chain.len(),
        }
    }

    fn private_of(&self, key: &PublicJwk) -> Option<&Arc<SigningKey>> {
        self.private.iter().find(|private| private.public() == key)
    }
}

/// Makes the next key: it is announced from now on and signs from a day later. The present one vouches for it.
///
/// # Errors
/// [`RotationError`]; nothing has changed then.
pub fn announce(folder: &Path, origin: &Origin, now: u64) -> Result<InstanceKeys, RotationError> {
    let mut keys = InstanceKeys::load(folder, true)?;
    if let Some((_, signs_from)) = keys.view(now).next {
        return Err(RotationError::Announced { signs_from });
    }
    put_in_place(folder, &keys, now)?;
    let next = SigningKey::generate(|bytes| bytes.copy_from_slice(&random::<32>()));
    let link = KeyLink { iss: origin.clone(), iat: now, jwk: next.public().clone() };
    let link = Jws::sign(&link, &**keys.signing(now))?.into_string();
    let signing = keys.signing(now).public().clone();
    // One that is still named as the previous one stays so: nothing is announced twice within a day after it.
    let previous = keys.view(now).previous.map(|(jwk, _)| jwk);
    keys.register.keys.retain(|known| known.jwk == signing || Some(&known.jwk) == previous.as_ref());
    keys.register.keys.push(Registered { jwk: next.public().clone(), signs_from: now + OVERLAP });
    keys.register.chain.push(link);
    let too_many = keys.register.chain.len().saturating_sub(CHAIN_LINKS);
    keys.register.chain.drain(..too_many);
    // The key first: a register that names it must find it. One that a crash has left is nobody's.
    let file = folder.join(NEXT);
    let io = |source| KeysError::Io { file: file.clone(), source };
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error).into()),
        Ok(()) | Err(_) => {}
    }
    write_private(&file, &*next.expose_bytes()).map_err(io)?;
    write_register(folder, &keys.register)?;
    Ok(InstanceKeys::load(folder, true)?)
}

/// Once the next key signs: it takes the place of the one before, whose file is gone with that.
///
/// # Errors
/// [`KeysError`]; the next occasion tries again.
pub fn put_in_place(folder: &Path, keys: &InstanceKeys, now: u64) -> Result<(), KeysError> {
    let file = folder.join(NEXT);
    let Some(next) = read_key(&file)? else { return Ok(()) };
    let is_signing =
        SigningKey::from_bytes(&next).is_ok_and(|next| next.public() == keys.signing(now).public());
    if !is_signing {
        return Ok(());
    }
    fs::rename(&file, folder.join(PRESENT)).map_err(|source| KeysError::Io { file, source })?;
    sync(folder)
}

/// A new first key for a server that has lost its own: to every linked device it is a stranger.
///
/// # Errors
/// [`RotationError::NotLost`] if there is a key, and those of the files.
pub fn replace_lost(folder: &Path) -> Result<InstanceKeys, RotationError> {
    if folder.join(PRESENT).exists() || folder.join(NEXT).exists() {
        return Err(RotationError::NotLost);
    }
    let register = folder.join(REGISTER);
    match fs::remove_file(&register) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(KeysError::Io { file: register, source: error }.into());
        }
        Ok(()) | Err(_) => {}
    }
    Ok(InstanceKeys::load(folder, false)?)
}

fn load_present(file: &Path, database_exists: bool) -> Result<SigningKey, KeysError> {
    loop {
        let bytes = load_or_make(file, database_exists)?;
        match SigningKey::from_bytes(&bytes) {
            Ok(key) => return Ok(key),
            Err(_) if database_exists => return Err(KeysError::NotAKey(file.to_owned())),
            // One in 2³² random values is no key: another one is made.
            Err(_) => {
                fs::remove_file(file).map_err(|source| KeysError::Io { file: file.to_owned(), source })?;
            }
        }
    }
}

fn read_register(folder: &Path) -> Result<Option<Register>, KeysError> {
    let file = folder.join(REGISTER);
    match fs::read(&file) {
        Ok(json) => match serde_json::from_slice(&json) {
            Ok(register) => Ok(Some(register)),
            Err(_) => Err(KeysError::NotAKey(file)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeysError::Io { file, source }),
    }
}

fn write_register(folder: &Path, register: &Register) -> Result<(), KeysError> {
    let (file, beside) = (folder.join(REGISTER), folder.join("instance.json.new"));
    let io = |source| KeysError::Io { file: file.clone(), source };
    let json = serde_json::to_vec_pretty(register).expect("a plain structure");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        Ok(()) | Err(_) => {}
    }
    write_private(&beside, &json).map_err(io)?;
    fs::rename(&beside, &file).map_err(io)?;
    sync(folder)
}

/// Names are on the disk before anybody relies on them.
fn sync(folder: &Path) -> Result<(), KeysError> {
    let io = |source| KeysError::Io { file: PathBuf::from(folder), source };
    #[cfg(unix)]
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
    #[cfg(not(unix))]
    let _ = io;
    Ok(())
}
