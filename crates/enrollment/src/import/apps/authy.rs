//! Authy for Android: its settings, with secrets in plain text or under the backup password.

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::android::shared_preferences;
use crate::import::crypto::{self, Hash};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::{Source, base64, text_of};
use crate::otpauth::split_label;

const ROUNDS: u64 = 1_000;
const OTHERS: &str = "com.authy.storage.tokens.authenticator.key";
const OWN: &str = "com.authy.storage.tokens.authy.key";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    #[serde(default)]
    name: Option<String>,
    original_name: Option<String>,
    original_issuer: Option<String>,
    digits: Option<Number>,
    logo: Option<String>,
    decrypted_secret: Option<Hidden>,
    encrypted_secret: Option<String>,
    salt: Option<String>,
    secret_seed: Option<Hidden>,
}

impl Token {
    fn is_sealed(&self) -> bool {
        self.encrypted_secret.is_some() && self.decrypted_secret.is_none()
    }
}

/// Reads the settings.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let xml = text_of(source.file).ok_or(ImportError::NotRecognized)?;
    let mut harvest = Harvest::default();
    let (mut opened, mut refused) = (0_usize, 0_usize);
    for (name, value) in shared_preferences(&xml)? {
        if name != OTHERS && name != OWN {
            continue;
        }
        let tokens: Vec<&RawValue> = json::document(value.as_bytes())?;
        let is_sealed = |raw: &&RawValue| raw.get().contains("\"encryptedSecret\"");
        if tokens.iter().any(is_sealed) {
            source.password()?;
        }
        json::each(&mut harvest, &name, &tokens, |token: Token| {
            let codes = codes(&token, source);
            if token.is_sealed() {
                opened += usize::from(codes.is_ok());
                refused += usize::from(codes.is_err());
            }
            let (issuer, account) = names(&token);
            let mut draft = Draft::new(issuer, account, codes);
            draft.icon = token.logo.map(Icon::Name);
            Some(draft)
        })?;
    }
    if refused > 0 && opened == 0 {
        return Err(ImportError::WrongPassword);
    }
    Ok(harvest.of(Format::Authy))
}

fn names(token: &Token) -> (String, String) {
    let label = token.original_name.as_deref().or(token.name.as_deref()).unwrap_or_default();
    let issuer = token.original_issuer.as_deref().filter(|issuer| !issuer.is_empty());
    let (issuer, account) = split_label(label, issuer);
    (issuer.to_owned(), account.to_owned())
}

fn codes(token: &Token, source: &Source<'_>) -> Result<Generator, SkipReason> {
    let digits = json::natural(token.digits);
    if let Some(seed) = &token.secret_seed {
        let recipe = Recipe { digits: digits.or(Some(7)), period: Some(10), ..Recipe::default() };
        return recipe.generator(Kind::Totp, Secret::from_hex(seed.reveal())?);
    }
    let recipe = Recipe { digits, ..Recipe::default() };
    let secret = match (&token.decrypted_secret, &token.encrypted_secret) {
        (Some(secret), _) => Secret::from_base32_in_use(secret.reveal())?,
        (None, Some(sealed)) => open(token, sealed, source).ok_or(SkipReason::Damaged)?,
        (None, None) => return Err(SkipReason::NoSecret),
    };
    recipe.generator(Kind::Totp, secret)
}

/// The cipher has no tag; that base32 comes out is the only proof of the password.
fn open(token: &Token, sealed: &str, source: &Source<'_>) -> Option<Secret> {
    let salt = token.salt.as_deref().unwrap_or_default();
    let sealed = base64(sealed, "encryptedSecret").ok()?;
    let password = source.password().ok()?;
    let key = crypto::pbkdf2(Hash::Sha1, password, salt.as_bytes(), ROUNDS, &source.limits).ok()?;
    let opened: Zeroizing<Vec<u8>> = crypto::open_cbc(key.as_ref(), &[0; 16], &sealed)?;
    Secret::from_base32_in_use(std::str::from_utf8(&opened).ok()?).ok()
}
