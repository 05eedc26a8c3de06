//! The links in mails about a new device: a page first, then its form stops the device, or takes back what the first
//! one switched on.

use countersign_server::testing::{Says, TestBrowser, TestServer};

use crate::key::Key;
use crate::mail::{ADDRESS, begin, set_mail};
use crate::people::{Story, code_of, first_account, is_problem, link, prove, sign_in, sign_out};
use crate::post_office::{PostOffice, post};

/// The path of the link in the latest mail.
pub(crate) async fn linked(server: &TestServer, office: &PostOffice) -> String {
    post(server).await;
    let text = office.take().pop().expect("a mail").text();
    let (_, path) = text.split_once("http://localhost:8400/take-back").expect("a link that takes back");
    format!("/take-back{}", path.split_whitespace().next().expect("a mark"))
}

/// Somebody with the mail, signed in nowhere, who presses the button.
pub(crate) async fn press(story: &Story, path: &str) -> TestBrowser {
    let mut reader = story.server.browser();
    let page = reader.get(path).await;
    let page = reader.submit(&page, "/take-back", &[]).await;
    assert!(page.text().contains("It is stopped"), "{}", page.text());
    reader
}

#[tokio::test]
async fn the_mail_about_a_new_device_stops_it_by_its_form_alone() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut tablet = story.second_device("Tablet").await;
    let otp = tablet.account().await.otp.expect("fetched within ten minutes");
    let path = linked(&story.server, &office).await;
    // Signed in by the tablet.
    let mut other = story.server.browser();
    let page = sign_in(&mut other).await;
    crate::people::answer_yes(&mut other, &mut tablet, &page).await;

    let mut reader = story.server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains("Stop this new device"), "{}", page.text());
    assert_eq!(tablet.get("/api/v1/devices").await.status, 200, "opening it changes nothing");
    press(&story, &path).await;
    for path in ["/api/v1/self", "/api/v1/challenges", "/api/v1/devices"] {
        is_problem(&tablet.get(path).await, 403, "suspended");
    }
    assert_eq!(other.get("/account").await.path, "/sign-in?next=%2Faccount", "what it let in has ended");

    // It hears of nothing, and neither its YES nor its codes count.
    let page = sign_in(&mut other).await;
    let (text, challenge) = story.phone.pending().await.expect("the phone is asked");
    let number = page.text_of("id", "number").expect("the page shows it");
    let yes = tablet.answer_message(&text, challenge.cid, Says::YesNumber(&number));
    let path = format!("/api/v1/challenges/{}", challenge.cid);
    is_problem(&tablet.post_jwt(&path, &yes).await, 403, "suspended");
    let page = other.get("/sign-in/code").await;
    let code = code_of(&otp, story.server.clock.now());
    let page = other.submit(&page, "/sign-in/code", &[("code", &code)]).await;
    assert!(page.text().contains("This code is not right"), "{}", page.text());
}

#[tokio::test]
async fn its_owner_lifts_the_suspension_by_a_proof_or_it_is_removed_after_a_week() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut tablet = story.second_device("Tablet").await;
    let path = linked(&story.server, &office).await;
    press(&story, &path).await;
    let id = tablet.id.clone().expect("linked");
    let page = story.browser.get("/2fa").await;
    assert!(page.body.contains(&format!("id=\"suspended-{id}\"")), "{}", page.text());
    let lift = format!("/2fa/devices/{id}/lift");
    let page = story.browser.get(&lift).await;
    assert!(page.path.starts_with("/prove?reason=add-method&"), "{}", page.path);
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, &lift, &[]).await;
    assert_eq!(tablet.get("/api/v1/devices").await.status, 200);

    press(&story, &path).await;
    story.server.clock.advance(7 * 86400 - 1);
    let storage = story.server.app().state().storage.clone();
    storage.sweep(story.server.clock.now()).await.expect("it works");
    is_problem(&tablet.get("/api/v1/self").await, 403, "suspended");
    story.server.clock.advance(1);
    storage.sweep(story.server.clock.now()).await.expect("it works");
    assert_eq!(tablet.get("/api/v1/self").await.status, 410);
}

#[tokio::test]
async fn the_mail_about_the_first_device_takes_two_step_verification_back_once() {
    let office = PostOffice::open();
    let server = TestServer::with(&office.lines()).await;
    let mut browser = first_account(&server).await;
    set_mail(&server, Some(ADDRESS)).await;
    server.clock.advance(1);
    let mut phone = server.device("Phone");
    link(&mut browser, &mut phone, &[]).await;
    let path = linked(&server, &office).await;
    let mut reader = server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains("Switch two-step verification off again"), "{}", page.text());
    let page = reader.submit(&page, "/take-back", &[]).await;
    assert!(page.text().contains("Two-step verification is off"), "{}", page.text());
    assert_eq!(phone.get("/api/v1/self").await.status, 410);
    assert_eq!(browser.get("/account").await.path, "/sign-in?next=%2Faccount");
    // Switched on again by another device: the old link is for what it told of alone.
    let page = sign_in(&mut browser).await;
    assert_eq!(page.path, "/account");
    server.clock.advance(1);
    link(&mut browser, &mut server.device("Another"), &[]).await;
    let page = reader.get(&path).await;
    let page = reader.submit(&page, "/take-back", &[]).await;
    assert!(page.text().contains("This link is no longer good"), "{}", page.text());
    sign_out(&mut browser).await;
    assert_eq!(sign_in(&mut browser).await.path, "/sign-in/wait");
}

#[tokio::test]
async fn the_links_are_good_for_72_hours() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut tablet = story.second_device("Tablet").await;
    let path = linked(&story.server, &office).await;
    story.server.clock.advance(72 * 3600);
    let mut reader = story.server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains("This link is no longer good"), "{}", page.text());
    assert_eq!(tablet.get("/api/v1/devices").await.status, 200);
}

/// Presses the button of the latest mail's link, signed in nowhere.
async fn take_back(server: &TestServer, office: &PostOffice, title: &str) {
    let path = linked(server, office).await;
    let mut reader = server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains(title), "{}", page.text());
    let page = reader.submit(&page, "/take-back", &[]).await;
    assert!(page.text().contains("It is stopped"), "{}", page.text());
}

#[tokio::test]
async fn the_mail_about_a_new_passkey_stops_it_and_ends_what_it_let_in() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut key = Key::new();
    let page = story.browser.get("/2fa/add").await;
    let page = story.browser.submit(&page, "/2fa/passkeys", &[]).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, "/2fa/passkeys", &[]).await;
    let reply = key.make(&page).await;
    let page = story.browser.submit(&page, &page.path, &[("name", "Yellow key"), ("reply", &reply)]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    let page = other.get("/sign-in/passkey").await;
    let reply = key.answer(&page).await;
    assert_eq!(other.submit(&page, "/sign-in/passkey", &[("reply", &reply)]).await.path, "/account");
    let mut late = story.server.browser();
    sign_in(&mut late).await;
    let asked = late.get("/sign-in/passkey").await;

    take_back(&story.server, &office, "Stop this new passkey").await;
    assert_eq!(other.get("/account").await.path, "/sign-in?next=%2Faccount", "what it let in has ended");
    let reply = key.answer(&asked).await;
    let page = late.submit(&asked, "/sign-in/passkey", &[("reply", &reply)]).await;
    assert_eq!(late.get("/account").await.path, "/sign-in?next=%2Faccount", "{}", page.text());
    let ways = late.get("/sign-in/other-ways").await;
    assert!(ways.link("/sign-in/passkey").is_none(), "it is offered no more: {}", ways.body);
    late.submit(&ways, "/sign-in/cancel", &[]).await;

    let page = story.browser.get("/2fa").await;
    assert!(
        page.body.contains("id=\"suspended\"") && !page.body.contains("id=\"passkeys\""),
        "{}",
        page.text()
    );
    let lift = page.link("/2fa/passkeys/").expect("it can be lifted");
    let page = story.browser.get(&lift).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, &lift, &[]).await;
    sign_in(&mut late).await;
    let page = late.get("/sign-in/passkey").await;
    let reply = key.answer(&page).await;
    assert_eq!(late.submit(&page, "/sign-in/passkey", &[("reply", &reply)]).await.path, "/account");
}

#[tokio::test]
async fn the_mail_about_a_new_app_stops_its_codes_and_a_week_later_it_is_gone() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let page = story.browser.get("/2fa/add").await;
    let page = story.browser.submit(&page, "/2fa/authenticators", &[]).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, "/2fa/authenticators", &[]).await;
    let secret = page.text_of("id", "setup-key").expect("the page shows the setup key").replace(' ', "");
    let otp = countersign_protocol::message::Otp { secret, algorithm: "SHA1".into(), digits: 6, period: 30 };
    let code = code_of(&otp, story.server.clock.now());
    let confirm = format!("{}/confirm", page.path);
    let page = story.browser.submit(&page, &confirm, &[("code", &code)]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    story.server.clock.advance(30);
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    let page = other.get("/sign-in/code").await;
    let code = code_of(&otp, story.server.clock.now());
    assert_eq!(other.submit(&page, "/sign-in/code", &[("code", &code)]).await.path, "/account");

    take_back(&story.server, &office, "Stop this new authenticator app").await;
    assert_eq!(other.get("/account").await.path, "/sign-in?next=%2Faccount", "what it let in has ended");
    story.server.clock.advance(30);
    sign_in(&mut other).await;
    let page = other.get("/sign-in/code").await;
    let code = code_of(&otp, story.server.clock.now());
    let page = other.submit(&page, "/sign-in/code", &[("code", &code)]).await;
    assert!(page.text().contains("This code is not right"), "{}", page.text());
    story.server.clock.advance(7 * 86400);
    let storage = story.server.app().state().storage.clone();
    storage.sweep(story.server.clock.now()).await.expect("it works");
    post(&story.server).await;
    let told = office.take().pop().expect("a mail");
    assert!(told.subject().contains("another authenticator app was removed"), "{}", told.subject());
}

#[tokio::test]
async fn the_mail_about_a_passkey_that_is_the_first_method_takes_two_step_verification_back() {
    let office = PostOffice::open();
    let server = TestServer::with(&office.lines()).await;
    let mut browser = first_account(&server).await;
    set_mail(&server, Some(ADDRESS)).await;
    let page = browser.get("/2fa/add").await;
    let page = browser.submit(&page, "/2fa/passkeys", &[]).await;
    let reply = Key::new().make(&page).await;
    let page = browser.submit(&page, &page.path, &[("name", "Key"), ("reply", &reply)]).await;
    assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
    let path = linked(&server, &office).await;
    let mut reader = server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains("Switch two-step verification off again"), "{}", page.text());
    reader.submit(&page, "/take-back", &[]).await;
    assert_eq!(sign_in(&mut browser).await.path, "/account", "the password alone lets in again");
}
