//! Mode `scan`: only whoever sees the page can answer, and there is no number to type.

use countersign_protocol::Link;
use countersign_protocol::message::{Capability, Mode};
use countersign_server::testing::{Says, TestPage};

use crate::people::{Story, sign_in};

/// What the page's link proves; the QR code says the same.
fn scanned(page: &TestPage) -> String {
    let link = page.link("countersign://approve").expect("the page links to the app");
    let Ok(Link::Approve(link)) = Link::parse(&link) else { panic!("{link}") };
    link.secret.expose_text()
}

#[tokio::test]
async fn a_question_that_was_asked_is_taken_back_and_the_page_is_scanned_instead() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    let (numbered, first) = story.phone.pending().await.expect("a question");
    assert_eq!(first.mode, Mode::Number);
    let ways = other.get("/sign-in/other-ways").await;
    let page = other.submit(&ways, "/sign-in/scan", &[]).await;
    assert!(page.path == "/sign-in/wait" && page.body.contains("id=\"qr\""), "{}", page.text());
    assert!(page.text_of("id", "number").is_none());
    let (_, second) = story.phone.pending().await.expect("another question");
    assert!(second.mode == Mode::Scan && second.cid != first.cid && second.digits.is_none(), "{second:?}");
    let late = story.phone.answer_message(&numbered, first.cid, Says::YesNumber("00"));
    let reply = story.phone.post_jwt(&format!("/api/v1/challenges/{}", first.cid), &late).await;
    assert_eq!(reply.json()["state"], "cancelled");

    let reply = story.phone.answer(Says::YesScanned(&scanned(&page))).await;
    assert_eq!(reply.json()["state"], "approved", "{}", reply.text());
    let page = other.get("/sign-in/wait").await;
    assert_eq!(other.submit(&page, "/sign-in/complete", &[]).await.path, "/account");
}

#[tokio::test]
async fn whoever_has_not_seen_the_page_has_three_tries_like_at_the_number() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    let ways = other.get("/sign-in/other-ways").await;
    let page = other.submit(&ways, "/sign-in/scan", &[]).await;
    for (says, left) in [(Says::Yes, 2), (Says::YesScanned("AAAAAAAAAAAAAAAAAAAAAA"), 1)] {
        let reply = story.phone.answer(says).await;
        assert_eq!(
            (reply.problem().as_deref(), &reply.json()["tries_left"]),
            (Some("wrong-number"), &left.into())
        );
    }
    let third = story.phone.answer(Says::YesNumber("00")).await;
    assert_eq!(third.json()["tries_left"], 0);
    assert!(story.phone.pending().await.is_none(), "it has failed");
    assert!(other.get("/sign-in/wait").await.link("countersign://approve").is_none());
    drop(page);
}

#[tokio::test]
async fn asking_for_the_code_again_and_again_asks_the_phone_once() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    let ways = other.get("/sign-in/other-ways").await;
    let first = scanned(&other.submit(&ways, "/sign-in/scan", &[]).await);
    let (_, asked) = story.phone.pending().await.expect("a question");
    for _ in 0..5 {
        assert_eq!(scanned(&other.submit(&ways, "/sign-in/scan", &[]).await), first);
    }
    assert_eq!(story.phone.pending().await.expect("the same").1.cid, asked.cid);
}

#[tokio::test]
async fn without_a_device_that_scans_it_is_not_offered() {
    let mut story = Story::begin().await;
    let body = serde_json::json!({ "capabilities": [Capability::Tap, Capability::Number] });
    assert_eq!(story.phone.patch_json("/api/v1/self", &body).await.status.as_u16(), 204);
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    let ways = other.get("/sign-in/other-ways").await;
    assert!(!ways.body.contains("way-scan"));
    let (_, asked) = story.phone.pending().await.expect("a question");
    let form = other.get("/sign-in/wait").await.form("/sign-in/cancel");
    let token: Vec<_> = form.fields.into_iter().filter(|(name, _)| name != "trust").collect();
    assert_eq!(other.post("/sign-in/scan", &token).await.path, "/sign-in/other-ways");
    assert_eq!(story.phone.pending().await.expect("the same").1.cid, asked.cid);
}
