//! The device API: proofs, long polls, removal, what a device may see and change.

use axum::http::{Method, StatusCode};
use countersign_protocol::message::{Grant, Instance, Revocation, Revoked};
use countersign_protocol::{EnrollmentCode, SetupCode};
use countersign_server::testing::TestServer;

use crate::people::{NAME, PASSWORD, Story, claim, first_account, is_problem, start};

#[tokio::test]
async fn the_instance_document_names_the_server_and_its_pages() {
    let server = TestServer::new().await;
    let Instance { iss, versions, links, features, push, .. } = server.device("Phone").meet().await;
    assert_eq!((features, push.vapid.expect("push is on").len()), (vec!["events".to_owned()], 87));
    assert_eq!((iss.as_str(), versions), ("http://localhost:8400", vec![1]));
    assert_eq!((links.manage.as_str(), links.secure.as_str()), ("/2fa", "/secure"));
}

#[tokio::test]
async fn every_reply_carries_a_nonce_the_time_and_no_store() {
    let Story { server: _running, mut phone, .. } = Story::begin().await;
    for reply in [
        phone.get("/api/v1/self").await,
        phone.get("/api/v1/nothing").await,
        phone.send(Method::GET, "/api/v1/self", None, &[]).await,
        phone.send(Method::DELETE, "/api/v1/self", None, &[]).await,
    ] {
        assert_eq!(reply.header("cs-nonce").len(), 32, "{}", reply.status);
        assert_eq!(reply.header("date"), "Fri, 15 Jan 2027 08:00:01 GMT");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_proof_is_for_one_request_once() {
    let Story { server, mut phone, .. } = Story::begin().await;
    let path = "/api/v1/self";
    phone.get(path).await;

    let fresh = phone.proof(&Method::GET, path, None);
    let reply = phone.send_proved(&fresh, Method::GET, path, None, &[]).await;
    assert_eq!(reply.status, StatusCode::OK);
    is_problem(&phone.send_proved(&fresh, Method::GET, path, None, &[]).await, 401, "proof-replayed");

    let mut other = phone.proof(&Method::GET, "/api/v1/devices", None);
    is_problem(&phone.send_proved(&other, Method::GET, path, None, &[]).await, 401, "proof-invalid");
    other = phone.proof(&Method::PATCH, path, None);
    is_problem(&phone.send_proved(&other, Method::GET, path, None, &[]).await, 401, "proof-invalid");
    other = phone.proof(&Method::GET, path, None);
    other.nonce = "of another server".into();
    let reply = phone.send_proved(&other, Method::GET, path, None, &[]).await;
    is_problem(&reply, 401, "nonce-stale");
    assert_eq!(reply.header("www-authenticate"), "CS error=\"nonce-stale\"");

    let stale = phone.proof(&Method::GET, path, None);
    server.clock.advance(700);
    is_problem(&phone.send_proved(&stale, Method::GET, path, None, &[]).await, 401, "nonce-stale");
    is_problem(&phone.send(Method::GET, path, None, &[]).await, 401, "proof-invalid");
}

#[tokio::test]
async fn devices_that_are_unknown_or_use_another_key_are_told_so() {
    let Story { server, mut phone, .. } = Story::begin().await;
    phone.get("/api/v1/self").await;
    let mut stranger = server.device("Stranger");
    stranger.id = phone.id.clone();
    is_problem(&stranger.get("/api/v1/self").await, 401, "key-unknown");
    stranger.id = Some(countersign_protocol::DeviceId::parse("nobody").expect("an id"));
    is_problem(&stranger.get("/api/v1/self").await, 401, "device-unknown");
}

#[tokio::test]
async fn an_unconfirmed_device_may_only_ask_for_itself_and_is_gone_after_five_minutes() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let (_, code) = start(&mut browser).await;
    let mut phone = server.device("Phone");
    claim(&mut phone, code).await;
    for path in ["/api/v1/challenges", "/api/v1/devices"] {
        is_problem(&phone.get(path).await, 403, "not-confirmed");
    }
    assert_eq!(phone.get("/api/v1/self").await.status, StatusCode::OK);
    server.clock.advance(300);
    let reply = phone.get("/api/v1/self").await;
    assert_eq!(reply.status, StatusCode::GONE);
    assert_eq!(phone.read::<Revoked>(&reply).reason, Revocation::NotConfirmed);
}

#[tokio::test]
async fn a_code_that_is_not_valid_says_nothing_more() {
    let server = TestServer::new().await;
    let mut phone = server.device("Phone");
    let code = EnrollmentCode::from_bytes([1; 16]);
    is_problem(&phone.enroll(Grant::Code { code }).await, 403, "code-invalid");
    let setup_code = SetupCode::parse("ABCD1234").expect("a code");
    is_problem(&phone.enroll(Grant::Typed { user: "nobody".into(), setup_code }).await, 403, "code-invalid");
    is_problem(&phone.enroll_with("no.jws.here").await, 400, "jws-invalid");
}

#[tokio::test]
async fn a_poll_answers_at_once_when_something_differs_and_304_when_nothing_does() {
    let Story { server: _running, mut browser, mut phone, .. } = Story::begin().await;
    let reply = phone.get("/api/v1/self").await;
    let tag = reply.header("etag").to_owned();
    assert_eq!(phone.get_unless("/api/v1/self?wait=1", &tag).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(phone.get("/api/v1/challenges?wait=1").await.status, StatusCode::NO_CONTENT);

    let page = browser.get("/account").await;
    browser.submit(&page, "/sign-out", &[]).await;
    let mut waiting = phone;
    let (reply, _) = tokio::join!(waiting.get("/api/v1/challenges?wait=25"), async {
        let page = browser.get("/sign-in").await;
        browser.submit(&page, "/sign-in", &[("name", NAME), ("password", PASSWORD)]).await
    });
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let tag = reply.header("etag").to_owned();
    let same = waiting.get_unless("/api/v1/challenges?wait=1", &tag).await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    let page = browser.get("/sign-in/wait").await;
    browser.submit(&page, "/sign-in/cancel", &[]).await;
    assert_eq!(waiting.get_unless("/api/v1/challenges?wait=25", &tag).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_device_sees_the_list_changes_its_name_and_cannot_remove_the_last_method() {
    let Story { server, mut phone, .. } = Story::begin().await;
    let body = serde_json::json!({ "name": "Ada’s phone" });
    assert_eq!(phone.patch_json("/api/v1/self", &body).await.status, StatusCode::NO_CONTENT);
    let list = phone.get("/api/v1/devices").await.json();
    assert_eq!(list["devices"][0]["name"], "Ada’s phone");
    is_problem(&phone.patch_json("/api/v1/self", &serde_json::json!({ "name": "" })).await, 400, "malformed");
    let newer = serde_json::json!({ "app": "countersign/9", "versions": [2] });
    is_problem(&phone.patch_json("/api/v1/self", &newer).await, 400, "update-app");
    let own = phone.id.clone().expect("linked");
    is_problem(&phone.revoke(&own).await, 409, "last-method");
    let other = countersign_protocol::DeviceId::parse("other").expect("an id");
    is_problem(&phone.revoke(&other).await, 403, "too-new");
    server.clock.advance(72 * 3600);
    is_problem(&phone.revoke(&other).await, 404, "not-found");
}

#[tokio::test]
async fn a_poll_ends_when_two_step_verification_is_switched_off() {
    let Story { server, mut browser, mut phone, .. } = Story::begin().await;
    let codes = phone.account().await.backup_codes.expect("the first method gets them");
    let code = codes[0].expose_text();
    let account = server.app().state().storage.accounts().await.expect("it works").remove(0).id;
    let sessions =
        server.app().state().storage.sessions(&account, server.clock.now()).await.expect("it works");
    let reason = countersign_server::domain::Reason::SwitchOff;
    let storage = &server.app().state().storage;
    let proved =
        storage.prove_with_backup_code(&account, &sessions[0].id, reason, &code, server.clock.now()).await;
    assert!(matches!(proved, Ok(countersign_server::storage::CodeOutcome::Accepted(_))), "{proved:?}");
    let (reply, _) = tokio::join!(phone.get("/api/v1/challenges?wait=25"), async {
        let page = browser.get("/2fa/switch-off").await;
        browser.submit(&page, "/2fa/switch-off", &[]).await
    });
    assert_eq!(reply.status, StatusCode::GONE, "{}", reply.text());
    assert_eq!(phone.read::<Revoked>(&reply).reason, Revocation::SwitchedOff);
}

#[tokio::test]
async fn a_device_that_waits_writes_nothing() {
    let Story { server, mut phone, .. } = Story::begin().await;
    phone.get("/api/v1/self").await;
    let written = || {
        let size = |file: &str| {
            std::fs::metadata(server.folder().join("data").join(file)).expect("it is there").len()
        };
        // Whatever a transaction writes goes to the end of the log.
        (size("countersign.db"), size("countersign.db-wal"))
    };
    let before = written();
    for _ in 0..5 {
        let reply = phone.get("/api/v1/challenges?wait=0").await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        assert_eq!(phone.get("/api/v1/devices").await.status, StatusCode::OK);
    }
    assert_eq!(written(), before);
    // And what does change something is seen by this.
    phone.get("/api/v1/self").await;
    assert_ne!(written(), before);
}
