//! What wakes this app while it is closed.

use countersign_authenticator as core;

use crate::dto::{MessageCarrier, WakingView};

impl From<core::WakingView> for WakingView {
    fn from(view: core::WakingView) -> Self {
        let by = view.by.map(|by| match by {
            core::PushDistributor::OfSystem => MessageCarrier::System,
            core::PushDistributor::Program(name) => MessageCarrier::Program { name },
        });
        let count = |servers: usize| u32::try_from(servers).unwrap_or(u32::MAX);
        Self { is_on: view.is_on, by, told: count(view.told), offering: count(view.offering) }
    }
}
