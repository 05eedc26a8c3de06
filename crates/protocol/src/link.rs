//! Links that lead into the app: from QR codes, from pages, from other programs.
//!
//! A link opens a question, never an action. It carries no name and no code secret.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::digest::Thumbprint;
use crate::id::{ChallengeId, EnrollmentCode, ScanSecret};
use crate::origin::Origin;

/// The longest link, in bytes.
pub const LINK_LIMIT: usize = 2048;
const SCHEME: &str = "countersign://";

/// A link of CS/1.
#[derive(Debug, Clone)]
pub enum Link {
    /// Link an account with this server.
    Enroll(EnrollLink),
    /// Approve by scanning the page.
    Approve(ApproveLink),
    /// Show this question.
    Open(OpenLink),
    /// Answer without network.
    Offline(OfflineLink),
}

/// `countersign://enroll#v=1&s=…&c=…&k=…`, also as `<origin>/e#v=1&c=…&k=…`.
#[derive(Debug, Clone)]
pub struct EnrollLink {
    /// The server.
    pub server: Origin,
    /// The code, good once, for five minutes.
    pub code: EnrollmentCode,
    /// The thumbprint of the server's instance key.
    pub key: Thumbprint,
}

/// `countersign://approve#v=1&s=…&i=…&x=…`.
#[derive(Debug, Clone)]
pub struct ApproveLink {
    /// The server.
    pub server: Origin,
    /// The challenge.
    pub challenge: ChallengeId,
    /// What proves that the page was seen.
    pub secret: ScanSecret,
}

/// `countersign://open#v=1&s=…&i=…`; it decides nothing.
#[derive(Debug, Clone)]
pub struct OpenLink {
    /// The server.
    pub server: Origin,
    /// The challenge.
    pub challenge: ChallengeId,
}

/// `countersign://offline#v=1&s=…&j=…`.
#[derive(Debug, Clone)]
pub struct OfflineLink {
    /// The server.
    pub server: Origin,
    /// A challenge in mode `offline`.
    pub challenge: String,
}

/// Why a text is no link of CS/1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Something else altogether.
    #[error("not a Countersign code")]
    SomethingElse,
    /// Longer than [`LINK_LIMIT`].
    #[error("too long")]
    TooLong,
    /// Of a newer version.
    #[error("made for a newer app")]
    UpdateApp,
    /// A member is missing, occurs twice or is malformed.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// The page's origin and the one inside differ.
    #[error("names two servers")]
    TwoOrigins,
}

impl Link {
    /// Reads a link.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > LINK_LIMIT {
            return Err(LinkError::TooLong);
        }
        if let Some((place, fragment)) = text.strip_prefix(SCHEME).and_then(|rest| rest.split_once('#')) {
            if !matches!(place, "enroll" | "approve" | "open" | "offline") {
                return Err(LinkError::SomethingElse);
            }
            let members = Members::read(fragment)?;
            let server = members.origin()?;
            return match place {
                "enroll" => members.enroll(server).map(Self::Enroll),
                "approve" => members.approve(server).map(Self::Approve),
                "open" => Ok(Self::Open(OpenLink { server, challenge: members.challenge()? })),
                _ => members.offline(server).map(Self::Offline),
            };
        }
        let (page, fragment) = text.split_once("/e#").ok_or(LinkError::SomethingElse)?;
        let server = Origin::parse(page).map_err(|_| LinkError::SomethingElse)?;
        let members = Members::read(fragment)?;
        if members.0.contains_key("s") && members.origin()? != server {
            return Err(LinkError::TwoOrigins);
        }
        members.enroll(server).map(Self::Enroll)
    }
}

impl EnrollLink {
    /// The link for the QR code. Whoever holds it can use the code.
    pub fn expose_link(&self) -> String {
        format!("{SCHEME}enroll#v=1&s={}&c={}&k={}", self.server, self.code.expose_text(), self.key)
    }

    /// The same as a page of the server.
    pub fn expose_page(&self) -> String {
        format!("{}/e#v=1&c={}&k={}", self.server, self.code.expose_text(), self.key)
    }
}

impl ApproveLink {
    /// The link for the QR code. Whoever holds it has seen the page.
    pub fn expose_link(&self) -> String {
        format!("{SCHEME}approve#v=1&s={}&i={}&x={}", self.server, self.challenge, self.secret.expose_text())
    }
}

impl OfflineLink {
    /// The link for the QR code. It holds no secret: whoever scans it needs the key of a linked device.
    pub fn to_link(&self) -> String {
        format!("{SCHEME}offline#v=1&s={}&j={}", self.server, self.challenge)
    }
}

impl OpenLink {
    /// The link for a page in the phone's own browser.
    pub fn to_link(&self) -> String {
        format!("{SCHEME}open#v=1&s={}&i={}", self.server, self.challenge)
    }
}

struct Members(BTreeMap<String, String>);

impl Members {
    fn read(fragment: &str) -> Result<Self, LinkError> {
        let mut members = BTreeMap::new();
        for member in fragment.split('&') {
            let (name, value) = member.split_once('=').ok_or(LinkError::Damaged("fragment"))?;
            let decoded = |text: &str| {
                let text =
                    percent_decode_str(text).decode_utf8().map_err(|_| LinkError::Damaged("fragment"))?;
                Ok(text.into_owned())
            };
            if members.insert(decoded(name)?, decoded(value)?).is_some() {
                return Err(LinkError::Damaged("fragment"));
            }
        }
        match members.get("v").map(String::as_str) {
            Some("1") => Ok(Self(members)),
            Some(_) => Err(LinkError::UpdateApp),
            None => Err(LinkError::Damaged("v")),
        }
    }

    fn get(&self, name: &'static str) -> Result<&str, LinkError> {
        self.0.get(name).map(String::as_str).ok_or(LinkError::Damaged(name))
    }

    fn origin(&self) -> Result<Origin, LinkError> {
        Origin::parse(self.get("s")?).map_err(|_| LinkError::Damaged("s"))
    }

    fn challenge(&self) -> Result<ChallengeId, LinkError> {
        ChallengeId::parse(self.get("i")?).map_err(|_| LinkError::Damaged("i"))
    }

    fn enroll(&self, server: Origin) -> Result<EnrollLink, LinkError> {
        let code = EnrollmentCode::parse(self.get("c")?).map_err(|_| LinkError::Damaged("c"))?;
        let key = Thumbprint::parse(self.get("k")?).map_err(|_| LinkError::Damaged("k"))?;
        Ok(EnrollLink { server, code, key })
    }

    fn approve(&self, server: Origin) -> Result<ApproveLink, LinkError> {
        let challenge = self.challenge()?;
        let secret = ScanSecret::parse(self.get("x")?).map_err(|_| LinkError::Damaged("x"))?;
        Ok(ApproveLink { server, challenge, secret })
    }

    fn offline(&self, server: Origin) -> Result<OfflineLink, LinkError> {
        Ok(OfflineLink { server, challenge: self.get("j")?.to_owned() })
    }
}
