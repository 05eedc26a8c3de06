//! What only builds with the feature `development` can do. Without it everything here says no.

use std::path::PathBuf;

use crate::dto::DevelopmentView;

/// Whether this is a development build.
pub(crate) const ON: bool = cfg!(feature = "development");

/// The service under which the key store keeps what is ours.
pub(crate) const KEY_STORE_SERVICE: &str = if ON { "countersign-development" } else { "countersign" };

/// What the window says about it.
pub(crate) fn view() -> Option<DevelopmentView> {
    ON.then(|| DevelopmentView { server_address: variable("COUNTERSIGN_SERVER") })
}

/// The data folder that replaces the system's.
pub(crate) fn data_folder() -> Option<PathBuf> {
    variable("COUNTERSIGN_DATA_DIR").map(PathBuf::from)
}

/// The name under which a second start finds the first, where folders tell several apps apart.
#[cfg(desktop)]
pub(crate) fn session_name() -> Option<String> {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let mut hasher = DefaultHasher::new();
    data_folder()?.hash(&mut hasher);
    Some(format!("org.countersign.development.f{:016x}", hasher.finish()))
}

fn variable(name: &str) -> Option<String> {
    ON.then(|| std::env::var(name).ok()).flatten().filter(|value| !value.is_empty())
}
