//! What happens to accounts between two openings of the vault.

use std::time::Duration;

use crate::fixture::{Place, at, backup_codes, code_account, codes, linked_account};
use countersign_otp::UnixTime;
use countersign_protocol::message::Capability;
use countersign_vault::{
    Account, AccountId, Activation, DocumentName, OwnNames, PairingState, SecretBytes, Vault, VaultError,
};

async fn services(vault: &Vault) -> Vec<String> {
    let listing = vault.accounts().await.expect("a listing");
    assert_eq!(listing.unreadable, []);
    listing.accounts.iter().map(|account| account.service.clone()).collect()
}

async fn add(vault: &Vault, services: &[&str]) -> Vec<AccountId> {
    let mut ids = Vec::new();
    for service in services {
        ids.push(vault.add_account(code_account(service), None, at(1)).await.expect("added"));
    }
    ids
}

#[tokio::test]
async fn an_account_is_the_same_after_closing_and_opening() {
    let place = Place::new();
    let vault = place.create().await;
    let id =
        vault.add_account(code_account("Bank"), None, UnixTime::from_millis(1_234)).await.expect("added");
    let shown = vault.account(id).await.expect("there").codes.expect("codes").reveal_preview(at(59));
    vault.close().await;

    let vault = place.open().await.expect("opens");
    let account = vault.account(id).await.expect("there");
    assert_eq!((account.service.as_str(), account.user.as_str()), ("Bank", "ada"));
    assert_eq!(account.added_at, UnixTime::from_millis(1_234));
    assert!(account.pairing.is_none() && !account.has_backup_codes());
    let codes = account.codes.expect("codes");
    assert_eq!(codes.reveal_preview(at(59)), shown);
    assert_eq!(codes.length(), 8);
}

#[tokio::test]
async fn a_linked_account_gets_everything_at_activation_at_once() {
    let place = Place::new();
    let vault = place.create().await;
    let under_way = DocumentName::new("link/1").expect("a name");
    vault.put_document(&under_way, b"keys of the link").await.expect("put");
    let id = vault.add_account(linked_account("Mail"), Some(&under_way), at(1)).await.expect("added");
    assert!(vault.document(&under_way).await.expect("read").is_none(), "it went into the account");

    let activation = Activation {
        codes: Some(codes(b"from the server")),
        offline_key: Some(SecretBytes::new(vec![7; 32])),
        backup_codes: backup_codes(),
    };
    vault.activate(id, activation).await.expect("activated");
    vault.close().await;

    let vault = place.open().await.expect("opens");
    let account = vault.account(id).await.expect("there");
    assert!(account.codes.is_some() && account.has_backup_codes());
    let pairing = account.pairing.expect("a pairing");
    assert_eq!(pairing.state, PairingState::Active);
    assert_eq!(pairing.origin.as_str(), "https://auth.example");
    assert_eq!(pairing.uv_key.reveal(), b"the private uv key");
    assert_eq!(pairing.pop_key.expect("a key").reveal(), b"the private pop key");
    assert_eq!(pairing.offline_key.expect("a key").reveal(), [7; 32]);
    let renewal = pairing.renewal.expect("a pair on its way");
    assert_eq!(renewal.pop_key.reveal(), b"the next pop key");
    assert_eq!(renewal.uv_key.reveal(), b"the next uv key");
    assert_eq!((renewal.message.as_str(), renewal.made_at), ("the exchange", at(1_800_000_000)));
    assert_eq!(pairing.keys_made_at, Some(at(1_790_000_000)));
    assert_eq!(pairing.told.expect("told").capabilities[1], Capability::Other("later".into()));
    assert_eq!(vault.reveal_backup_codes(id).await.expect("codes"), backup_codes());

    vault.forget_backup_codes(id).await.expect("forgotten");
    assert!(vault.reveal_backup_codes(id).await.expect("none").is_empty());
}

#[tokio::test]
async fn only_a_linked_account_is_activated() {
    let vault = Place::new().create().await;
    let id = add(&vault, &["Bank"]).await[0];
    let activation = Activation { codes: None, offline_key: None, backup_codes: backup_codes() };
    assert!(matches!(vault.activate(id, activation).await, Err(VaultError::NoSuchAccount)));
    assert!(!vault.account(id).await.expect("there").has_backup_codes());
}

#[tokio::test]
async fn own_names_are_shown_and_the_given_ones_kept() {
    let vault = Place::new().create().await;
    let id = add(&vault, &["Bank"]).await[0];
    let own = OwnNames { service: "My bank".into(), user: "me".into() };
    vault.update_account(id, |account| account.own_names = Some(own.clone())).await.expect("renamed");
    let account = vault.account(id).await.expect("there");
    assert_eq!((account.shown_service(), account.shown_user()), ("My bank", "me"));
    assert_eq!((account.service.as_str(), account.user.as_str()), ("Bank", "ada"));
}

#[tokio::test]
async fn accounts_stay_in_the_order_that_the_person_gave_them() {
    let place = Place::new();
    let vault = place.create().await;
    let ids = add(&vault, &["a", "b", "c", "d"]).await;
    vault.move_account(ids[3], 0).await.expect("moved");
    assert_eq!(services(&vault).await, ["d", "a", "b", "c"]);
    vault.move_account(ids[0], 99).await.expect("moved");
    assert_eq!(services(&vault).await, ["d", "b", "c", "a"]);
    vault.move_account(ids[2], 2).await.expect("stays");
    assert_eq!(services(&vault).await, ["d", "b", "c", "a"]);
    vault.close().await;
    assert_eq!(services(&place.open().await.expect("opens")).await, ["d", "b", "c", "a"]);
}

#[tokio::test]
async fn moving_back_and_forth_never_runs_out_of_room() {
    let vault = Place::new().create().await;
    let ids = add(&vault, &["a", "b", "c"]).await;
    for round in 0..60 {
        vault.move_account(ids[2], 1).await.expect("moved");
        assert_eq!(services(&vault).await, ["a", "c", "b"], "round {round}");
        vault.move_account(ids[1], 1).await.expect("moved");
        assert_eq!(services(&vault).await, ["a", "b", "c"], "round {round}");
    }
}

#[tokio::test]
async fn a_removal_can_be_undone_until_the_trash_is_emptied() {
    let vault = Place::new().create().await;
    let ids = add(&vault, &["a", "b", "c"]).await;
    vault.remove_account(ids[1], at(100)).await.expect("removed");
    assert_eq!(services(&vault).await, ["a", "c"]);
    vault.restore_account(ids[1]).await.expect("restored");
    assert_eq!(services(&vault).await, ["a", "b", "c"]);

    vault.remove_account(ids[0], at(100)).await.expect("removed");
    vault.remove_account(ids[1], at(200)).await.expect("removed");
    let trash = &vault.accounts().await.expect("a listing").trash;
    assert_eq!(trash.iter().map(Account::id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    vault.empty_trash(Duration::from_mins(1), at(200)).await.expect("emptied");
    assert!(matches!(vault.restore_account(ids[0]).await, Err(VaultError::NoSuchAccount)));
    vault.restore_account(ids[1]).await.expect("it was not old enough");
}

#[tokio::test]
async fn dropping_a_pairing_keeps_the_codes() {
    let vault = Place::new().create().await;
    let new = countersign_vault::NewAccount { codes: Some(codes(b"kept")), ..linked_account("Mail") };
    let id = vault.add_account(new, None, at(1)).await.expect("added");
    vault.drop_pairing(id).await.expect("dropped");
    let account = vault.account(id).await.expect("there");
    assert!(account.pairing.is_none() && account.codes.is_some());
}

#[tokio::test]
async fn what_is_erased_is_gone_and_unknown_ids_are_refused() {
    let vault = Place::new().create().await;
    let id = add(&vault, &["a"]).await[0];
    vault.erase_account(id).await.expect("erased");
    assert!(matches!(vault.account(id).await, Err(VaultError::NoSuchAccount)));
    assert!(matches!(vault.erase_account(id).await, Err(VaultError::NoSuchAccount)));
    assert!(matches!(vault.move_account(id, 0).await, Err(VaultError::NoSuchAccount)));
    assert!(matches!(vault.remove_account(id, at(1)).await, Err(VaultError::NoSuchAccount)));
}

#[tokio::test]
async fn documents_are_found_by_name_and_are_no_accounts() {
    let place = Place::new();
    let vault = place.create().await;
    let name = |text: &str| DocumentName::new(text).expect("a name");
    vault.put_document(&name("link/2"), b"two").await.expect("put");
    vault.put_document(&name("link/1"), b"one").await.expect("put");
    vault.put_document(&name("settings"), b"{}").await.expect("put");
    vault.put_document(&name("link/1"), b"uno").await.expect("put over it");
    vault.close().await;

    let vault = place.open().await.expect("opens");
    assert_eq!(vault.document(&name("link/1")).await.expect("read").expect("there").reveal(), b"uno");
    assert_eq!(vault.document_names("link/").await.expect("names"), [name("link/1"), name("link/2")]);
    vault.delete_document(&name("link/1")).await.expect("deleted");
    vault.delete_document(&name("link/1")).await.expect("it is gone already");
    assert!(vault.document(&name("link/1")).await.expect("read").is_none());
    assert!(services(&vault).await.is_empty());
    assert!(matches!(vault.put_document(&name("big"), &vec![0; 1 << 20]).await, Err(VaultError::TooLarge)));
}

#[tokio::test]
async fn documents_are_read_and_removed_together() {
    let vault = Place::new().create().await;
    let name = |text: &str| DocumentName::new(text).expect("a name");
    for each in ["history.2", "history.1", "settings"] {
        vault.put_document(&name(each), each.as_bytes()).await.expect("put");
    }
    let found = vault.documents("history.").await.expect("read");
    let found: Vec<_> = found.iter().map(|(name, bytes)| (name.as_str(), bytes.reveal())).collect();
    assert_eq!(found, [("history.1", b"history.1".as_slice()), ("history.2", b"history.2".as_slice())]);
    vault
        .delete_documents(&[name("history.1"), name("history.2"), name("history.3")])
        .await
        .expect("removed");
    assert!(vault.documents("history.").await.expect("read").is_empty());
    assert_eq!(
        vault
            .document_names("")
            .await
            .expect("names")
            .iter()
            .filter(|name| name.as_str() == "settings")
            .count(),
        1
    );
}
