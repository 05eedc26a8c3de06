//! The list of accounts: their names and order.

use countersign_otp::{Period, UnixTime};
use countersign_protocol::PersonText;
use countersign_vault::{Account, AccountId, DoubtKind, OwnNames, PairingState};

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{AccountKind, AccountView, Approvals, CodesView};

impl Authenticator {
    /// The accounts in the person's order, the pinned ones on top.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Error> {
        let listing = self.vault()?.accounts().await?;
        Ok(as_shown(&listing.accounts).map(|account| self.view_of(account)).collect())
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

    /// Moves the account to another place in the list, counted from 0. A pinned one stays among the pinned.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn move_account(&self, id: AccountId, to_index: usize) -> Result<(), Error> {
        let vault = self.vault()?;
        let listing = vault.accounts().await?;
        let place = place_of(&listing.accounts, id, to_index).ok_or(Error::AccountUnknown)?;
        vault.move_account(id, place).await?;
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
            former_link: account.pairing.is_none().then(|| account.extras.former_link.clone()).flatten(),
            moved_to: account.pairing.as_ref().and_then(|pairing| pairing.moved_to.clone()),
            copied_at: account
                .pairing
                .as_ref()
                .and_then(|pairing| pairing.steps.copied_at)
                .map(UnixTime::from_seconds),
            is_pinned: account.extras.is_pinned,
            groups: account.extras.groups.clone(),
            icon: account.extras.icon.clone(),
            has_note: !account.extras.note.is_empty(),
            backup_codes_pending: account.has_backup_codes(),
            linked_at: account.added_at,
        }
    }

    fn approvals_of(&self, account: &Account) -> Approvals {
        let doubt = account.pairing.as_ref().and_then(|pairing| pairing.doubt);
        match account.pairing.as_ref().map(|pairing| pairing.state) {
            None | Some(PairingState::Unconfirmed) => Approvals::Off,
            Some(PairingState::DeviceUnknown) => Approvals::DeviceUnknown,
            Some(PairingState::ServerChanged) => Approvals::ServerChanged,
            Some(PairingState::Active) if doubt.is_some_and(|doubt| doubt.kind == DoubtKind::Restored) => {
                Approvals::Restored
            }
            Some(PairingState::Active) if doubt.is_some() => Approvals::WentBack,
            Some(PairingState::Active) => match self.inner.pairings.find(account.id()) {
                Some(paired) if paired.is_unreachable() => Approvals::Unreachable,
                None if self.inner.pairings.is_keyless(account.id()) => Approvals::Unreachable,
                Some(_) | None => Approvals::On,
            },
        }
    }
}

/// The pinned ones first, otherwise in the order of the vault.
fn as_shown(accounts: &[Account]) -> impl Iterator<Item = &Account> {
    let pinned = accounts.iter().filter(|account| account.extras.is_pinned);
    pinned.chain(accounts.iter().filter(|account| !account.extras.is_pinned))
}

/// The place in the order of the vault that is this place in the list, for an account that moves there.
fn place_of(accounts: &[Account], id: AccountId, to_index: usize) -> Option<usize> {
    let is_pinned = accounts.iter().find(|account| account.id() == id)?.extras.is_pinned;
    let others: Vec<&Account> = accounts.iter().filter(|account| account.id() != id).collect();
    let place = |wanted: &Account| others.iter().position(|account| account.id() == wanted.id());
    let shown: Vec<&Account> = as_shown(accounts).filter(|account| account.id() != id).collect();
    let pinned = shown.iter().filter(|account| account.extras.is_pinned).count();
    let to = if is_pinned { to_index.min(pinned) } else { to_index.clamp(pinned, shown.len()) };
    let is_alike = |other: &&&Account| other.extras.is_pinned == is_pinned;
    let follower = shown.get(to).filter(is_alike);
    let leader = to.checked_sub(1).map(|index| &shown[index]).filter(is_alike);
    match (follower, leader) {
        (Some(follower), _) => place(follower),
        (None, Some(leader)) => Some(place(leader)? + 1),
        // It is alone among the pinned, or among the others.
        (None, None) => Some(others.len()),
    }
}
