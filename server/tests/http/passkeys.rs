//! Passkeys: added, used for a sign-in and for a change, named, removed; and everything that must not work.

use countersign_server::testing::{TestBrowser, TestPage, TestServer};

use crate::key::{Key, asked};
use crate::people::{Story, first_account, prove, sign_in, sign_out, yes};

/// Goes from the page of all options to the one that makes a passkey, without a proof.
async fn begin(browser: &mut TestBrowser) -> TestPage {
    let page = browser.get("/2fa/add").await;
    browser.submit(&page, "/2fa/passkeys", &[]).await
}

/// Makes a passkey on its page, and sends it.
async fn make(browser: &mut TestBrowser, page: &TestPage, key: &mut Key, name: &str) -> TestPage {
    let reply = key.make(page).await;
    browser.submit(page, &page.path, &[("name", name), ("reply", &reply)]).await
}

/// Somebody whose only method is a passkey.
pub(crate) async fn with_passkey_alone() -> (TestServer, TestBrowser, Key) {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let (mut key, page) = (Key::new(), begin(&mut browser).await);
    let page = make(&mut browser, &page, &mut key, "Yellow key").await;
    assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
    (server, browser, key)
}

/// Somebody with a phone who adds a passkey, proved by the phone.
pub(crate) async fn with_phone_and_passkey() -> (Story, Key) {
    let mut story = Story::begin().await;
    let mut key = Key::new();
    let page = begin(&mut story.browser).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert_eq!(page.path, "/2fa/passkeys", "the proof leads back: {}", page.text());
    let page = story.browser.submit(&page, "/2fa/passkeys", &[]).await;
    let page = make(&mut story.browser, &page, &mut key, "Yellow key").await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    assert!(page.text().contains("Yellow key"), "{}", page.text());
    (story, key)
}

/// Another browser with the right password, at the page for passkeys.
async fn at_passkey_page(server: &TestServer) -> (TestBrowser, TestPage) {
    let mut browser = server.browser();
    sign_in(&mut browser).await;
    let page = browser.get("/sign-in/passkey").await;
    (browser, page)
}

async fn send(browser: &mut TestBrowser, page: &TestPage, reply: &str) -> TestPage {
    browser.submit(page, "/sign-in/passkey", &[("reply", reply)]).await
}

/// Where the one passkey on the page is removed.
fn removal(page: &TestPage) -> String {
    page.link("/2fa/passkeys/").unwrap_or_else(|| panic!("{} has no passkey: {}", page.path, page.body))
}

#[tokio::test]
async fn a_passkey_alone_switches_two_step_verification_on_and_lets_in() {
    let (server, mut browser, mut key) = with_passkey_alone().await;
    sign_out(&mut browser).await;
    let page = sign_in(&mut browser).await;
    assert_eq!(page.path, "/sign-in/passkey", "nothing else is there to be used: {}", page.text());
    let reply = key.answer(&page).await;
    let page = send(&mut browser, &page, &reply).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    assert!(page.text().contains("A passkey was added: Yellow key."), "{}", page.text());
    let mut other = server.browser();
    sign_in(&mut other).await;
    let ways = other.get("/sign-in/other-ways").await;
    assert!(ways.link("/sign-in/passkey").is_some() && ways.link("/sign-in/backup-code").is_some());
    assert!(ways.link("/sign-in/code").is_none(), "nothing shows codes");
}

#[tokio::test]
async fn a_passkey_lets_in_while_the_phone_is_asked_too() {
    let (mut story, mut key) = with_phone_and_passkey().await;
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    assert_eq!(page.link("/sign-in/passkey").as_deref(), Some("/sign-in/passkey"), "{}", page.text());
    let page = story.browser.get("/sign-in/passkey").await;
    let reply = key.answer(&page).await;
    assert_eq!(send(&mut story.browser, &page, &reply).await.path, "/account");
    assert!(story.phone.pending().await.is_none(), "the question is taken back");
}

#[tokio::test]
async fn only_the_reply_to_the_latest_challenge_of_this_browser_counts_and_only_once() {
    let (server, _, mut key) = with_passkey_alone().await;
    let (mut browser, first) = at_passkey_page(&server).await;
    let second = browser.get("/sign-in/passkey").await;
    assert_ne!(asked(&first), asked(&second), "each page has a challenge of its own");
    let (late, right) = (key.answer(&first).await, key.answer(&second).await);
    let page = send(&mut browser, &first, &late).await;
    assert!(page.text().contains("This reply does not fit"), "{}", page.text());
    // That try used the latest challenge up.
    let page = send(&mut browser, &second, &right).await;
    assert!(page.text().contains("This reply does not fit"), "{}", page.text());

    let (mut thief, theirs) = at_passkey_page(&server).await;
    let reply = key.answer(&page).await;
    let refused = send(&mut thief, &theirs, &reply).await;
    assert!(refused.text().contains("This reply does not fit"), "another browser's: {}", refused.text());
    assert_eq!(send(&mut browser, &page, &reply).await.path, "/account", "its own browser's");
    let (mut again, page) = at_passkey_page(&server).await;
    let refused = send(&mut again, &page, &reply).await;
    assert!(refused.text().contains("This reply does not fit"), "once only: {}", refused.text());
}

#[tokio::test]
async fn a_challenge_is_good_for_five_minutes() {
    let (server, _, mut key) = with_passkey_alone().await;
    let (mut browser, page) = at_passkey_page(&server).await;
    server.clock.advance(300);
    let reply = key.answer(&page).await;
    let page = send(&mut browser, &page, &reply).await;
    assert!(page.text().contains("it came too late"), "{}", page.text());
    let reply = key.answer(&page).await;
    server.clock.advance(299);
    assert_eq!(send(&mut browser, &page, &reply).await.path, "/account");
}

#[tokio::test]
async fn a_false_page_gets_nothing_from_a_key() {
    let (server, _, key) = with_passkey_alone().await;
    let (mut browser, mut page) = at_passkey_page(&server).await;
    // Browsers do not even ask the key for another domain's passkey; the server looks at the whole origin all the same.
    for site in ["https://countersign.example", "http://localhost:8401", "https://localhost:8400"] {
        let reply = key.copy().at(site).answer(&page).await;
        page = send(&mut browser, &page, &reply).await;
        assert!(page.text().contains("This reply does not fit"), "{site}: {}", page.text());
    }
    let mut changed = key.copy().answer(&page).await;
    let at = changed.find("\"signature\":\"").expect("a signature") + "\"signature\":\"".len() + 20;
    let other = if &changed[at..=at] == "A" { "B" } else { "A" };
    changed.replace_range(at..=at, other);
    let page = send(&mut browser, &page, &changed).await;
    assert!(page.text().contains("This reply does not fit"), "another signature: {}", page.text());
    let reply = key.copy().answer(&page).await;
    assert_eq!(send(&mut browser, &page, &reply).await.path, "/account", "and the good one is good");
}

#[tokio::test]
async fn a_copy_of_a_key_is_noticed_by_its_counter_and_its_owner_is_told() {
    let (server, _, mut key) = with_passkey_alone().await;
    let mut copy = key.copy();
    for _ in 0..2 {
        let (mut browser, page) = at_passkey_page(&server).await;
        let reply = key.answer(&page).await;
        assert_eq!(send(&mut browser, &page, &reply).await.path, "/account");
    }
    let (mut thief, page) = at_passkey_page(&server).await;
    let reply = copy.answer(&page).await;
    let page = send(&mut thief, &page, &reply).await;
    assert!(page.text().contains("There may be a second copy of this passkey"), "{}", page.text());
    let (mut browser, page) = at_passkey_page(&server).await;
    let reply = key.answer(&page).await;
    let page = send(&mut browser, &page, &reply).await;
    assert!(page.text().contains("There may be a second copy of a passkey"), "{}", page.text());
}

#[tokio::test]
async fn each_try_is_charged_and_a_pause_is_for_one_network_only() {
    let (server, _, mut key) = with_passkey_alone().await;
    let (mut thief, mut page) = at_passkey_page(&server).await;
    thief.address = "198.51.100.9".parse().expect("an address");
    for _ in 0..10 {
        let wrong = key.copy().at("http://localhost:8401").answer(&page).await;
        page = send(&mut thief, &page, &wrong).await;
        assert!(page.text().contains("This reply does not fit"), "{}", page.text());
    }
    let reply = key.copy().answer(&page).await;
    let page = send(&mut thief, &page, &reply).await;
    assert!(page.text().contains("Passkeys work again in 30 seconds"), "{}", page.text());
    let (mut owner, page) = at_passkey_page(&server).await;
    let reply = key.answer(&page).await;
    assert_eq!(send(&mut owner, &page, &reply).await.path, "/account", "the owner is elsewhere");
}

#[tokio::test]
async fn a_passkey_of_another_account_does_not_count() {
    let (server, _, mut key) = with_passkey_alone().await;
    // A passkey for the same site, of somebody else.
    let (_server, _, mut foreign) = with_passkey_alone().await;
    let (mut other, page) = at_passkey_page(&server).await;
    let mut options: serde_json::Value = serde_json::from_str(&asked(&page)).expect("JSON");
    options["publicKey"].as_object_mut().expect("options").remove("allowCredentials");
    let reply = foreign.try_to_answer(&options.to_string()).await.expect("its own passkey");
    let page = send(&mut other, &page, &reply).await;
    assert!(page.text().contains("This reply does not fit"), "{}", page.text());
    let reply = key.answer(&page).await;
    assert_eq!(send(&mut other, &page, &reply).await.path, "/account");
}

#[tokio::test]
async fn a_change_is_proved_by_a_passkey_for_its_own_reason_only() {
    let (server, mut browser, mut key) = with_passkey_alone().await;
    let page = browser.get("/2fa/backup-codes/new").await;
    assert!(page.path.starts_with("/prove?reason=new-codes"), "{}", page.path);
    let off = browser.get("/2fa/switch-off").await;
    assert!(off.path.starts_with("/prove?reason=switch-off"), "{}", off.path);
    // An answer for new codes, sent as one for switching off.
    let for_codes = key.answer(&page).await;
    let refused = browser.submit(&off, "/prove/passkey", &[("reply", &for_codes)]).await;
    assert!(refused.text().contains("This reply does not fit"), "{}", refused.text());
    let page = browser.submit(&page, "/prove/passkey", &[("reply", &for_codes)]).await;
    assert_eq!(page.path, "/2fa/backup-codes/new", "{}", page.text());
    let page = browser.submit(&page, "/2fa/backup-codes/new", &[]).await;
    assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
    let page = browser.get("/2fa/backup-codes/new").await;
    assert!(page.path.starts_with("/prove?"), "a proof is used up: {}", page.path);

    let off = browser.get("/2fa/switch-off").await;
    let reply = key.answer(&off).await;
    let page = browser.submit(&off, "/prove/passkey", &[("reply", &reply)]).await;
    let page = browser.submit(&page, "/2fa/switch-off", &[]).await;
    assert!(page.text().contains("Off. Your password alone opens this account."), "{}", page.text());
    let (_, page) = at_passkey_page(&server).await;
    assert_eq!(page.path, "/account", "no passkey is left to ask: {}", page.text());
}

#[tokio::test]
async fn a_new_passkey_does_not_take_away_from_older_methods_for_three_days() {
    let (mut story, mut key) = with_phone_and_passkey().await;
    for path in ["/2fa/switch-off", "/2fa/backup-codes/new"] {
        let page = story.browser.get(path).await;
        assert!(page.path.starts_with("/prove?"), "{}", page.path);
        assert!(!page.body.contains("name=\"passkey\""), "{path}: {}", page.text());
        let mut fields = page.form("/prove/ask").fields;
        fields.push(("reply".to_owned(), foreign_reply()));
        let page = story.browser.post("/prove/passkey", &fields).await;
        assert!(page.text().contains("First prove that it is you"), "{path}: {}", page.text());
        let page = story.browser.get(path).await;
        assert!(page.path.starts_with("/prove?"), "nothing was proved: {}", page.path);
    }
    let page = story.browser.get("/2fa/passkeys").await;
    assert!(page.body.contains("name=\"passkey\""), "it may prove that another one is added");
    story.server.clock.advance(72 * 3600);
    let page = sign_in(&mut story.browser).await;
    yes(&mut story.phone, &page).await;
    let page = story.browser.get("/sign-in/wait").await;
    story.browser.submit(&page, "/sign-in/complete", &[]).await;
    let page = story.browser.get("/2fa/switch-off").await;
    let reply = key.answer(&page).await;
    let page = story.browser.submit(&page, "/prove/passkey", &[("reply", &reply)]).await;
    assert_eq!(page.path, "/2fa/switch-off", "{}", page.text());
}

/// A reply as browsers write them, of no passkey that anybody has.
fn foreign_reply() -> String {
    let parts = r#"{"clientDataJSON":"AAAA","authenticatorData":"AAAA","signature":"AAAA"}"#;
    format!(r#"{{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{parts},"extensions":{{}}}}"#)
}

#[tokio::test]
async fn adding_a_passkey_wants_a_proof_and_the_reply_to_its_own_page() {
    let mut story = Story::begin().await;
    let page = begin(&mut story.browser).await;
    assert!(page.path.starts_with("/prove?reason=add-method"), "{}", page.path);
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, "/2fa/passkeys", &[]).await;
    assert!(page.path.starts_with("/2fa/passkeys/"), "{}", page.path);
    let mut other = story.second_browser().await;
    assert!(other.get(&page.path).await.text().contains("This took too long"), "another session's");

    let wrong = Key::new().at("http://localhost:8401").make(&page).await;
    let again = story.browser.submit(&page, &page.path, &[("reply", &wrong)]).await;
    assert!(again.text().contains("This reply does not fit"), "{}", again.text());
    assert_ne!(asked(&page), asked(&again), "each try has a challenge of its own");
    story.server.clock.advance(300);
    let mut key = Key::new();
    let late = make(&mut story.browser, &again, &mut key, "Late").await;
    assert!(late.text().contains("This took too long"), "{}", late.text());
    assert!(!story.browser.get("/2fa").await.text().contains("Late"));
}

#[tokio::test]
async fn a_passkey_is_added_once() {
    let (mut story, key) = with_phone_and_passkey().await;
    let page = begin(&mut story.browser).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, "/2fa/passkeys", &[]).await;
    let known = format!("\"excludeCredentials\":[{{\"type\":\"public-key\",\"id\":\"{}\"}}]", key.id());
    assert!(asked(&page).contains(&known), "the key is told which there are: {}", asked(&page));
}

#[tokio::test]
async fn a_passkey_gets_another_name_and_is_removed_with_a_proof_unless_it_is_the_last_method() {
    let (mut story, _) = with_phone_and_passkey().await;
    let page = story.browser.get("/2fa").await;
    let remove = removal(&page);
    let rename = remove.replace("/remove", "/rename");
    let page = story.browser.submit(&page, &rename, &[("name", "Desk key")]).await;
    assert!(page.text().contains("Desk key"), "{}", page.text());
    let page = story.browser.get(&remove).await;
    assert!(page.path.starts_with("/prove?reason=remove-method"), "{}", page.path);
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert!(page.text().contains("Remove Desk key?"), "{}", page.text());
    let page = story.browser.submit(&page, &remove, &[]).await;
    assert_eq!(page.path, "/2fa");
    assert!(page.link("/2fa/passkeys/").is_none(), "{}", page.text());
    assert_eq!(story.browser.get(&remove).await.status, 404);

    let (_server, mut browser, _) = with_passkey_alone().await;
    let page = browser.get("/2fa").await;
    let page = browser.get(&removal(&page)).await;
    assert!(page.text().contains("This is the last option."), "{}", page.text());
}

#[tokio::test]
async fn with_a_passkey_the_last_device_is_removed_and_a_typed_code_proves_nothing() {
    let (mut story, mut key) = with_phone_and_passkey().await;
    let device = story.phone.id.as_ref().expect("linked").to_string();
    story.server.clock.advance(72 * 3600);
    let page = sign_in(&mut story.browser).await;
    yes(&mut story.phone, &page).await;
    let page = story.browser.get("/sign-in/wait").await;
    story.browser.submit(&page, "/sign-in/complete", &[]).await;
    let path = format!("/2fa/devices/{device}/remove");
    let page = story.browser.get(&path).await;
    let reply = key.answer(&page).await;
    let page = story.browser.submit(&page, "/prove/passkey", &[("reply", &reply)]).await;
    let page = story.browser.submit(&page, &path, &[]).await;
    assert_eq!(page.path, "/2fa");
    assert!(
        page.text().contains("Yellow key") && !page.text().contains("Countersign app"),
        "{}",
        page.text()
    );
    let page = story.browser.get("/2fa/switch-off").await;
    assert!(!page.body.contains("action=\"/prove/code\""), "{}", page.text());
}

#[tokio::test]
async fn only_pages_that_ask_for_a_passkey_may_use_them() {
    let (server, mut browser, _) = with_passkey_alone().await;
    let may =
        |page: &TestPage| page.header("permissions-policy").contains("publickey-credentials-get=(self)");
    assert!(!may(&browser.get("/2fa").await) && !may(&browser.get("/account").await));
    assert!(may(&browser.get("/2fa/switch-off").await), "where it proves a change");
    let (_, page) = at_passkey_page(&server).await;
    assert!(may(&page));
    let policy = browser.get("/2fa").await.header("permissions-policy").to_owned();
    assert!(policy.contains("publickey-credentials-create=()"), "{policy}");
}

#[tokio::test]
async fn where_the_server_has_no_name_no_passkey_is_offered() {
    let server = TestServer::with(
        "mode = \"production\"\npublic_url = \"https://192.0.2.1\"\nproxies = [\"203.0.113.7/32\"]",
    )
    .await;
    let mut browser = first_account(&server).await;
    let page = browser.get("/2fa/add").await;
    assert!(!page.body.contains("/2fa/passkeys"), "{}", page.text());
}
