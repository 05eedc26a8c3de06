//! Style sheets, script, font and logo: packed for browsers that unpack, kept for ever under an address that changes
//! with them, and small. Pages, which hold form tokens, are never packed.

use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::Response;
use countersign_server::storage::JOURNAL_LINES;
use countersign_server::testing::TestServer;
use flate2::read::GzDecoder;
use tower::ServiceExt;

use crate::people::{NAME, PASSWORD, first_account};

/// What a page may load in all beside its own HTML, in bytes on the wire; `tests/e2e/driver/gallery.mjs` holds whole
/// pages to 30 KB.
const LIMIT: usize = 18_000;

/// What a page's own HTML may weigh, in bytes.
const PAGE_LIMIT: usize = 30_000 - LIMIT;

async fn get(server: &TestServer, path: &str, accepted: Option<&str>) -> Response {
    let mut request = Request::builder().uri(path);
    if let Some(accepted) = accepted {
        request = request.header(ACCEPT_ENCODING, accepted);
    }
    let mut request = request.body(Body::empty()).expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 9))));
    server.router().oneshot(request).await.expect("a reply")
}

async fn bytes(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), 1 << 20).await.expect("a body").to_vec()
}

/// The addresses of all files that a page names, and of the font that its style sheet names.
async fn addresses(server: &TestServer, path: &str) -> Vec<String> {
    let page = String::from_utf8(bytes(get(server, path, None).await).await).expect("HTML");
    let mut all: Vec<String> =
        page.split('"').filter(|part| part.starts_with("/static/")).map(str::to_owned).collect();
    let tokens = all.iter().find(|path| path.ends_with("tokens.css")).expect("the tokens").clone();
    all.push(tokens.replace("tokens.css", "fonts/countersign-digits.woff2"));
    all
}

#[tokio::test]
async fn what_pages_load_is_packed_the_same_when_unpacked_and_small() {
    let server = TestServer::new().await;
    first_account(&server).await;
    let mut on_the_wire = 0;
    let all = addresses(&server, "/sign-in").await;
    assert!(all.len() >= 5, "{all:?}");
    for path in all {
        let plain = get(&server, &path, None).await;
        assert!(plain.headers().get(CONTENT_ENCODING).is_none(), "{path}");
        assert_eq!(plain.headers()[VARY], "accept-encoding", "{path}");
        assert_eq!(plain.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable", "{path}");
        let kind = plain.headers()[CONTENT_TYPE].clone();
        let plain = bytes(plain).await;

        let packed = get(&server, &path, Some("br;q=0.5, GZip ;q=0.8, deflate")).await;
        assert_eq!(packed.headers()[CONTENT_TYPE], kind, "{path}");
        assert_eq!(packed.headers()[VARY], "accept-encoding", "{path}");
        let is_packed = packed.headers().get(CONTENT_ENCODING).is_some();
        assert_eq!(is_packed, !path.ends_with("woff2"), "{path}");
        let packed = bytes(packed).await;
        on_the_wire += packed.len();
        if is_packed {
            let mut unpacked = Vec::new();
            GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("gzip");
            assert_eq!(unpacked, plain, "{path}");
        } else {
            assert_eq!(packed, plain, "{path}");
        }
    }
    assert!(on_the_wire < LIMIT, "pages load {on_the_wire} bytes beside their HTML");
}

#[tokio::test]
async fn whoever_does_not_unpack_gets_files_as_they_are() {
    let server = TestServer::new().await;
    first_account(&server).await;
    let all = addresses(&server, "/sign-in").await;
    let css = all.iter().find(|path| path.ends_with("pages.css")).expect("a style sheet");
    for accepted in
        [None, Some("identity"), Some("br"), Some("gzip;q=0"), Some("gzip; q=0.000, br"), Some("gzipped")]
    {
        let response = get(&server, css, accepted).await;
        assert!(response.headers().get(CONTENT_ENCODING).is_none(), "{accepted:?}");
    }
}

/// BREACH: the length of a packed page would tell of its form token to whoever chooses words beside it.
#[tokio::test]
async fn pages_are_never_packed_because_they_hold_tokens() {
    let server = TestServer::new().await;
    first_account(&server).await;
    for path in ["/sign-in?next=/2fa", "/invite", "/freeze", "/nothing"] {
        let response = get(&server, path, Some("gzip, deflate, br, zstd")).await;
        assert!(
            response.headers()[CONTENT_TYPE].to_str().is_ok_and(|kind| kind.starts_with("text/html")),
            "{path}"
        );
        assert!(response.headers().get(CONTENT_ENCODING).is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_full_page_of_activity_stays_small_and_leads_to_what_is_older() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    browser.address = "2001:db8:1234:5678:9abc:def0:1234:5678".parse().expect("an address");
    for _ in 0..20 {
        let page = browser.get("/account").await;
        browser.submit(&page, "/sign-out", &[]).await;
        let page = browser.get("/sign-in").await;
        let page = browser.submit(&page, "/sign-in", &[("name", NAME), ("password", PASSWORD)]).await;
        assert_eq!(page.path, "/account");
    }
    let page = browser.get("/account/activity").await;
    assert_eq!(page.body.matches("id=\"entry-").count(), JOURNAL_LINES);
    assert!(page.body.len() < PAGE_LIMIT, "{} bytes of HTML", page.body.len());
    let older = page.link("/account/activity?before=").expect("a link to older entries");
    assert!(browser.get(&older).await.text().contains("The account was made."));
}
