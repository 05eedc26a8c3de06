//! Passwords hashed in a bounded pool: argon2id, as many at once as there are cores, a queue with an end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::domain::Password;
use crate::keys::random;

/// How long somebody waits for a permit before being asked to come back.
const PATIENCE: Duration = Duration::from_secs(2);

/// The work that a guess costs (OWASP's minimum by default).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for HashingCost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// The pool is full: whoever asks should come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked")]
pub struct Busy;

/// What came of checking a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It is right; with the hash to store, where parameters have changed since.
    Right {
        /// The hash with today's parameters, if the stored one has others.
        upgrade: Option<String>,
    },
    /// It is wrong, or there is no such account.
    Wrong,
}

/// The pool. Cheap to clone.
#[derive(Clone)]
pub struct HashingPool {
    inner: Arc<Inner>,
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

struct Inner {
    params: Params,
    /// Of a password that nobody has, with the same cost: unknown names take as long as known ones.
    nobody: String,
    /// Memory of hashes that are done: asking the system for it anew costs more than half of the work.
    memory: Mutex<Vec<Vec<Block>>>,
}

impl HashingPool {
    /// A pool of `permits` at once and `queue` waiting.
    ///
    /// # Errors
    /// The cost is outside argon2's limits.
    pub fn new(cost: HashingCost, permits: usize, queue: usize) -> Result<Self, argon2::Error> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)?;
        let mut inner = Inner { params, nobody: String::new(), memory: Mutex::default() };
        inner.nobody = inner.hash(&random::<32>());
        let permits = permits.max(1);
        Ok(Self {
            inner: Arc::new(inner),
            permits: Arc::new(Semaphore::new(permits)),
            places: Arc::new(Semaphore::new(queue + permits)),
        })
    }

    /// Hashes a new password.
    pub async fn hash(&self, password: Password) -> Result<String, Busy> {
        self.run(move |inner| inner.hash(password.expose_bytes())).await
    }

    /// Checks a password; without a stored hash it takes as long and is wrong.
    pub async fn check(&self, password: Password, stored: Option<String>) -> Result<Checked, Busy> {
        self.run(move |inner| inner.check(password.expose_bytes(), stored.as_deref())).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Busy)?;
        let permit = tokio::time::timeout(PATIENCE, self.permits.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| Busy)?.map_err(|_| Busy)?;
        let inner = self.inner.clone();
        tokio::task::spawn_blocking(move || {
            // Held by the work itself: whoever asked may go away, and the work goes on all the same.
            let _held = (place, permit);
            work(&inner)
        })
        .await
        .map_err(|_| Busy)
    }
}

impl Inner {
    fn hash(&self, password: &[u8]) -> String {
        let salt = Salt::new(&random::<16>()).expect("16 bytes are a salt");
        let hash = self.compute(&self.params, password, &salt).expect("argon2 takes passwords of our length");
        PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&self.params).expect("parameters of our own are a valid PHC text"),
            salt: Some(salt),
            hash: Some(hash),
        }
        .to_string()
    }

    fn check(&self, password: &[u8], stored: Option<&str>) -> Checked {
        let is_right = |stored: &str| {
            let parsed = PasswordHash::new(stored).ok()?;
            let (salt, expected) = (parsed.salt.as_ref()?, parsed.hash.as_ref()?);
            if parsed.algorithm != Algorithm::Argon2id.ident()
                || parsed.version != Some(Version::V0x13.into())
            {
                return None;
            }
            let params = Params::try_from(&parsed).ok()?;
            let computed = self.compute(&params, password, salt)?;
            let is_right = bool::from(computed.as_bytes().ct_eq(expected.as_bytes()));
            let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
            is_right.then(|| cost(&params) == cost(&self.params))
        };
        match (stored, is_right(stored.unwrap_or(&self.nobody))) {
            (Some(_), Some(is_current)) => {
                Checked::Right { upgrade: (!is_current).then(|| self.hash(password)) }
            }
            (_, _) => Checked::Wrong,
        }
    }

    /// argon2id, version 1.3, 32 bytes (RFC 9106).
    fn compute(&self, params: &Params, password: &[u8], salt: &Salt) -> Option<Output> {
        let mut memory = self.memory().pop().unwrap_or_default();
        let blocks = params.block_count();
        memory.resize(blocks.max(memory.len()), Block::default());
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let mut output = Zeroizing::new([0; 32]);
        let done = argon2.hash_password_into_with_memory(
            password,
            salt.as_ref(),
            &mut *output,
            &mut memory[..blocks],
        );
        memory.truncate(self.params.block_count());
        self.memory().push(memory);
        done.ok()?;
        Output::new(&*output).ok()
    }

    fn memory(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for HashingPool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HashingPool")
    }
}
