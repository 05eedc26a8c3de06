//! What a linked device asks, and how it proves it.

use crate::double::{DATE, Double, NOW, cid, jwt, key, problem, reply, with};
use countersign_api_client::{ApiError, ETag, Hint, Polled, Wait};
use countersign_protocol::message::Revocation;
use countersign_protocol::{ChallengeState, DeviceId, DevicePatch, PersonText, ProblemKind, Signer};

#[tokio::test]
async fn a_stale_nonce_is_answered_by_a_fresh_proof_around_the_same_body() {
    let server = Double::start().await;
    let mut stale = problem(401, "nonce-stale", "");
    stale.headers_mut().insert("cs-nonce", "fresh".parse().expect("a value"));
    server.will_answer(stale);
    server.will_answer(reply(
        200,
        "application/json",
        format!(r#"{{"cid":"{}","state":"approved"}}"#, cid()),
    ));

    let answered = server.linked().answer(cid(), "header.payload.signature").await.expect("answered");

    assert_eq!(answered.value.state, ChallengeState::Approved);
    assert_eq!(answered.server_time.seconds(), NOW);
    let [first, second] = &server.seen()[..] else { panic!("two requests") };
    assert_ne!(server.check_proof(first, ""), server.check_proof(second, "fresh"));
    for each in [first, second] {
        assert_eq!(each.path, format!("/api/v1/challenges/{}", cid()));
        assert_eq!(
            (each.header("content-type"), &*each.body),
            ("application/jwt", "header.payload.signature")
        );
        assert_eq!(each.header("accept-encoding"), "identity");
    }
}

#[tokio::test]
async fn a_proof_that_is_refused_twice_is_not_tried_again() {
    let server = Double::start().await;
    server.will_answer(problem(401, "proof-invalid", ""));
    server.will_answer(problem(401, "proof-invalid", ""));
    let error = server.linked().devices().await.expect_err("refused");
    assert_eq!(error.problem(), Some(ProblemKind::ProofInvalid));
    assert!(!error.is_temporary());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_poll_tells_something_from_nothing_and_from_nothing_new() {
    let server = Double::start().await;
    let device = server.linked();
    let challenge = server.challenge(&server.key);
    let etag = ("etag", "\"abc\"");
    server.will_answer(with(
        200,
        &[("content-type", "application/jwt"), ("date", DATE), etag],
        challenge.clone(),
    ));
    server.will_answer(with(304, &[("date", DATE), etag], ""));
    server.will_answer(with(204, &[("date", DATE)], ""));

    let first = device.challenge(Wait::NONE, None).await.expect("a challenge");
    let Polled::Now { value, etag: Some(etag) } = first.value else { panic!("a challenge with its name") };
    assert_eq!(value.as_str(), challenge);
    assert_eq!(value.seconds_left(first.server_time.seconds()), 120);
    let second = device.challenge(Wait::LONGEST, Some(&etag)).await.expect("nothing new").value;
    assert!(matches!(second, Polled::Unchanged));
    let known = ETag::of_challenge(value.digest());
    let third = device.challenge(Wait::seconds(99), Some(&known)).await.expect("nothing").value;
    assert!(matches!(third, Polled::Nothing));

    let seen = server.seen();
    let queries: Vec<_> = seen.iter().map(|each| each.query.as_deref()).collect();
    assert_eq!(queries, [None, Some("wait=25"), Some("wait=25")]);
    assert_eq!(seen[1].header("if-none-match"), "\"abc\"");
    assert_eq!(seen[2].header("if-none-match"), format!("\"{}\"", value.digest()));
    for each in &seen {
        server.check_proof(each, "");
    }
}

#[tokio::test]
async fn only_the_kept_key_speaks_for_the_server() {
    let server = Double::start().await;
    let device = server.linked();
    let stranger = key(9);
    server.will_answer(jwt(200, &server.challenge(&stranger)));
    assert!(matches!(device.challenge(Wait::NONE, None).await, Err(ApiError::UnknownKey)));
    server.will_answer(jwt(200, &server.account_message(&stranger)));
    assert!(matches!(device.account(Wait::NONE, None).await, Err(ApiError::Message(_))), "another device's");
    server.will_answer(jwt(200, &server.account_message(&server.pop)));
    assert!(matches!(device.account(Wait::NONE, None).await.expect("ours").value, Polled::Now { .. }));
}

#[tokio::test]
async fn renewed_keys_are_followed_along_the_chain() {
    let server = Double::start().await;
    let (device, newer) = (server.linked(), key(9));
    server.will_answer(jwt(200, &server.instance(&newer, vec![server.key_link(&newer)])));
    server.will_answer(jwt(200, &server.challenge(&newer)));
    let (renewed, _) = device.client().renew(&server.kept()).await.expect("the chain leads there").value;
    assert!(renewed.knows(newer.public().thumbprint()));
    let device = device.with_kept_keys(renewed);
    assert!(device.challenge(Wait::NONE, None).await.is_ok());
}

#[tokio::test]
async fn only_a_signed_removal_of_this_device_is_a_removal() {
    let server = Double::start().await;
    let device = server.linked();
    server.will_answer(jwt(410, &server.revoked(&server.key, &server.device)));
    let Err(ApiError::Revoked(revoked)) = device.challenge(Wait::NONE, None).await else { panic!("removed") };
    assert_eq!(revoked.reason, Revocation::Removed);

    let other = DeviceId::parse("another").expect("an id");
    for fake in [
        jwt(410, &server.revoked(&server.key, &other)),
        jwt(410, "nonsense"),
        reply(410, "text/html", "<p>Gone"),
    ] {
        server.will_answer(fake);
        let error = device.challenge(Wait::NONE, None).await.expect_err("no challenge");
        assert!(matches!(error, ApiError::Failed { status: 410, .. }) && error.is_temporary(), "{error:?}");
    }
    server.will_answer(jwt(410, &server.revoked(&key(9), &server.device)));
    assert!(matches!(device.challenge(Wait::NONE, None).await, Err(ApiError::UnknownKey)));
}

#[tokio::test]
async fn problems_come_with_their_members() {
    let server = Double::start().await;
    let device = server.linked();
    server.will_answer(problem(403, "wrong-number", r#","tries_left":2"#));
    let Err(ApiError::Problem { problem: refused, server_time, .. }) = device.answer(cid(), "a.b.c").await
    else {
        panic!("refused")
    };
    assert_eq!((refused.known(), refused.tries_left), (Some(ProblemKind::WrongNumber), Some(2)));
    assert_eq!(server_time.seconds(), NOW);

    server.will_answer(problem(
        409,
        "challenge-ended",
        r#","state":"approved","by":"Phone","at":1800000000"#,
    ));
    let Err(ApiError::Problem { problem: ended, .. }) = device.answer(cid(), "a.b.c").await else {
        panic!("refused")
    };
    assert_eq!((ended.state, ended.by.as_deref()), (Some(ChallengeState::Approved), Some("Phone")));

    let mut busy = problem(429, "slow-down", "");
    busy.headers_mut().insert("retry-after", "7".parse().expect("a value"));
    server.will_answer(busy);
    let busy = device.devices().await.expect_err("refused");
    assert!(busy.is_temporary());
    assert_eq!(busy.retry_after().map(|after| after.as_secs()), Some(7));

    server.will_answer(problem(403, "something-newer", ""));
    let newer = device.devices().await.expect_err("refused");
    assert!(newer.problem().is_none() && !newer.is_temporary());
}

#[tokio::test]
async fn devices_are_listed_renamed_and_removed() {
    let server = Double::start().await;
    let device = server.linked();
    let list = r#"{"devices":[{"id":"device-1","name":"Phone","platform":"android","state":"active","linked_at":1,
        "last_seen":2,"later":true}]}"#;
    server.will_answer(reply(200, "application/json; charset=utf-8", list));
    server.will_answer(with(204, &[("date", DATE)], ""));
    server.will_answer(with(204, &[("date", DATE)], ""));

    let devices = device.devices().await.expect("listed").value.devices;
    assert_eq!((devices.len(), &*devices[0].name), (1, "Phone"));
    let name = PersonText::parse("Work phone").ok();
    device.change(&DevicePatch { name, ..DevicePatch::default() }).await.expect("renamed");
    device.revoke(&server.device, "a.b.c").await.expect("removed");

    let seen = server.seen();
    for each in &seen {
        server.check_proof(each, "");
    }
    let asked: Vec<_> = seen.iter().map(|each| (&*each.method, &*each.path, &*each.body)).collect();
    assert_eq!(
        asked,
        [
            ("GET", "/api/v1/devices", ""),
            ("PATCH", "/api/v1/self", r#"{"name":"Work phone"}"#),
            ("POST", "/api/v1/devices/device-1/revoke", "a.b.c"),
        ]
    );
}

#[tokio::test]
async fn a_device_says_where_it_is_woken_and_takes_that_back() {
    let server = Double::start().await;
    let device = server.linked();
    let p256dh = countersign_protocol::encoding::encode(&key(7).public().sec1());
    let body = format!(
        r#"{{"kind":"webpush","endpoint":"https://push.example/capability","p256dh":"{p256dh}","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}"#
    );
    let to = serde_json::from_str(&body).expect("a subscription");
    server.will_answer(with(204, &[("date", DATE)], ""));
    server.will_answer(with(204, &[("date", DATE)], ""));
    server.will_answer(problem(404, "not-found", ""));

    device.subscribe(&to).await.expect("told");
    device.unsubscribe().await.expect("taken back");
    let refused = device.subscribe(&to).await.expect_err("it wakes nobody");
    assert_eq!(refused.problem(), Some(ProblemKind::NotFound));
    assert!(!format!("{refused:?} {refused}").contains("capability"));

    let seen = server.seen();
    for each in &seen {
        server.check_proof(each, "");
    }
    let asked: Vec<_> = seen.iter().map(|each| (&*each.method, &*each.path, &*each.body)).collect();
    let path = "/api/v1/self/push";
    assert_eq!(asked, [("PUT", path, body.as_str()), ("DELETE", path, ""), ("PUT", path, body.as_str())]);
}

#[tokio::test]
async fn a_status_of_another_challenge_is_no_answer() {
    let server = Double::start().await;
    let other = r#"{"cid":"AAAAAAAAAAAAAAAAAAAAAA","state":"approved"}"#;
    server.will_answer(reply(200, "application/json", other));
    let status = server.linked().challenge_status(cid()).await;
    assert!(matches!(status, Err(ApiError::NotCountersign { .. })));
}

#[tokio::test]
async fn a_stream_tells_when_to_ask_and_a_refusal_is_one() {
    let server = Double::start().await;
    let device = server.linked();
    let said = ":\n\nevent: changed\ndata: \n\n";
    let mut stale = problem(401, "nonce-stale", "");
    stale.headers_mut().insert("cs-nonce", "fresh".parse().expect("a value"));
    server.will_answer(stale);
    server.will_answer(with(200, &[("content-type", "text/event-stream")], said));
    let mut events = device.events().await.expect("a stream");
    assert_eq!(events.next().await.expect("it comes"), Some(Hint::Changed));
    assert_eq!(events.next().await.expect("it ends"), None);
    let [_, asked] = &server.seen()[..] else { panic!("two requests") };
    assert_eq!((&*asked.method, &*asked.path), ("GET", "/api/v1/events"));
    server.check_proof(asked, "fresh");

    server.will_answer(problem(404, "not-found", ""));
    assert_eq!(device.events().await.expect_err("none").problem(), Some(ProblemKind::NotFound));
    server.will_answer(reply(200, "text/html", "<p>Hotel"));
    assert!(matches!(device.events().await, Err(ApiError::NotCountersign { .. })));
    server.will_answer(jwt(410, &server.revoked(&server.key, &server.device)));
    assert!(matches!(device.events().await, Err(ApiError::Revoked(_))));
}
