//! Biometrics in memory, for tests: a person who shows the right finger, another one, or none.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use crate::biometrics::{BiometricKind, Biometrics, BiometricsAnswer, BiometricsError};
use crate::secret::StoredSecret;

/// What the person does at the next prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Person {
    /// Shows the enrolled finger.
    #[default]
    IsThere,
    /// Closes the prompt.
    Cancels,
    /// Is somebody else.
    IsAnother,
}

/// Biometrics that last as long as the value.
#[derive(Debug, Default)]
pub struct MemoryBiometrics(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    kind: Option<BiometricKind>,
    person: Person,
    kept: Option<StoredSecret>,
    prompts: usize,
}

impl MemoryBiometrics {
    /// A device on which nothing is enrolled.
    pub fn new() -> Self {
        Self::default()
    }

    /// The person enrolls a finger or face, another one, or removes the last: what was kept is gone.
    pub fn enroll(&self, kind: Option<BiometricKind>) {
        self.with(|state| (state.kind, state.kept) = (kind, None));
    }

    /// What the person does from now on.
    pub fn person(&self, person: Person) {
        self.with(|state| state.person = person);
    }

    /// How often the person was asked.
    pub fn prompts(&self) -> usize {
        self.with(|state| state.prompts)
    }

    /// Whether a secret is kept.
    pub fn keeps_something(&self) -> bool {
        self.with(|state| state.kept.is_some())
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn ask(&mut self) -> Result<(), BiometricsError> {
        if self.kind.is_none() {
            return Err(BiometricsError::Absent);
        }
        self.prompts += 1;
        match self.person {
            Person::IsThere => Ok(()),
            Person::Cancels => Err(BiometricsError::Canceled),
            Person::IsAnother => Err(BiometricsError::Refused),
        }
    }
}

impl Biometrics for MemoryBiometrics {
    fn kind(&self) -> Pin<Box<dyn Future<Output = Option<BiometricKind>> + Send + '_>> {
        Box::pin(async { self.with(|state| state.kind) })
    }

    fn keep<'a>(&'a self, secret: &'a StoredSecret) -> BiometricsAnswer<'a, ()> {
        Box::pin(async {
            self.with(|state| {
                state.ask()?;
                state.kept = Some(secret.duplicate());
                Ok(())
            })
        })
    }

    fn release(&self) -> BiometricsAnswer<'_, StoredSecret> {
        Box::pin(async {
            self.with(|state| {
                if state.kept.is_none() {
                    return Err(BiometricsError::Changed);
                }
                state.ask()?;
                state.kept.as_ref().map(StoredSecret::duplicate).ok_or(BiometricsError::Changed)
            })
        })
    }

    fn forget(&self) -> BiometricsAnswer<'_, ()> {
        Box::pin(async {
            self.with(|state| state.kept = None);
            Ok(())
        })
    }
}
