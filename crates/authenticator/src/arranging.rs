//! What a person arranges around accounts: pins, groups, notes.

use std::collections::BTreeSet;

use countersign_protocol::PersonText;
use countersign_vault::{AccountId, DocumentName, Note, SecretBytes};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;

/// As much as a backup takes along.
const NOTE_BYTES_AT_MOST: usize = 64 << 10;

impl Authenticator {
    /// Puts the account on top of the list, or back among the others.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn set_pinned(&self, id: AccountId, is_pinned: bool) -> Result<(), Error> {
        self.vault()?.update_account(id, |account| account.extras.is_pinned = is_pinned).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Puts the account into these groups and no other. A group that is not there yet is made.
    ///
    /// # Errors
    /// [`Error::NameInvalid`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn set_groups(&self, id: AccountId, groups: &[String]) -> Result<(), Error> {
        let mut names: Vec<String> = Vec::with_capacity(groups.len());
        for group in groups {
            let name = group_name(group)?;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.vault()?.update_account(id, |account| account.extras.groups.clone_from(&names)).await?;
        self.learn_groups(&names).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// All groups in the person's order, those without accounts too.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn groups(&self) -> Result<Vec<String>, Error> {
        let mut groups = self.kept_groups().await?;
        let mut known: BTreeSet<String> = groups.iter().cloned().collect();
        for account in &self.vault()?.accounts().await?.accounts {
            for group in &account.extras.groups {
                if known.insert(group.clone()) {
                    groups.push(group.clone());
                }
            }
        }
        Ok(groups)
    }

    /// Puts the groups in this order; one that is not named comes behind.
    ///
    /// # Errors
    /// [`Error::NameInvalid`], [`Error::Locked`] and those of the vault.
    pub async fn order_groups(&self, order: &[String]) -> Result<(), Error> {
        let mut wanted = Vec::with_capacity(order.len());
        for name in order {
            wanted.push(group_name(name)?);
        }
        let known = self.groups().await?;
        self.change_groups(|groups| {
            let before = std::mem::take(groups);
            for group in wanted.into_iter().chain(before).chain(known) {
                add(groups, group);
            }
        })
        .await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Gives a group another name; one that is there already takes its accounts.
    ///
    /// # Errors
    /// [`Error::NameInvalid`], [`Error::Locked`] and those of the vault.
    pub async fn rename_group(&self, from: &str, to: &str) -> Result<(), Error> {
        let to = group_name(to)?;
        let vault = self.vault()?;
        vault
            .update_accounts(|account| {
                let groups = &mut account.extras.groups;
                let Some(index) = groups.iter().position(|group| group == from) else { return false };
                if groups.contains(&to) {
                    groups.remove(index);
                } else {
                    groups[index].clone_from(&to);
                }
                from != to
            })
            .await?;
        self.change_groups(|groups| {
            for group in std::mem::take(groups) {
                add(groups, if group == from { to.clone() } else { group });
            }
        })
        .await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Takes a group away; its accounts stay.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn remove_group(&self, name: &str) -> Result<(), Error> {
        let vault = self.vault()?;
        vault
            .update_accounts(|account| {
                let before = account.extras.groups.len();
                account.extras.groups.retain(|group| group != name);
                before != account.extras.groups.len()
            })
            .await?;
        self.change_groups(|groups| groups.retain(|group| group != name)).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Writes the person's note on an account; an empty one is none.
    ///
    /// # Errors
    /// [`Error::NoteTooLong`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn set_note(&self, id: AccountId, note: Zeroizing<String>) -> Result<(), Error> {
        if note.len() > NOTE_BYTES_AT_MOST {
            return Err(Error::NoteTooLong);
        }
        self.vault()?.update_account(id, |account| account.extras.note = Note::new(note)).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// The person's note on an account. Warning: for the account's own screen only.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn reveal_note(&self, id: AccountId) -> Result<Zeroizing<String>, Error> {
        let account = self.vault()?.account(id).await?;
        Ok(Zeroizing::new(account.extras.note.reveal().to_owned()))
    }

    /// Puts groups that are not known yet behind the others.
    pub(crate) async fn learn_groups(&self, names: &[String]) -> Result<(), Error> {
        self.change_groups(|groups| {
            for name in names.iter().filter_map(|name| PersonText::cleaned(name)).map(String::from) {
                add(groups, name);
            }
        })
        .await
    }

    async fn kept_groups(&self) -> Result<Vec<String>, Error> {
        let json = self.vault()?.document(&document()).await?;
        Ok(read(json.as_ref().map(SecretBytes::reveal)))
    }

    /// Changes the order in one transaction: another process may have the vault open too.
    async fn change_groups(&self, change: impl FnOnce(&mut Vec<String>) + Send) -> Result<(), Error> {
        let vault = self.vault()?;
        vault
            .change_document(&document(), |json| {
                let before = read(json);
                let mut after = before.clone();
                change(&mut after);
                let json = || Zeroizing::new(serde_json::to_vec(&after).expect("a list of texts"));
                ((after != before).then(json), ())
            })
            .await?;
        Ok(())
    }
}

/// An order that cannot be read is no order; the groups themselves are with the accounts.
fn read(json: Option<&[u8]>) -> Vec<String> {
    json.and_then(|json| serde_json::from_slice(json).ok()).unwrap_or_default()
}

fn add(groups: &mut Vec<String>, group: String) {
    if !groups.contains(&group) {
        groups.push(group);
    }
}

fn group_name(text: &str) -> Result<String, Error> {
    PersonText::parse(text.trim()).map(String::from).map_err(|_| Error::NameInvalid)
}

fn document() -> DocumentName {
    DocumentName::new("groups").expect("visible ASCII")
}
