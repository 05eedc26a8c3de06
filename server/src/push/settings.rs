//! The table `push` of the configuration.

use serde::Deserialize;

use crate::ConfigError;

/// Where wake-ups may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSettings {
    /// The ports that an endpoint may have.
    pub ports: Vec<u16>,
}

/// The table as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushTable {
    #[serde(default = "on")]
    enabled: bool,
    #[serde(default = "usual")]
    ports: Vec<u16>,
}

impl Default for PushTable {
    fn default() -> Self {
        Self { enabled: on(), ports: usual() }
    }
}

impl PushTable {
    /// Checks it; `None` while push is off.
    ///
    /// # Errors
    /// [`ConfigError`] if no port is left.
    pub fn settings(self) -> Result<Option<PushSettings>, ConfigError> {
        if self.ports.is_empty() || self.ports.contains(&0) {
            return Err(ConfigError::Value("push.ports: ports from 1 to 65535, at least one".into()));
        }
        Ok(self.enabled.then_some(PushSettings { ports: self.ports }))
    }
}

fn on() -> bool {
    true
}

fn usual() -> Vec<u16> {
    vec![443]
}
