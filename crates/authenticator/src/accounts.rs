//! The list of accounts: their names and order.

use countersign_otp::Period;
use countersign_protocol::PersonText;
use countersign_vault::{Account, AccountId, OwnNames, PairingState};

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{AccountKind, AccountView, Approvals, CodesView};

impl Authenticator {
    /// The accounts in the person's order.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Error> {
        let listing = self.vault()?.accounts().await?;
        Ok(listing.accounts.iter().map(|account| self.view_of(account)).collect())
    }

    /// Gives the account other names on this device. The user's name may be empty.
    ///
    /// # Errors
    /// [`Error::NameInvalid`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn rename_account(&self, id: AccountId, service: &str, user: &str) -> Result<(), Error> {
        let name = |text: &str| PersonText::parse(text.trim()).map_err(|_| Error::NameInvalid);
        let service = name(service)?.into();
        let user = if user.trim().is_empty() { String::new() } else { name(user)?.into() };
        let own = OwnNames { service, user };
        self.vault()?.update_account(id, |account| account.own_names = Some(own)).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Moves the account to another place in the list, counted from 0.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn move_account(&self, id: AccountId, to_index: usize) -> Result<(), Error> {
        self.vault()?.move_account(id, to_index).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    pub(crate) fn view_of(&self, account: &Account) -> AccountView {
        let codes = account.codes.as_ref();
        AccountView {
            id: account.id(),
            service: account.shown_service().to_owned(),
            user: account.shown_user().to_owned(),
            kind: if account.pairing.is_some() { AccountKind::Linked } else { AccountKind::CodeOnly },
            origin: account.pairing.as_ref().map(|pairing| pairing.origin.clone()),
            approvals: self.approvals_of(account),
            codes: codes.map(|codes| CodesView {
                kind: codes.kind(),
                length: codes.length(),
                period: codes.period().map(Period::duration),
            }),
            is_pinned: account.extras.is_pinned,
            groups: account.extras.groups.clone(),
            icon: account.extras.icon.clone(),
            has_note: !account.extras.note.is_empty(),
            backup_codes_pending: account.has_backup_codes(),
            linked_at: account.added_at,
        }
    }

    fn approvals_of(&self, account: &Account) -> Approvals {
        match account.pairing.as_ref().map(|pairing| pairing.state) {
            None | Some(PairingState::Unconfirmed) => Approvals::Off,
            Some(PairingState::DeviceUnknown) => Approvals::DeviceUnknown,
            Some(PairingState::ServerChanged) => Approvals::ServerChanged,
            Some(PairingState::Active) => match self.inner.pairings.find(account.id()) {
                Some(paired) if paired.is_unreachable() => Approvals::Unreachable,
                None if self.inner.pairings.is_keyless(account.id()) => Approvals::Unreachable,
                Some(_) | None => Approvals::On,
            },
        }
    }
}
