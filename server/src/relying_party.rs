//! This server as a relying party of `WebAuthn`: what browsers are asked, and whether their replies are right.
//!
//! All verification is that of `webauthn-rs`: the exact origin, the challenge, the signature, user presence and user
//! verification, which is always required. What was asked stays here, never in the browser.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{
    AuthenticationResult, Credential, CredentialID, DiscoverableAuthentication, Passkey,
    PasskeyAuthentication, PasskeyRegistration, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

pub use webauthn_rs::prelude::{
    PublicKeyCredential as PasskeyReply, RegisterPublicKeyCredential as NewPasskeyReply,
};

use crate::domain::AccountId;
use crate::rules::Rules;

/// A reply that is not the one that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ReplyRefused {
    /// Its signature counter went back: there may be a second copy of the passkey.
    #[error("the signature counter did not grow")]
    Copied,
    /// Anything else.
    #[error("not a reply to this challenge")]
    Wrong(#[source] WebauthnError),
}

impl From<WebauthnError> for ReplyRefused {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::CredentialPossibleCompromise => Self::Copied,
            other => Self::Wrong(other),
        }
    }
}

/// What a browser is asked, and what its reply is checked against, both as stored.
pub(crate) struct Asked {
    pub(crate) options: String,
    pub(crate) state: String,
}

/// A passkey that answered, as it is stored from now on.
pub(crate) struct Answered {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) credential: String,
    pub(crate) counter: u32,
}

/// The relying party of this server's origin.
pub(crate) struct RelyingParty(Webauthn);

impl RelyingParty {
    /// `None` where the origin's host is an address: browsers make no passkeys for addresses.
    pub(crate) fn of(rules: &Rules) -> Option<Self> {
        let origin = Url::parse(rules.origin.as_str()).ok()?;
        let host = origin.domain()?.to_owned();
        let builder = WebauthnBuilder::new(&host, &origin).ok()?.rp_name(rules.name.as_str());
        builder.build().ok().map(Self)
    }

    /// Asks for a new passkey of this account, other than those it has.
    pub(crate) fn ask_to_register(
        &self,
        account: &AccountId,
        name: &str,
        known: Vec<CredentialID>,
    ) -> Result<Asked, WebauthnError> {
        let asked = self.0.start_passkey_registration(user_handle(account), name, name, Some(known));
        let (options, state) = asked?;
        Ok(Asked { options: discoverable(&options), state: written(&state) })
    }

    /// Checks the reply to [`Self::ask_to_register`]; `None` if the state is not one that was stored by it.
    pub(crate) fn register(
        &self,
        state: &str,
        reply: &NewPasskeyReply,
    ) -> Option<Result<Answered, ReplyRefused>> {
        let state: PasskeyRegistration = read(state)?;
        Some(self.0.finish_passkey_registration(reply, &state).map_err(ReplyRefused::from).map(|passkey| {
            Answered {
                credential_id: Vec::clone(passkey.cred_id()),
                credential: written(&passkey),
                counter: counter_of(&passkey),
            }
        }))
    }

    /// Asks one of these passkeys, as stored, to answer; `None` if one of them cannot be read, or there is none.
    pub(crate) fn ask_to_answer(&self, credentials: &[String]) -> Option<Asked> {
        let passkeys = credentials.iter().map(|stored| read(stored)).collect::<Option<Vec<Passkey>>>()?;
        let (options, state) = self.0.start_passkey_authentication(&passkeys).ok()?;
        Some(Asked { options: written(&options), state: written(&state) })
    }

    /// Checks the reply to [`Self::ask_to_answer`] by the passkey `credential`, as stored; `None` if either cannot be
    /// read.
    pub(crate) fn answer(
        &self,
        state: &str,
        credential: &str,
        reply: &PasskeyReply,
    ) -> Option<Result<Answered, ReplyRefused>> {
        let state: PasskeyAuthentication = read(state)?;
        let passkey: Passkey = read(credential)?;
        match self.0.finish_passkey_authentication(reply, &state) {
            Ok(result) => answered(passkey, &result).map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Asks any passkey of this origin to answer: who it is, it says itself.
    pub(crate) fn ask_anybody(&self) -> Option<Asked> {
        let (options, state) = self.0.start_discoverable_authentication().ok()?;
        Some(Asked { options: written(&options), state: written(&state) })
    }

    /// Checks the reply to [`Self::ask_anybody`] by the passkey `credential` of this account, as stored; `None` if either
    /// cannot be read. The user handle in the reply has to be the account's.
    pub(crate) fn answer_of(
        &self,
        account: &AccountId,
        state: &str,
        credential: &str,
        reply: &PasskeyReply,
    ) -> Option<Result<Answered, ReplyRefused>> {
        let state: DiscoverableAuthentication = read(state)?;
        let passkey: Passkey = read(credential)?;
        match self.0.identify_discoverable_authentication(reply) {
            Ok((handle, _)) if handle == user_handle(account) => {}
            Ok(_) => return Some(Err(ReplyRefused::Wrong(WebauthnError::InvalidUserUniqueId))),
            Err(error) => return Some(Err(error.into())),
        }
        match self.0.finish_discoverable_authentication_v2(reply, state, &passkey) {
            Ok(result) => answered(passkey, &result).map(Ok),
            Err(error) => Some(Err(error.into())),
        }
    }
}

/// The passkey after a right answer; `None` if another one answered than was looked up by the reply's own id.
fn answered(mut passkey: Passkey, result: &AuthenticationResult) -> Option<Answered> {
    passkey.update_credential(result)?;
    Some(Answered {
        credential_id: Vec::clone(passkey.cred_id()),
        credential: written(&passkey),
        counter: result.counter(),
    })
}

/// These options, with the wish that the passkey can be found without a name: `webauthn-rs` leaves that to chance.
fn discoverable(options: &impl Serialize) -> String {
    let mut json = serde_json::to_value(options).expect("what webauthn-rs makes can be written as JSON");
    if let Some(selection) = json.pointer_mut("/publicKey/authenticatorSelection") {
        selection["residentKey"] = "preferred".into();
    }
    json.to_string()
}

/// What authenticators keep instead of the account's name: 16 bytes that tell nothing and stay the same.
fn user_handle(account: &AccountId) -> Uuid {
    let hash = Sha256::digest(format!("passkey user {account}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Uuid::from_bytes(bytes)
}

fn counter_of(passkey: &Passkey) -> u32 {
    Credential::from(passkey.clone()).counter
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what webauthn-rs makes can be written as JSON")
}

fn read<T: DeserializeOwned>(stored: &str) -> Option<T> {
    serde_json::from_str(stored).ok()
}
