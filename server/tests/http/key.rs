//! A security key in software, by other people's code (passkey-rs): it sees what a page asks and gives the reply that
//! the page's script would send.

use data_encoding::BASE64URL_NOPAD;
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use serde_json::{Value, json};
use url::Url;

use countersign_server::testing::TestPage;

/// Where the server of a test says that it lives.
const ORIGIN: &str = "http://localhost:8400";

/// Touches it and types the PIN whenever it asks.
struct Owner;

#[async_trait::async_trait]
impl UserValidationMethod for Owner {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        _: bool,
        _: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence: true, verification: true })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// A key that holds one passkey.
pub(crate) struct Key {
    passkey: Option<Passkey>,
    origin: Url,
}

impl Key {
    pub(crate) fn new() -> Self {
        Self { passkey: None, origin: origin(ORIGIN) }
    }

    /// The same passkey in a second key.
    pub(crate) fn copy(&self) -> Self {
        Self { passkey: self.passkey.clone(), origin: self.origin.clone() }
    }

    /// In a browser that shows another site.
    pub(crate) fn at(mut self, site: &str) -> Self {
        self.origin = origin(site);
        self
    }

    /// Makes a passkey for what the page asks.
    pub(crate) async fn make(&mut self, page: &TestPage) -> String {
        let options = serde_json::from_str(&asked(page)).expect("options to make one");
        let mut client = self.client();
        let made = client.register(&self.origin, options, DefaultClientData).await.expect("a passkey");
        self.passkey.clone_from(client.authenticator().store());
        sent(&serde_json::to_value(&made).expect("JSON"))
    }

    /// The id of its passkey.
    pub(crate) fn id(&self) -> String {
        self.passkey
            .as_ref()
            .map(|passkey| BASE64URL_NOPAD.encode(&passkey.credential_id))
            .unwrap_or_default()
    }

    /// Answers what the page asks.
    pub(crate) async fn answer(&mut self, page: &TestPage) -> String {
        self.try_to_answer(&asked(page)).await.expect("an answer")
    }

    /// Answers these options, if it has the passkey.
    pub(crate) async fn try_to_answer(&mut self, options: &str) -> Result<String, WebauthnError> {
        let options = serde_json::from_str(options).expect("options to answer");
        let mut client = self.client();
        let answer = client.authenticate(&self.origin, options, DefaultClientData).await?;
        self.passkey.clone_from(client.authenticator().store());
        Ok(sent(&serde_json::to_value(&answer).expect("JSON")))
    }

    fn client(
        &self,
    ) -> Client<Option<Passkey>, Owner, RustCryptoBackend, public_suffix::PublicSuffixList, ()> {
        let mut inside =
            Authenticator::new(Aaguid::new_empty(), self.passkey.clone(), Owner, RustCryptoBackend);
        inside.set_make_credentials_with_signature_counter(true);
        Client::new(inside).allows_insecure_localhost(true)
    }
}

/// What the page's script sends of a reply: these parts only, bytes as base64url.
fn sent(reply: &Value) -> String {
    let bytes = |value: &Value| {
        let numbers = value.as_array()?.iter();
        let bytes: Vec<u8> = numbers.filter_map(|each| u8::try_from(each.as_u64()?).ok()).collect();
        Some(Value::from(BASE64URL_NOPAD.encode(&bytes)))
    };
    let names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    let parts = names.iter().filter_map(|name| Some(((*name).to_owned(), bytes(&reply["response"][*name])?)));
    let parts: serde_json::Map<_, _> = parts.collect();
    let (id, raw_id) = (&reply["id"], bytes(&reply["rawId"]));
    json!({ "id": id, "rawId": raw_id, "type": "public-key", "response": parts, "extensions": {} })
        .to_string()
}

/// What a page asks a browser about passkeys.
pub(crate) fn asked(page: &TestPage) -> String {
    let (_, rest) = page
        .body
        .split_once("<meta name=\"passkey\" content=\"")
        .unwrap_or_else(|| panic!("{} asks for no passkey: {}", page.path, page.text()));
    let (content, _) = rest.split_once("\">").expect("the tag ends");
    content.replace("&#34;", "\"").replace("&#38;", "&")
}

fn origin(site: &str) -> Url {
    Url::parse(site).expect("an address")
}
