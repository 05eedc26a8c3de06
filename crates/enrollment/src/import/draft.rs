//! From an app's fields to an account: the one place that decides what becomes of each.

use countersign_otp::{
    Algorithm, Counter, Digits, Generator, Hotp, Kind, Motp, Period, Pin, Secret, Steam, Totp, Yandex,
};
use countersign_protocol::PersonText;

use super::entry::{Icon, Imported, ImportedEntry, Note};
use super::error::{Excess, ImportError};
use super::format::Format;
use super::limits::MAX_ENTRIES;
use super::skipped::{Place, SkipReason, Skipped};

/// The fields that decide how codes are made, as a file has them. What is missing or 0 has its default.
#[derive(Default)]
pub(crate) struct Recipe<'a> {
    pub(crate) algorithm: Option<&'a str>,
    pub(crate) digits: Option<u64>,
    pub(crate) period: Option<u64>,
    pub(crate) counter: Option<u64>,
    pub(crate) pin: Option<&'a str>,
}

impl Recipe<'_> {
    pub(crate) fn generator(self, kind: Kind, secret: Secret) -> Result<Generator, SkipReason> {
        Ok(match kind {
            Kind::Totp => Totp::new(secret, self.algorithm()?, self.digits()?, self.period()?).into(),
            Kind::Hotp => Generator::Hotp(
                Hotp::new(secret, self.algorithm()?, self.digits()?),
                Counter::new(self.counter.unwrap_or(0)),
            ),
            Kind::Steam => Generator::Steam(Steam::new(secret)),
            Kind::Yandex => Generator::Yandex(Yandex::new(secret, self.pin()?).map_err(SkipReason::Yandex)?),
            Kind::Motp => Generator::Motp(Motp::new(secret, self.pin()?)),
        })
    }

    fn algorithm(&self) -> Result<Algorithm, SkipReason> {
        let named = self.algorithm.map(str::trim).filter(|name| !name.is_empty());
        Ok(named.map(Algorithm::from_name).transpose()?.unwrap_or_default())
    }

    fn digits(&self) -> Result<Digits, SkipReason> {
        Ok(self.digits.filter(|&count| count != 0).map(Digits::new).transpose()?.unwrap_or_default())
    }

    fn period(&self) -> Result<Period, SkipReason> {
        let given = self.period.filter(|&seconds| seconds != 0);
        Ok(given.map(Period::from_seconds).transpose()?.unwrap_or_default())
    }

    fn pin(&self) -> Result<Pin, SkipReason> {
        let text = self.pin.map(str::trim).filter(|text| !text.is_empty()).ok_or(SkipReason::NoPin)?;
        Pin::parse(text).map_err(SkipReason::Pin)
    }
}

/// An account before it is known whether its codes can be made.
pub(crate) struct Draft {
    pub(crate) issuer: String,
    pub(crate) account: String,
    pub(crate) codes: Result<Generator, SkipReason>,
    pub(crate) groups: Vec<String>,
    pub(crate) note: Option<Note>,
    pub(crate) is_pinned: bool,
    pub(crate) icon: Option<Icon>,
    pub(crate) position: Option<i64>,
}

impl Draft {
    pub(crate) fn new(
        issuer: impl Into<String>,
        account: impl Into<String>,
        codes: Result<Generator, SkipReason>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            account: account.into(),
            codes,
            groups: Vec::new(),
            note: None,
            is_pinned: false,
            icon: None,
            position: None,
        }
    }

    pub(crate) fn finish(self) -> Result<ImportedEntry, (SkipReason, Option<PersonText>)> {
        let name = if self.issuer.trim().is_empty() { &self.account } else { &self.issuer };
        match self.codes {
            Err(reason) => Err((reason, PersonText::cleaned(name))),
            Ok(generator) => {
                let mut entry = ImportedEntry::new(&self.issuer, &self.account, generator);
                entry.groups = self.groups.iter().filter_map(|group| PersonText::cleaned(group)).collect();
                entry.note = self.note;
                entry.is_pinned = self.is_pinned;
                entry.icon = self.icon;
                entry.position = self.position;
                Ok(entry)
            }
        }
    }
}

/// What has come out of a file so far.
#[derive(Default)]
pub(crate) struct Harvest {
    entries: Vec<ImportedEntry>,
    skipped: Vec<Skipped>,
}

impl Harvest {
    pub(crate) fn add(&mut self, place: Place, draft: Draft) -> Result<(), ImportError> {
        match draft.finish() {
            Ok(entry) => self.add_entry(entry),
            Err((reason, name)) => self.skip(Skipped { place, reason, name }),
        }
    }

    pub(crate) fn add_entry(&mut self, entry: ImportedEntry) -> Result<(), ImportError> {
        self.entries.push(entry);
        self.check()
    }

    pub(crate) fn skip(&mut self, skipped: Skipped) -> Result<(), ImportError> {
        self.skipped.push(skipped);
        self.check()
    }

    pub(crate) fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    pub(crate) fn first_skipped(&self) -> Option<&Skipped> {
        self.skipped.first()
    }

    pub(crate) fn of(self, format: Format) -> Imported {
        Imported { format, entries: self.entries, skipped: self.skipped }
    }

    fn check(&self) -> Result<(), ImportError> {
        if self.entries.len() + self.skipped.len() > MAX_ENTRIES {
            return Err(ImportError::TooLarge(Excess::Entries));
        }
        Ok(())
    }
}
