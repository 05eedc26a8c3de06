//! Many accounts at once, and back out as a whole.

use countersign_otp::UnixTime;
use countersign_vault::{Bringing, IMPORT_UNDO, NewAccount, Vault, VaultError};

use crate::fixture::{Place, at, code_account};

fn bringing(services: &[&str]) -> Bringing {
    let accounts = services.iter().map(|service| code_account(service)).collect();
    Bringing { source: "Aegis".into(), accounts, replaced: Vec::new() }
}

async fn services(vault: &Vault) -> Vec<String> {
    let listing = vault.accounts().await.expect("a listing");
    listing.accounts.iter().map(|account| account.service.clone()).collect()
}

#[tokio::test]
async fn accounts_come_in_their_order_behind_the_others_and_survive_closing() {
    let place = Place::new();
    let vault = place.create().await;
    vault.add_account(code_account("First"), None, at(1)).await.expect("added");
    let import = vault.import(bringing(&["Bank", "Mail"]), at(2)).await.expect("imported");
    assert_eq!((import.source.as_str(), import.added), ("Aegis", 2));
    vault.close().await;
    let vault = place.open().await.expect("opens");
    assert_eq!(services(&vault).await, ["First", "Bank", "Mail"]);
    assert_eq!(vault.imports(at(3)).await.expect("read"), [import]);
}

#[tokio::test]
async fn undoing_puts_what_came_into_the_trash_and_takes_what_it_replaced_out() {
    let place = Place::new();
    let vault = place.create().await;
    let old = vault.add_account(code_account("Old bank"), None, at(1)).await.expect("added");
    let import = vault.import(Bringing { replaced: vec![old], ..bringing(&["Bank", "Mail"]) }, at(2)).await;
    let import = import.expect("imported");
    assert_eq!(services(&vault).await, ["Bank", "Mail"]);

    let undone = vault.undo_import(import.id, at(3)).await.expect("undone");
    assert_eq!(undone, import);
    assert_eq!(services(&vault).await, ["Old bank"]);
    let trash = &vault.accounts().await.expect("a listing").trash;
    assert_eq!(trash.len(), 2);
    assert!(vault.imports(at(3)).await.expect("read").is_empty());
    assert!(matches!(vault.undo_import(import.id, at(3)).await, Err(VaultError::NoSuchImport)));
}

#[tokio::test]
async fn an_account_that_was_erased_since_does_not_keep_the_others_from_leaving() {
    let place = Place::new();
    let vault = place.create().await;
    let import = vault.import(bringing(&["Bank", "Mail"]), at(2)).await.expect("imported");
    let first = vault.accounts().await.expect("a listing").accounts[0].id();
    vault.erase_account(first).await.expect("erased");
    vault.undo_import(import.id, at(3)).await.expect("undone");
    assert!(services(&vault).await.is_empty());
}

#[tokio::test]
async fn after_a_day_an_import_stays() {
    let place = Place::new();
    let vault = place.create().await;
    let import = vault.import(bringing(&["Bank"]), at(1)).await.expect("imported");
    let last = UnixTime::from_duration(at(1).duration() + IMPORT_UNDO);
    assert_eq!(vault.imports(last).await.expect("read").len(), 1);
    let late = UnixTime::from_duration(last.duration() + std::time::Duration::from_millis(1));
    assert!(vault.imports(late).await.expect("read").is_empty());
    assert!(matches!(vault.undo_import(import.id, late).await, Err(VaultError::NoSuchImport)));
}

#[tokio::test]
async fn one_account_too_large_keeps_all_of_them_out() {
    let place = Place::new();
    let vault = place.create().await;
    let mut import = bringing(&["Bank"]);
    import.accounts.push(NewAccount { service: "x".repeat(2 << 20), ..code_account("") });
    assert!(matches!(vault.import(import, at(1)).await, Err(VaultError::TooLarge)));
    assert!(services(&vault).await.is_empty());
    assert!(vault.imports(at(1)).await.expect("read").is_empty());
}
