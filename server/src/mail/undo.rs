//! What a link in a mail may take back: signed by this server, for one purpose, for a while. Opening it shows a page;
//! only the form on that page acts, and it only ever ends trust.

use countersign_protocol::encoding::encode;
use subtle::ConstantTimeEq;

use crate::keys::ServerKeys;

const PURPOSE: &str = "mail: end trust";

/// The mark that a link carries with which the trust in this browser can be ended.
pub fn distrust_mark(keys: &ServerKeys, browser: &str, until: u64) -> String {
    let tag = keys.mac(PURPOSE, browser, &until.to_string());
    format!("{browser}.{until}.{}", encode(&tag))
}

/// The browser that this mark is for; `None` if it is not of this server, for something else, or over.
pub fn browser_of_mark(keys: &ServerKeys, mark: &str, now: u64) -> Option<String> {
    let (browser, rest) = mark.split_once('.')?;
    let until: u64 = rest.split_once('.')?.0.parse().ok()?;
    let is_ours = bool::from(distrust_mark(keys, browser, until).as_bytes().ct_eq(mark.as_bytes()));
    (is_ours && until > now).then(|| browser.to_owned())
}
