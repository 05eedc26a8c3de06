//! Asking which version is the newest.

use countersign_api_client::{ApiError, NotAReleasePage, PlainHttp, ReleasePage, ask_release};

use crate::double::{Double, reply};

#[tokio::test]
async fn the_newest_version_is_asked_for_without_telling_anything() {
    let server = Double::start().await;
    let page = ReleasePage::parse(&format!("{}/countersign/", server.origin)).expect("a page");
    server.will_answer(reply(200, "application/json", r#"{"version": "1.20.3", "notes": {"of": "others"}}"#));
    let newest = ask_release(&page, PlainHttp::OnLoopback).await.expect("it says one");
    assert_eq!(newest.to_string(), "1.20.3");
    let [asked] = &server.seen()[..] else { panic!("asked once") };
    assert_eq!(
        (&*asked.method, &*asked.path, &asked.query, &*asked.body),
        ("GET", "/countersign/latest.json", &None, "")
    );
    let mut told: Vec<_> = asked.headers.keys().map(http_name).collect();
    told.sort_unstable();
    assert_eq!(told, ["accept", "accept-encoding", "host", "user-agent"]);
    assert_eq!(asked.header("user-agent"), concat!("countersign/", env!("CARGO_PKG_VERSION")));
}

fn http_name(name: &axum::http::HeaderName) -> &str {
    name.as_str()
}

#[tokio::test]
async fn what_names_no_version_is_no_answer() {
    let server = Double::start().await;
    let page = ReleasePage::parse(&format!("{}/", server.origin)).expect("a page");
    for (status, kind, body) in [
        (200, "text/html", r#"{"version": "1.2.3"}"#),
        (200, "application/json", r#"{"version": "newest"}"#),
        (200, "application/json", r#"{"version": "1.2"}"#),
        (200, "application/json", "[]"),
        (404, "application/json", r#"{"version": "1.2.3"}"#),
        (302, "application/json", r#"{"version": "1.2.3"}"#),
    ] {
        server.will_answer(reply(status, kind, body));
        let answer = ask_release(&page, PlainHttp::OnLoopback).await;
        assert!(matches!(answer, Err(ApiError::NotCountersign { .. })), "{status} {kind} {body}: {answer:?}");
        assert_eq!(server.seen().len(), 1, "no redirect is followed");
    }
    assert!(matches!(ask_release(&page, PlainHttp::Refused).await, Err(ApiError::PlainHttp)));
}

#[test]
fn the_page_is_an_address_that_ends_in_a_slash() {
    for text in ["https://apps.example/", "https://apps.example:8443/countersign/new/"] {
        assert_eq!(ReleasePage::parse(text).expect(text).to_string(), text);
    }
    for text in [
        "",
        "apps.example/",
        "https://apps.example",
        "https://apps.example/countersign",
        "https://apps.example/?of=1/",
        "https://apps.example/#/",
        "https://user@apps.example/",
        "http://apps.example/",
        "https://apps.example/a b/",
        "file:///",
    ] {
        assert_eq!(ReleasePage::parse(text), Err(NotAReleasePage), "{text}");
    }
}
