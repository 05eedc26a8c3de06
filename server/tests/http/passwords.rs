//! Passwords at the door: what an unknown name looks like, how long wrong ones are paused, today's cost.

use axum::http::StatusCode;
use countersign_server::domain::AccountName;
use countersign_server::testing::{TestBrowser, TestPage, TestServer};

use crate::people::{NAME, PASSWORD, first_account, sign_in_with};

/// The reply to a wrong password, without what differs in every reply.
async fn refused(server: &TestServer, name: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let mut browser = server.browser();
    let page = browser.get("/sign-in").await;
    let token = page.form("/sign-in").fields[0].1.clone();
    let page = browser.submit(&page, "/sign-in", &[("name", name), ("password", "not this one")]).await;
    // The name is in the page as it was typed, so only the length may differ, by that.
    let headers = page
        .headers
        .iter()
        .filter(|(header, _)| !["x-request-id", "content-length"].contains(&header.as_str()));
    let headers = headers
        .map(|(header, value)| (header.to_string(), value.to_str().expect("ASCII").to_owned()))
        .collect();
    (page.status, headers, page.body.replace(&token, "TOKEN").replace(&format!("\"{name}\""), "NAME"))
}

#[tokio::test]
async fn an_unknown_name_looks_like_a_wrong_password() {
    let server = TestServer::new().await;
    first_account(&server).await;
    let known = refused(&server, NAME).await;
    assert!(known.2.contains("Name and password do not go together"), "{}", known.2);
    for name in ["bob", "\u{a0}", "ADA LOVELACE OF LONDON"] {
        let unknown = refused(&server, name).await;
        assert_eq!((unknown.0, &unknown.1), (known.0, &known.1), "{name}");
        // A name of nothing but spaces is kept as it was typed, as any other.
        assert_eq!(unknown.2, known.2, "{name}");
    }
}

async fn wrong(browser: &mut TestBrowser, name: &str) -> TestPage {
    sign_in_with(browser, name, "not this one").await
}

#[tokio::test]
async fn wrong_passwords_are_paused_for_a_while_that_the_page_names_and_only_there() {
    let server = TestServer::new().await;
    first_account(&server).await;
    for name in [NAME, "bob"] {
        let mut browser = server.browser();
        for _ in 0..5 {
            let page = wrong(&mut browser, name).await;
            assert!(page.text().contains("do not go together"), "{name}: {}", page.text());
        }
        let page = wrong(&mut browser, name).await;
        let told = page.text();
        assert!(
            told.contains("Too many wrong passwords from here. Try again in 2 seconds."),
            "{name}: {told}"
        );
        // The right one is not looked at either, or it would tell.
        let page = sign_in_with(&mut browser, name, PASSWORD).await;
        assert!(page.text().contains("Try again in 2 seconds"), "{name}: {}", page.text());
    }
    let mut elsewhere = server.browser();
    elsewhere.address = [198, 51, 100, 7].into();
    assert_eq!(sign_in_with(&mut elsewhere, NAME, PASSWORD).await.path, "/account");
    server.clock.advance(2);
    assert!(wrong(&mut server.browser(), NAME).await.text().contains("do not go together"));
    let page = wrong(&mut server.browser(), NAME).await;
    assert!(page.text().contains("Try again in 4 seconds"), "the pause grows: {}", page.text());
    server.clock.advance(4);
    assert_eq!(sign_in_with(&mut server.browser(), NAME, PASSWORD).await.path, "/account");
}

#[tokio::test]
async fn a_sign_in_brings_the_stored_hash_up_to_todays_cost() {
    let server = TestServer::new().await;
    first_account(&server).await;
    let server = server.restarted_with("hashing_memory_kib = 128\nhashing_passes = 2\n").await;
    let name = AccountName::parse(NAME).expect("a name");
    let storage = server.app().state().storage.clone();
    let before = storage.password_of(&name).await.expect("it works").expect("there").hash;
    assert!(before.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{before}");
    wrong(&mut server.browser(), NAME).await;
    assert_eq!(storage.password_of(&name).await.expect("it works").expect("there").hash, before);
    for _ in 0..2 {
        assert_eq!(sign_in_with(&mut server.browser(), NAME, PASSWORD).await.path, "/account");
        let after = storage.password_of(&name).await.expect("it works").expect("there").hash;
        assert!(after.starts_with("$argon2id$v=19$m=128,t=2,p=1$"), "{after}");
    }
}

#[tokio::test]
async fn the_first_account_takes_the_link_once_and_a_good_password() {
    let server = TestServer::new().await;
    let token = server.app().setup_token().await.expect("it works").expect("no account yet");
    let mut browser = server.browser();
    let page = browser.get("/").await;
    assert_eq!(page.path, "/setup", "nobody can sign in yet");
    for (token, password, said) in [
        (token.as_str(), "shrt", "Too short"),
        (&token, "password1234567", "Too easy to guess"),
        ("another", PASSWORD, "This link is not good"),
    ] {
        let fields = [("token", token), ("name", NAME), ("password", password)];
        let page = browser.submit(&page, "/setup", &fields).await;
        assert!(page.text().contains(said) && !page.body.contains(password), "{}", page.text());
    }
    let fields = [("token", token.as_str()), ("name", NAME), ("password", PASSWORD)];
    assert_eq!(browser.submit(&page, "/setup", &fields).await.path, "/2fa");
    let mut thief = server.browser();
    assert_eq!(thief.get("/setup").await.path, "/sign-in");
    let form = thief.get("/sign-in").await.form("/sign-in").fields[0].clone();
    let fields =
        [form, ("token".into(), token), ("name".into(), "eve".into()), ("password".into(), PASSWORD.into())];
    let page = thief.post("/setup", &fields).await;
    assert!(page.text().contains("This link is not good"), "{}", page.text());
}
