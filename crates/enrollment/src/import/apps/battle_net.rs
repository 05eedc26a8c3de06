//! Battle.net's authenticator for Android: its settings, whose texts are hidden by a mask that everybody knows.

use countersign_otp::{Generator, Kind, Secret};
use data_encoding::HEXLOWER_PERMISSIVE;
use zeroize::Zeroizing;

use crate::import::android::shared_preferences;
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::{Source, text_of};

pub(crate) const SECRET: &str = "com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET";
const SERIAL: &str = "com.blizzard.messenger.AUTHENTICATOR_SERIAL";
/// The older app kept both in one: 40 hexadecimal digits, then the serial number.
pub(crate) const BOTH: &str = "com.blizzard.bma.AUTH_STORE.HASH";
const SECRET_DIGITS: usize = 40;
const MASK: [u8; 57] = [
    0x39, 0x8e, 0x27, 0xfc, 0x50, 0x27, 0x6a, 0x65, 0x60, 0x65, 0xb0, 0xe5, 0x25, 0xf4, 0xc0, 0x6c, 0x04,
    0xc6, 0x10, 0x75, 0x28, 0x6b, 0x8e, 0x7a, 0xed, 0xa5, 0x9d, 0xa9, 0x81, 0x3b, 0x5d, 0xd6, 0xc8, 0x0d,
    0x2f, 0xb3, 0x80, 0x68, 0x77, 0x3f, 0xa5, 0x9b, 0xa4, 0x7c, 0x17, 0xca, 0x6c, 0x64, 0x79, 0x01, 0x5c,
    0x1d, 0x5b, 0x8b, 0x8f, 0x6b, 0x9a,
];

/// Reads the settings of either app.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let xml = text_of(source.file).ok_or(ImportError::NotRecognized)?;
    let texts = shared_preferences(&xml)?;
    let text = |name: &str| texts.iter().find(|(each, _)| each == name).map(|(_, text)| text.as_str());
    let shown = |name: &'static str| {
        text(name).map(|hidden| unmask(hidden).ok_or_else(|| ImportError::damaged(name))).transpose()
    };
    let (place, secret, serial) = match (shown(SECRET)?, shown(BOTH)?) {
        (Some(secret), _) => (SECRET, secret, shown(SERIAL)?.unwrap_or_default()),
        (None, Some(both)) => {
            let parts = both.split_at_checked(SECRET_DIGITS);
            let (secret, serial) = parts.ok_or_else(|| ImportError::damaged(BOTH))?;
            (BOTH, Zeroizing::new(secret.to_owned()), Zeroizing::new(serial.to_owned()))
        }
        (None, None) => return Err(ImportError::NotRecognized),
    };
    let mut harvest = Harvest::default();
    harvest.add(Place::Path(place.to_owned()), Draft::new("Battle.net", serial.as_str(), codes(&secret)))?;
    Ok(harvest.of(Format::BattleNet))
}

fn codes(secret: &str) -> Result<Generator, SkipReason> {
    let recipe = Recipe { digits: Some(8), ..Recipe::default() };
    recipe.generator(Kind::Totp, Secret::from_hex(secret)?)
}

fn unmask(hidden: &str) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(hidden.trim().as_bytes()).ok()?);
    if bytes.len() > MASK.len() {
        return None;
    }
    bytes.iter_mut().zip(MASK).for_each(|(byte, mask)| *byte ^= mask);
    std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))
}
