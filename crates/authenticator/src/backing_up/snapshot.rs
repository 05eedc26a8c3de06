//! The vault as a backup: everything that may leave, and nothing that may not.

use std::collections::BTreeMap;

use countersign_backup::{Backup, Names, Pairing, Picture, of_codes};
use countersign_otp::{Generator, UnixTime};
use countersign_vault::{Account, AccountId, DocumentName, Icon, Listing};
use serde::{Deserialize, Serialize};

use super::kept::millis;
use crate::Authenticator;
use crate::error::Error;

/// A backup, and which account each of its entries is.
pub(crate) struct Snapshot {
    pub(crate) backup: Backup,
    pub(crate) ids: Vec<AccountId>,
    /// When each account was added, or its codes were last seen to be others.
    pub(crate) since: Vec<UnixTime>,
}

/// What an account's codes were marked as when they were last seen, and since when they are so, if that is later
/// than the account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen(String, Option<u64>);

impl Authenticator {
    /// Everything that leaves this device, as it is now: no key of the device, nothing from the trash.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, Error> {
        let listing = self.vault()?.accounts().await?;
        let since = self.since(&listing).await?;
        let accounts = listing.accounts.iter().map(account).collect();
        let backup = Backup { made_at: self.now(), groups: self.groups().await?, accounts };
        Ok(Snapshot { backup, ids: listing.accounts.iter().map(Account::id).collect(), since })
    }

    /// Since when the accounts make the codes that they make. What changed between two looks counts as changed now.
    async fn since(&self, listing: &Listing) -> Result<Vec<UnixTime>, Error> {
        let vault = self.vault()?;
        let text = vault.document(&seen_name()).await?;
        let before: BTreeMap<String, Seen> =
            text.and_then(|text| serde_json::from_slice(text.reveal()).ok()).unwrap_or_default();
        let now = self.now();
        let mut after = BTreeMap::new();
        let mut since = Vec::with_capacity(listing.accounts.len());
        for account in &listing.accounts {
            let mark = account.codes.as_ref().map(of_codes).unwrap_or_default();
            let seen = match before.get(&account.id().to_string()) {
                Some(Seen(known, at)) if *known == mark => Seen(mark, *at),
                Some(_) => Seen(mark, Some(millis(now))),
                None => Seen(mark, None),
            };
            since.push(seen.1.map_or(account.added_at, UnixTime::from_millis));
            after.insert(account.id().to_string(), seen);
        }
        if after != before {
            let json = serde_json::to_vec(&after).expect("texts and numbers");
            vault.put_document(&seen_name(), &json).await?;
        }
        Ok(since)
    }
}

fn account(account: &Account) -> countersign_backup::Account {
    let own = account.own_names.as_ref();
    let linked = account.pairing.as_ref().map(|pairing| (&pairing.origin, &account.user));
    let former = account.extras.former_link.as_ref().map(|link| (&link.origin, &link.user));
    let (icon, picture) = match &account.extras.icon {
        Some(Icon::Name(name)) => (Some(name.clone()), None),
        Some(Icon::Picture { media_type, bytes }) if bytes.len() <= Picture::BYTES_AT_MOST => {
            (None, Some(Picture { media_type: media_type.clone(), bytes: bytes.clone() }))
        }
        Some(Icon::Picture { .. }) | None => (None, None),
    };
    countersign_backup::Account {
        names: Names { service: account.shown_service().into(), user: account.shown_user().into() },
        given_names: own.map(|_| Names { service: account.service.clone(), user: account.user.clone() }),
        codes: account.codes.as_ref().map(Generator::duplicate),
        pairing: linked
            .or(former)
            .map(|(origin, user)| Pairing { origin: origin.to_string(), user: user.clone() }),
        groups: account.extras.groups.clone(),
        note: account.extras.note.reveal().to_owned().into(),
        is_pinned: account.extras.is_pinned,
        icon,
        picture,
        added_at: Some(account.added_at),
    }
}

fn seen_name() -> DocumentName {
    DocumentName::new("backup.codes-seen").expect("visible ASCII")
}
