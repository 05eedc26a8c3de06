//! Freezing: stopping is easy, going on is not, and nothing passes in between.

use countersign_protocol::message::{Freeze, Unlock, Verification};
use countersign_protocol::{Jws, Message, RequestId, SigningKey};
use countersign_server::testing::{ApiReply, TestDevice, TestServer};

use crate::people::{NAME, PASSWORD, Story, answer_yes, is_problem, prove, sign_in, yes};

const FREEZE: &str = "/api/v1/self/freeze";
const UNLOCK: &str = "/api/v1/self/unlock";

fn sign<M: Message>(message: &M, key: &SigningKey) -> String {
    Jws::sign(message, key).expect("software keys sign").into_string()
}

fn freeze_message(device: &TestDevice, jti: u8) -> String {
    let origin = countersign_protocol::Origin::parse("http://localhost:8400").expect("an origin");
    let iss = device.id.clone().expect("linked");
    let uv = device.verification;
    sign(&Freeze { iss, aud: origin, jti: RequestId::from_bytes([jti; 16]), uv }, &device.uv)
}

fn unlock_message(device: &TestDevice, jti: u8) -> String {
    let origin = countersign_protocol::Origin::parse("http://localhost:8400").expect("an origin");
    let iss = device.id.clone().expect("linked");
    let uv = device.verification;
    sign(&Unlock { iss, aud: origin, jti: RequestId::from_bytes([jti; 16]), uv }, &device.uv)
}

pub(crate) async fn freeze(device: &mut TestDevice, jti: u8) -> ApiReply {
    let message = freeze_message(device, jti);
    device.post_jwt(FREEZE, &message).await
}

pub(crate) async fn unlock(device: &mut TestDevice, jti: u8) -> ApiReply {
    let message = unlock_message(device, jti);
    device.post_jwt(UNLOCK, &message).await
}

#[tokio::test]
async fn while_sign_ins_are_stopped_no_way_in_and_no_change_passes() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let code = story.code().await;
    // Two sign-ins on their way: one asked, one answered YES.
    let mut asked = story.server.browser();
    let page = sign_in(&mut asked).await;
    yes(&mut story.phone, &page).await;
    let approved = asked.get("/sign-in/wait").await;
    assert_eq!(freeze(&mut tablet, 1).await.status, 204, "a new device may, because it only protects");
    assert!(story.phone.get("/api/v1/devices").await.json()["frozen_at"].is_u64());
    assert_eq!(story.browser.get("/account").await.path, "/sign-in?next=%2Faccount", "sessions end");
    let page = asked.submit(&approved, "/sign-in/complete", &[]).await;
    assert_ne!(page.path, "/account");
    let page = sign_in(&mut asked).await;
    assert_eq!(page.path, "/thaw", "the right password leads here: {}", page.text());
    assert!(story.phone.pending().await.is_none());
    // The forms of pages that are not offered any more.
    let mut fields = page.form("/thaw").fields;
    fields.retain(|(name, _)| name == "csrf");
    for (path, typed) in [("/sign-in/code", &code), ("/sign-in/backup-code", &story.codes[0])] {
        let mut all = fields.clone();
        all.push(("code".into(), typed.clone()));
        let page = asked.post(path, &all).await;
        assert_ne!(page.path, "/account", "{path}");
    }
    assert_eq!(asked.get("/account").await.path, "/sign-in?next=%2Faccount");
    let own = tablet.id.clone().expect("linked");
    is_problem(&tablet.revoke(&own).await, 403, "frozen");
    // A wrong password says nothing of it.
    let page = crate::people::sign_in_with(&mut asked, NAME, "another one entirely").await;
    assert!(page.text().contains("Name and password do not go together"), "{}", page.text());
}

#[tokio::test]
async fn only_a_device_past_its_probation_lets_sign_ins_go_on() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    freeze(&mut story.phone, 1).await;
    is_problem(&unlock(&mut tablet, 2).await, 403, "too-new");
    assert_eq!(unlock(&mut story.phone, 3).await.status, 204);
    assert!(story.phone.get("/api/v1/devices").await.json().get("frozen_at").is_none());
    let mut browser = story.server.browser();
    let page = sign_in(&mut browser).await;
    assert_eq!(answer_yes(&mut browser, &mut story.phone, &page).await.path, "/account");
    freeze(&mut story.phone, 4).await;
    story.server.clock.advance(72 * 3600);
    assert_eq!(unlock(&mut tablet, 5).await.status, 204);
}

#[tokio::test]
async fn an_order_is_signed_by_uv_for_this_server_and_counts_once() {
    let mut story = Story::begin().await;
    let first = freeze_message(&story.phone, 1);
    assert_eq!(story.phone.post_jwt(FREEZE, &first).await.status, 204);
    assert_eq!(unlock(&mut story.phone, 2).await.status, 204);
    // The old order, sent again by whoever has it and `pop`, does nothing; and the same unlock opens no later freeze.
    assert_eq!(story.phone.post_jwt(FREEZE, &first).await.status, 204);
    assert!(story.phone.get("/api/v1/devices").await.json().get("frozen_at").is_none());
    freeze(&mut story.phone, 3).await;
    assert_eq!(unlock(&mut story.phone, 2).await.status, 204);
    assert!(story.phone.get("/api/v1/devices").await.json()["frozen_at"].is_u64());

    let message = |aud: &str, key: &SigningKey| {
        let aud = countersign_protocol::Origin::parse(aud).expect("an origin");
        let (iss, jti) = (story.phone.id.clone().expect("linked"), RequestId::from_bytes([9; 16]));
        sign(&Unlock { iss, aud, jti, uv: Verification::Pin }, key)
    };
    let by_pop = message("http://localhost:8400", &story.phone.pop);
    let elsewhere = message("https://evil.example", &story.phone.uv);
    let freeze_as_unlock = freeze_message(&story.phone, 7);
    is_problem(&story.phone.post_jwt(UNLOCK, &by_pop).await, 403, "key-not-allowed");
    is_problem(&story.phone.post_jwt(UNLOCK, &elsewhere).await, 400, "jws-invalid");
    is_problem(&story.phone.post_jwt(UNLOCK, &freeze_as_unlock).await, 400, "jws-invalid");
    assert!(story.phone.get("/api/v1/devices").await.json()["frozen_at"].is_u64());
}

#[tokio::test]
async fn under_strict_only_a_verified_person_lets_sign_ins_go_on() {
    let mut story = Story::on(TestServer::with("approval = \"strict\"\n").await).await;
    freeze(&mut story.phone, 1).await;
    is_problem(&unlock(&mut story.phone, 2).await, 403, "key-not-allowed");
    story.phone.verification = Verification::Pin;
    assert_eq!(unlock(&mut story.phone, 2).await.status, 204);
}

#[tokio::test]
async fn an_unlock_opens_what_wrong_codes_have_closed() {
    let mut story = Story::begin().await;
    let mut browser = story.server.browser();
    sign_in(&mut browser).await;
    let page = browser.get("/sign-in/code").await;
    for _ in 0..11 {
        browser.submit(&page, "/sign-in/code", &[("code", "000000")]).await;
    }
    let page = browser.get("/sign-in/code").await;
    let code = story.code().await;
    let refused = browser.post("/sign-in/code", &with_code(&page, &code)).await;
    assert!(refused.text().contains("Too many wrong codes"), "{}", refused.text());
    assert_eq!(unlock(&mut story.phone, 1).await.status, 204);
    let taken = browser.post("/sign-in/code", &with_code(&page, &code)).await;
    assert_eq!(taken.path, "/account", "{}", taken.text());
}

fn with_code(page: &countersign_server::testing::TestPage, code: &str) -> Vec<(String, String)> {
    let token = page.forms().iter().flat_map(|form| form.fields.clone()).find(|(name, _)| name == "csrf");
    vec![token.expect("a form"), ("code".into(), code.into())]
}

#[tokio::test]
async fn a_backup_code_stops_and_with_the_password_lets_go_on() {
    let mut story = Story::begin().await;
    let mut stranger = story.server.browser();
    let page = stranger.get("/freeze").await;
    for (name, code) in [(NAME, "0000-0000"), ("nobody", story.codes[0].as_str())] {
        let page = stranger.submit(&page, "/freeze", &[("name", name), ("code", code)]).await;
        assert!(page.text().contains("do not go together"), "{name}: {}", page.text());
    }
    let fields = [("name", NAME), ("code", story.codes[0].as_str())];
    let page = stranger.submit(&page, "/freeze", &fields).await;
    assert!(page.text().contains("All sign-ins are stopped"), "{}", page.text());
    assert_eq!(story.browser.get("/account").await.path, "/sign-in?next=%2Faccount");

    let page = stranger.get("/thaw").await;
    let thaw = |password: &'static str, code: String| {
        [
            ("name".to_owned(), NAME.to_owned()),
            ("password".into(), password.to_owned()),
            ("code".into(), code),
        ]
    };
    let token = page.form("/thaw").fields.remove(0);
    for (fields, sentence) in [
        (thaw("another one entirely", story.codes[1].clone()), "do not go together"),
        (thaw(PASSWORD, "0000-0000".into()), "do not go together"),
        (thaw(PASSWORD, story.codes[0].clone()), "was used before"),
    ] {
        let fields: Vec<_> = std::iter::once(token.clone()).chain(fields).collect();
        let page = stranger.post("/thaw", &fields).await;
        assert!(page.text().contains(sentence), "{sentence}: {}", page.text());
    }
    let fields: Vec<_> =
        std::iter::once(token.clone()).chain(thaw(PASSWORD, story.codes[1].clone())).collect();
    let page = stranger.post("/thaw", &fields).await;
    assert!(page.text().contains("Sign-ins go on"), "{}", page.text());
    assert_eq!(sign_in(&mut stranger).await.path, "/sign-in/wait");
}

#[tokio::test]
async fn a_code_that_was_used_before_buys_no_other_guesses() {
    let story = Story::begin().await;
    let mut stranger = story.server.browser();
    let page = stranger.get("/freeze").await;
    let used = story.codes[0].as_str();
    stranger.submit(&page, "/freeze", &[("name", NAME), ("code", used)]).await;
    for _ in 0..9 {
        let page = stranger.submit(&page, "/freeze", &[("name", NAME), ("code", "0000-0000")]).await;
        assert!(page.text().contains("do not go together"), "{}", page.text());
    }
    let again = stranger.submit(&page, "/freeze", &[("name", NAME), ("code", used)]).await;
    assert!(again.text().contains("was used before"), "{}", again.text());
    let paused = stranger.submit(&page, "/freeze", &[("name", NAME), ("code", "0000-0000")]).await;
    assert!(!paused.text().contains("do not go together"), "the tenth has paused them: {}", paused.text());
}

#[tokio::test]
async fn whoever_is_signed_in_stops_it_on_the_page_for_it_was_not_me() {
    let mut story = Story::begin().await;
    let page = story.browser.get("/secure").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, "/secure/freeze", &[]).await;
    assert!(page.text().contains("All sign-ins are stopped"), "{}", page.text());
    assert_eq!(story.browser.cookie("session"), None);
    let state = story.server.app().state();
    let account = state.storage.accounts().await.expect("it works").remove(0).id;
    assert!(state.storage.frozen_at(&account).await.expect("it works").is_some());
    // The operator lets it go on.
    state.storage.set_frozen(&account, false, state.now()).await.expect("it works");
    assert_eq!(sign_in(&mut story.browser).await.path, "/sign-in/wait");
}
