//! JSON as other apps write it: numbers in quotes, texts that are secret, one bad entry among good ones.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::draft::{Draft, Harvest};
use super::error::ImportError;
use super::skipped::{Place, SkipReason};

/// A text that may be secret: wiped on drop, nothing in `Debug`.
#[derive(Default, Clone)]
pub(crate) struct Hidden(Zeroizing<String>);

impl Hidden {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Hidden;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Hidden, E> {
                Ok(Hidden(Zeroizing::new(text.to_owned())))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Hidden, E> {
                Ok(Hidden(Zeroizing::new(text)))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Hidden, E> {
                Ok(Hidden(Zeroizing::new(number.to_string())))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Hidden, E> {
                Ok(Hidden::default())
            }
        }
        deserializer.deserialize_any(Text)
    }
}

/// A whole number, in quotes or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(pub(crate) i64);

impl Number {
    /// The number, unless it is below zero.
    pub(crate) fn natural(self) -> Option<u64> {
        u64::try_from(self.0).ok()
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        let bare = text.trim_matches('"').trim();
        let whole = bare.strip_suffix(".0").unwrap_or(bare);
        whole.parse().map(Self).map_err(|_| D::Error::custom("not a whole number"))
    }
}

/// The number of an optional field, unless it is below zero.
pub(crate) fn natural(number: Option<Number>) -> Option<u64> {
    number.and_then(Number::natural)
}

/// Reads the whole document; an error names line and column, never the text.
pub(crate) fn document<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Result<T, ImportError> {
    serde_json::from_slice(text)
        .map_err(|error| ImportError::damaged(format!("line {}, column {}", error.line(), error.column())))
}

/// Reads a part that has to be there.
pub(crate) fn part<T: DeserializeOwned>(raw: &RawValue, name: &str) -> Result<T, ImportError> {
    serde_json::from_str(raw.get()).map_err(|_| ImportError::damaged(name))
}

/// Reads each item by itself. What is no `T` is skipped as damaged; `None` from `read` is no account at all.
pub(crate) fn each<T: DeserializeOwned>(
    harvest: &mut Harvest,
    path: &str,
    items: &[&RawValue],
    mut read: impl FnMut(T) -> Option<Draft>,
) -> Result<(), ImportError> {
    for (index, item) in items.iter().enumerate() {
        let draft = match serde_json::from_str(item.get()) {
            Ok(item) => read(item),
            Err(_) => Some(Draft::new(name_of(item), "", Err(SkipReason::Damaged))),
        };
        if let Some(draft) = draft {
            harvest.add(Place::Path(format!("{path}[{index}]")), draft)?;
        }
    }
    Ok(())
}

/// A damaged item's name, where it stands under one of the usual names.
fn name_of(item: &RawValue) -> String {
    let Ok(fields) = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(item.get()) else {
        return String::new();
    };
    let name = ["issuer", "issuerName", "name", "Issuer", "title", "label"];
    name.iter().find_map(|name| fields.get(*name)?.as_str()).unwrap_or_default().to_owned()
}
