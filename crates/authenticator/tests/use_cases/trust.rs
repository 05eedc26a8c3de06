//! Whom the app believes, and what becomes of an account on the server's bad days.

use std::time::Duration;

use countersign_authenticator::{AccountKind, Approvals, NoticeKind, NoticeView, RemoveOutcome, Revocation};
use countersign_protocol::limits::CHAIN_LINKS;

use crate::approving::Stage;
use crate::device::{START, soon};
use crate::linking::link;
use crate::verifier::Weather;

impl Stage {
    async fn notice(&self) -> NoticeView {
        self.device.until("a notice", async || self.app.notices().pop()).await
    }

    async fn approvals(&self, wanted: Approvals) {
        self.device
            .until("the state", async || {
                let accounts = self.app.accounts().await.unwrap();
                accounts.iter().any(|account| account.approvals == wanted).then_some(())
            })
            .await;
    }
}

#[tokio::test]
async fn a_removal_in_the_servers_own_words_drops_the_account_and_says_why() {
    let mut stage = Stage::linked().await;
    stage.verifier.revoke(Revocation::SwitchedOff);
    let notice = stage.notice().await;
    assert_eq!(notice.kind, NoticeKind::AccountRemoved { reason: Revocation::SwitchedOff });
    assert_eq!((notice.service.as_str(), notice.account), ("Example", None));
    assert!(stage.app.accounts().await.unwrap().is_empty());
    assert!(stage.app.codes().await.unwrap().is_empty());
    assert_eq!(stage.device.key_store.names().len(), 1, "only the vault's key is left");
    // The news outlives a restart until it is dismissed.
    stage.restart().await;
    let notice = stage.notice().await;
    stage.app.dismiss_notice(notice.id).await.unwrap();
    assert!(stage.app.notices().is_empty());
    assert!(stage.app.dismiss_notice(notice.id).await.is_err());
    stage.restart().await;
    assert!(stage.app.notices().is_empty());
}

#[tokio::test]
async fn a_forged_removal_is_a_network_error() {
    let stage = Stage::linked().await;
    stage.verifier.with(|state| state.weather = Weather::ForgedGone);
    stage.app.check_now();
    stage.approvals(Approvals::Unreachable).await;
    assert!(stage.app.notices().is_empty());
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    stage.approvals(Approvals::On).await;
}

#[tokio::test]
async fn a_server_that_does_not_know_the_device_leaves_account_and_codes() {
    let stage = Stage::linked().await;
    stage.verifier.with(|state| state.weather = Weather::DeviceUnknown);
    stage.app.check_now();
    stage.approvals(Approvals::DeviceUnknown).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::DeviceUnknown);
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    stage.approvals(Approvals::On).await;
    stage.device.until("no notice", async || stage.app.notices().is_empty().then_some(())).await;
}

#[tokio::test]
async fn a_key_that_the_last_one_announced_is_believed() {
    let mut stage = Stage::linked().await;
    // Slept through two rotations.
    stage.verifier.rotate(true);
    stage.verifier.rotate(true);
    let cid = stage.verifier.ask(|_| {}, None);
    assert_eq!(stage.question(|_| true).await.cid, cid);
    stage.restart().await;
    stage.question(|_| true).await;
    let renewals = stage.verifier.look(|state| {
        state.requests.iter().filter(|request| request.ends_with("/.well-known/countersign")).count()
    });
    assert_eq!(renewals, 2, "one at linking, one for the new keys, none after the restart");
}

#[tokio::test]
async fn five_rotations_that_were_slept_through_are_followed() {
    let mut stage = Stage::linked().await;
    stage.stop().await;
    (0..5).for_each(|_| stage.verifier.rotate(true));
    stage.restart().await;
    let cid = stage.verifier.ask(|_| {}, None);
    assert_eq!(stage.question(|_| true).await.cid, cid);
    assert!(stage.app.notices().is_empty(), "nobody need hear of it");
}

#[tokio::test]
async fn whoever_slept_through_more_rotations_than_are_kept_links_again_and_keeps_the_codes() {
    let mut stage = Stage::linked().await;
    stage.stop().await;
    (0..=CHAIN_LINKS).for_each(|_| stage.verifier.rotate(true));
    stage.restart().await;
    stage.verifier.ask(|_| {}, None);
    stage.approvals(Approvals::ServerChanged).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::ServerChanged);
    assert!(stage.app.questions().is_empty());
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
    // Linked again, the same account goes on.
    let account = link(&stage.device, &stage.app, &stage.verifier).await;
    assert_eq!(account, stage.account);
    stage.approvals(Approvals::On).await;
}

#[tokio::test]
async fn a_key_that_left_the_servers_list_is_believed_no_more() {
    let stage = Stage::linked().await;
    // The next key has taken over, and the one before is still named.
    stage.verifier.rotate_naming_both();
    stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    let old = stage.verifier.with(|state| state.keys.pop()).unwrap();
    // Half a day later the list is read again, without anybody's doing.
    stage.device.clock.advance(Duration::from_hours(13));
    let reads = |stage: &Stage| {
        let requests = |state: &mut crate::verifier::State| {
            state.requests.iter().filter(|request| request.ends_with("/.well-known/countersign")).count()
        };
        stage.verifier.look(requests)
    };
    let before = reads(&stage);
    stage.app.check_now();
    soon("another look", async || reads(&stage) > before).await;
    // Whoever has the old key now is a stranger, also with the whole chain.
    stage.verifier.with(|state| state.keys = vec![old]);
    stage.verifier.ask(|_| {}, None);
    stage.device.clock.advance(Duration::from_mins(2));
    stage.app.check_now();
    stage.approvals(Approvals::ServerChanged).await;
}

#[tokio::test]
async fn a_stranger_at_the_old_address_is_not_believed() {
    let mut stage = Stage::linked().await;
    stage.verifier.rotate(false);
    stage.verifier.ask(|_| {}, None);
    stage.approvals(Approvals::ServerChanged).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::ServerChanged);
    assert!(stage.app.questions().is_empty());
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
    // A removal in the stranger's words is none.
    stage.verifier.revoke(Revocation::Removed);
    stage.restart().await;
    stage.approvals(Approvals::ServerChanged).await;
    assert_eq!(stage.app.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_was_set_up_anew_is_a_stranger_and_not_forgetful() {
    let stage = Stage::linked().await;
    stage.verifier.rotate(false);
    stage.verifier.with(|state| state.devices.clear());
    stage.app.check_now();
    stage.approvals(Approvals::ServerChanged).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::ServerChanged);
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_has_moved_says_where_and_is_linked_again_there() {
    let mut stage = Stage::linked().await;
    let elsewhere = countersign_authenticator::Origin::parse("https://new.example").unwrap();
    stage.verifier.with(|state| {
        state.moved_to = Some(elsewhere.clone());
        state.devices.clear();
    });
    stage.app.check_now();
    stage.approvals(Approvals::ServerChanged).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::ServerMoved);
    stage.restart().await;
    let account = stage.app.accounts().await.unwrap().remove(0);
    assert_eq!((account.moved_to, account.origin), (Some(elsewhere), Some(stage.verifier.origin.clone())));
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_stranger_who_names_another_address_has_not_moved() {
    let stage = Stage::linked().await;
    stage.verifier.rotate(false);
    stage.verifier.with(|state| {
        state.moved_to = Some(countersign_authenticator::Origin::parse("https://evil.example").unwrap());
        state.devices.clear();
    });
    stage.app.check_now();
    stage.approvals(Approvals::ServerChanged).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::ServerChanged);
    assert_eq!(stage.app.accounts().await.unwrap()[0].moved_to, None);
}

#[tokio::test]
async fn a_wrong_clock_is_named_and_does_not_spoil_the_servers_codes() {
    let mut stage = Stage::linked().await;
    let other = stage.app.read_text("otpauth://totp/Other?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
    stage.app.confirm_pending(other.id(), None).await.unwrap();
    let right = stage.app.codes().await.unwrap();
    assert_eq!(right[0].digits, right[1].digits);

    stage.device.clock.set(START + 600);
    stage.app.account_details(stage.account).await.unwrap();
    assert_eq!(stage.notice().await.kind, NoticeKind::ClockOff { offset_seconds: 600 });
    let codes = stage.app.codes().await.unwrap();
    assert_eq!(codes[0].digits, right[0].digits, "codes of the server follow its clock");
    assert_ne!(codes[1].digits, right[1].digits, "others have only this device's");
    // A cold start without network makes right codes too.
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.restart().await;
    assert_eq!(stage.app.codes().await.unwrap()[0].digits, right[0].digits);

    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.device.clock.set(START);
    stage.app.check_now();
    stage
        .device
        .until("the clock", async || {
            stage.app.check_now();
            stage.app.notices().is_empty().then_some(())
        })
        .await;
}

#[tokio::test]
async fn removing_asks_the_server_first() {
    let stage = Stage::linked().await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    assert_eq!(stage.app.remove_account(stage.account).await.unwrap_err().code(), "server_unavailable");
    assert_eq!(stage.app.accounts().await.unwrap().len(), 1);

    stage.verifier.with(|state| (state.weather, state.is_last_method) = (Weather::Fair, true));
    assert_eq!(stage.app.remove_account(stage.account).await.unwrap(), RemoveOutcome::LastMethod);
    assert_eq!(stage.device.browser.last(), Some(stage.verifier.origin.at("/2fa")));
    assert_eq!(stage.app.accounts().await.unwrap().len(), 1);

    stage.verifier.with(|state| state.is_last_method = false);
    assert_eq!(stage.app.remove_account(stage.account).await.unwrap(), RemoveOutcome::Removed);
    assert!(stage.app.accounts().await.unwrap().is_empty());
    assert_eq!(stage.verifier.look(|state| state.devices[0].revoked.clone()), Some(Revocation::Removed));
    assert_eq!(stage.device.key_store.names().len(), 1);
    assert!(stage.app.notices().is_empty(), "what the person did here is no news");
}

#[tokio::test]
async fn forgetting_a_server_that_is_gone_keeps_the_codes() {
    let stage = Stage::linked().await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.app.forget_pairing(stage.account).await.unwrap();
    let view = stage.app.accounts().await.unwrap().remove(0);
    assert_eq!(
        (view.kind, view.approvals, view.codes.is_some()),
        (AccountKind::CodeOnly, Approvals::Off, true)
    );
    assert_eq!(stage.app.remove_account(stage.account).await.unwrap(), RemoveOutcome::Undoable);
}

#[tokio::test]
async fn the_account_lists_its_devices() {
    let stage = Stage::linked().await;
    let details = stage.app.account_details(stage.account).await.unwrap();
    let devices = details.devices.unwrap().unwrap();
    assert_eq!((devices.len(), devices[0].is_this), (1, true));
    assert_eq!(details.this_device.as_ref(), Some(&devices[0].id));
    stage.verifier.with(|state| state.weather = Weather::Html);
    let details = stage.app.account_details(stage.account).await.unwrap();
    assert_eq!(details.devices.unwrap().unwrap_err().code(), "server_not_countersign");
}

#[tokio::test]
async fn a_key_store_that_is_locked_later_loses_nothing() {
    let mut stage = Stage::linked().await;
    stage.stop().await;
    // The vault's key comes first; then somebody locks the key store.
    stage.app = stage.device.app();
    stage.app.state().await.unwrap();
    stage.device.key_store.fail_with(Some(countersign_keystore::Failure::Locked));
    let error = stage.app.remove_account(stage.account).await.unwrap_err();
    assert_eq!(error.code(), "key_store_locked");
    stage.approvals(Approvals::Unreachable).await;
    stage.device.key_store.fail_with(None);
    assert_eq!(stage.app.remove_account(stage.account).await.unwrap(), RemoveOutcome::Removed);
}

#[tokio::test]
async fn a_wiped_key_store_entry_asks_to_link_again() {
    use countersign_keystore::KeyStore;

    let mut stage = Stage::linked().await;
    stage.stop().await;
    let names = stage.device.key_store.names();
    let pairing = names.iter().find(|name| name.as_str().starts_with("pairing.")).unwrap();
    stage.device.key_store.delete(pairing).await.unwrap();
    stage.restart().await;
    stage.approvals(Approvals::DeviceUnknown).await;
    assert_eq!(stage.notice().await.kind, NoticeKind::DeviceUnknown);
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
    stage.device.clock.advance(Duration::from_secs(1));
}
