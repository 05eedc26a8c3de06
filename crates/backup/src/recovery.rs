//! The recovery sheet: one page for paper that gets people back in without this device, and without us; and the
//! check that it was really printed and kept.

use askama::Template;
use countersign_otp::UnixTime;
use zeroize::Zeroizing;

use crate::key::Identity;
use crate::name::utc;
use crate::page;
use crate::paper::{PaperLanguage, RecoveryWords};
use crate::words::{identity_words, recovery_key_words};

const RECOVERY_WORDS: usize = 12;
const IDENTITY_WORDS: usize = 24;
/// Printed whole; the rest is printed in groups of four.
const IDENTITY_START: &str = "AGE-SECRET-KEY-1";

/// What stands on the sheet.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// The vault's recovery key.
    pub recovery_key: &'a [u8; 16],
    /// The backup identity.
    pub identity: &'a Identity,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct Sheet<'a> {
    language: PaperLanguage,
    words: &'static RecoveryWords,
    date: String,
    device: &'a str,
    place: &'a str,
    recovery: Printed,
    identity: Printed,
    identity_start: &'static str,
    identity_text: Zeroizing<String>,
}

struct Printed {
    words: Zeroizing<String>,
    qr: Zeroizing<String>,
}

impl Printed {
    fn new(words: Zeroizing<String>, text: &str) -> Self {
        Self { qr: page::qr(text).expect("a key fits into a QR code"), words }
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.words.split(' '))
    }
}

/// The sheet, as one HTML file. `device` is the device's name, `place` where the backups lie, as people say it;
/// either may be empty. Warning: it opens the vault and every automatic backup.
pub fn sheet(
    keys: Keys<'_>,
    device: &str,
    place: &str,
    printed_at: UnixTime,
    language: PaperLanguage,
) -> Zeroizing<String> {
    let recovery = recovery_key_words(keys.recovery_key);
    let identity = keys.identity.reveal_text();
    let rest = identity.strip_prefix(IDENTITY_START).expect("every identity begins like this");
    let sheet = Sheet {
        language,
        words: &language.words().recovery,
        date: utc(printed_at, "%Y-%m-%d"),
        device,
        place,
        recovery: Printed::new(recovery.clone(), &recovery),
        identity: Printed::new(identity_words(keys.identity), &identity),
        identity_start: IDENTITY_START,
        identity_text: page::in_fours(rest),
    };
    page::render(&sheet)
}

/// A part of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The recovery key, 12 words.
    RecoveryKey,
    /// The backup identity, 24 words.
    Identity,
}

/// A word to be typed back from the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Of which part.
    pub part: Part,
    /// Which word, counted from 1.
    pub place: usize,
}

/// Which words are asked, so that typing them proves that the sheet is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check([Asked; 4]);

/// A typed word is not the one on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("answer {index} is not the word on the sheet")]
pub struct WrongWord {
    /// Which answer, counted from 0; the first missing one, if there are too few.
    pub index: usize,
}

impl Check {
    /// Two words of either part, chosen at random.
    pub fn choose(random: &dyn Fn(&mut [u8])) -> Self {
        let [first, second] = two_places(RECOVERY_WORDS, random);
        let [third, fourth] = two_places(IDENTITY_WORDS, random);
        let asked = |part| move |place| Asked { part, place };
        let (recovery, identity) = (asked(Part::RecoveryKey), asked(Part::Identity));
        Self([recovery(first), recovery(second), identity(third), identity(fourth)])
    }

    /// The words that are asked.
    pub fn asked(&self) -> &[Asked] {
        &self.0
    }

    /// Compares what was typed, in the order of the questions; case and spaces around do not count.
    ///
    /// # Errors
    /// [`WrongWord`], the first one.
    pub fn compare(&self, keys: Keys<'_>, typed: &[&str]) -> Result<(), WrongWord> {
        let recovery = recovery_key_words(keys.recovery_key);
        let identity = identity_words(keys.identity);
        for (index, asked) in self.0.iter().enumerate() {
            let words = match asked.part {
                Part::RecoveryKey => &recovery,
                Part::Identity => &identity,
            };
            let right = words.split(' ').nth(asked.place - 1);
            let typed = typed.get(index).map(|word| word.trim());
            let is_right =
                typed.is_some_and(|typed| right.is_some_and(|right| right.eq_ignore_ascii_case(typed)));
            if !is_right {
                return Err(WrongWord { index });
            }
        }
        if typed.len() > self.0.len() { Err(WrongWord { index: self.0.len() }) } else { Ok(()) }
    }
}

/// Two different places of so many, the smaller first, each pair as likely as any other.
fn two_places(of: usize, random: &dyn Fn(&mut [u8])) -> [usize; 2] {
    let below = |limit: usize| {
        // Bytes above the largest multiple would make small places likelier.
        let fair = 256 - 256 % limit;
        let mut byte = [0];
        loop {
            random(&mut byte);
            if usize::from(byte[0]) < fair {
                return usize::from(byte[0]) % limit;
            }
        }
    };
    let first = below(of);
    let other = below(of - 1);
    let second = if other < first { other } else { other + 1 };
    [first.min(second) + 1, first.max(second) + 1]
}
