//! One account that could come, whatever file it is from.

use countersign_enrollment::import::{Icon as ReadIcon, ImportedEntry};
use countersign_enrollment::small_icon;
use countersign_otp::{Generator, Period, Strength};
use countersign_protocol::{Origin, PersonText};
use countersign_vault::{Account, Extras, FormerLink, Icon, NewAccount, Note, OwnNames};
use zeroize::Zeroizing;

use crate::view::{EntryCodes, EntryIcon, EntryStanding, EntryView};

/// Longer names of icons are none.
const ICON_NAME_AT_MOST: usize = 256;
/// More groups than this are no groups.
const GROUPS_AT_MOST: usize = 32;

/// An account on its way.
pub(crate) struct Brought {
    service: String,
    user: String,
    own_names: Option<OwnNames>,
    pub(super) codes: Option<Generator>,
    groups: Vec<String>,
    note: Zeroizing<String>,
    is_pinned: bool,
    icon: Option<Icon>,
    is_icon_left_out: bool,
    pub(super) former_link: Option<FormerLink>,
    /// Its place in the other app's list, where that is not the file's order.
    pub(super) position: Option<i64>,
}

impl Brought {
    /// Of another app's file.
    pub(super) fn of_entry(entry: ImportedEntry) -> Self {
        let (icon, is_icon_left_out) = match entry.icon() {
            None => (None, false),
            Some(ReadIcon::Name(name)) => named(name),
            Some(ReadIcon::Picture { bytes, .. }) => pictured(bytes),
        };
        Self {
            service: entry.issuer().unwrap_or_default().to_owned(),
            user: entry.account().unwrap_or_default().to_owned(),
            own_names: None,
            groups: groups(entry.groups().iter().map(PersonText::as_str)),
            note: Zeroizing::new(entry.note().map_or("", |note| note.reveal()).to_owned()),
            is_pinned: entry.is_pinned(),
            icon,
            is_icon_left_out,
            former_link: None,
            position: entry.position(),
            codes: Some(entry.into_generator()),
        }
    }

    /// Of a backup; `None` if neither codes nor a server are known.
    pub(super) fn of_backup(account: countersign_backup::Account) -> Option<Self> {
        let former_link = account.pairing.and_then(|pairing| {
            let origin = Origin::parse(&pairing.origin).ok()?;
            Some(FormerLink { origin, user: clean(&pairing.user) })
        });
        if account.codes.is_none() && former_link.is_none() {
            return None;
        }
        let shown = (clean(&account.names.service), clean(&account.names.user));
        let (given, own_names) = match account.given_names {
            None => (shown, None),
            Some(given) => {
                let own = OwnNames { service: shown.0, user: shown.1 };
                ((clean(&given.service), clean(&given.user)), Some(own))
            }
        };
        let (icon, is_icon_left_out) = match (&account.picture, &account.icon) {
            (Some(picture), _) => pictured(&picture.bytes),
            (None, Some(name)) => named(name),
            (None, None) => (None, false),
        };
        Some(Self {
            service: given.0,
            user: given.1,
            own_names,
            codes: account.codes,
            groups: groups(account.groups.iter().map(String::as_str)),
            note: account.note,
            is_pinned: account.is_pinned,
            icon,
            is_icon_left_out,
            former_link,
            position: None,
        })
    }

    pub(super) fn shown_service(&self) -> &str {
        self.own_names.as_ref().map_or(&self.service, |own| &own.service)
    }

    pub(super) fn shown_user(&self) -> &str {
        self.own_names.as_ref().map_or(&self.user, |own| &own.user)
    }

    pub(super) fn view(&self, index: usize, standing: EntryStanding) -> EntryView {
        EntryView {
            index,
            service: self.shown_service().to_owned(),
            user: self.shown_user().to_owned(),
            codes: self.codes.as_ref().map(|codes| EntryCodes {
                kind: codes.kind(),
                algorithm: codes.algorithm_name(),
                digits: codes.length(),
                period: codes.period().map(Period::seconds),
                counter: codes.counter().map(countersign_otp::Counter::value),
            }),
            groups: self.groups.clone(),
            is_pinned: self.is_pinned,
            has_note: !self.note.is_empty(),
            icon: match &self.icon {
                Some(_) => EntryIcon::Comes,
                None if self.is_icon_left_out => EntryIcon::TooLarge,
                None => EntryIcon::None,
            },
            is_weak: self
                .codes
                .as_ref()
                .is_some_and(|codes| codes.reveal_secret().strength() == Strength::Weak),
            former_link: self.former_link.clone(),
            standing,
        }
    }

    /// The account for the vault. What was kept around the one that it replaces stays, where the file has nothing.
    pub(super) fn to_new(&self, replaced: Option<&Account>) -> NewAccount {
        let old = replaced.map(|account| &account.extras);
        let groups = match old {
            Some(old) if self.groups.is_empty() => old.groups.clone(),
            _ => self.groups.clone(),
        };
        let note = match old {
            Some(old) if self.note.is_empty() => old.note.reveal().to_owned(),
            _ => self.note.as_str().to_owned(),
        };
        NewAccount {
            service: self.service.clone(),
            user: self.user.clone(),
            own_names: self.own_names.clone().or_else(|| replaced.and_then(|old| old.own_names.clone())),
            codes: self.codes.as_ref().map(Generator::duplicate),
            extras: Extras {
                groups,
                note: Note::new(Zeroizing::new(note)),
                is_pinned: self.is_pinned || old.is_some_and(|old| old.is_pinned),
                icon: self.icon.clone().or_else(|| old.and_then(|old| old.icon.clone())),
                former_link: self.former_link.clone(),
            },
            pairing: None,
            backup_codes: Vec::new(),
        }
    }
}

/// A name as the app may show it.
fn clean(text: &str) -> String {
    PersonText::cleaned(text).map(String::from).unwrap_or_default()
}

fn groups<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for name in names.filter_map(PersonText::cleaned).map(String::from) {
        if groups.len() < GROUPS_AT_MOST && !groups.contains(&name) {
            groups.push(name);
        }
    }
    groups
}

/// The icon, and whether it stays out.
fn named(name: &str) -> (Option<Icon>, bool) {
    if name.len() > ICON_NAME_AT_MOST { (None, true) } else { (Some(Icon::Name(name.to_owned())), false) }
}

/// Whatever the picture was, it is kept as a small PNG; one that cannot be read stays out.
fn pictured(file: &[u8]) -> (Option<Icon>, bool) {
    match small_icon(file) {
        Ok(bytes) => (Some(Icon::Picture { media_type: "image/png".into(), bytes }), false),
        Err(_) => (None, true),
    }
}
