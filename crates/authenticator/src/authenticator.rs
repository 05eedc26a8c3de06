//! The facade: one struct of state, cheap to clone; the use cases are in the files beside this one.

use std::sync::Arc;

use crate::ports::{Event, Ports};
use crate::settings::Settings;

/// The use cases of the app over one vault, one key store and any number of servers.
#[derive(Clone)]
pub struct Authenticator {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) ports: Ports,
}

impl Authenticator {
    /// Nothing is opened yet: [`state`](Self::state) does that.
    pub fn new(settings: Settings, ports: Ports) -> Self {
        Self { inner: Arc::new(Inner { settings, ports }) }
    }

    pub(crate) fn tell(&self, event: Event) {
        self.inner.ports.listener.happened(event);
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Authenticator")
            .field("vault", &self.inner.settings.vault)
            .finish_non_exhaustive()
    }
}
