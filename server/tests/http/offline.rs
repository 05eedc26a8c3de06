//! Mode `offline`: digits for one question, good once, for the browser that asked it, from an active device.

use axum::http::StatusCode;
use countersign_otp::{Ocra, Secret};
use countersign_protocol::message::{Capability, Challenge, Mode, OfflineKey};
use countersign_protocol::{Digest, LINK_LIMIT, Link, Unverified};
use countersign_server::testing::{Says, TestBrowser, TestDevice, TestPage, TestServer};

use crate::people::{Story, is_problem, link, prove, sign_in};

/// The key that the device got when it became active.
async fn key_of(device: &mut TestDevice) -> OfflineKey {
    device.account().await.offline_key.expect("fetched within ten minutes")
}

/// The signed question behind the page's QR code; its link says the same.
fn question(page: &TestPage) -> String {
    let text = page.link("countersign://offline").expect("the page links to the app");
    assert!(text.len() <= LINK_LIMIT);
    let Ok(Link::Offline(link)) = Link::parse(&text) else { panic!("{text}") };
    link.challenge
}

/// What a device without network makes of it.
fn digits(key: &OfflineKey, question: &str) -> String {
    let secret = Secret::from_bytes(key.expose_bytes().to_vec()).expect("32 bytes");
    Ocra::new(secret).reveal_response(Digest::of(question.as_bytes()).as_bytes()).to_string()
}

/// Signs in and says that the phone has no network.
async fn without_network(browser: &mut TestBrowser) -> TestPage {
    let page = sign_in(browser).await;
    let page = browser.submit(&page, "/sign-in/without-network", &[]).await;
    assert!(page.path == "/sign-in/wait" && page.body.contains("id=\"wait-offline\""), "{}", page.text());
    page
}

async fn type_digits(browser: &mut TestBrowser, page: &TestPage, digits: &str) -> TestPage {
    browser.submit(page, "/sign-in/offline", &[("digits", digits)]).await
}

/// Digits that are not these.
fn other_than(right: &str) -> String {
    right.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect()
}

#[tokio::test]
async fn a_phone_without_network_signs_its_person_in_by_eight_digits() {
    let mut story = Story::begin().await;
    let key = key_of(&mut story.phone).await;
    let mut other = story.server.browser();
    let asked = sign_in(&mut other).await;
    let (_, first) = story.phone.pending().await.expect("a question");
    assert_eq!(first.mode, Mode::Number);
    let page = other.submit(&asked, "/sign-in/without-network", &[]).await;
    let (sent, second) = story.phone.pending().await.expect("another question");
    assert!(second.mode == Mode::Offline && second.cid != first.cid && second.digits.is_none());
    assert_eq!(sent, question(&page), "the page shows the very question");
    assert!(!page.body.contains("http-equiv=\"refresh\""), "it does not reload while somebody types");

    let right = digits(&key, &sent);
    let page = type_digits(&mut other, &page, &format!("{} {}", &right[..4], &right[4..])).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    assert!(story.phone.pending().await.is_none());
    let told = story.phone.get(&format!("/api/v1/challenges/{}", second.cid)).await.json();
    assert_eq!((&told["state"], &told["by"]), (&"consumed".into(), &"Phone".into()));
}

#[tokio::test]
async fn digits_are_good_for_their_own_question_and_browser_once() {
    let mut story = Story::begin().await;
    let key = key_of(&mut story.phone).await;
    let mut first = story.server.browser();
    let old = question(&without_network(&mut first).await);
    let page = first.get("/sign-in/wait").await;
    first.submit(&page, "/sign-in/cancel", &[]).await;

    // Another sign-in is another question.
    let mut second = story.server.browser();
    let page = without_network(&mut second).await;
    let right = digits(&key, &question(&page));
    let refused = type_digits(&mut second, &page, &digits(&key, &old)).await;
    assert!(refused.text().contains("2 tries are left"), "{}", refused.text());

    // Who has the digits and another browser has nothing.
    let mut thief = story.server.browser();
    let theirs = sign_in(&mut thief).await;
    let token: Vec<_> = theirs.form("/sign-in/cancel").fields;
    let mut fields = token;
    fields.push(("digits".into(), right.clone()));
    let page_of_thief = thief.post("/sign-in/offline", &fields).await;
    assert_eq!(page_of_thief.path, "/sign-in/wait");
    assert!(thief.get("/account").await.path.starts_with("/sign-in"));

    assert_eq!(type_digits(&mut second, &page, &right).await.path, "/account");
    let late = thief.post("/sign-in/offline", &fields).await;
    assert!(late.path == "/sign-in/wait" && thief.get("/account").await.path.starts_with("/sign-in"));
}

#[tokio::test]
async fn three_wrong_digits_end_the_question_and_count_like_codes() {
    let mut story = Story::begin().await;
    let key = key_of(&mut story.phone).await;
    let mut other = story.server.browser();
    let mut page = without_network(&mut other).await;
    let right = digits(&key, &question(&page));
    for (typed, left) in [("", "2 tries are left"), (other_than(&right).as_str(), "One try is left")] {
        page = type_digits(&mut other, &page, typed).await;
        assert!(page.path == "/sign-in/offline" && page.text().contains(left), "{}", page.text());
    }
    let last = type_digits(&mut other, &page, &other_than(&right)).await;
    assert!(last.path == "/sign-in/wait" && last.body.contains("id=\"wait-failed\""), "{}", last.text());
    assert_eq!(type_digits(&mut other, &page, &right).await.path, "/sign-in/wait");
    assert!(other.get("/account").await.path.starts_with("/sign-in"));

    // Seven wrong codes more, in any browser that is not trusted, pause them.
    let mut third = story.server.browser();
    sign_in(&mut third).await;
    for _ in 0..7 {
        let form = third.get("/sign-in/code").await;
        third.submit(&form, "/sign-in/code", &[("code", "000")]).await;
    }
    let waiting = third.get("/sign-in/wait").await;
    let page = third.submit(&waiting, "/sign-in/without-network", &[]).await;
    let right = digits(&key, &question(&page));
    let paused = type_digits(&mut third, &page, &right).await;
    assert!(paused.body.contains("id=\"paused\""), "{}", paused.text());
}

#[tokio::test]
async fn over_the_network_such_a_question_can_only_be_declined() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    let page = without_network(&mut other).await;
    for says in [Says::Yes, Says::YesNumber("00"), Says::YesScanned("AAAAAAAAAAAAAAAAAAAAAA")] {
        is_problem(&story.phone.answer(says).await, 400, "jws-invalid");
    }
    assert_eq!(story.phone.answer(Says::No).await.json()["state"], "declined");
    let key = key_of(&mut story.phone).await;
    let late = type_digits(&mut other, &page, &digits(&key, &question(&page))).await;
    assert!(late.body.contains("id=\"wait-declined\""), "{}", late.text());
}

#[tokio::test]
async fn only_active_devices_of_the_account_answer_without_network() {
    let mut story = Story::begin().await;
    let mut tablet = story.server.device("Tablet");
    let page = story.browser.get("/2fa/add").await;
    let page = story.browser.submit(&page, "/2fa/enrollments", &[]).await;
    prove(&mut story.browser, &mut story.phone, &page).await;
    link(&mut story.browser, &mut tablet, &[]).await;
    let gone = key_of(&mut tablet).await;
    let id = tablet.id.clone().expect("linked");
    let mut other = story.server.browser();
    let page = without_network(&mut other).await;
    let of_the_tablet = digits(&gone, &question(&page));
    assert_eq!(tablet.revoke(&id).await.status, StatusCode::NO_CONTENT);
    let refused = type_digits(&mut other, &page, &of_the_tablet).await;
    assert!(refused.text().contains("2 tries are left"), "{}", refused.text());
    let key = key_of(&mut story.phone).await;
    assert_eq!(type_digits(&mut other, &page, &digits(&key, &question(&page))).await.path, "/account");
}

#[tokio::test]
async fn it_is_offered_only_where_a_device_can_do_it() {
    let mut story = Story::begin().await;
    let body = serde_json::json!({ "capabilities": [Capability::Tap, Capability::Number, Capability::Scan] });
    assert_eq!(story.phone.patch_json("/api/v1/self", &body).await.status, StatusCode::NO_CONTENT);
    let mut other = story.server.browser();
    let page = sign_in(&mut other).await;
    assert!(!page.body.contains("no-network"), "{}", page.text());
    assert!(!other.get("/sign-in/other-ways").await.body.contains("way-offline"));
    let (_, asked) = story.phone.pending().await.expect("a question");
    let token = page.form("/sign-in/cancel").fields;
    assert_eq!(other.post("/sign-in/without-network", &token).await.path, "/sign-in/other-ways");
    assert_eq!(story.phone.pending().await.expect("the same").1.cid, asked.cid);
}

#[tokio::test]
async fn each_way_takes_a_question_back_once_so_that_phones_are_not_rung_again_and_again() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    let page = without_network(&mut other).await;
    let ways = other.get("/sign-in/other-ways").await;
    other.submit(&ways, "/sign-in/scan", &[]).await;
    let (_, scanned) = story.phone.pending().await.expect("a question");
    assert_eq!(scanned.mode, Mode::Scan);
    for path in ["/sign-in/without-network", "/sign-in/scan", "/sign-in/without-network"] {
        other.submit(&ways, path, &[]).await;
        assert_eq!(story.phone.pending().await.expect("the same").1.cid, scanned.cid);
    }
    drop(page);
}

#[tokio::test]
async fn the_longest_name_of_a_service_fits_into_the_link() {
    let name = "𐍈".repeat(64);
    let story = Story::on(TestServer::with(&format!("name = \"{name}\"\n")).await).await;
    let mut other = story.server.browser();
    let page = without_network(&mut other).await;
    let text = question(&page);
    let asked = Unverified::<Challenge>::parse(&text).expect("a question");
    assert_eq!(asked.claimed().ctx.application, name);
    let picture = other.get("/sign-in/offline/qr").await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/png"));
    assert_eq!(picture.header("cache-control"), "no-store");
    assert_eq!(
        story.server.browser().get("/sign-in/offline/qr").await.path,
        "/sign-in",
        "it is that browser's"
    );
}
