//! From a QR code or a sign-in to an account, with the app stopped at any step.

use std::time::Duration;

use countersign_authenticator::{
    AccountKind, Approvals, Authenticator, CallbackWay, Event, LinkFollowed, PendingId, PendingStatus,
    PendingView, Revocation,
};
use countersign_protocol::message::Grant;
use countersign_protocol::{Digest, Signer, SigningKey};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::device::{Device, random};
use crate::verifier::{Verifier, Weather};

/// Waits for a step.
pub(crate) async fn step(
    device: &Device,
    app: &Authenticator,
    id: PendingId,
    wanted: impl Fn(&PendingStatus) -> bool,
) -> PendingStatus {
    device
        .until("a step", async || {
            let status = app.pending_status(id).unwrap();
            assert!(wanted(&status) || !status.is_over(), "{status:?}");
            wanted(&status).then_some(status)
        })
        .await
}

async fn digits(device: &Device, app: &Authenticator, id: PendingId) -> PendingStatus {
    step(device, app, id, |status| matches!(status, PendingStatus::ConfirmDigits { .. })).await
}

pub(crate) async fn failure(
    device: &Device,
    app: &Authenticator,
    id: PendingId,
) -> (&'static str, PendingStatus) {
    let status = step(device, app, id, |status| matches!(status, PendingStatus::Failed { .. })).await;
    let PendingStatus::Failed { error } = &status else { unreachable!() };
    (error.code(), status)
}

/// Links by QR code, to the end.
pub(crate) async fn link(
    device: &Device,
    app: &Authenticator,
    verifier: &Verifier,
) -> countersign_authenticator::AccountId {
    let id = app.read_text(&verifier.qr()).unwrap().id();
    app.confirm_pending(id, None).await.unwrap();
    digits(device, app, id).await;
    verifier.confirm();
    let done = step(device, app, id, |status| matches!(status, PendingStatus::Done { .. })).await;
    let PendingStatus::Done { account, .. } = done else { unreachable!() };
    account
}

async fn begin(app: &Authenticator, text: &str) -> PendingId {
    let id = app.read_text(text).unwrap().id();
    app.confirm_pending(id, None).await.unwrap();
    id
}

#[tokio::test]
async fn a_qr_code_becomes_an_account_after_the_six_digits() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let view = app.read_text(&verifier.qr()).unwrap();
    let PendingView::Server { id, origin, is_private, .. } = view else { panic!("{view:?}") };
    assert_eq!((&origin, is_private), (&verifier.origin, true));
    assert!(verifier.look(|state| state.requests.is_empty()), "nobody is asked before the person's word");

    app.confirm_pending(id, Some("My\u{202e} phone")).await.unwrap();
    let PendingStatus::ConfirmDigits { digits, service, user, left } = digits(&device, &app, id).await else {
        panic!()
    };
    assert_eq!((digits.as_str(), service.as_str(), user.as_str()), ("482913", "Example", "ada"));
    assert_eq!(left, Duration::from_mins(5));
    device.clock.advance(Duration::from_secs(10));
    let PendingStatus::ConfirmDigits { left, .. } = app.pending_status(id).unwrap() else { panic!() };
    assert_eq!(left, Duration::from_secs(290));
    assert!(app.accounts().await.unwrap().is_empty());
    assert_eq!(verifier.look(|state| state.enrolled[0].2.device.name.as_str().to_owned()), "My phone");

    verifier.confirm();
    let done = step(&device, &app, id, |status| matches!(status, PendingStatus::Done { .. })).await;
    let PendingStatus::Done { account, has_backup_codes, .. } = done else { panic!() };
    assert!(has_backup_codes && device.ears.has_heard(Event::PendingChanged(id)));
    let listed = app.accounts().await.unwrap().remove(0);
    assert_eq!((listed.id, listed.kind, listed.approvals), (account, AccountKind::Linked, Approvals::On));
    assert!(listed.codes.is_some() && listed.backup_codes_pending);
    device.clock.set(59);
    assert_eq!(app.codes().await.unwrap()[0].digits.as_str(), "287082");
}

#[tokio::test]
async fn backup_codes_stay_until_the_person_has_kept_them() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    app.close().await;
    let app = device.start().await;
    let codes = app.backup_codes(account).await.unwrap().unwrap();
    assert_eq!((codes.len(), codes[0].as_str()), (10, "0000-0000"));
    app.backup_codes_kept(account).await.unwrap();
    assert!(app.backup_codes(account).await.unwrap().is_none());
    assert!(!app.accounts().await.unwrap()[0].backup_codes_pending);
}

#[tokio::test]
async fn an_app_killed_while_it_shows_the_digits_loses_nothing_that_is_confirmed() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = begin(&app, &verifier.qr()).await;
    digits(&device, &app, id).await;
    app.close().await;
    verifier.confirm();

    let app = device.start().await;
    assert_eq!(app.pending_status(id).unwrap_err().code(), "pending_unknown");
    device.until("the account", async || app.accounts().await.unwrap().pop()).await;
    assert_eq!(app.codes().await.unwrap().len(), 1);
    assert_eq!(verifier.look(|state| state.devices.len()), 1);
}

#[tokio::test]
async fn an_app_killed_at_any_request_has_one_device_and_one_account_or_none() {
    // The instance document, the claim, the first look and the wait.
    for requests in 0..=4 {
        let (device, verifier) = (Device::new(), Verifier::start().await);
        let app = device.start().await;
        begin(&app, &verifier.qr()).await;
        while verifier.look(|state| state.requests.len()) < requests {
            tokio::task::yield_now().await;
        }
        app.close().await;
        let was_claimed = verifier.look(|state| !state.devices.is_empty());
        verifier.confirm();

        let app = device.start().await;
        if was_claimed {
            device.until("the account", async || app.accounts().await.unwrap().pop()).await;
            assert_eq!(app.codes().await.unwrap().len(), 1, "killed at request {requests}");
        }
        assert!(verifier.look(|state| state.devices.len()) <= 1);
        app.close().await;
        assert_eq!(device.start().await.accounts().await.unwrap().len(), usize::from(was_claimed));
    }
}

#[tokio::test]
async fn a_device_that_was_never_confirmed_is_cleaned_away() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = begin(&app, &verifier.qr()).await;
    digits(&device, &app, id).await;
    verifier.revoke(Revocation::NotConfirmed);
    assert_eq!(failure(&device, &app, id).await.0, "not_confirmed");
    app.close().await;
    let asked = verifier.look(|state| state.requests.len());
    let app = device.start().await;
    assert!(app.accounts().await.unwrap().is_empty());
    app.close().await;
    assert_eq!(verifier.look(|state| state.requests.len()), asked, "nothing is left to ask about");
}

#[tokio::test]
async fn a_device_that_somebody_calls_unknown_waits_on() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = begin(&app, &verifier.qr()).await;
    digits(&device, &app, id).await;
    verifier.with(|state| state.weather = Weather::DeviceUnknown);
    verifier.confirm();
    verifier.with(|state| state.weather = Weather::Fair);
    app.check_now();
    step(&device, &app, id, |status| matches!(status, PendingStatus::Done { .. })).await;
}

#[tokio::test]
async fn digits_that_nobody_typed_end_even_if_the_server_does_not_say_so() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = begin(&app, &verifier.qr()).await;
    digits(&device, &app, id).await;
    verifier.with(|state| state.weather = Weather::DeviceUnknown);
    device.clock.advance(Duration::from_mins(7));
    app.check_now();
    assert_eq!(failure(&device, &app, id).await.0, "not_confirmed");
}

#[tokio::test]
async fn what_the_page_confirms_after_a_cancel_is_kept() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = begin(&app, &verifier.qr()).await;
    digits(&device, &app, id).await;
    app.cancel_pending(id).unwrap();
    verifier.confirm();
    device.until("the account", async || app.accounts().await.unwrap().pop()).await;
}

#[tokio::test]
async fn each_refusal_of_a_code_has_a_code_of_its_own() {
    for (problem, code) in [
        ("code-invalid", "code_invalid"),
        ("code-used", "code_used"),
        ("too-many-devices", "too_many_devices"),
        ("update-app", "update_app"),
        ("slow-down", "slow_down"),
    ] {
        let (device, verifier) = (Device::new(), Verifier::start().await);
        verifier.with(|state| state.refuses = Some(problem));
        let app = device.start().await;
        let id = begin(&app, &verifier.qr()).await;
        let (found, status) = failure(&device, &app, id).await;
        let PendingStatus::Failed { error } = status else { unreachable!() };
        assert_eq!((found, error.details().origin.as_ref()), (code, Some(&verifier.origin)));
        assert!(app.accounts().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_swapped_enrollment_is_noticed() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    verifier.with(|state| state.swaps = true);
    let app = device.start().await;
    let id = begin(&app, &verifier.qr()).await;
    assert_eq!(failure(&device, &app, id).await.0, "code_used");
}

#[tokio::test]
async fn a_server_that_is_not_the_one_of_the_code_is_not_believed() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let qr = verifier.qr();
    verifier.with(|state| state.keys = vec![SigningKey::generate(random)]);
    let app = device.start().await;
    let id = begin(&app, &qr).await;
    assert_eq!(failure(&device, &app, id).await.0, "server_changed");
    assert!(verifier.look(|state| state.enrolled.is_empty()));
}

#[tokio::test]
async fn web_pages_and_silence_are_told_apart() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    for (weather, code) in [(Weather::Html, "server_not_countersign"), (Weather::Down, "server_unavailable")]
    {
        verifier.with(|state| state.weather = weather);
        let id = begin(&app, &verifier.qr()).await;
        assert_eq!(failure(&device, &app, id).await.0, code);
    }
    // A port that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let id = app.log_in_from_this_device(&format!("localhost:{port}"), None).unwrap().id();
    app.confirm_pending(id, None).await.unwrap();
    assert_eq!(failure(&device, &app, id).await.0, "server_unreachable");
}

#[tokio::test]
async fn an_account_that_is_linked_already_is_named_before_any_digits() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    let id = begin(&app, &verifier.qr()).await;
    let failed = device
        .until("an end", async || {
            let status = app.pending_status(id).unwrap();
            assert!(!matches!(status, PendingStatus::ConfirmDigits { .. } | PendingStatus::Done { .. }));
            if let PendingStatus::Failed { error } = status { Some(error) } else { None }
        })
        .await;
    assert_eq!((failed.code(), failed.details().account), ("already_linked", Some(account)));
    assert!(!verifier.look(|state| state.devices[1].is_active), "the new device just dies");
    assert_eq!(app.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_account_whose_device_is_unknown_is_linked_again_in_its_place() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    app.rename_account(account, "Mine", "me").await.unwrap();
    verifier.with(|state| state.weather = Weather::DeviceUnknown);
    app.account_details(account).await.unwrap();
    assert_eq!(app.accounts().await.unwrap()[0].approvals, Approvals::DeviceUnknown);
    verifier.with(|state| state.weather = Weather::Fair);
    assert_eq!(link(&device, &app, &verifier).await, account);
    let view = app.accounts().await.unwrap().remove(0);
    assert_eq!((view.service.as_str(), view.approvals), ("Mine", Approvals::On));
    assert_eq!(app.account_details(account).await.unwrap().devices.unwrap().unwrap().len(), 2);
}

#[tokio::test]
async fn secrets_that_came_too_late_leave_an_account_without_codes_that_is_linked_again() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    verifier.with(|state| state.is_late = true);
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    let view = app.accounts().await.unwrap().remove(0);
    assert!(view.codes.is_none() && !view.backup_codes_pending);
    verifier.with(|state| state.is_late = false);
    assert_eq!(link(&device, &app, &verifier).await, account);
    assert!(app.accounts().await.unwrap()[0].codes.is_some());
}

/// What the app asked the browser to open.
pub(crate) async fn asked_browser(device: &Device, app: &Authenticator, id: PendingId) -> Url {
    step(device, app, id, |status| matches!(status, PendingStatus::Browser { .. })).await;
    let opened = device.until("the browser", async || device.browser.last()).await;
    Url::parse(&opened).unwrap()
}

pub(crate) fn parameter(address: &Url, name: &str) -> String {
    address.query_pairs().find(|(known, _)| known == name).unwrap().1.into_owned()
}

pub(crate) async fn visit(address: &str) -> String {
    let url = Url::parse(address).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).await.unwrap();
    let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: fr-CA, en\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply
}

const CODE: &str = "GSrR7l1J8YcJ8m3sLaA8VQ";

#[tokio::test]
async fn a_sign_in_in_the_browser_becomes_an_account_at_once() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let view = app.log_in_from_this_device(verifier.origin.as_str(), Some("Léa & co")).unwrap();
    app.confirm_pending(view.id(), None).await.unwrap();
    let address = asked_browser(&device, &app, view.id()).await;
    assert!(address.as_str().starts_with(&verifier.origin.at("/oauth/authorize?")));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "countersign"),
        ("scope", "device:enroll"),
        ("code_challenge_method", "S256"),
        ("device_name", "Test laptop"),
        ("platform", "linux"),
        ("login_hint", "Léa & co"),
    ] {
        assert_eq!(parameter(&address, name), value);
    }
    let (back, state) = (parameter(&address, "redirect_uri"), parameter(&address, "state"));
    let origin = &verifier.origin;
    // Somebody else's answer, and one of another server, change nothing.
    let other = visit(&format!("{back}?code={CODE}&state=other&iss={origin}")).await;
    assert!(other.starts_with("HTTP/1.1 400"), "{other}");
    assert!(visit(&back.replace("/callback", "/")).await.starts_with("HTTP/1.1 404"));
    let page = visit(&format!("{back}?code={CODE}&state={state}&iss={origin}")).await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Revenez dans l’application"), "{page}");

    let done = step(&device, &app, view.id(), |status| matches!(status, PendingStatus::Done { .. })).await;
    assert!(matches!(done, PendingStatus::Done { has_backup_codes: true, .. }));
    let (grant, jkt) = verifier
        .look(|state| (state.enrolled[0].2.grant.clone(), state.devices[0].pop.thumbprint().to_string()));
    let Grant::Authorization { authorization_code, code_verifier, redirect_uri } = grant else { panic!() };
    assert_eq!((authorization_code.expose_text().as_str(), redirect_uri), (CODE, back));
    assert_eq!(Digest::of(code_verifier.as_bytes()).to_string(), parameter(&address, "code_challenge"));
    assert_eq!(jkt, parameter(&address, "dpop_jkt"));
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_server_ends_the_sign_in() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let id = app.log_in_from_this_device(verifier.origin.as_str(), None).unwrap().id();
    app.confirm_pending(id, None).await.unwrap();
    let address = asked_browser(&device, &app, id).await;
    let (back, state) = (parameter(&address, "redirect_uri"), parameter(&address, "state"));
    visit(&format!("{back}?code={CODE}&state={state}&iss=https://evil.example")).await;
    assert_eq!(failure(&device, &app, id).await.0, "browser_answer_invalid");
    assert!(verifier.look(|state| state.enrolled.is_empty()));
}

#[tokio::test]
async fn a_phone_comes_back_by_a_link_once() {
    let (mut device, verifier) = (Device::new(), Verifier::start().await);
    device.callback = CallbackWay::DeepLink;
    let app = device.start().await;
    let id = app.log_in_from_this_device(verifier.origin.as_str(), None).unwrap().id();
    app.confirm_pending(id, None).await.unwrap();
    let address = asked_browser(&device, &app, id).await;
    assert_eq!(parameter(&address, "redirect_uri"), "countersign://oauth/callback");
    assert!(address.query_pairs().all(|(name, _)| name != "login_hint"), "nobody in particular: {address}");
    let state = parameter(&address, "state");
    let link =
        format!("countersign://oauth/callback?error=access_denied&state={state}&iss={}", verifier.origin);
    assert_eq!(app.follow_link(&link).await.unwrap(), LinkFollowed::CameBack(id));
    assert_eq!(failure(&device, &app, id).await.0, "browser_declined");
    assert_eq!(app.follow_link(&link).await.unwrap_err().code(), "browser_answer_invalid");
}

#[tokio::test]
async fn a_second_sign_in_to_a_linked_account_removes_the_device_that_it_made() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    let id = app.log_in_from_this_device(verifier.origin.as_str(), None).unwrap().id();
    app.confirm_pending(id, None).await.unwrap();
    let address = asked_browser(&device, &app, id).await;
    let (back, state) = (parameter(&address, "redirect_uri"), parameter(&address, "state"));
    visit(&format!("{back}?code={CODE}&state={state}&iss={}", verifier.origin)).await;
    let (code, status) = failure(&device, &app, id).await;
    let PendingStatus::Failed { error } = status else { unreachable!() };
    assert_eq!((code, error.details().account), ("already_linked", Some(account)));
    assert_eq!(verifier.look(|state| state.devices[1].revoked.clone()), Some(Revocation::Removed));
    assert!(verifier.look(|state| state.devices[0].revoked.is_none()));
}

#[tokio::test]
async fn without_a_key_store_the_link_lies_in_the_vault() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    device.key_store.fail_with(Some(countersign_keystore::Failure::NoStore));
    let passphrase = || zeroize::Zeroizing::new("correct horse battery staple moon".to_owned());
    let app = device.app();
    app.state().await.unwrap();
    app.choose_passphrase(passphrase()).await.unwrap();
    let account = link(&device, &app, &verifier).await;
    app.close().await;
    let app = device.app();
    app.state().await.unwrap();
    app.unlock(passphrase()).await.unwrap();
    device
        .until("the pairing", async || {
            let details = app.account_details(account).await.unwrap();
            details.devices.and_then(Result::ok)
        })
        .await;
}

#[tokio::test]
async fn a_key_store_entry_fits_every_system() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    verifier.with(|state| state.keys.extend((0..7).map(|_| SigningKey::generate(random))));
    assert_eq!(verifier.look(|state| state.keys[7].public().thumbprint().as_bytes().len()), 32);
    let app = device.start().await;
    link(&device, &app, &verifier).await;
    assert_eq!(device.key_store.names().len(), 2, "the vault's key, and the pairing with eight kept keys");
}
