//! A passkey without name and password: only where its person wants it, and everything that must not work.

use countersign_server::testing::{TestBrowser, TestPage, TestServer};

use crate::freeze::freeze;
use crate::key::Key;
use crate::passkeys::{with_passkey_alone, with_phone_and_passkey};
use crate::people::{first_account, prove, sign_in};

const REFUSED: &str = "This reply does not fit";
const PASSWORD_TOO: &str = "this account also wants the name and the password";

/// A browser that presses *Sign in with a passkey*, with no name.
async fn knock(browser: &mut TestBrowser) -> TestPage {
    let page = browser.get("/sign-in").await;
    let page = browser.submit(&page, "/sign-in/with-passkey/begin", &[]).await;
    assert_eq!(page.path, "/sign-in/with-passkey", "{}", page.text());
    page
}

async fn send(browser: &mut TestBrowser, page: &TestPage, reply: &str) -> TestPage {
    browser.submit(page, "/sign-in/with-passkey", &[("reply", reply)]).await
}

/// Another browser that knocks with this key.
async fn with_key(server: &TestServer, key: &mut Key) -> TestPage {
    let mut browser = server.browser();
    let page = knock(&mut browser).await;
    let reply = key.answer(&page).await;
    send(&mut browser, &page, &reply).await
}

/// Switches it on or off, proved by the passkey itself.
async fn switch(browser: &mut TestBrowser, key: &mut Key, wanted: &str) -> TestPage {
    let path = format!("/2fa/passkey-alone/{wanted}");
    let page = browser.get(&path).await;
    assert!(page.path.starts_with("/prove?reason=change-policy"), "{}", page.path);
    let reply = key.answer(&page).await;
    let page = browser.submit(&page, "/prove/passkey", &[("reply", &reply)]).await;
    let page = browser.submit(&page, &path, &[]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    page
}

#[tokio::test]
async fn a_passkey_signs_in_alone_only_where_its_person_has_switched_that_on() {
    let (server, mut browser, mut key) = with_passkey_alone().await;
    let page = with_key(&server, &mut key).await;
    assert!(page.text().contains(PASSWORD_TOO), "{}", page.text());
    let page = browser.get("/2fa/passkey-alone/on").await;
    let mut fields = page.form("/prove/passkey").fields;
    fields.retain(|(name, _)| name == "csrf");
    browser.post("/2fa/passkey-alone/on", &fields).await;
    let page = with_key(&server, &mut key).await;
    assert!(page.text().contains(PASSWORD_TOO), "without a proof nothing is switched: {}", page.text());

    let page = switch(&mut browser, &mut key, "on").await;
    assert!(page.text().contains("A passkey alone signs in, without the password"), "{}", page.text());
    let mut other = server.browser();
    let page = knock(&mut other).await;
    let reply = key.answer(&page).await;
    assert_eq!(send(&mut other, &page, &reply).await.path, "/account");
    let page = other.get("/account/activity").await;
    assert!(page.text().contains("Signed in with a passkey alone."), "{}", page.text());
    assert_eq!(sign_in(&mut server.browser()).await.path, "/sign-in/passkey", "the password alone does not");

    let page = switch(&mut browser, &mut key, "off").await;
    assert!(page.text().contains("A passkey signs in after the password"), "{}", page.text());
    let page = with_key(&server, &mut key).await;
    assert!(page.text().contains(PASSWORD_TOO), "{}", page.text());
}

#[tokio::test]
async fn each_question_without_a_name_is_for_its_own_browser_once_and_for_five_minutes() {
    let (server, mut browser, mut key) = with_passkey_alone().await;
    switch(&mut browser, &mut key, "on").await;
    let (mut mine, mut theirs) = (server.browser(), server.browser());
    let (page, other) = (knock(&mut mine).await, knock(&mut theirs).await);
    let reply = key.answer(&page).await;
    let refused = send(&mut theirs, &other, &reply).await;
    assert!(refused.text().contains(REFUSED), "another browser's question: {}", refused.text());
    assert_eq!(send(&mut mine, &page, &reply).await.path, "/account", "its own browser's");
    let page = knock(&mut theirs).await;
    let refused = send(&mut theirs, &page, &reply).await;
    assert!(refused.text().contains(REFUSED), "once only: {}", refused.text());

    let reply = key.answer(&refused).await;
    server.clock.advance(300);
    let late = send(&mut theirs, &refused, &reply).await;
    assert!(late.text().contains(REFUSED), "five minutes: {}", late.text());
    let reply = key.answer(&late).await;
    assert_eq!(send(&mut theirs, &late, &reply).await.path, "/account", "the page asks anew");
}

#[tokio::test]
async fn a_false_page_an_unknown_passkey_and_a_wrong_name_inside_get_the_same_refusal() {
    let (server, mut browser, mut key) = with_passkey_alone().await;
    switch(&mut browser, &mut key, "on").await;
    let elsewhere = TestServer::new().await;
    let mut stranger = Key::new();
    let mut theirs = first_account(&elsewhere).await;
    let page = theirs.get("/2fa/add").await;
    let page = theirs.submit(&page, "/2fa/passkeys", &[]).await;
    stranger.make(&page).await;

    let mut guest = server.browser();
    let page = knock(&mut guest).await;
    let unknown = stranger.answer(&page).await;
    let unknown = send(&mut guest, &page, &unknown).await;
    let false_page = key.copy().at("https://countersign.example").answer(&unknown).await;
    let false_page = send(&mut guest, &unknown, &false_page).await;
    let right = key.answer(&false_page).await;
    let handle = right.find("\"userHandle\":\"").expect("it says whose it is") + "\"userHandle\":\"".len();
    let mut changed = right.clone();
    let other = if &right[handle..=handle] == "A" { "B" } else { "A" };
    changed.replace_range(handle..=handle, other);
    let changed = send(&mut guest, &false_page, &changed).await;
    for page in [&unknown, &false_page, &changed] {
        assert!(page.status == 200 && page.text().contains(REFUSED), "{}", page.text());
    }
    assert_eq!(guest.get("/account").await.path, "/sign-in?next=%2Faccount");
}

#[tokio::test]
async fn a_new_passkey_is_a_second_step_and_no_more_for_72_hours() {
    let (mut story, mut key) = with_phone_and_passkey().await;
    let path = "/2fa/passkey-alone/on";
    let page = story.browser.get(path).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, path, &[]).await;
    let page = with_key(&story.server, &mut key).await;
    assert!(page.text().contains(PASSWORD_TOO), "{}", page.text());
    story.server.clock.advance(72 * 3600);
    assert_eq!(with_key(&story.server, &mut key).await.path, "/account");
}

#[tokio::test]
async fn while_sign_ins_are_stopped_and_once_it_is_gone_no_passkey_lets_in_alone() {
    let (mut story, mut key) = with_phone_and_passkey().await;
    let path = "/2fa/passkey-alone/on";
    let page = story.browser.get(path).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, path, &[]).await;
    story.server.clock.advance(72 * 3600);
    assert_eq!(freeze(&mut story.phone, 1).await.status, 204);
    assert_eq!(with_key(&story.server, &mut key).await.path, "/thaw");
    assert_eq!(crate::freeze::unlock(&mut story.phone, 2).await.status, 204);
    assert_eq!(with_key(&story.server, &mut key).await.path, "/account");
    let remove = page.link("/2fa/passkeys/").expect("it can be removed");
    story.browser = story.second_browser().await;
    let page = story.browser.get(&remove).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, &remove, &[]).await;
    let page = with_key(&story.server, &mut key).await;
    assert!(page.text().contains(REFUSED), "{}", page.text());
}

#[tokio::test]
async fn many_wrong_replies_pause_passkeys_from_that_network_only() {
    let (server, mut browser, mut key) = with_passkey_alone().await;
    switch(&mut browser, &mut key, "on").await;
    let mut guesser = server.browser();
    guesser.address = [198, 51, 100, 7].into();
    let mut page = knock(&mut guesser).await;
    for _ in 0..11 {
        let wrong = key.copy().at("https://countersign.example").answer(&page).await;
        page = send(&mut guesser, &page, &wrong).await;
    }
    assert!(page.text().contains("Too many tries from here"), "{}", page.text());
    let right = key.answer(&page).await;
    let page = send(&mut guesser, &page, &right).await;
    assert!(page.text().contains("Too many tries from here"), "nothing is checked: {}", page.text());
    assert_eq!(with_key(&server, &mut key).await.path, "/account", "elsewhere it works");
}
