//! A device's new pair of keys: signed for by the old `uv`, proved by both, once.

use axum::http::{Method, StatusCode};
use countersign_protocol::message::{Grant, Keys, Request, Revoke, Step, authorization};
use countersign_protocol::{Jws, Origin, RequestId, Signer, SigningKey, StepId};
use countersign_server::testing::{ApiReply, Says, TestDevice};

use crate::people::{Story, is_problem, sign_in, start};

const KEYS: &str = "/api/v1/self/keys";

fn fresh() -> SigningKey {
    SigningKey::generate(|bytes| getrandom::fill(bytes).expect("the system gives random bytes"))
}

fn origin() -> Origin {
    Origin::parse("http://localhost:8400").expect("an origin")
}

/// A message that brings this pair, signed by this key.
fn message(device: &TestDevice, by: &SigningKey, pop: &SigningKey, uv: &SigningKey) -> String {
    let id = device.id.clone().expect("linked");
    Keys::sign(&origin(), &id, by, (pop, uv)).expect("software keys sign").into_string()
}

async fn put(device: &mut TestDevice, message: &str) -> ApiReply {
    let headers = [("content-type", "application/jwt")];
    device.request(Method::PUT, KEYS, Some(message.to_owned()), &headers).await
}

#[tokio::test]
async fn a_new_pair_takes_the_place_of_the_old_one_which_is_nobody_s_any_more() {
    let Story { server, mut phone, .. } = Story::begin().await;
    let (pop, uv) = (fresh(), fresh());
    let head = phone.account().await.journal_head.expect("an active device hears it");
    let exchange = message(&phone, &phone.uv, &pop, &uv);
    assert_eq!(put(&mut phone, &exchange).await.status, StatusCode::NO_CONTENT);
    is_problem(&phone.get("/api/v1/devices").await, 401, "key-unknown");
    is_problem(&put(&mut phone, &exchange).await, 401, "key-unknown");
    phone.pop = pop;
    let account = phone.account().await;
    assert_eq!(account.cnf.jkt, phone.pop.public().thumbprint());
    assert_eq!(
        account.journal_head.expect("told").number,
        head.number + 1,
        "it is an entry, and nothing else"
    );
    let entries = phone.get(&format!("/api/v1/journal?after={}", head.number)).await.json();
    let entry = entries["entries"][0].as_str().expect("a text").to_owned();
    assert!(entry.contains("\"keys-renewed\"") && entry.contains("\"Phone\""), "{entry}");
    assert_eq!(put(&mut phone, &exchange).await.status, StatusCode::NO_CONTENT, "the reply was lost");
    let again = phone.account().await.journal_head.expect("told").number;
    assert_eq!(again, head.number + 1, "the same message counts once");

    let mut browser = server.browser();
    let number = sign_in(&mut browser).await.text_of("id", "number").expect("a number");
    is_problem(&phone.answer(Says::YesNumber(&number)).await, 400, "jws-invalid");
    phone.uv = uv;
    assert_eq!(phone.answer(Says::YesNumber(&number)).await.json()["state"], "approved");
}

#[tokio::test]
async fn the_steps_of_a_device_go_on_under_its_new_pair() {
    let Story { server: _running, mut phone, .. } = Story::begin().await;
    let [one, two, three] = [1, 2, 3].map(|each| StepId::from_bytes([each; 16]));
    for step in [Step { last: one, next: two }, Step { last: two, next: three }] {
        phone.step = Some(step);
        let (pop, uv) = (fresh(), fresh());
        let exchange = message(&phone, &phone.uv, &pop, &uv);
        assert_eq!(put(&mut phone, &exchange).await.status, StatusCode::NO_CONTENT);
        (phone.pop, phone.uv) = (pop, uv);
        assert_eq!(phone.account().await.copied_at, None, "the same step, sent again by the new key");
    }
    phone.step = None;
    let (pop, uv) = (fresh(), fresh());
    let exchange = message(&phone, &phone.uv, &pop, &uv);
    assert_eq!(put(&mut phone, &exchange).await.status, StatusCode::NO_CONTENT);
    phone.pop = pop;
    assert!(phone.account().await.copied_at.is_some(), "who has gone steps does not leave out this one");
}

#[tokio::test]
async fn the_background_key_never_replaces_the_guarded_one() {
    let Story { server: _running, mut phone, .. } = Story::begin().await;
    let by_pop = message(&phone, &phone.pop, &fresh(), &fresh());
    is_problem(&put(&mut phone, &by_pop).await, 403, "key-not-allowed");
    let by_new = fresh();
    let by_new = message(&phone, &by_new, &fresh(), &by_new);
    is_problem(&put(&mut phone, &by_new).await, 400, "jws-invalid");
    assert_eq!(phone.get("/api/v1/devices").await.status, StatusCode::OK, "nothing has changed");
}

#[tokio::test]
async fn no_key_that_a_device_ever_had_comes_back() {
    let mut story = Story::begin().await;
    let tablet = story.second_device("Tablet").await;
    let phone = &mut story.phone;
    let (pop, uv) = (fresh(), fresh());
    let taken = [(&phone.pop, &uv), (&pop, &phone.uv), (&tablet.uv, &uv), (&pop, &tablet.pop)]
        .map(|(pop, uv)| message(phone, &phone.uv, pop, uv));
    for taken in taken {
        is_problem(&put(phone, &taken).await, 400, "jws-invalid");
    }
    let exchange = message(phone, &phone.uv, &pop, &uv);
    assert_eq!(put(phone, &exchange).await.status, StatusCode::NO_CONTENT);
    let (old_pop, old_uv) = (std::mem::replace(&mut phone.pop, pop), std::mem::replace(&mut phone.uv, uv));
    let back = message(phone, &phone.uv, &old_pop, &old_uv);
    is_problem(&put(phone, &back).await, 400, "jws-invalid");
    // Nor does another device begin with one.
    let mut other = story.server.device("Other");
    (other.pop, other.uv) = (old_pop, fresh());
    let page = story.browser.get("/2fa/add").await;
    let page = story.browser.submit(&page, "/2fa/enrollments", &[]).await;
    crate::people::prove(&mut story.browser, &mut story.phone, &page).await;
    let (_, setup_code) = start(&mut story.browser).await;
    let grant = Grant::Typed { user: crate::people::NAME.into(), setup_code };
    is_problem(&other.enroll(grant).await, 400, "jws-invalid");
}

#[tokio::test]
async fn of_two_pairs_at_once_one_counts() {
    let Story { server, mut phone, .. } = Story::begin().await;
    phone.get("/api/v1/devices").await;
    let pairs = [(fresh(), fresh()), (fresh(), fresh())];
    let [first, second] = &pairs;
    let messages = [first, second].map(|(pop, uv)| message(&phone, &phone.uv, pop, uv));
    let mut twin = server.device("Twin");
    (twin.id, twin.nonce) = (phone.id.clone(), phone.nonce.clone());
    let proofs = [phone.proof(&Method::PUT, KEYS, Some(&messages[0])), {
        let proof = phone.proof(&Method::PUT, KEYS, Some(&messages[1]));
        Request { jti: RequestId::from_bytes([7; 16]), ..proof }
    }];
    let headers = proofs.map(|proof| authorization(&Jws::sign(&proof, &phone.pop).expect("it signs")));
    let sent = |device: TestDevice, place: usize| {
        let (mut device, body, proof) = (device, messages[place].clone(), headers[place].clone());
        async move {
            let headers = [("content-type", "application/jwt"), ("authorization", proof.as_str())];
            device.send(Method::PUT, KEYS, Some(body), &headers).await
        }
    };
    let id = phone.id.clone();
    let (one, other) = tokio::join!(sent(phone, 0), sent(twin, 1));
    let statuses = [one.status.as_u16(), other.status.as_u16()];
    assert!(statuses == [204, 401] || statuses == [401, 204], "{statuses:?}");
    let [first, second] = pairs;
    let (pop, _) = if statuses[0] == 204 { first } else { second };
    let mut device = server.device("Phone");
    (device.id, device.pop) = (id, pop);
    assert_eq!(device.get("/api/v1/devices").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_removed_device_and_a_frozen_account_exchange_nothing() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let account = story.server.app().state().storage.accounts().await.expect("it works").remove(0).id;
    let storage = &story.server.app().state().storage;
    storage.set_frozen(&account, true, story.server.clock.now()).await.expect("it works");
    let exchange = message(&tablet, &tablet.uv, &fresh(), &fresh());
    is_problem(&put(&mut tablet, &exchange).await, 403, "frozen");
    storage.set_frozen(&account, false, story.server.clock.now()).await.expect("it works");
    let own = tablet.id.clone().expect("linked");
    assert_eq!(tablet.revoke(&own).await.status, StatusCode::NO_CONTENT);
    assert_eq!(put(&mut tablet, &exchange).await.status, StatusCode::GONE);
}

/// Whoever copied both keys of a device before can prove nothing with them afterwards.
#[tokio::test]
async fn a_copy_of_a_device_does_not_outlive_its_exchange_of_keys() {
    let mut story = Story::begin().await;
    let phone = &mut story.phone;
    let (pop, uv) = (fresh(), fresh());
    let exchange = message(phone, &phone.uv, &pop, &uv);
    assert_eq!(put(phone, &exchange).await.status, StatusCode::NO_CONTENT);
    let mut copy = story.server.device("Copy");
    copy.id.clone_from(&phone.id);
    (copy.pop, copy.uv) = (std::mem::replace(&mut phone.pop, pop), std::mem::replace(&mut phone.uv, uv));
    is_problem(&copy.get("/api/v1/challenges").await, 401, "key-unknown");
    let theirs = message(&copy, &copy.uv, &fresh(), &fresh());
    is_problem(&put(&mut copy, &theirs).await, 401, "key-unknown");
    let own = copy.id.clone().expect("linked");
    let revoke = Revoke { iss: own.clone(), aud: origin(), device: own.clone() };
    let revoke = Jws::sign(&revoke, &copy.uv).expect("software keys sign").into_string();
    let path = format!("/api/v1/devices/{own}/revoke");
    is_problem(&copy.post_jwt(&path, &revoke).await, 401, "key-unknown");
    assert_eq!(story.phone.get("/api/v1/devices").await.status, StatusCode::OK);
}
