//! An entry's texts, and the ways in which plugins and forks keep codes in them.

use countersign_otp::{Generator, Kind, Secret};
use zeroize::Zeroizing;

use super::document::Group;
use crate::import::draft::{Draft, Recipe};
use crate::import::entry::Note;
use crate::import::skipped::SkipReason;
use crate::import::source::base64;
use crate::import::uri;

/// An entry outside of history.
pub(super) struct Entry {
    pub(super) groups: Vec<Group>,
    pub(super) tags: Vec<String>,
    texts: Vec<(String, Zeroizing<String>)>,
}

impl Entry {
    pub(super) fn new(groups: &[Group]) -> Self {
        Self { groups: groups.to_vec(), tags: Vec::new(), texts: Vec::new() }
    }

    pub(super) fn set(&mut self, key: &str, value: Zeroizing<String>) {
        self.texts.push((key.to_owned(), value));
    }

    /// Groups and title.
    pub(super) fn path(&self) -> String {
        let groups = self.groups.iter().skip(1).map(|group| group.name.as_str());
        groups.chain([self.text("Title")]).collect::<Vec<_>>().join("/")
    }

    /// The account, if the entry has codes.
    pub(super) fn into_draft(self) -> Option<Draft> {
        let (title, user) = (self.text("Title"), self.text("UserName"));
        let mut draft = match self.given("otp") {
            Some(otp) if otp.starts_with("key=") => Draft::new(title, user, keeotp(otp)),
            Some(otp) => uri::draft_of_field(otp, title, user),
            None => Draft::new(title, user, self.codes_of_fields()?),
        };
        // The outermost group is the database itself.
        draft.groups =
            self.groups.iter().skip(1).map(|group| group.name.clone()).chain(self.tags.clone()).collect();
        draft.note = Note::from_text(self.text("Notes"));
        Some(draft)
    }

    fn text(&self, key: &str) -> &str {
        self.texts.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    fn given(&self, key: &str) -> Option<&str> {
        Some(self.text(key).trim()).filter(|text| !text.is_empty())
    }

    fn codes_of_fields(&self) -> Option<Result<Generator, SkipReason>> {
        if let Some(seed) = self.given("TOTP Seed") {
            return Some(self.tray_totp(seed));
        }
        if let Some(secret) = self.secret_of("TimeOtp-Secret") {
            let recipe = Recipe {
                algorithm: self.given("TimeOtp-Algorithm"),
                digits: self.number("TimeOtp-Length"),
                period: self.number("TimeOtp-Period"),
                ..Recipe::default()
            };
            return Some(secret.and_then(|secret| recipe.generator(Kind::Totp, secret)));
        }
        let secret = self.secret_of("HmacOtp-Secret")?;
        let recipe = Recipe { counter: self.number("HmacOtp-Counter"), ..Recipe::default() };
        Some(secret.and_then(|secret| recipe.generator(Kind::Hotp, secret)))
    }

    /// KeeTrayTOTP, and KeePassXC before 2.5: `30;6` or `30;S` beside the seed.
    fn tray_totp(&self, seed: &str) -> Result<Generator, SkipReason> {
        let settings: Vec<&str> = self.text("TOTP Settings").split(';').map(str::trim).collect();
        let length = settings.get(1).copied().unwrap_or_default();
        let kind = if length == "S" { Kind::Steam } else { Kind::Totp };
        let recipe = Recipe {
            digits: length.parse().ok(),
            period: settings.first().and_then(|period| period.parse().ok()),
            ..Recipe::default()
        };
        recipe.generator(kind, Secret::from_base32_in_use(seed)?)
    }

    /// KeePass 2.47 and later: the secret under a name that tells its encoding.
    fn secret_of(&self, name: &str) -> Option<Result<Secret, SkipReason>> {
        let given = |suffix: &str| self.given(&format!("{name}{suffix}"));
        if let Some(text) = given("-Base32") {
            return Some(Secret::from_base32_in_use(text).map_err(SkipReason::from));
        }
        if let Some(text) = given("-Hex") {
            return Some(Secret::from_hex(text).map_err(SkipReason::from));
        }
        if let Some(text) = given("-Base64") {
            let bytes = base64(text, name).map_err(|_| SkipReason::Damaged);
            return Some(bytes.and_then(|bytes| Ok(Secret::from_bytes(bytes)?)));
        }
        let text = given("")?;
        Some(Secret::from_bytes(text.as_bytes().to_vec()).map_err(SkipReason::from))
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.given(name)?.parse().ok()
    }
}

/// KeeOtp: `key=…&step=30&size=6&type=Totp&otpHashMode=Sha256&counter=0`.
fn keeotp(text: &str) -> Result<Generator, SkipReason> {
    let part = |name: &str| {
        let found = text.split('&').filter_map(|pair| pair.split_once('=')).find(|(each, _)| *each == name);
        found.map(|(_, value)| value)
    };
    let key = part("key").unwrap_or_default().replace("%3d", "=").replace("%3D", "=");
    let secret = Secret::from_base32_in_use(&Zeroizing::new(key))?;
    let kind = match part("type") {
        None => Kind::Totp,
        Some(name) => Kind::from_name(name).ok_or(SkipReason::UnknownKind)?,
    };
    let recipe = Recipe {
        algorithm: part("otpHashMode"),
        digits: part("size").and_then(|text| text.parse().ok()),
        period: part("step").and_then(|text| text.parse().ok()),
        counter: part("counter").and_then(|text| text.parse().ok()),
        pin: None,
    };
    recipe.generator(kind, secret)
}
