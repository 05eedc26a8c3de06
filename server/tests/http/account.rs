//! The account page: where somebody is signed in, what happened, the password, invitations.

use axum::http::StatusCode;
use countersign_server::domain::{BrowserMark, Hashed};
use countersign_server::testing::{Says, TestServer};

use crate::people::{
    NAME, PASSWORD, Story, answer_yes, confirm, first_account, prove, sign_in, sign_in_with, sign_out, start,
};

const NEW_PASSWORD: &str = "nine slow lanterns drift";

#[tokio::test]
async fn another_session_is_listed_and_ended_from_here() {
    let mut story = Story::begin().await;
    let mut other = story.second_browser().await;
    let page = story.browser.get("/account").await;
    let ends: Vec<_> = page.forms().into_iter().filter(|form| form.action.ends_with("/end")).collect();
    let end = ends.iter().find(|form| form.action.starts_with("/account/sessions/")).expect("one other");
    assert_eq!(page.text().matches("Firefox on Linux").count(), 3, "two sessions, one trusted browser");
    story.browser.submit(&page, &end.action, &[]).await;
    assert_eq!(other.get("/account").await.path, "/sign-in?next=%2Faccount");
    assert_eq!(story.browser.get("/account").await.path, "/account");
}

#[tokio::test]
async fn many_sessions_are_listed_page_by_page() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let state = server.app().state();
    let account = state.storage.accounts().await.expect("it works").remove(0).id;
    for number in 0..12_u8 {
        let mark =
            BrowserMark { browser: "Firefox".into(), system: "Linux".into(), ip: [127, 0, 0, number].into() };
        let cookie = Hashed::of(&format!("session-{number}"));
        let signed_in = state.storage.sign_in(&account, cookie, mark, server.clock.now()).await;
        assert!(signed_in.expect("it works"));
    }
    let mut seen = 0;
    let mut address = "/account".to_owned();
    for expected in [10, 3] {
        let page = browser.get(&address).await;
        let lines = page.text().matches("Firefox on Linux").count();
        assert_eq!(lines, expected, "{address}");
        seen += lines;
        address = page.link("?sessions=").map(|link| format!("/account{link}")).unwrap_or_default();
    }
    assert_eq!((seen, &*address), (13, ""), "each once, and no page after the last");
}

#[tokio::test]
async fn nobody_ends_the_session_of_another_account() {
    let mut story = Story::begin().await;
    let state = story.server.app().state();
    let account = state.storage.accounts().await.expect("it works").remove(0).id;
    let session =
        state.storage.sessions(&account, story.server.clock.now()).await.expect("it works").remove(0).id;
    let name = countersign_server::domain::AccountName::parse("eve").expect("a name");
    let password = countersign_server::domain::Password::new_for(PASSWORD, &name).expect("good");
    let password_hash = state.hashing.hash(password).await.expect("free");
    let new = countersign_server::storage::NewAccount { name, password_hash, is_admin: false };
    state.storage.make_account(new, story.server.clock.now()).await.expect("it works");
    let mut eve = story.server.browser();
    let page = sign_in_with(&mut eve, "eve", PASSWORD).await;
    let token = page.form("/sign-out").fields[0].clone();
    eve.post(&format!("/account/sessions/{session}/end"), &[token]).await;
    assert_eq!(story.browser.get("/account").await.path, "/account");
    let page = eve.get("/admin/invitations").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("This page is for administrators"), "{}", page.text());
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions_and_what_was_asked() {
    let mut story = Story::begin().await;
    let mut other = story.second_browser().await;
    let mut third = story.server.browser();
    let waiting = sign_in(&mut third).await;
    assert!(waiting.text_of("id", "number").is_some());
    let page = story.browser.get("/account").await;
    let page = story.browser.submit(&page, "/account/sessions/end-all", &[]).await;
    assert_eq!(page.path, "/sign-in");
    assert_eq!(other.get("/2fa").await.path, "/sign-in?next=%2F2fa");
    assert!(story.phone.pending().await.is_none());
    let page = third.get("/sign-in/wait").await;
    assert!(page.text().contains("This sign-in is over"), "{}", page.text());
}

#[tokio::test]
async fn a_new_password_from_either_page_ends_all_other_sessions() {
    for path in ["/account/password", "/secure"] {
        let mut story = Story::begin().await;
        let mut other = story.second_browser().await;
        let page = story.browser.get(path).await;
        let page = prove(&mut story.browser, &mut story.phone, &page).await;
        assert_eq!(page.path, path);
        for (current, new, said) in [
            ("not this one", NEW_PASSWORD, "This is not your current password."),
            (PASSWORD, "short", "Too short"),
        ] {
            let page = story.browser.submit(&page, path, &[("current", current), ("password", new)]).await;
            assert!(page.text().contains(said), "{path}: {}", page.text());
            assert!(!page.body.contains(NEW_PASSWORD) && !page.body.contains(PASSWORD));
        }
        let fields = [("current", PASSWORD), ("password", NEW_PASSWORD)];
        let page = story.browser.submit(&page, path, &fields).await;
        assert_eq!(page.path, "/account", "{path}: {}", page.text());
        assert_eq!(other.get("/account").await.path, "/sign-in?next=%2Faccount");
        sign_out(&mut story.browser).await;
        let page = sign_in(&mut story.browser).await;
        assert!(page.text().contains("do not go together"), "{path}: {}", page.text());
        let page = sign_in_with(&mut story.browser, NAME, NEW_PASSWORD).await;
        assert_eq!(page.path, "/sign-in/wait", "{path}: {}", page.text());
    }
}

#[tokio::test]
async fn what_happened_is_told_at_the_next_sign_in_until_it_was_seen() {
    let mut story = Story::begin().await;
    assert!(!story.browser.get("/account").await.body.contains("id=\"notices\""), "its own doing");
    let mut thief = story.server.browser();
    sign_in(&mut thief).await;
    story.phone.answer(Says::NotMe).await;
    sign_out(&mut story.browser).await;
    story.server.clock.advance(1000);
    let page = sign_in(&mut story.browser).await;
    let page = answer_yes(&mut story.browser, &mut story.phone, &page).await;
    for said in ["Phone was linked and can answer.", "Someone said “It wasn’t me”: Firefox."] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert_eq!(page.link("/secure").as_deref(), Some("/secure"), "the way to the new password");
    let page = story.browser.submit(&page, "/account/notices/dismiss", &[]).await;
    assert!(!page.body.contains("id=\"notices\""), "{}", page.text());
}

#[tokio::test]
async fn an_invitation_makes_one_account_and_can_be_withdrawn() {
    let Story { server, browser: mut admin, mut phone, .. } = Story::begin().await;
    let page = admin.get("/admin/invitations").await;
    prove(&mut admin, &mut phone, &page).await;
    let mut links = Vec::new();
    for note in ["for Bob", "for Eve"] {
        let page = admin.get("/admin/invitations").await;
        let page = admin.submit(&page, "/admin/invitations", &[("note", note)]).await;
        let (_, link) = page.body.split_once("/invite#").expect("the page shows the link");
        links.push(link.split(['<', '"']).next().expect("a token").to_owned());
        assert!(!page.path.contains(links.last().expect("one")), "never in an address");
    }
    let mut bob = server.browser();
    let page = bob.get("/invite").await;
    let fields = [("token", links[0].as_str()), ("name", "ada"), ("password", PASSWORD)];
    let page = bob.submit(&page, "/invite", &fields).await;
    assert!(page.text().contains("Somebody has this name"), "{}", page.text());
    let fields = [("token", links[0].as_str()), ("name", "bob"), ("password", PASSWORD)];
    assert_eq!(bob.submit(&page, "/invite", &fields).await.path, "/2fa");
    let mut again = server.browser();
    let page = again.get("/invite").await;
    let fields = [("token", links[0].as_str()), ("name", "carol"), ("password", PASSWORD)];
    let page = again.submit(&page, "/invite", &fields).await;
    assert!(page.text().contains("This link is not good"), "{}", page.text());

    let page = admin.get("/admin/invitations").await;
    let withdraw = page.forms().into_iter().find(|form| form.action.ends_with("/withdraw")).expect("Eve’s");
    admin.submit(&page, &withdraw.action, &[]).await;
    let page = again.get("/invite").await;
    let fields = [("token", links[1].as_str()), ("name", "eve"), ("password", PASSWORD)];
    let page = again.submit(&page, "/invite", &fields).await;
    assert!(page.text().contains("This link is not good"), "{}", page.text());
}

#[tokio::test]
async fn people_read_what_happened_to_their_account() {
    let mut story = Story::begin().await;
    let page = story.browser.get("/account").await;
    assert!(page.link("/account/activity").is_some(), "{}", page.text());
    let page = story.browser.get("/account/activity").await;
    let text = page.text();
    for said in ["The account was made.", "Signed in with the password.", "was linked and can answer."] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("Firefox on Linux, "), "{text}");
    let older = story.browser.get("/account/activity?before=2").await;
    assert!(older.text().contains("The account was made."), "{}", older.text());
    assert!(!older.text().contains("was linked"), "{}", older.text());
    let mut stranger = story.server.browser();
    assert_eq!(stranger.get("/account/activity").await.path, "/sign-in?next=%2Faccount%2Factivity");
}

#[tokio::test]
async fn a_page_that_goes_on_before_the_reply_to_its_form_still_shows_the_backup_codes() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let (enrollment, code) = start(&mut browser).await;
    confirm(&mut browser, &mut server.device("Phone"), &enrollment, code, &[]).await;
    assert_eq!(browser.get(&enrollment).await.path, "/2fa/backup-codes");
}
