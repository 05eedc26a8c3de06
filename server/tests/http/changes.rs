//! Each change of methods asks for its own proof, never for the sign-in's, and uses it up.

use countersign_protocol::message::{Mode, Reason};
use countersign_server::testing::{Says, TestPage};

use crate::people::{PASSWORD, Story, code_of, first_account, prove, sign_in, sign_out, yes};

/// Somebody with a phone and a tablet, so that one of them can be removed.
async fn with_two_devices() -> (Story, String) {
    let mut story = Story::begin().await;
    let tablet = story.second_device("Tablet").await;
    let id = tablet.id.expect("linked").to_string();
    (story, id)
}

/// All changes: where each begins and what an approval of it says.
fn changes(device: &str) -> Vec<(String, Reason)> {
    vec![
        ("/2fa/enrollments".to_owned(), Reason::AddMethod),
        ("/2fa/authenticators".to_owned(), Reason::AddMethod),
        (format!("/2fa/devices/{device}/remove"), Reason::RemoveMethod),
        ("/2fa/backup-codes/new".to_owned(), Reason::NewCodes),
        ("/2fa/switch-off".to_owned(), Reason::SwitchOff),
        ("/account/password".to_owned(), Reason::ChangePassword),
        ("/secure".to_owned(), Reason::ChangePassword),
    ]
}

/// Sends the form of a change as if its page had been there.
async fn send_form(story: &mut Story, path: &str) -> TestPage {
    let token = story.browser.get("/account").await.form("/sign-out").fields[0].clone();
    let current = ("current".to_owned(), PASSWORD.to_owned());
    let new = ("password".to_owned(), "nine slow lanterns drift".to_owned());
    story.browser.post(path, &[token, current, new]).await
}

#[tokio::test]
async fn each_change_asks_for_a_proof_of_its_own_with_the_number() {
    let (mut story, tablet) = with_two_devices().await;
    // A sign-in with the second step a moment ago counts for nothing here.
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    yes(&mut story.phone, &page).await;
    let page = story.browser.get("/sign-in/wait").await;
    story.browser.submit(&page, "/sign-in/complete", &[]).await;
    for (path, reason) in changes(&tablet) {
        let page = story.browser.get(&path).await;
        assert!(
            page.path.starts_with("/prove?"),
            "{path}: its page says nothing before the proof: {}",
            page.path
        );
        let page = send_form(&mut story, &path).await;
        let name = serde_json::to_value(&reason).expect("a word");
        let name = name.as_str().expect("a word");
        assert!(page.path.starts_with(&format!("/prove?reason={name}&")), "{path}: {}", page.path);
        let page = story.browser.submit(&page, "/prove/ask", &[]).await;
        let (_, challenge) = story.phone.pending().await.expect("a question");
        assert_eq!((&challenge.ctx.reason, challenge.mode), (&reason, Mode::Number), "{path}");
        assert!(page.text_of("id", "number").is_some(), "{path}: the page shows it");
        assert_eq!(story.phone.answer(Says::No).await.json()["state"], "declined");
        let page = story.browser.get(&page.path).await;
        assert!(page.text().contains("Answered NO. Nothing was changed."), "{path}: {}", page.text());
        let page = send_form(&mut story, &path).await;
        assert!(page.path.starts_with("/prove?"), "{path}: still not");
    }
    let methods = story.browser.get("/2fa").await;
    assert!(
        methods.text().contains("10 of 10 left") && methods.text().contains("Tablet"),
        "{}",
        methods.text()
    );
}

#[tokio::test]
async fn an_approval_for_one_change_does_not_serve_another_nor_twice() {
    let (mut story, tablet) = with_two_devices().await;
    let page = story.browser.get("/2fa/backup-codes/new").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert_eq!(page.path, "/2fa/backup-codes/new");
    for (path, reason) in changes(&tablet) {
        if reason != Reason::NewCodes {
            let page = send_form(&mut story, &path).await;
            assert!(page.path.starts_with("/prove?"), "{path}: {}", page.path);
        }
    }
    let page = story.browser.get("/2fa/backup-codes/new").await;
    let page = story.browser.submit(&page, "/2fa/backup-codes/new", &[]).await;
    assert_eq!(page.path, "/2fa/backup-codes");
    let page = send_form(&mut story, "/2fa/backup-codes/new").await;
    assert!(page.path.starts_with("/prove?reason=new-codes"), "used up: {}", page.path);
    // The old codes are worth nothing from then on.
    let old = story.codes[0].clone();
    let page = story.browser.submit(&page, "/prove/backup-code", &[("code", &old)]).await;
    assert!(page.text().contains("not one of your backup codes"), "{}", page.text());
}

#[tokio::test]
async fn a_proof_belongs_to_its_session() {
    let mut story = Story::begin().await;
    let mut other = story.second_browser().await;
    let page = story.browser.get("/2fa/switch-off").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert_eq!(page.path, "/2fa/switch-off");
    let page = other.get("/2fa/switch-off").await;
    assert!(page.path.starts_with("/prove?"), "{}", page.path);
    // Nor may another session go on with a question of this one.
    let asked = story.browser.get("/2fa/backup-codes/new").await;
    let asked = story.browser.submit(&asked, "/prove/ask", &[]).await;
    yes(&mut story.phone, &asked).await;
    let page = other.get("/2fa/backup-codes/new").await;
    let token = page.form("/prove/ask").fields;
    let page = other.post("/prove/complete", &token).await;
    assert!(page.path.starts_with("/prove?"), "{}", page.path);
}

#[tokio::test]
async fn a_removed_device_is_gone_and_the_last_method_stays() {
    let (mut story, tablet) = with_two_devices().await;
    let path = format!("/2fa/devices/{tablet}/remove");
    let page = story.browser.get(&path).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert!(page.text().contains("Remove Tablet?"), "{}", page.text());
    let page = story.browser.submit(&page, &path, &[]).await;
    assert!(page.path == "/2fa" && !page.body.contains(&tablet), "{}", page.text());
    let own = story.phone.id.clone().expect("linked");
    let page = story.browser.get(&format!("/2fa/devices/{own}/remove")).await;
    assert_eq!(page.path, "/2fa?error=last-method");
    assert!(page.text().contains("This is the last option"), "{}", page.text());
}

#[tokio::test]
async fn a_backup_code_proves_a_change_once() {
    let mut story = Story::begin().await;
    let page = story.browser.get("/2fa/switch-off").await;
    let code = story.codes[3].clone();
    let next = story.browser.submit(&page, "/prove/backup-code", &[("code", &code)]).await;
    assert_eq!(next.path, "/2fa/switch-off", "{}", next.text());
    let done = story.browser.submit(&next, "/2fa/switch-off", &[]).await;
    assert!(done.text().contains("Your password alone opens this account"), "{}", done.text());
    sign_out(&mut story.browser).await;
    assert_eq!(sign_in(&mut story.browser).await.path, "/account", "no second step any more");
}

#[tokio::test]
async fn a_typed_code_proves_a_change_only_where_no_device_can_be_asked() {
    let mut story = Story::begin().await;
    let code = story.code().await;
    let page = story.browser.get("/2fa/switch-off").await;
    assert!(page.forms().iter().all(|form| form.action != "/prove/code"), "not offered");
    let mut fields = page.form("/prove/ask").fields;
    fields.push(("code".into(), code));
    let page = story.browser.post("/prove/code", &fields).await;
    assert!(page.path.starts_with("/prove?"), "nor taken: {}", page.path);

    let server = countersign_server::testing::TestServer::new().await;
    let mut browser = first_account(&server).await;
    let page = browser.get("/2fa/add").await;
    let page = browser.submit(&page, "/2fa/authenticators", &[]).await;
    let (_, key) = page.body.split_once("id=\"setup-key\">").expect("the page shows the key");
    let key: String = key.split('<').next().unwrap_or_default().split_whitespace().collect();
    let otp =
        countersign_protocol::message::Otp { secret: key, algorithm: "SHA1".into(), digits: 6, period: 30 };
    let confirm = format!("{}/confirm", page.path);
    let code = code_of(&otp, server.clock.now());
    let page = browser.submit(&page, &confirm, &[("code", &code)]).await;
    assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
    let page = browser.get("/2fa/switch-off").await;
    let page = browser.submit(&page, "/prove/code", &[("code", &code)]).await;
    assert!(page.text().contains("used before"), "the code of the activation: {}", page.text());
    server.clock.advance(30);
    let code = code_of(&otp, server.clock.now());
    let page = browser.submit(&page, "/prove/code", &[("code", &code)]).await;
    assert_eq!(page.path, "/2fa/switch-off", "{}", page.text());
}

#[tokio::test]
async fn adding_wants_a_password_that_was_given_a_moment_ago() {
    let mut story = Story::begin().await;
    story.server.clock.advance(301);
    for path in ["/2fa/enrollments", "/2fa/authenticators"] {
        let page = send_form(&mut story, path).await;
        assert!(page.path.starts_with("/sign-in?fresh=1&"), "{}", page.path);
        assert!(page.text().contains("Give your password once more"), "{}", page.text());
    }
}
