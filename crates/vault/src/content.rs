//! What is inside a sealed record: JSON in versioned shapes.
//!
//! These types exist only between the seal and [`Account`]; their secrets are texts that are wiped.
//! A shape is never changed in a way that old rows do not read: a new one gets the next number.

mod codes;
mod pairing;

use std::io::Write;

use countersign_otp::UnixTime;
use countersign_protocol::Origin;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use self::codes::CodesContent;
use self::pairing::PairingContent;
use crate::account::{Account, Extras, FormerLink, Icon, Note, OwnNames};
use crate::id::{AccountId, ImportId};
use crate::secret::SecretBytes;

/// A content that this program cannot make sense of.
#[derive(Debug)]
pub(crate) struct Unintelligible;

/// One record's content. The name of the variant carries the version of its shape.
#[derive(Serialize, Deserialize)]
pub(crate) enum Content {
    #[serde(rename = "account/2", alias = "account/1")]
    Account(Box<AccountContent>),
    #[serde(rename = "document/1")]
    Document(DocumentContent),
}

impl Content {
    /// The content as JSON, in a buffer that is neither moved nor left behind.
    pub(crate) fn to_json(&self) -> Zeroizing<Vec<u8>> {
        let mut length = Length(0);
        serde_json::to_writer(&mut length, self).expect("a length takes everything");
        let mut json = Zeroizing::new(Vec::with_capacity(length.0));
        serde_json::to_writer(&mut *json, self).expect("a vector takes everything");
        json
    }

    pub(crate) fn from_json(json: &[u8]) -> Result<Self, Unintelligible> {
        serde_json::from_slice(json).map_err(|_| Unintelligible)
    }
}

/// Counts bytes, so that the buffer for secrets is made once.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Secret bytes in base64url.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct SecretText(Zeroizing<String>);

impl SecretText {
    fn write(bytes: &[u8]) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(BASE64URL_NOPAD.encode_len(bytes.len())));
        BASE64URL_NOPAD.encode_append(bytes, &mut text);
        Self(text)
    }

    fn read(&self) -> Result<Zeroizing<Vec<u8>>, Unintelligible> {
        BASE64URL_NOPAD.decode(self.0.as_bytes()).map(Zeroizing::new).map_err(|_| Unintelligible)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DocumentContent {
    name: String,
    bytes: SecretText,
}

impl DocumentContent {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.into(), bytes: SecretText::write(bytes) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn bytes(&self) -> Result<SecretBytes, Unintelligible> {
        self.bytes.read().map(SecretBytes::new)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AccountContent {
    service: String,
    user: String,
    own_names: Option<(String, String)>,
    position: i64,
    added_at_ms: u64,
    removed_at_ms: Option<u64>,
    codes: Option<CodesContent>,
    pairing: Option<PairingContent>,
    backup_codes: Vec<Zeroizing<String>>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    note: Zeroizing<String>,
    #[serde(default)]
    is_pinned: bool,
    #[serde(default)]
    icon: Option<IconContent>,
    #[serde(default)]
    former_link: Option<FormerLinkContent>,
    /// The import that it came with.
    #[serde(default)]
    import: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum IconContent {
    Name(String),
    Picture { media_type: String, bytes: String },
}

impl AccountContent {
    pub(crate) fn write(account: &Account) -> Self {
        Self {
            service: account.service.clone(),
            user: account.user.clone(),
            own_names: account.own_names.as_ref().map(|own| (own.service.clone(), own.user.clone())),
            position: account.position,
            added_at_ms: millis(account.added_at),
            removed_at_ms: account.removed_at.map(millis),
            codes: account.codes.as_ref().map(CodesContent::write),
            pairing: account.pairing.as_ref().map(PairingContent::write),
            backup_codes: account.backup_codes.clone(),
            groups: account.extras.groups.clone(),
            note: Zeroizing::new(account.extras.note.reveal().to_owned()),
            is_pinned: account.extras.is_pinned,
            icon: account.extras.icon.as_ref().map(IconContent::write),
            former_link: account.extras.former_link.as_ref().map(FormerLinkContent::write),
            import: account.import.as_ref().map(ImportId::to_string),
        }
    }

    pub(crate) fn read(self, id: AccountId) -> Result<Account, Unintelligible> {
        Ok(Account {
            id,
            position: self.position,
            removed_at: self.removed_at_ms.map(UnixTime::from_millis),
            import: self.import.and_then(|id| id.parse().ok()),
            backup_codes: self.backup_codes,
            added_at: UnixTime::from_millis(self.added_at_ms),
            service: self.service,
            user: self.user,
            own_names: self.own_names.map(|(service, user)| OwnNames { service, user }),
            codes: self.codes.map(CodesContent::read).transpose()?,
            extras: Extras {
                groups: self.groups,
                note: Note::new(self.note),
                is_pinned: self.is_pinned,
                icon: self.icon.map(IconContent::read).transpose()?,
                former_link: self.former_link.map(FormerLinkContent::read),
            },
            pairing: self.pairing.map(PairingContent::read).transpose()?,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct FormerLinkContent {
    origin: Origin,
    user: String,
}

impl FormerLinkContent {
    fn write(link: &FormerLink) -> Self {
        Self { origin: link.origin.clone(), user: link.user.clone() }
    }

    fn read(self) -> FormerLink {
        FormerLink { origin: self.origin, user: self.user }
    }
}

impl IconContent {
    fn write(icon: &Icon) -> Self {
        match icon {
            Icon::Name(name) => Self::Name(name.clone()),
            Icon::Picture { media_type, bytes } => {
                Self::Picture { media_type: media_type.clone(), bytes: BASE64URL_NOPAD.encode(bytes) }
            }
        }
    }

    fn read(self) -> Result<Icon, Unintelligible> {
        Ok(match self {
            Self::Name(name) => Icon::Name(name),
            Self::Picture { media_type, bytes } => {
                let bytes = BASE64URL_NOPAD.decode(bytes.as_bytes()).map_err(|_| Unintelligible)?;
                Icon::Picture { media_type, bytes }
            }
        })
    }
}

fn millis(time: UnixTime) -> u64 {
    u64::try_from(time.duration().as_millis()).unwrap_or(u64::MAX)
}
