//! Asking a server to be linked: who it is first, then the keys, the grant, and the signed message.

use countersign_protocol::message::{DeviceDescription, Enroll, KeyProtection};
use countersign_protocol::{PersonText, SigningKey};
use countersign_vault::Told;

use super::Invitation;
use super::unfinished::{NewKeys, Unfinished};
use crate::Authenticator;
use crate::error::Error;
use crate::view::{PendingId, PendingStatus};

impl Authenticator {
    /// Links this device, after the person's word.
    pub(super) async fn contact(
        &self,
        id: PendingId,
        invitation: Invitation,
        name: PersonText,
    ) -> Result<PendingStatus, Error> {
        let Invitation { origin, key, grant, user, .. } = invitation;
        let failed = Error::server(&origin);
        let met = async {
            let client = self.try_client(&origin)?;
            self.heard(&origin, client.meet(key).await).await
        };
        let (kept, instance) = met.await.map_err(failed)?.value;
        let random = self.inner.ports.random;
        let keys = NewKeys { pop: SigningKey::generate(random), uv: SigningKey::generate(random) };
        let pop = countersign_protocol::Signer::public(&keys.pop).thumbprint();
        let grant = match grant {
            Some(grant) => grant,
            None => self.sign_in_by_browser(id, &origin, pop, &name, user.as_deref()).await?,
        };
        let message = Enroll::sign(&origin, grant, self.describe_device(name), &keys.pop, &keys.uv)
            .map_err(|error| Error::server(&origin)(error.into()))?;
        if !self.inner.pendings.is_wanted(id) {
            return Err(Error::PendingUnknown);
        }
        let unfinished = Unfinished::new(id, kept, instance.links, &keys, message.into_string());
        self.put_unfinished(&unfinished).await?;
        self.finish(unfinished, Some(id)).await
    }

    /// What the person says, or else what the shell knows.
    pub(super) fn device_name(&self, said: Option<&str>) -> PersonText {
        said.and_then(PersonText::cleaned)
            .or_else(|| PersonText::cleaned(&self.inner.settings.device_name))
            .unwrap_or_else(|| PersonText::parse("Countersign").expect("a plain word"))
    }

    fn describe_device(&self, name: PersonText) -> DeviceDescription {
        let Told { app, versions, capabilities } = self.description();
        DeviceDescription {
            name,
            platform: self.inner.settings.platform.clone(),
            key_protection: KeyProtection::Software,
            app,
            versions,
            capabilities,
        }
    }
}
