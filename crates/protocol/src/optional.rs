//! Members that may be absent, but not `null`: that would be another type than stated.

use serde::{Deserialize, Deserializer};

/// Reads a member that is there. Beside `#[serde(default)]`, which stands for one that is not.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    member: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(member).map(Some)
}
