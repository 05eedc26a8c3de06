//! What servers know about this device: told to each when it changes.

use countersign_protocol::message::Capability;
use countersign_protocol::{DevicePatch, PersonText, VERSION};
use countersign_vault::{AccountId, Told};

use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::ports::Event;

impl Authenticator {
    /// Gives this device another name at an account's server.
    ///
    /// # Errors
    /// [`Error::NameInvalid`], what the server refuses, [`Error::NotLinked`], [`Error::AccountUnknown`],
    /// [`Error::Locked`] and those of the vault.
    pub async fn rename_device(&self, account: AccountId, name: &str) -> Result<(), Error> {
        let name = PersonText::cleaned(name).ok_or(Error::NameInvalid)?;
        let paired = self.paired(account).await?;
        let patch = DevicePatch { name: Some(name), ..DevicePatch::default() };
        let patch = &patch;
        match self.ask(&paired, |device| async move { device.change(patch).await }).await {
            Ok(_) => {
                self.tell(Event::AccountsChanged);
                Ok(())
            }
            Err(error) => {
                self.draw_consequences(&paired, &error).await;
                Err(Error::server(&paired.origin)(error))
            }
        }
    }

    /// What this version says about itself.
    pub(crate) fn description(&self) -> Told {
        Told {
            app: self.inner.settings.app.clone(),
            versions: vec![VERSION],
            capabilities: vec![Capability::Tap, Capability::Number, Capability::Scan, Capability::Offline],
        }
    }

    /// Tells a server what is new about this device since it was told last. What does not arrive is told at the next
    /// occasion.
    pub(crate) async fn tell_about_device(&self, paired: &Paired) {
        let Ok(vault) = self.vault() else { return };
        let Ok(account) = vault.account(paired.account).await else { return };
        let Some(pairing) = account.pairing.filter(|pairing| pairing.device == paired.device) else { return };
        let (known, said) = (pairing.told, self.description());
        if known.as_ref() == Some(&said) {
            return;
        }
        let is_known =
            |same: fn(&Told, &Told) -> bool| known.as_ref().is_some_and(|known| same(known, &said));
        let patch = DevicePatch {
            name: None,
            app: (!is_known(|known, said| known.app == said.app)).then(|| said.app.clone()),
            versions: (!is_known(|known, said| known.versions == said.versions))
                .then(|| said.versions.clone()),
            capabilities: (!is_known(|known, said| known.capabilities == said.capabilities))
                .then(|| said.capabilities.clone()),
        };
        let patch = &patch;
        if self.ask(paired, |device| async move { device.change(patch).await }).await.is_ok() {
            // If the disk is full it is told again, which changes nothing.
            let _ = vault
                .update_account(paired.account, |account| {
                    if let Some(pairing) = &mut account.pairing {
                        pairing.told = Some(said);
                    }
                })
                .await;
        }
    }
}
