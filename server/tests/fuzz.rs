//! Requests and configurations made to hurt: whatever comes, no reply is an internal error. `cargo test` runs each
//! target over its corpus and a bounded number of random inputs; a fuzzer runs it for as long as it likes
//! (CONTRIBUTING.md). Signed messages are `countersign-protocol`'s part.

#[expect(dead_code, reason = "stories begin in more ways than these targets need")]
#[path = "http/people.rs"]
mod people;

use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Method, Request, Uri};
use countersign_server::Config;
use countersign_server::domain::AccountName;
use countersign_server::testing::{TestBrowser, TestDevice, TestServer};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use people::{Story, member, prove};

const ITERATIONS: usize = 200;
const MOST_BYTES: usize = 4_096;

/// Pages and forms, but those that end the session which the target lives by. `{device}` is the phone, `{account}`
/// somebody else's. The corpus names them by their places: new ones come last.
const PAGES: &[&str] = &[
    "/",
    "/2fa",
    "/2fa/add",
    "/2fa/authenticators",
    "/2fa/authenticators/1",
    "/2fa/authenticators/1/confirm",
    "/2fa/authenticators/1/remove",
    "/2fa/backup-codes",
    "/2fa/devices/1/lift",
    "/2fa/devices/1/rename",
    "/2fa/enrollments",
    "/2fa/enrollments/1",
    "/2fa/enrollments/1/confirm",
    "/2fa/passkeys",
    "/2fa/passkeys/1/rename",
    "/2fa/policy",
    "/account",
    "/account/activity",
    "/account/browsers/1/end",
    "/account/password",
    "/admin/invitations",
    "/admin/invitations/1/withdraw",
    "/e",
    "/freeze",
    "/invite",
    "/language",
    "/oauth/authorize",
    "/oauth/authorize/consent",
    "/prove",
    "/prove/ask",
    "/prove/backup-code",
    "/prove/code",
    "/prove/passkey",
    "/secure",
    "/setup",
    "/sign-in",
    "/sign-in/backup-code",
    "/sign-in/code",
    "/sign-in/offline",
    "/sign-in/other-ways",
    "/sign-in/passkey",
    "/sign-in/wait",
    "/static/1/pages.css",
    "/take-back",
    "/thaw",
    "/.well-known/countersign",
    "/healthz",
    "/2fa/devices/{device}/rename",
    "/2fa/devices/{device}/remove",
    "/2fa/devices/{device}/end-sessions",
    "/2fa/passkey-alone/on",
    "/2fa/switch-off",
    "/2fa/backup-codes/new",
    "/2fa/backup-codes/kept",
    "/2fa/backup-codes/download",
    "/account/notices/dismiss",
    "/account/reset/cancel",
    "/account/sessions/1/end",
    "/admin",
    "/admin/health/mail/retry",
    "/admin/journal",
    "/admin/people/{account}",
    "/admin/people/{account}/activity",
    "/admin/people/{account}/administrator",
    "/admin/people/{account}/administrator/end",
    "/admin/people/{account}/allow",
    "/admin/people/{account}/policy",
    "/admin/people/{account}/recovery-link",
    "/admin/people/{account}/reset",
    "/admin/people/{account}/reset/cancel",
    "/admin/people/{account}/reset/confirm",
    "/admin/people/{account}/sessions/1/end",
    "/admin/people/{account}/sessions/end-all",
    "/admin/people/{account}/suspend",
    "/admin/policy",
    "/prove/complete",
    "/prove/state",
    "/recover",
    "/sign-in/cancel",
    "/sign-in/complete",
    "/sign-in/resend",
    "/sign-in/scan",
    "/sign-in/with-passkey",
    "/sign-in/with-passkey/begin",
    "/sign-in/without-network",
    "/openapi.json",
];
const HEADERS: &[&str] = &[
    "cookie",
    "accept-language",
    "user-agent",
    "authorization",
    "if-none-match",
    "content-type",
    "origin",
    "host",
    "x-forwarded-for",
    "forwarded",
    "sec-fetch-site",
];
/// The fields of the forms.
const FIELDS: &[&str] = &[
    "name", "password", "current", "fresh", "token", "code", "digits", "reply", "note", "next", "reason",
    "approval", "mark", "trust", "kept", "decision", "state", "t", "to", "up_to", "user", "mail", "admin",
    "replaces",
];
const API: &[(Method, &str)] = &[
    (Method::GET, "/api/v1/self"),
    (Method::PATCH, "/api/v1/self"),
    (Method::GET, "/api/v1/devices"),
    (Method::POST, "/api/v1/devices"),
    (Method::GET, "/api/v1/journal"),
    (Method::GET, "/api/v1/challenges"),
    (Method::GET, "/api/v1/challenges/h3SSTMzwvfuG72BI9uBkeQ"),
    (Method::POST, "/api/v1/challenges/h3SSTMzwvfuG72BI9uBkeQ"),
    (Method::POST, "/api/v1/devices/device-1/revoke"),
    (Method::POST, "/api/v1/self/freeze"),
    (Method::POST, "/api/v1/self/unlock"),
    (Method::PUT, "/api/v1/self/keys"),
    (Method::PUT, "/api/v1/self/push"),
    (Method::DELETE, "/api/v1/self/push"),
];

#[test]
fn any_configuration() {
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        for lines in
            [text.to_string(), format!("mode = \"production\"\n{text}"), format!("public_url = \"{text}\"")]
        {
            let _ = Config::from_toml(&lines, Path::new("/nowhere"));
        }
    });
}

/// Two bytes say where the rest goes: to which page, and whether as query, path or header.
#[test]
fn any_query_path_or_header() {
    let world = AssertUnwindSafe(World::new());
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let Some((&[page, place], rest)) = bytes.split_first_chunk() else { return };
        let page = world.page(page);
        let text = String::from_utf8_lossy(rest);
        let place = usize::from(place) % (HEADERS.len() + 2);
        let mut request = Request::get(match place {
            0 => format!("{page}?{text}"),
            1 => format!("{page}/{text}"),
            _ => page.clone(),
        });
        if let Some(name) = place.checked_sub(2).map(|index| HEADERS[index]) {
            let Ok(value) = HeaderValue::from_bytes(rest) else { return };
            request = request.header(name, value);
        }
        if let Ok(request) = request.body(Body::empty()) {
            world.send(request);
        }
    });
}

/// One byte says which form; the rest is its body as it is, or, line by line, its fields.
#[test]
fn any_form() {
    let world = AssertUnwindSafe(World::new());
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let Some((&[page, kind], rest)) = bytes.split_first_chunk() else { return };
        let page = world.page(page);
        let fields = if kind % 4 == 0 { rest.to_vec() } else { in_fields(kind, rest).into_bytes() };
        let body = [world.csrf.as_bytes(), b"&", &fields].concat();
        let request = Request::post(page)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "http://localhost:8400")
            .header("cookie", &world.cookies);
        world.send(request.body(Body::from(body)).expect("a request"));
    });
}

/// One byte says which request of a linked device; the rest is its query or its body, and the proof around is right.
#[test]
fn any_proved_request() {
    let world = AssertUnwindSafe(World::new());
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let Some((&which, rest)) = bytes.split_first() else { return };
        let (method, path) = &API[usize::from(which) % API.len()];
        let text = String::from_utf8_lossy(rest);
        let (path, body) = if *method == Method::GET {
            // Nobody waits here.
            let path = format!("{path}?{}", text.replace("wait", "await"));
            if Uri::try_from(&path).is_err() {
                return;
            }
            (path, None)
        } else {
            ((*path).to_owned(), Some(text.into_owned()).filter(|text| !text.is_empty()))
        };
        world.prove(method, &path, body);
    });
}

/// An administrator who is signed in and has opened the pages for that, with a phone.
struct World {
    runtime: Runtime,
    routes: Router,
    pages: Vec<String>,
    cookies: String,
    csrf: String,
    phone: RefCell<TestDevice>,
    _server: TestServer,
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (story, pages) = runtime.block_on(begin());
        let Story { server, mut browser, phone, .. } = story;
        let page = runtime.block_on(browser.get("/account"));
        let fields = page.form("/sign-out").fields;
        let (_, token) = fields.into_iter().find(|(name, _)| name == "csrf").expect("a token");
        let cookies = cookies(&browser);
        let routes = server.router();
        Self {
            runtime,
            routes,
            pages,
            cookies,
            csrf: format!("csrf={token}"),
            phone: RefCell::new(phone),
            _server: server,
        }
    }

    fn page(&self, which: u8) -> String {
        self.pages[usize::from(which) % self.pages.len()].clone()
    }

    fn send(&self, mut request: Request<Body>) {
        let address = SocketAddr::from((Ipv4Addr::new(203, 0, 113, 7), 50_000));
        request.extensions_mut().insert(ConnectInfo(address));
        let told = format!("{} {}", request.method(), request.uri());
        let reply =
            self.runtime.block_on(self.routes.clone().oneshot(request)).expect("the router does not fail");
        assert!(!reply.status().is_server_error(), "{told}: {}", reply.status());
    }

    fn prove(&self, method: &Method, path: &str, body: Option<String>) {
        let mut phone = self.phone.borrow_mut();
        let is_json = *method == Method::PATCH || path.ends_with("/push");
        let kind = if is_json { "application/json" } else { "application/jwt" };
        let proof = phone.proof(method, path, body.as_deref());
        let headers = [("content-type", kind)];
        let reply = self.runtime.block_on(phone.send_proved(&proof, method.clone(), path, body, &headers));
        assert!(!reply.status.is_server_error(), "{method} {path}: {}", reply.text());
        assert_ne!(reply.problem().as_deref(), Some("proof-invalid"), "{method} {path}");
    }
}

/// The story, and the addresses of its pages.
async fn begin() -> (Story, Vec<String>) {
    let mut story = Story::begin().await;
    member(&story.server, "eve").await;
    let page = story.browser.get("/admin").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert_eq!(page.path, "/admin", "{}", page.text());
    let name = AccountName::parse("eve").expect("a name");
    let found = story.server.app().state().storage.password_of(&name).await.expect("it works");
    let (account, device) = (found.expect("there").account, story.phone.id.clone().expect("linked"));
    let place =
        |page: &&str| page.replace("{account}", account.as_str()).replace("{device}", device.as_str());
    (story, PAGES.iter().map(place).collect())
}

fn cookies(browser: &TestBrowser) -> String {
    let all = ["session", "form"].map(|purpose| {
        let value = browser.cookie(purpose).unwrap_or_else(|| panic!("no cookie {purpose}"));
        format!("cs_dev_8400_{purpose}={value}")
    });
    all.join("; ")
}

/// Each line as the value of one field, beginning somewhere in the list.
fn in_fields(first: u8, rest: &[u8]) -> String {
    let lines = rest.split(|byte| *byte == b'\n').map(String::from_utf8_lossy);
    let names = FIELDS.iter().cycle().skip(usize::from(first));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(names.zip(lines)).finish()
}
