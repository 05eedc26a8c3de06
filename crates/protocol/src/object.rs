//! JSON as CS/1 takes it: UTF-8 throughout, and an object on the outside.

use serde::de::{DeserializeOwned, Error as _};

/// Reads an object. `serde_json` by itself would take an array for a structure, and looks at no string that it skips.
///
/// # Errors
/// For what is no UTF-8, no object, or not of the type.
pub fn read_object<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    let text = std::str::from_utf8(json).map_err(|_| serde_json::Error::custom("not UTF-8"))?;
    if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        return Err(serde_json::Error::custom("not an object"));
    }
    serde_json::from_str(text)
}
