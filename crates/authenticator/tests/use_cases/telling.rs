//! What servers hear about this device, and when.

use std::sync::Arc;
use std::time::Duration;

use countersign_authenticator::UnixTime;
use countersign_keystore::{KeyStore, SecretName};
use countersign_vault::{KeyStoreEntry, RandomSource, Unlock, Vault};

use crate::approving::Stage;
use crate::device::{random, soon};
use crate::verifier::Weather;

impl Stage {
    fn patches(&self) -> Vec<serde_json::Value> {
        self.verifier.look(|state| state.patches.clone())
    }

    /// The app looks at what is to be done beside questions.
    async fn an_hour_later(&self) {
        self.device.clock.advance(Duration::from_hours(1));
        let before = self.verifier.look(|state| state.requests.len());
        self.app.check_now();
        soon("the next look", async || {
            self.verifier.look(|state| {
                let since = &state.requests[before..];
                let looked = since.iter().position(|request| request == "GET /api/v1/self");
                looked.is_some_and(|looked| {
                    since[looked..].iter().any(|request| request.ends_with("/challenges"))
                })
            })
        })
        .await;
    }
}

#[tokio::test]
async fn a_server_is_told_once_when_the_app_is_another_version() {
    let mut stage = Stage::linked().await;
    stage.an_hour_later().await;
    assert!(stage.patches().is_empty(), "it was told when it was linked");
    stage.device.version = "countersign/0.2.0";
    stage.restart().await;
    soon("the news", async || !stage.patches().is_empty()).await;
    assert_eq!(stage.patches(), [serde_json::json!({ "app": "countersign/0.2.0" })], "what is new, alone");
    stage.an_hour_later().await;
    stage.restart().await;
    stage.an_hour_later().await;
    assert_eq!(stage.patches().len(), 1);
}

#[tokio::test]
async fn a_device_that_was_linked_before_is_told_with_all_that_it_can_answer() {
    let mut stage = Stage::linked().await;
    stage.stop().await;
    stage.forget_what_was_told().await;
    stage.restart().await;
    soon("the news", async || !stage.patches().is_empty()).await;
    let news = serde_json::json!({
        "app": "countersign/0.1.0",
        "versions": [1],
        "capabilities": ["tap", "number", "scan", "offline"],
    });
    assert_eq!(stage.patches(), [news]);
}

struct SystemRandom;

impl RandomSource for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        random(bytes);
    }
}

impl Stage {
    /// The vault, while no app has it open.
    pub(crate) async fn open_vault(&self) -> Vault {
        let name = SecretName::new("vault").unwrap();
        let entry = self.device.key_store.get(&name).await.unwrap();
        let entry = KeyStoreEntry::from_bytes(entry.reveal()).unwrap();
        let random = Arc::new(SystemRandom);
        Vault::open(&self.device.vault(), &Unlock::KeyStore(entry.key()), random).await.unwrap()
    }

    /// The vault of a version that did not write down what it had told.
    async fn forget_what_was_told(&self) {
        let vault = self.open_vault().await;
        vault
            .update_account(self.account, |account| {
                let pairing = account.pairing.as_mut().unwrap();
                (pairing.told, pairing.keys_made_at) = (None, None);
            })
            .await
            .unwrap();
        vault.close().await;
    }
}

#[tokio::test]
async fn what_does_not_arrive_is_told_later() {
    let mut stage = Stage::linked().await;
    stage.device.version = "countersign/0.2.0";
    stage.verifier.with(|state| state.weather = Weather::Html);
    stage.restart().await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.an_hour_later().await;
    assert_eq!(stage.patches().len(), 1);
}

#[tokio::test]
async fn the_person_gives_this_device_another_name() {
    let stage = Stage::linked().await;
    stage.app.rename_device(stage.account, "Ada’s  laptop\u{202e}").await.unwrap();
    assert_eq!(stage.patches(), [serde_json::json!({ "name": "Ada’s  laptop" })]);
    for nothing in ["", " ", "\u{202e}"] {
        assert_eq!(stage.app.rename_device(stage.account, nothing).await.unwrap_err().code(), "name_invalid");
    }
    stage.verifier.with(|state| state.weather = Weather::Down);
    let error = stage.app.rename_device(stage.account, "Laptop").await.unwrap_err();
    assert_eq!(error.code(), "server_unavailable");
    let details = stage.app.account_details(stage.account).await.unwrap();
    assert!(details.keys_made_at.is_some_and(|at| at >= UnixTime::from_seconds(crate::device::START)));
}
