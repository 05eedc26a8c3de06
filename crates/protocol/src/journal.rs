//! The journal of an account: entries that name each other by hash, and the head that the server signs
//! (`docs/journal.md`). What is hashed is the text of an entry as received, never a text that was written again.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::id::AccountId;
use crate::optional::present;

/// How many entries one reply holds at most.
pub const JOURNAL_PAGE: usize = 64;

/// The latest entry of a journal, as the server signs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// Its number; the first one is 1.
    pub number: u64,
    /// SHA-256 of its text.
    pub sha256: Digest,
}

/// One entry. Its text is compact JSON with the members in this order; what is empty is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Whose journal.
    pub account: AccountId,
    /// Its place, from 1 on, without gaps.
    pub number: u64,
    /// When it happened, by the server's clock.
    pub at: u64,
    /// What happened.
    pub kind: String,
    /// To what, or how: a name, a reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The name of the device that did it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device: String,
    /// The family of the browser that was used.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub browser: String,
    /// The family of its system.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub system: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ip: String,
    /// SHA-256 of the text of the entry before; absent in the first one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub before: Option<Digest>,
}

impl JournalEntry {
    /// Its text, as it is stored, hashed and sent.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("an entry is a plain structure")
    }
}

/// `GET /api/v1/journal?after=`: the entries after a number, the oldest first, at most [`JOURNAL_PAGE`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JournalPage {
    /// The texts of the entries.
    pub entries: Vec<String>,
}

/// Why entries do not go on from where the journal was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BrokenJournal {
    /// The text is no entry.
    #[error("entry {0} cannot be read")]
    Unreadable(u64),
    /// It belongs to another account.
    #[error("entry {0} is another account's")]
    OtherAccount(u64),
    /// Another number stands where this one belongs: entries are missing, or in another order.
    #[error("entry {0} is missing or at another place")]
    Missing(u64),
    /// It names another entry before it than the one that is there: that one was changed.
    #[error("entry {0} does not go on from the one before")]
    Forked(u64),
}

/// Goes on from a head (`None` before the first entry) along entries, the oldest first; gives the head after them.
///
/// # Errors
/// [`BrokenJournal`] with the number of the first entry that does not go on from the one before.
pub fn follow<'a>(
    account: &AccountId,
    from: Option<JournalHead>,
    entries: impl IntoIterator<Item = &'a str>,
) -> Result<Option<JournalHead>, BrokenJournal> {
    entries.into_iter().try_fold(from, |head, text| {
        let number = head.map_or(1, |head| head.number.saturating_add(1));
        let entry: JournalEntry =
            crate::object::read_object(text.as_bytes()).map_err(|_| BrokenJournal::Unreadable(number))?;
        if entry.account != *account {
            return Err(BrokenJournal::OtherAccount(number));
        }
        if entry.number != number {
            return Err(BrokenJournal::Missing(number));
        }
        if entry.before != head.map(|head| head.sha256) {
            return Err(BrokenJournal::Forked(number));
        }
        Ok(Some(JournalHead { number, sha256: Digest::of(text.as_bytes()) }))
    })
}

#[cfg(test)]
mod tests {
    use super::{BrokenJournal, JournalEntry, JournalHead, follow};
    use crate::id::AccountId;

    fn account() -> AccountId {
        AccountId::parse("XEG1xsghai68jr7yxsJVhg").expect("an id")
    }

    fn entry(before: Option<JournalHead>, detail: &str) -> String {
        JournalEntry {
            account: account(),
            number: before.map_or(1, |head| head.number + 1),
            at: 1_800_000_000,
            kind: "signed-in".into(),
            detail: detail.into(),
            device: String::new(),
            browser: "Firefox".into(),
            system: "Linux".into(),
            ip: "203.0.113.7".into(),
            before: before.map(|head| head.sha256),
        }
        .to_text()
    }

    fn three() -> Vec<String> {
        let mut texts = Vec::new();
        let mut head = None;
        for detail in ["password", "approval", "code"] {
            let text = entry(head, detail);
            head = follow(&account(), head, [text.as_str()]).expect("it goes on");
            texts.push(text);
        }
        texts
    }

    fn broken(texts: &[String]) -> Option<BrokenJournal> {
        follow(&account(), None, texts.iter().map(String::as_str)).err()
    }

    #[test]
    fn the_text_of_an_entry_is_as_the_document_says() {
        let first = entry(None, "password");
        assert_eq!(
            first,
            r#"{"account":"XEG1xsghai68jr7yxsJVhg","number":1,"at":1800000000,"kind":"signed-in","detail":"password","browser":"Firefox","system":"Linux","ip":"203.0.113.7"}"#
        );
        let head = follow(&account(), None, [first.as_str()]).expect("it goes on").expect("one entry");
        assert_eq!(head.sha256.to_string(), "eUOxKMZRk8yFgWb920g4Ha5n1dlR2jPXiaCytJdHqi4");
    }

    #[test]
    fn a_chain_names_the_first_entry_that_was_changed_left_out_or_moved() {
        let whole = three();
        assert_eq!(broken(&whole), None);
        let mut changed = whole.clone();
        changed[0] = changed[0].replace("203.0.113.7", "203.0.113.8");
        assert_eq!(broken(&changed), Some(BrokenJournal::Forked(2)));
        let mut shorter = whole.clone();
        shorter.remove(1);
        assert_eq!(broken(&shorter), Some(BrokenJournal::Missing(2)));
        let mut moved = whole.clone();
        moved.swap(1, 2);
        assert_eq!(broken(&moved), Some(BrokenJournal::Missing(2)));
        let mut junk = whole.clone();
        junk[2] = "{}".into();
        assert_eq!(broken(&junk), Some(BrokenJournal::Unreadable(3)));
        let other = whole[2].replace("XEG1xsghai68jr7yxsJVhg", "somebody-else");
        assert_eq!(
            broken(&[whole[0].clone(), whole[1].clone(), other]),
            Some(BrokenJournal::OtherAccount(3))
        );
    }
}
