//! Accounts that only show codes: added, shown, named, put in order, removed and brought back.

use std::time::Duration;

use countersign_authenticator::{
    AccountId, AccountKind, Approvals, Authenticator, CodeChoice, ManagedPage, PendingStatus, PendingView,
    RemoveOutcome,
};

use crate::device::Device;
use crate::linking::link;
use crate::verifier::{Verifier, Weather};

/// The secret of RFC 6238, appendix B.
const URI: &str = "otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mail&digits=8";

async fn add(app: &Authenticator, uri: &str) -> AccountId {
    let pending = app.read_text(uri).unwrap();
    match app.confirm_pending(pending.id(), None).await.unwrap() {
        PendingStatus::Done { account, has_backup_codes: false, .. } => account,
        other => panic!("{other:?}"),
    }
}

async fn services(app: &Authenticator) -> Vec<String> {
    app.accounts().await.unwrap().into_iter().map(|account| account.service).collect()
}

#[tokio::test]
async fn a_code_account_shows_the_codes_of_rfc_6238_without_any_network() {
    let device = Device::new();
    let app = device.start().await;
    let account = add(&app, URI).await;
    app.close().await;

    let app = device.start().await;
    device.clock.set(59);
    let codes = app.codes().await.unwrap();
    assert_eq!(codes[0].account, account);
    assert_eq!(codes[0].digits.as_str(), "94287082");
    assert_eq!((codes[0].valid_for, codes[0].period), (Duration::from_secs(1), Duration::from_secs(30)));
    device.clock.set(1_111_111_109 - 30);
    let next = app.codes().await.unwrap().remove(0).next;
    assert_eq!(next.as_str(), "07081804");
    assert_eq!(*app.copy_code(account, CodeChoice::Next).await.unwrap(), *next);
    device.clock.set(1_111_111_109);
    assert_eq!(app.copy_code(account, CodeChoice::Current).await.unwrap().as_str(), "07081804");
}

#[tokio::test]
async fn a_linked_account_shows_its_codes_from_a_cold_start_without_any_network() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    app.close().await;
    verifier.with(|state| state.weather = Weather::Down);

    let app = device.start().await;
    let listening = tokio::spawn({
        let app = app.clone();
        async move { app.listen().await }
    });
    let unreachable = async || {
        let view = app.accounts().await.unwrap().remove(0);
        (view.approvals == Approvals::Unreachable).then_some(view)
    };
    assert!(device.until("the lost network", unreachable).await.codes.is_some());
    device.clock.set(59);
    let codes = app.codes().await.unwrap();
    assert_eq!((codes[0].account, codes[0].digits.as_str()), (account, "287082"));
    listening.abort();
}

#[tokio::test]
async fn nothing_is_added_before_the_persons_word() {
    let device = Device::new();
    let app = device.start().await;
    let pending = app.read_text(URI).unwrap();
    let PendingView::CodeAccount { id, service, user, digits, is_weak, .. } = pending else {
        panic!("{pending:?}")
    };
    assert_eq!((service.as_str(), user.as_str(), digits, is_weak), ("Mail", "ada", 8, false));
    assert!(matches!(app.pending_status(id).unwrap(), PendingStatus::Asking));
    assert!(app.accounts().await.unwrap().is_empty());
    app.cancel_pending(id).unwrap();
    assert_eq!(app.confirm_pending(id, None).await.unwrap_err().code(), "pending_unknown");
    assert!(app.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_same_code_twice_is_already_linked() {
    let device = Device::new();
    let app = device.start().await;
    let account = add(&app, URI).await;
    let pending = app.read_text(URI).unwrap();
    let status = app.confirm_pending(pending.id(), None).await.unwrap();
    let PendingStatus::Failed { error } = status else { panic!("{status:?}") };
    assert_eq!((error.code(), error.details().account), ("already_linked", Some(account)));
    assert_eq!(app.confirm_pending(pending.id(), None).await.unwrap_err().code(), "pending_elsewhere");
    assert_eq!(app.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn accounts_are_renamed_and_put_in_order() {
    let device = Device::new();
    let app = device.start().await;
    let mut ids = Vec::new();
    for (number, name) in ["One", "Two", "Three"].into_iter().enumerate() {
        ids.push(
            add(&app, &format!("otpauth://totp/{name}?secret=JBSWY3DPEHPK3PX{}&issuer={name}", number + 2))
                .await,
        );
    }
    app.move_account(ids[2], 0).await.unwrap();
    app.rename_account(ids[0], " Work ", "").await.unwrap();
    assert_eq!(services(&app).await, ["Three", "Work", "Two"]);
    assert_eq!(app.rename_account(ids[0], "  ", "").await.unwrap_err().code(), "name_invalid");
    app.close().await;
    assert_eq!(services(&device.start().await).await, ["Three", "Work", "Two"]);
}

#[tokio::test]
async fn a_removed_code_account_comes_back_to_its_place() {
    let device = Device::new();
    let app = device.start().await;
    let first = add(&app, URI).await;
    add(&app, "otpauth://totp/Other?secret=JBSWY3DPEHPK3PXP").await;
    assert_eq!(app.remove_account(first).await.unwrap(), RemoveOutcome::Undoable);
    assert_eq!(app.accounts().await.unwrap().len(), 1);
    assert_eq!(app.codes().await.unwrap().len(), 1);
    app.undo_remove(first).await.unwrap();
    assert_eq!(app.accounts().await.unwrap()[0].id, first);

    app.remove_account(first).await.unwrap();
    app.close().await;
    device.clock.advance(Duration::from_hours(31 * 24));
    let app = device.start().await;
    assert_eq!(app.undo_remove(first).await.unwrap_err().code(), "account_unknown");
}

#[tokio::test]
async fn a_code_account_has_no_server() {
    let device = Device::new();
    let app = device.start().await;
    let account = add(&app, URI).await;
    let details = app.account_details(account).await.unwrap();
    assert_eq!((details.view.kind, details.view.approvals), (AccountKind::CodeOnly, Approvals::Off));
    assert!(details.devices.is_none() && details.this_device.is_none());
    assert_eq!(app.open_page(account, ManagedPage::Manage).await.unwrap_err().code(), "device_unknown");
    assert_eq!(app.forget_pairing(account).await.unwrap_err().code(), "device_unknown");
    assert!(app.backup_codes(account).await.unwrap().is_none());
    assert!(device.browser.last().is_none());
}
