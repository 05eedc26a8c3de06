//! Which version of the app is the newest, by the address that its publisher has chosen. It is no account server.

use std::fmt;

use countersign_protocol::Origin;
use semver::Version;
use serde::Deserialize;

use crate::connection::{PlainHttp, open};
use crate::error::ApiError;
use crate::exchange::{Incoming, Outgoing};

/// What lies below the page, for apps: `{"version": "1.2.3"}`. Other members are for others.
const LATEST: &str = "latest.json";
const LENGTH_LIMIT: usize = 512;

/// Where people read about new versions: an address that ends in a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasePage {
    origin: Origin,
    path: String,
}

/// A text is no address of such a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address that begins with https:// and ends in a slash, without query and fragment")]
pub struct NotAReleasePage;

#[derive(Deserialize)]
struct Latest {
    version: Version,
}

impl ReleasePage {
    /// Reads the address.
    ///
    /// # Errors
    /// It is no origin with a path of plain letters, or does not end in a slash.
    pub fn parse(text: &str) -> Result<Self, NotAReleasePage> {
        let after_scheme = text.find("://").ok_or(NotAReleasePage)? + 3;
        let slash = after_scheme + text[after_scheme..].find('/').ok_or(NotAReleasePage)?;
        let (origin, path) = text.split_at(slash);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if text.len() > LENGTH_LIMIT || !path.ends_with('/') || !path.bytes().all(is_plain) {
            return Err(NotAReleasePage);
        }
        let origin = Origin::parse(origin).map_err(|_| NotAReleasePage)?;
        Ok(Self { origin, path: path.to_owned() })
    }

    /// Who is asked.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl fmt::Display for ReleasePage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.origin.at(&self.path))
    }
}

/// Asks which version is the newest. Nothing about this device or its accounts goes there.
///
/// # Errors
/// [`ApiError::Unreachable`], [`ApiError::Certificate`], [`ApiError::Failed`], and [`ApiError::NotCountersign`] for a
/// reply that names no version.
pub async fn ask_release(page: &ReleasePage, plain_http: PlainHttp) -> Result<Version, ApiError> {
    let http = open(&page.origin, plain_http)?;
    let path = format!("{}{LATEST}", page.path);
    let reply = Incoming::read(Outgoing::get(&path).send(&http, &page.origin, None).await?).await?;
    Ok(reply.json::<Latest>()?.version)
}
