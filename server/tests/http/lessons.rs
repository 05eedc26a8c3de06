//! What has gone wrong in other servers of this kind, tried here (docs/threat-model.md names where it was found).

use std::path::Path;

use axum::http::{Method, StatusCode};
use countersign_server::testing::{Says, TestBrowser, TestPage, TestServer};
use data_encoding::BASE64URL_NOPAD;

use crate::forms::forms;
use crate::people::{
    NAME, PASSWORD, Story, answer_yes, first_account, is_problem, link, sign_in, sign_in_with, sign_out,
};

/// What people who look for a hole put into forms.
const FIELDS: [&[(&str, &str)]; 6] = [
    &[],
    &[("name", ""), ("password", ""), ("code", ""), ("digits", ""), ("token", ""), ("reply", "")],
    &[("name", NAME), ("name", NAME), ("code", "000000"), ("code", "000000"), ("password", PASSWORD)],
    &[("state", "approved"), ("decision", "approve"), ("approved", "true"), ("verified", "1"), ("skip", "1")],
    &[("name", NAME), ("user", NAME), ("account", NAME), ("uid", "1"), ("reason", "sign-in")],
    &[("code", "\u{0}"), ("digits", "\u{0}\u{0}"), ("password", "\u{0}"), ("next", "//evil.example")],
];

async fn post(browser: &mut TestBrowser, path: &str, fields: &[(&str, &str)]) -> TestPage {
    let token = browser.get("/sign-in?fresh=1").await.form("/sign-in").fields[0].clone();
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let all: Vec<_> = [token].into_iter().chain(fields).collect();
    browser.follows_redirects = false;
    let page = browser.post(path, &all).await;
    browser.follows_redirects = true;
    if page.headers.contains_key("location") {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}: another status posts again what was typed");
    }
    page
}

/// Each form with each of these fields, after what `before` does; nobody is in afterwards.
async fn try_all(server: &TestServer, what: &str, before: impl AsyncFn(&mut TestBrowser)) {
    for path in forms(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        // What the password alone lets into is an account without a second step; there is none.
        let mut browser = server.browser();
        before(&mut browser).await;
        for fields in FIELDS {
            let page = post(&mut browser, &path, fields).await;
            assert!(!page.status.is_server_error(), "{what}, {path}, {fields:?}: {}", page.text());
            assert!(browser.cookie("session").is_none(), "{what}, {path}, {fields:?}");
            let page = browser.get("/account").await;
            assert!(!page.text().contains("Sign out"), "{what}, {path}, {fields:?}: {}", page.text());
        }
        server.clock.advance(700);
    }
}

#[tokio::test]
async fn no_form_lets_in_before_its_turn_empty_or_with_what_it_does_not_ask_for() {
    let mut story = Story::begin().await;
    sign_out(&mut story.browser).await;
    try_all(&story.server, "a stranger", async |_| ()).await;
    try_all(&story.server, "with the password alone", async |browser| {
        sign_in(browser).await;
    })
    .await;
    // The real thing still works, so that what was tried was not simply all refused.
    story.server.clock.advance(100_000);
    let page = sign_in(&mut story.browser).await;
    assert_eq!(answer_yes(&mut story.browser, &mut story.phone, &page).await.path, "/account");
}

#[tokio::test]
async fn a_page_goes_on_only_after_a_stored_yes() {
    let mut story = Story::begin().await;
    sign_out(&mut story.browser).await;
    let mut other = story.server.browser();
    other.address = [198, 51, 100, 7].into();
    let page = sign_in(&mut other).await;
    assert!(page.path.starts_with("/sign-in/wait"), "{}", page.path);
    assert_eq!(post(&mut other, "/sign-in/complete", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(other.cookie("session").is_none(), "nobody has answered yet");
    let reply = story.phone.answer(Says::No).await;
    assert_eq!(reply.json()["state"], "declined", "{}", reply.text());
    for _ in 0..2 {
        post(&mut other, "/sign-in/complete", &[]).await;
        assert!(other.cookie("session").is_none(), "NO is no YES");
    }
    assert!(story.phone.pending().await.is_none(), "and a NO is not asked again");
}

async fn wrong_passwords(server: &TestServer, claims: impl Fn(u32) -> String) -> String {
    let mut told = String::new();
    for nth in 0..6 {
        let mut browser = server.browser();
        let token = browser.get("/sign-in").await.form("/sign-in").fields[0].clone();
        let fields = [token, ("name".into(), NAME.into()), ("password".into(), "not this one".into())];
        let claimed = claims(nth);
        let origin = server.app().state().rules.origin.as_str().to_owned();
        let headers = [
            ("origin", origin.as_str()),
            ("x-forwarded-for", claimed.as_str()),
            ("x-real-ip", claimed.as_str()),
            ("forwarded", "for=192.0.2.1"),
        ];
        told = browser.post_with("/sign-in", &fields, &headers).await.text();
    }
    told
}

#[tokio::test]
async fn an_address_that_somebody_claims_counts_only_from_a_declared_proxy() {
    let direct = TestServer::new().await;
    first_account(&direct).await;
    let told = wrong_passwords(&direct, |nth| format!("192.0.2.{nth}")).await;
    assert!(told.contains("Too many wrong passwords"), "without a proxy nobody chooses an address: {told}");

    let behind = TestServer::secure().await;
    first_account(&behind).await;
    let told = wrong_passwords(&behind, |nth| format!("192.0.2.{nth}, 198.51.100.9")).await;
    assert!(told.contains("Too many wrong passwords"), "what stands before the proxy's own word: {told}");
    let told = wrong_passwords(&behind, |nth| format!("10.{nth}.0.1")).await;
    assert!(told.contains("do not go together"), "what the proxy itself saw: {told}");
}

#[tokio::test]
async fn links_name_the_configured_origin_whatever_a_request_calls_the_server() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    server.clock.advance(1);
    let token = browser.get("/account").await.form("/sign-out").fields[0].clone();
    let headers = [
        ("origin", "http://localhost:8400"),
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "host=evil.example;proto=https"),
    ];
    let page = browser.post_with("/2fa/enrollments", &[token], &headers).await;
    assert!(page.path.starts_with("/2fa/enrollments/"), "{}: {}", page.path, page.text());
    assert!(page.body.contains("id=\"typed-address\">http://localhost:8400<"), "{}", page.body);
    assert!(!page.body.contains("evil") && !format!("{:?}", page.headers).contains("evil"));
}

#[tokio::test]
async fn names_that_look_like_a_page_are_shown_as_names() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    server.clock.advance(1);
    let name = "\"><img src=x onerror=alert(1)>";
    let mut phone = server.device(name);
    link(&mut browser, &mut phone, &[]).await;
    let page = browser.get("/2fa").await;
    assert!(page.text().contains("img src=x"), "{}", page.text());
    assert!(!page.body.contains("<img src=x"), "{}", page.body);
    let mut stranger = server.browser();
    let page = sign_in_with(&mut stranger, "\"><script>alert(1)</script>", PASSWORD).await;
    assert!(page.text().contains("do not go together") && !page.body.contains("<script>alert"));
}

#[tokio::test]
async fn a_message_that_is_nested_without_end_is_refused() {
    let mut story = Story::begin().await;
    let header = BASE64URL_NOPAD.encode(br#"{"typ":"cs-enroll+jwt","alg":"ES256"}"#);
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(1_000), close.repeat(1_000));
        let message = format!("{header}.{}.{}", BASE64URL_NOPAD.encode(deep.as_bytes()), "A".repeat(86));
        let reply = story.server.device("Phone").enroll_with(&message).await;
        is_problem(&reply, 400, "jws-invalid");
        story.phone.account().await;
        let proof = story.phone.proof(&Method::PATCH, "/api/v1/self", Some(&deep));
        let json = [("content-type", "application/json")];
        let reply = story.phone.send_proved(&proof, Method::PATCH, "/api/v1/self", Some(deep), &json).await;
        // A member that nobody knows is skipped however deep it is, without going down into it.
        assert!(matches!(reply.status.as_u16(), 204 | 400), "{}: {}", reply.status, reply.text());
        story.phone.account().await;
    }
}
