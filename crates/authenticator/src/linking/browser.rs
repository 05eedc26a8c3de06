//! *Log in from this device*: the system's browser signs in, and comes back with a code (RFC 8252) that is bound to
//! this app by PKCE (RFC 7636) and to its key by `dpop_jkt` (RFC 9449 §10).

use std::time::Duration;

use countersign_protocol::encoding::encode;
use countersign_protocol::message::Grant;
use countersign_protocol::{Digest, Origin, PersonText, Thumbprint};
use tokio::time::timeout;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::callback::DEEP_LINK;
use super::loopback::Loopback;
use crate::Authenticator;
use crate::error::Error;
use crate::settings::CallbackWay;
use crate::view::{PendingId, PendingStatus};

/// A person may have to look for a password; an abandoned sign-in must end some time.
const PATIENCE: Duration = Duration::from_mins(15);

impl Authenticator {
    /// Signs in with the browser, as `user` if that is known; the code that it brings is the grant.
    pub(super) async fn sign_in_by_browser(
        &self,
        id: PendingId,
        origin: &Origin,
        pop: Thumbprint,
        device_name: &PersonText,
        user: Option<&str>,
    ) -> Result<Grant, Error> {
        let verifier = Zeroizing::new(encode(&*self.random_bytes::<32>()));
        let state = encode(&*self.random_bytes::<16>());
        let waiting = self.inner.pendings.expect_browser(id, &state)?;
        let (redirect_uri, loopback) = match self.inner.settings.callback {
            CallbackWay::DeepLink => (DEEP_LINK.to_owned(), None),
            CallbackWay::Loopback => {
                let loopback = Loopback::bind().await.map_err(Error::System)?;
                (loopback.redirect_uri(), Some(loopback))
            }
        };
        let page = format!("{}?", origin.at("/oauth/authorize"));
        let query = page.len();
        let address = form_urlencoded::Serializer::for_suffix(page, query)
            .append_pair("response_type", "code")
            .append_pair("client_id", "countersign")
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("scope", "device:enroll")
            .append_pair("state", &state)
            .append_pair("code_challenge", &code_challenge(&verifier))
            .append_pair("code_challenge_method", "S256")
            .append_pair("dpop_jkt", &pop.to_string())
            .append_pair("device_name", device_name.as_str())
            .append_pair("platform", &self.inner.settings.platform)
            // OpenID Connect's name for it (Core §3.1.2.1). A server takes it for a text to fill in, and no more.
            .extend_pairs(user.map(|user| ("login_hint", user)))
            .finish();
        if !self.set_status(id, PendingStatus::Browser { origin: origin.clone() }) {
            return Err(Error::PendingUnknown);
        }
        self.inner.ports.opener.open(&address)?;
        let came_back = timeout(PATIENCE, async {
            match &loopback {
                None => waiting.await,
                Some(loopback) => tokio::select! {
                    came_back = waiting => came_back,
                    never = loopback.serve(self) => match never {},
                },
            }
        });
        // The sender goes when the pending is dropped.
        let callback =
            came_back.await.map_err(|_| Error::BrowserTimedOut)?.map_err(|_| Error::PendingUnknown)?;
        let authorization_code = callback.into_code(origin)?;
        self.set_status(id, PendingStatus::Contacting);
        Ok(Grant::Authorization { authorization_code, code_verifier: verifier.to_string(), redirect_uri })
    }

    fn random_bytes<const N: usize>(&self) -> Zeroizing<[u8; N]> {
        let mut bytes = Zeroizing::new([0; N]);
        (self.inner.ports.random)(&mut *bytes);
        bytes
    }
}

/// `BASE64URL(SHA256(code_verifier))` (RFC 7636 §4.2). The verifier has 256 random bits.
fn code_challenge(verifier: &str) -> String {
    Digest::of(verifier.as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::code_challenge;

    #[test]
    fn the_code_challenge_of_rfc_7636_appendix_b() {
        let challenge = code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
