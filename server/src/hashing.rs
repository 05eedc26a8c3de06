//! Passwords hashed in a bounded pool: argon2id, as many at once as there are cores, a queue with an end.
//!
//! The pool has threads of its own, each of which takes the next password by itself: between two hashes no core waits
//! for the tasks that asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};
use rayon::{ThreadPool, ThreadPoolBuilder};
use subtle::ConstantTimeEq;
use tokio::sync::{Semaphore, oneshot};
use zeroize::Zeroizing;

use crate::domain::Password;
use crate::keys::random;

/// How long somebody waits for a thread before being asked to come back.
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

/// Why there is no pool.
#[derive(Debug, thiserror::Error)]
pub enum NoPool {
    /// argon2 does not take the cost.
    #[error("hashing_memory_kib, hashing_passes, hashing_lanes: outside argon2's limits")]
    Cost(#[from] argon2::Error),
    /// The system gives no more threads.
    #[error("the threads for hashing could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

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
    threads: Arc<ThreadPool>,
    places: Arc<Semaphore>,
    patience: Duration,
}

struct Inner {
    params: Params,
    /// Of a password that nobody has, with the same cost: unknown names take as long as known ones.
    nobody: String,
    memory: Mutex<Kept>,
}

/// Memory of hashes that are done: asking the system for it anew costs more than half of the work.
#[derive(Default)]
struct Kept {
    pieces: Vec<Vec<Block>>,
    /// Whether anything was hashed since [`HashingPool::give_back`].
    used: bool,
}

impl HashingPool {
    /// A pool of `permits` at once and `queue` waiting.
    ///
    /// # Errors
    /// The cost is outside argon2's limits, or the system has no more threads.
    pub fn new(cost: HashingCost, permits: usize, queue: usize) -> Result<Self, NoPool> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)?;
        let mut inner = Inner { params, nobody: String::new(), memory: Mutex::default() };
        inner.nobody = inner.hash(&random::<32>());
        // Nobody may sign in for long.
        *inner.memory() = Kept::default();
        let permits = permits.max(1);
        let threads = ThreadPoolBuilder::new()
            .num_threads(permits)
            .thread_name(|number| format!("hashing-{number}"))
            // Whoever asked hears that nothing came of it, and the thread goes on.
            .panic_handler(|_| tracing::error!("a password could not be hashed"))
            .build()?;
        Ok(Self {
            inner: Arc::new(inner),
            threads: Arc::new(threads),
            places: Arc::new(Semaphore::new(queue + permits)),
            patience: PATIENCE,
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

    /// Gives the memory of hashes back to the system, unless a password was hashed since the last call: called once a
    /// minute, it is kept while people sign in.
    pub fn give_back(&self) {
        let mut kept = self.inner.memory();
        if !std::mem::take(&mut kept.used) {
            kept.pieces = Vec::new();
        }
    }

    /// How much memory is kept for the next hashes, in KiB.
    pub fn kept_kib(&self) -> usize {
        self.inner.memory().pieces.iter().map(|piece| piece.len() * size_of::<Block>() / 1024).sum()
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Busy)?;
        let (send, mut result) = oneshot::channel();
        // Taken by the thread that does the work, or by whoever has waited for it long enough.
        let is_taken = Arc::new(AtomicBool::new(false));
        let (inner, taken) = (self.inner.clone(), is_taken.clone());
        self.threads.spawn_fifo(move || {
            // Held by the work itself: whoever asked may go away, and what has begun goes on all the same.
            let held = place;
            if send.is_closed() || taken.swap(true, Ordering::AcqRel) {
                return;
            }
            let done = work(&inner);
            drop(held);
            let _ = send.send(done);
        });
        match tokio::time::timeout(self.patience, &mut result).await {
            Ok(done) => done.map_err(|_| Busy),
            Err(_) if is_taken.swap(true, Ordering::AcqRel) => result.await.map_err(|_| Busy),
            Err(_) => Err(Busy),
        }
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
        let mut memory = self.memory().pieces.pop().unwrap_or_default();
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
        let mut kept = self.memory();
        kept.pieces.push(memory);
        kept.used = true;
        drop(kept);
        done.ok()?;
        Output::new(&*output).ok()
    }

    fn memory(&self) -> MutexGuard<'_, Kept> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for HashingPool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HashingPool")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn who_has_waited_for_long_is_sent_away_and_what_has_begun_is_finished() {
        let cost = HashingCost { memory_kib: 64, passes: 1, lanes: 1 };
        let pool = HashingPool::new(cost, 1, 64).expect("argon2 takes it");
        let pool = HashingPool { patience: Duration::from_millis(20), ..pool };
        let (begun, has_begun) = oneshot::channel();
        let (finish, may_finish) = mpsc::channel();
        let others = pool.clone();
        let first = tokio::spawn(async move {
            let work = move |_: &Inner| (begun.send(()), may_finish.recv()).1.is_ok();
            others.run(work).await
        });
        has_begun.await.expect("the thread takes it");
        let (ran, has_run) = mpsc::channel();
        let second = pool.run(move |_| ran.send(()).is_ok()).await;
        assert_eq!(second, Err(Busy));
        finish.send(()).expect("it waits for that");
        assert_eq!(first.await.expect("it does not panic"), Ok(true));
        assert_eq!(pool.run(|_| 3).await, Ok(3), "the thread is free again");
        assert!(has_run.try_recv().is_err(), "nobody waits for the second any more");
    }
}
