//! What every reply carries, and which forms are taken: from our own pages, with their token, and no others.

use std::fs;
use std::path::Path;

use axum::http::{Method, StatusCode};
use countersign_server::http::content_security_policy;
use countersign_server::testing::{TestBrowser, TestPage, TestServer};

use crate::people::{NAME, PASSWORD, Story, first_account};

/// The addresses of all forms, read from the routes themselves, so that none is forgotten here.
pub(crate) fn forms(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources").map(|entry| entry.expect("readable").path()) {
        if entry.is_dir() {
            found.extend(forms(&entry));
            continue;
        }
        let text = fs::read_to_string(&entry).expect("Rust");
        for route in text.split(".route(").skip(1) {
            let Some(path) = route.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            let handlers = route.split('\n').next().unwrap_or_default();
            // Those for administrators turn everybody else away before they look at the form: see `admin.rs`.
            let is_elsewhere = path.starts_with("/api") || path.starts_with("/admin");
            if handlers.contains("post(") && !is_elsewhere {
                found.push(path.replace("{id}", "x"));
            }
        }
    }
    found
}

async fn send(
    browser: &mut TestBrowser,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
) -> TestPage {
    let fields: Vec<_> = token.map(|token| ("csrf".to_owned(), token.to_owned())).into_iter().collect();
    browser.post_with(path, &fields, headers).await
}

#[tokio::test]
async fn every_form_wants_this_origin_and_its_token() {
    let Story { server, mut browser, .. } = Story::begin().await;
    // A sign-in on its way beside the session, so that no form is turned away for another reason.
    let page = browser.get("/sign-in?fresh=1").await;
    browser.submit(&page, "/sign-in", &[("name", NAME), ("password", PASSWORD)]).await;
    let token = browser.get("/account").await.form("/sign-out").fields[0].1.clone();
    let stolen = server.browser().get("/sign-in").await.form("/sign-in").fields[0].1.clone();
    browser.follows_redirects = false;

    let all = forms(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(all.len() > 25 && all.contains(&"/2fa/switch-off".to_owned()), "{all:?}");
    let origin = ("origin", "http://localhost:8400");
    for path in all {
        for (token, headers, what) in [
            (Some(token.as_str()), &[][..], "no header says where it comes from"),
            (Some(&token), &[("origin", "https://evil.example")], "another origin"),
            (Some(&token), &[("origin", "null")], "no origin"),
            (Some(&token), &[("sec-fetch-site", "cross-site")], "another site"),
            (Some(&token), &[origin, ("sec-fetch-site", "same-site")], "a sibling"),
            (None, &[origin, ("sec-fetch-site", "same-origin")], "no token"),
            (Some(&stolen), &[origin, ("sec-fetch-site", "same-origin")], "another browser's token"),
            (Some(""), &[origin], "an empty token"),
        ] {
            let page = send(&mut browser, &path, token, headers).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}: {what}: {}", page.text());
            assert!(page.text().contains("This form is too old"), "{path}: {what}: {}", page.text());
        }
    }
    assert_eq!(browser.get("/account").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn every_reply_has_the_security_headers_errors_too() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    browser.follows_redirects = false;
    let page = browser.get("/account").await;
    let css = page.body.split("href=\"").find(|rest| rest.contains("pages.css")).expect("a style sheet");
    let css = css.split('"').next().expect("an address").to_owned();
    let fields = [("csrf".to_owned(), "x".repeat(20_000))];
    let replies = [
        (page, 200),
        (browser.get("/").await, 303),
        (browser.get("/nothing").await, 404),
        (browser.get("/2fa/devices/nobody/remove").await, 404),
        (browser.get("/prove?reason=nothing").await, 400),
        (browser.get("/sign-out").await, 405),
        (browser.get(&css).await, 200),
        (browser.get("/static/x/nothing.css").await, 404),
        (browser.get("/healthz").await, 200),
        (browser.get("/api/v1/nothing").await, 404),
        (browser.get("/api/v1/self").await, 401),
        (browser.get("/.well-known/countersign").await, 200),
        (browser.get(&format!("/sign-in?next={}", "x".repeat(30_000))).await, 431),
        (browser.post("/sign-in", &fields).await, 413),
        (browser.post_with("/sign-out", &[], &[]).await, 403),
    ];
    assert!(!content_security_policy().contains("unsafe"));
    for (page, status) in replies {
        let path = page.path.chars().take(60).collect::<String>();
        assert_eq!(page.status.as_u16(), status, "{path}");
        for (name, value) in [
            ("content-security-policy", content_security_policy()),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(page.header(name), value, "{path}: {name}");
        }
        assert_eq!(page.header("x-request-id").len(), 10, "{path}");
        let kept = path == css.chars().take(60).collect::<String>();
        assert_eq!(page.header("cache-control") == "no-store", !kept, "{path}");
        let is_page = page.header("content-type").starts_with("text/html");
        if status >= 400 && !path.starts_with("/api") {
            assert!(is_page && page.text().contains("Go to the start page"), "{path}: {}", page.text());
        }
        let inline = ["<style", " style=", "<script>", " onclick=", " onload=", "javascript:"];
        assert!(!is_page || inline.iter().all(|each| !page.body.contains(each)), "{path}: inline code");
    }
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay_there() {
    let server = TestServer::secure().await;
    let token = server.app().setup_token().await.expect("it works").expect("no account yet");
    let mut browser = server.browser();
    let page = browser.get("/setup").await;
    assert_eq!(page.header("strict-transport-security"), "max-age=63072000");
    browser.follows_redirects = false;
    let fields = [("token", token.as_str()), ("name", NAME), ("password", PASSWORD)];
    let page = browser.submit(&page, "/setup", &fields).await;
    let lines: Vec<_> =
        page.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).collect();
    assert_eq!(lines.len(), 1, "{page:?}");
    let (pair, attributes) = lines[0].split_once(';').expect("attributes");
    let (name, value) = pair.split_once('=').expect("a value");
    assert_eq!((name, value.len()), ("__Host-session", 43));
    assert_eq!(attributes, " Path=/; HttpOnly; SameSite=Lax; Secure", "it ends with the browser");
    assert!(browser.cookie("form").is_some_and(|value| value.len() == 22));
}

#[tokio::test]
async fn a_head_request_and_an_unknown_method_change_nothing() {
    let server = TestServer::new().await;
    let mut phone = server.device("Phone");
    for method in [Method::HEAD, Method::OPTIONS, Method::TRACE] {
        let reply = phone.send(method.clone(), "/sign-out", None, &[]).await;
        assert!(reply.status.is_client_error(), "{method}: {}", reply.status);
    }
}
