//! Keys as words (BIP-39, English): they can be read aloud, written by hand, and carry a checksum.

use bech32::{Bech32, Hrp};
use bip39::{Language, Mnemonic};
use zeroize::Zeroizing;

use crate::key::Identity;

/// The words are no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotWords {
    /// Too few or too many.
    #[error("{found} words are there, {wanted} are wanted")]
    Count {
        /// How many were typed.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// A word that is not in the list.
    #[error("word {place} is not in the list")]
    Unknown {
        /// Which, counted from 1.
        place: usize,
    },
    /// All words are in the list, and at least one is not the right one, or two changed places.
    #[error("the words do not belong together: one of them is another, or two changed places")]
    Checksum,
}

/// The vault's recovery key (128 bits) as 12 words.
pub fn recovery_key_words(key: &[u8; 16]) -> Zeroizing<String> {
    words(key)
}

/// The recovery key from 12 words, in any case and with any white space.
///
/// # Errors
/// [`NotWords`].
pub fn recovery_key_from_words(typed: &str) -> Result<Zeroizing<[u8; 16]>, NotWords> {
    let bytes = bytes(typed, 12)?;
    let mut key = Zeroizing::new([0; 16]);
    key.copy_from_slice(&bytes);
    Ok(key)
}

/// The backup identity's 32 bytes as 24 words.
pub fn identity_words(identity: &Identity) -> Zeroizing<String> {
    let text = identity.reveal_text();
    let (_, bytes) = bech32::decode(&text).expect("an identity is written in Bech32");
    words(&Zeroizing::new(bytes))
}

/// The backup identity from 24 words, in any case and with any white space.
///
/// # Errors
/// [`NotWords`].
pub fn identity_from_words(typed: &str) -> Result<Identity, NotWords> {
    let bytes = bytes(typed, 24)?;
    let prefix = Hrp::parse("age-secret-key-").expect("the prefix is visible ASCII");
    let text = bech32::encode::<Bech32>(prefix, &bytes).expect("32 bytes are short enough");
    Identity::from_text(&Zeroizing::new(text)).map_err(|_| NotWords::Checksum)
}

fn words(bytes: &[u8]) -> Zeroizing<String> {
    let mnemonic = Mnemonic::from_entropy(bytes).expect("16 and 32 bytes have words");
    let mut text = Zeroizing::new(String::with_capacity(256));
    for word in mnemonic.words() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn bytes(typed: &str, wanted: usize) -> Result<Zeroizing<Vec<u8>>, NotWords> {
    let typed = Zeroizing::new(typed.to_lowercase());
    let found = typed.split_whitespace().count();
    if found != wanted {
        return Err(NotWords::Count { found, wanted });
    }
    let mut plain = Zeroizing::new(String::with_capacity(typed.len() + 1));
    for (place, word) in (1..).zip(typed.split_whitespace()) {
        if Language::English.find_word(word).is_none() {
            return Err(NotWords::Unknown { place });
        }
        plain.push_str(word);
        plain.push(' ');
    }
    let mnemonic = Mnemonic::parse_in_normalized(Language::English, plain.trim_end());
    mnemonic.map(|mnemonic| Zeroizing::new(mnemonic.to_entropy())).map_err(|_| NotWords::Checksum)
}
