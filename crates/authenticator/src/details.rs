//! One account with its devices, and its server's pages.

use countersign_otp::UnixTime;
use countersign_protocol::{ListedDevice, PersonText};
use countersign_vault::AccountId;

use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::view::{AccountDetails, DeviceView, ManagedPage};

impl Authenticator {
    /// The account, and its devices as the server tells them.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault; what the server does not tell is in
    /// the details.
    pub async fn account_details(&self, id: AccountId) -> Result<AccountDetails, Error> {
        let account = self.vault()?.account(id).await?;
        let told = match (&account.pairing, self.paired(id).await) {
            (None, _) => None,
            (Some(_), Ok(paired)) => Some(self.devices(&paired).await),
            (Some(_), Err(error)) => Some(Err(error)),
        };
        let list = told.as_ref().and_then(|told| told.as_ref().ok());
        let frozen_at = list.and_then(|list| list.frozen_at).map(UnixTime::from_seconds);
        let reset_at = list.and_then(|list| list.reset_at).map(UnixTime::from_seconds);
        let devices = told.map(|told| told.map(|list| list.devices));
        // Asking may have changed how the account stands.
        let view = self.view_of(&self.vault()?.account(id).await?);
        let added_at = account.added_at;
        let keys_made_at = account.pairing.as_ref().map(|pairing| pairing.keys_made_at.unwrap_or(added_at));
        let this_device = account.pairing.map(|pairing| pairing.device);
        Ok(AccountDetails { view, this_device, devices, frozen_at, keys_made_at, reset_at })
    }

    /// Opens a page of the account's server in the browser.
    ///
    /// # Errors
    /// [`Error::NotLinked`], [`Error::BrowserWillNotOpen`], [`Error::AccountUnknown`], [`Error::Locked`] and those
    /// of the vault.
    pub async fn open_page(&self, id: AccountId, page: ManagedPage) -> Result<(), Error> {
        let pairing = self.vault()?.account(id).await?.pairing.ok_or(Error::NotLinked)?;
        let path = match page {
            ManagedPage::Manage => &pairing.manage_path,
            ManagedPage::Secure => &pairing.secure_path,
        };
        Ok(self.inner.ports.opener.open(&pairing.origin.at(path))?)
    }

    /// What the server tells about the account's devices.
    async fn devices(&self, paired: &Paired) -> Result<Told, Error> {
        match self.ask(paired, |device| async move { device.devices().await }).await {
            Ok(reply) => {
                let devices = reply.value.devices.iter().map(|each| view(each, paired)).collect();
                Ok(Told { devices, frozen_at: reply.value.frozen_at, reset_at: reply.value.reset_at })
            }
            Err(error) => {
                self.draw_consequences(paired, &error).await;
                Err(Error::server(&paired.origin)(error))
            }
        }
    }
}

/// The devices, since when all sign-ins are stopped, and when a reset happens.
struct Told {
    devices: Vec<DeviceView>,
    frozen_at: Option<u64>,
    reset_at: Option<u64>,
}

fn view(device: &ListedDevice, paired: &Paired) -> DeviceView {
    DeviceView {
        id: device.id.clone(),
        name: PersonText::cleaned(&device.name).map(String::from).unwrap_or_default(),
        platform: PersonText::cleaned(&device.platform).map(String::from).unwrap_or_default(),
        state: device.state,
        linked_at: UnixTime::from_seconds(device.linked_at),
        last_seen: device.last_seen.map(UnixTime::from_seconds),
        is_this: device.id == paired.device,
    }
}
