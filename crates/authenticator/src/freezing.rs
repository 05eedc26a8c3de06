//! Stopping all sign-ins of a linked account, and letting them go on: signed by `uv`, one message for each wish.

use countersign_protocol::ProblemKind;
use countersign_protocol::RequestId;
use countersign_protocol::message::{Freeze, Unlock, Verification};
use countersign_vault::AccountId;

use crate::Authenticator;
use crate::answering::sign;
use crate::error::Error;
use crate::listening::Paired;
use crate::ports::Event;

impl Authenticator {
    /// Stops all sign-ins and changes of the account on its server, and ends its sessions there.
    ///
    /// # Errors
    /// What the server refuses, [`Error::NotLinked`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the
    /// vault.
    pub async fn stop_sign_ins(&self, account: AccountId) -> Result<(), Error> {
        let paired = self.paired(account).await?;
        let wish = Freeze {
            iss: paired.device.clone(),
            aud: paired.origin.clone(),
            jti: self.wish_id(),
            uv: self.verification(),
        };
        let message = sign(&wish, &self.uv_key(&paired).await?, &paired)?;
        let sent = message.as_str();
        let asked = self.ask_with_step(&paired, |device| async move { device.freeze(sent).await }).await;
        self.heard_of_wish(&paired, asked.map(|_| ())).await
    }

    /// Lets sign-ins of the account go on, and opens what wrong guesses have closed. The person shows who they are
    /// first, where something is set up that can be asked.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::PersonUnverifiable`] where the server wants to be sure of the person,
    /// what it refuses otherwise, [`Error::NotLinked`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the
    /// vault.
    pub async fn allow_sign_ins(&self, account: AccountId) -> Result<(), Error> {
        let paired = self.paired(account).await?;
        self.must_be_verified()?;
        let uv = self.verification();
        let wish = Unlock { iss: paired.device.clone(), aud: paired.origin.clone(), jti: self.wish_id(), uv };
        let message = sign(&wish, &self.uv_key(&paired).await?, &paired)?;
        let sent = message.as_str();
        let asked = self.ask_with_step(&paired, |device| async move { device.unlock(sent).await }).await;
        match asked {
            Err(error) if uv == Verification::None && error.problem() == Some(ProblemKind::KeyNotAllowed) => {
                Err(self.person_wanted())
            }
            other => self.heard_of_wish(&paired, other.map(|_| ())).await,
        }
    }

    async fn heard_of_wish(
        &self,
        paired: &Paired,
        asked: Result<(), countersign_api_client::ApiError>,
    ) -> Result<(), Error> {
        match asked {
            Ok(()) => {
                self.tell(Event::AccountsChanged);
                Ok(())
            }
            Err(error) => {
                self.draw_consequences(paired, &error).await;
                Err(Error::server(&paired.origin)(error))
            }
        }
    }

    fn wish_id(&self) -> RequestId {
        let mut bytes = [0; 16];
        (self.inner.ports.random)(&mut bytes);
        RequestId::from_bytes(bytes)
    }
}
