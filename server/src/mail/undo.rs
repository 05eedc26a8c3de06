//! The mark of a link in a mail that may take something back: signed by this server, for one thing, for a while.
//! Opening the link shows a page; only the form on that page acts.

use countersign_protocol::encoding::{decode, encode};
use subtle::ConstantTimeEq;

use crate::domain::TakeBack;
use crate::keys::ServerKeys;

const PURPOSE: &str = "mail: take back";

/// The mark that a link carries with which this can be taken back until then.
pub fn undo_mark(keys: &ServerKeys, undo: &TakeBack, until: u64) -> String {
    let what = undo.to_string();
    let tag = keys.mac(PURPOSE, &what, &until.to_string());
    format!("{}.{until}.{}", encode(what.as_bytes()), encode(&tag))
}

/// What this mark is for; `None` if it is not of this server, or over.
pub fn read_undo_mark(keys: &ServerKeys, mark: &str, now: u64) -> Option<TakeBack> {
    let (what, rest) = mark.split_once('.')?;
    let until: u64 = rest.split_once('.')?.0.parse().ok()?;
    let what = decode(what).ok()?;
    let undo = TakeBack::parse(std::str::from_utf8(&what).ok()?)?;
    let is_ours = bool::from(undo_mark(keys, &undo, until).as_bytes().ct_eq(mark.as_bytes()));
    (is_ours && until > now).then_some(undo)
}
