//! How the app is woken while it sleeps.

/// For the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WakingView {
    /// Whether the person lets servers wake this app.
    pub is_on: bool,
    /// Who carries the messages; nobody, if the person has to choose somebody first.
    pub by: Option<PushDistributor>,
    /// How many servers know where.
    pub told: usize,
    /// How many offer to wake devices, as far as is known now.
    pub offering: usize,
}

/// Who carries wake-ups to this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushDistributor {
    /// What the system brings along.
    OfSystem,
    /// A program that the person has installed for it, by its name.
    Program(String),
}
