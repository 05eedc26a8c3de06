//! The canary: the whole story over real TCP, logged at its most talkative; then no log line, error, address,
//! header or database file may hold a secret, in any of its usual shapes.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use countersign_protocol::encoding::encode;
use countersign_protocol::message::{Grant, Verification};
use countersign_protocol::{AuthorizationCode, Digest, SetupCode, Signer, SigningKey};
use countersign_server::domain::{EnrollmentState, Hashed};
use countersign_server::testing::{Says, TestBrowser, TestDevice, TestServer, send_over_tcp};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use tokio::net::TcpListener;
use tracing_subscriber::fmt::MakeWriter;

#[path = "http/people.rs"]
#[expect(dead_code, reason = "this story needs only some of it")]
mod people;

use people::{answer_yes, code_of, prove, setup_code, sign_in_with, sign_out};

const PASSWORD: &str = "canary kettle orbit 4100";
const WRONG: &str = "canary kettle orbit 4111";
const NEW: &str = "canary lantern drift 4122";
const VERIFIER: &str = "canary-verifier-that-is-long-enough-for-the-rule-4133";

/// What was said on the wire.
struct Exchange {
    uri: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Clone, Default)]
struct Heard {
    log: Arc<Mutex<Vec<u8>>>,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Heard {
    /// Routes that lead over TCP to the server and remember what was said.
    fn routes(&self, to: std::net::SocketAddr) -> Router {
        let exchanges = self.exchanges.clone();
        Router::new().fallback(move |request: Request| {
            let exchanges = exchanges.clone();
            async move {
                let uri = request.uri().to_string();
                let (parts, body) = send_over_tcp(to, request).await.into_parts();
                let body = to_bytes(body, 1 << 20).await.expect("it is in memory");
                let headers = parts.headers.iter().map(|(name, value)| {
                    (name.to_string(), value.to_str().expect("headers are ASCII").to_owned())
                });
                exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(Exchange {
                    uri,
                    status: parts.status.as_u16(),
                    headers: headers.collect(),
                    body: body.to_vec(),
                });
                Response::from_parts(parts, Body::from(body))
            }
        })
    }
}

impl io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Heard {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Secrets by name, each in every shape in which it could leak.
#[derive(Default)]
struct Secrets {
    shapes: Vec<(String, Vec<u8>)>,
    /// By their first bytes, so that one look at a place finds all that begin there.
    by_beginning: HashMap<[u8; BEGINNING], Vec<usize>>,
}

/// No shape is shorter.
const BEGINNING: usize = 6;

impl Secrets {
    fn text(&mut self, name: &str, value: &str) {
        self.shape(name, value.as_bytes().to_vec());
        if value.len() >= 8 {
            self.shape(
                name,
                url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().into_bytes(),
            );
            self.encoded(name, value.as_bytes());
        }
    }

    fn bytes(&mut self, name: &str, value: &[u8]) {
        self.shape(name, value.to_vec());
        self.encoded(name, value);
    }

    /// A code of eight characters, whole and in halves.
    fn code(&mut self, name: &str, code: &str) {
        self.text(name, code);
        for between in ["-", " "] {
            self.text(name, &format!("{}{between}{}", &code[..4], &code[4..]));
        }
    }

    fn encoded(&mut self, name: &str, value: &[u8]) {
        for encoding in [&BASE64, &BASE64URL_NOPAD, &HEXLOWER, &HEXUPPER] {
            self.shape(name, encoding.encode(value).into_bytes());
        }
    }

    fn shape(&mut self, name: &str, shape: Vec<u8>) {
        let beginning =
            *shape.first_chunk().unwrap_or_else(|| panic!("{name} is too short to be looked for"));
        self.by_beginning.entry(beginning).or_default().push(self.shapes.len());
        self.shapes.push((name.to_owned(), shape));
    }

    /// The names of those that are in `text`.
    fn inside(&self, text: &[u8]) -> Vec<&str> {
        let mut found = BTreeSet::new();
        for (at, beginning) in text.windows(BEGINNING).enumerate() {
            let beginning: &[u8; BEGINNING] = beginning.try_into().expect("windows have this size");
            for &known in self.by_beginning.get(beginning).into_iter().flatten() {
                let (name, shape) = &self.shapes[known];
                if text[at..].starts_with(shape) && counts(text, at, shape) {
                    found.insert(name.as_str());
                }
            }
        }
        found.into_iter().collect()
    }
}

/// A page without the values of its fields for the form token.
fn without_form_tokens(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let mut parts = text.split("name=\"csrf\" value=\"");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    kept.into_bytes()
}

/// Digits count only as a number of their own: longer numbers hold all kinds of others.
fn counts(text: &[u8], at: usize, shape: &[u8]) -> bool {
    let beside = [at.checked_sub(1), Some(at + shape.len())];
    let is_alone = beside.iter().flatten().all(|&at| text.get(at).is_none_or(|byte| !byte.is_ascii_digit()));
    is_alone || !shape.iter().all(u8::is_ascii_digit)
}

#[test]
fn the_canary_sings_when_there_is_something_to_sing_about() {
    let mut secrets = Secrets::default();
    secrets.text("password", PASSWORD);
    secrets.code("backup code", "ABCD1234");
    secrets.text("digits", "048213");
    secrets.bytes("key", &[7; 32]);
    for (text, expected) in [
        ("nothing here", &[][..]),
        ("a=canary+kettle+orbit+4100", &["password"]),
        ("\"canary kettle orbit 4100\"", &["password"]),
        ("Y2FuYXJ5IGtldHRsZSBvcmJpdCA0MTAw", &["password"]),
        ("code ABCD-1234.", &["backup code"]),
        ("digits=048213 at 10482139", &["digits"]),
        ("elapsed 10482139", &[]),
        ("0707070707070707070707070707070707070707070707070707070707070707", &["key"]),
    ] {
        assert_eq!(secrets.inside(text.as_bytes()), expected, "{text}");
    }
}

struct Story {
    server: TestServer,
    browser: TestBrowser,
    phone: TestDevice,
    secrets: Secrets,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_in_a_log_an_error_an_address_a_header_or_the_database() {
    let heard = Heard::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .without_time()
        .with_ansi(false)
        .with_writer(heard.clone())
        .init();
    let server = TestServer::new().await;
    let listening = server.listen().await;
    let routes = heard.routes(listening.address);
    let (browser, phone) =
        (server.browser_through(routes.clone()), server.device_through(routes.clone(), "Phone"));
    let mut story = Story { server, browser, phone, secrets: Secrets::default() };
    for (name, value) in
        [("password", PASSWORD), ("wrong password", WRONG), ("new password", NEW), ("verifier", VERIFIER)]
    {
        story.secrets.text(name, value);
    }
    story.begins().await;
    story.links().await;
    story.is_woken().await;
    story.signs_in().await;
    story.changes(&routes).await;
    story.meets_bad_requests().await;
    listening.stop().await;
    story.ends(&heard);
}

impl Story {
    async fn begins(&mut self) {
        for name in ["server.key", "instance.key", "push.key"] {
            let key = fs::read(self.server.folder().join("data").join(name)).expect("made at the start");
            self.secrets.bytes(name, &key);
        }
        let token = self.server.app().setup_token().await.expect("it works").expect("no account yet");
        self.secrets.text("setup token", &token);
        let page = self.browser.get("/setup").await;
        for (token, password) in [("not-this-one", PASSWORD), (&token, "short"), (&token, PASSWORD)] {
            let fields = [("token", token), ("name", "ada"), ("password", password)];
            self.browser.submit(&page, "/setup", &fields).await;
        }
        let token = page.form("/setup").fields[0].1.clone();
        self.secrets.text("form token", &token);
    }

    async fn links(&mut self) {
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let state = self.server.app().state();
        let cookie = Hashed::of(self.browser.cookie("session").expect("signed in"));
        let session = state.storage.session(cookie, state.now()).await.expect("it works").expect("signed in");
        let id = page.path.rsplit('/').next().expect("an id");
        let view =
            state.storage.enrollment(&session, id, state.now()).await.expect("it works").expect("there");
        assert_eq!(view.state, EnrollmentState::Open);
        let (code, _) = view.shown.expect("the page shows it");
        self.secrets.text("enrollment code", &code);
        let setup_code = setup_code(&page);
        self.secrets.code("setup code", &setup_code.expose_text());
        let wrong = SetupCode::parse("0000-0000").expect("a code");
        self.phone.enroll(Grant::Typed { user: "ada".into(), setup_code: wrong }).await;
        let reply = self.phone.enroll(Grant::Typed { user: "ada".into(), setup_code }).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let digits = self.phone.account().await.confirm.expect("six digits").expose().to_owned();
        self.secrets.text("six digits", &digits);
        let confirm = format!("{}/confirm", page.path);
        let page = self.browser.get(&page.path).await;
        let wrong = if digits == "000000" { "111111" } else { "000000" };
        let page = self.browser.submit(&page, &confirm, &[("digits", wrong)]).await;
        assert!(page.text().contains("not the digits"), "{}", page.text());
        let page = self.browser.submit(&page, &confirm, &[("digits", &digits)]).await;
        assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
        self.keep_secrets_of_the_phone().await;
        let page = self.browser.get("/2fa/backup-codes").await;
        self.browser.submit(&page, "/2fa/backup-codes/download", &[]).await;
    }

    async fn keep_secrets_of_the_phone(&mut self) {
        let account = self.phone.account().await;
        let otp = account.otp.expect("ten minutes");
        self.secrets.text("code secret", &otp.secret);
        let raw = data_encoding::BASE32_NOPAD.decode(otp.secret.as_bytes()).expect("base32");
        self.secrets.bytes("code secret", &raw);
        let offline = account.offline_key.expect("ten minutes");
        self.secrets.bytes("offline key", offline.expose_bytes());
        for code in account.backup_codes.expect("the first method") {
            self.secrets.code("backup code", &code.expose_text());
        }
    }

    /// A push service that is busy at first; each question from here on wakes the phone there.
    async fn is_woken(&mut self) {
        let receiver = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = receiver.local_addr().expect("it is bound").port();
        let routes =
            Router::new().fallback(|| async { (StatusCode::SERVICE_UNAVAILABLE, "canary-answer-4166") });
        tokio::spawn(async move { axum::serve(receiver, routes).await });
        let key = SigningKey::generate(|bytes| bytes.fill(0xca));
        let p256dh = encode(&key.public().sec1());
        let auth = *b"canary-auth-4155";
        self.secrets.text("push endpoint", "canary-endpoint-4144");
        self.secrets.text("a push service's answer", "canary-answer-4166");
        self.secrets.bytes("push secret", &auth);
        self.secrets.text("push key of the phone", &p256dh);
        for endpoint in [
            format!("http://127.0.0.1:{port}/canary-endpoint-4144"),
            "http://ada/canary-endpoint-4144".into(),
        ] {
            let body = serde_json::json!({
                "kind": "webpush", "endpoint": endpoint, "p256dh": p256dh, "auth": encode(&auth),
            });
            self.phone.subscribe(&body).await;
        }
    }

    async fn signs_in(&mut self) {
        sign_out(&mut self.browser).await;
        sign_in_with(&mut self.browser, "ada", WRONG).await;
        sign_in_with(&mut self.browser, PASSWORD, WRONG).await;
        let mut other = self.browser.clone();
        other.forget_cookie("known");
        let page = sign_in_with(&mut other, "ada", PASSWORD).await;
        let number = page.text_of("id", "number").expect("another browser");
        self.phone.answer(Says::YesNumber(if number == "00" { "11" } else { "00" })).await;
        self.phone.answer(Says::No).await;
        let page = sign_in_with(&mut self.browser, "ada", PASSWORD).await;
        assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
        let page = answer_yes(&mut self.browser, &mut self.phone, &page).await;
        assert_eq!(page.path, "/account");
        let now = self.server.clock.now();
        let otp = self.phone.account().await.otp.expect("ten minutes");
        let code = code_of(&otp, now);
        self.secrets.text("code", &code);
        for (way, typed) in
            [("code", code.clone()), ("code", code), ("backup-code", self.backup_code(0).await)]
        {
            let path = format!("/sign-in/{way}");
            self.sign_in_again().await;
            let page = self.browser.get(&path).await;
            self.browser.submit(&page, &path, &[("code", &typed)]).await;
        }
        let page = self.browser.get("/sign-in/wait").await;
        assert_ne!(page.path, "/sign-in/wait", "the backup code let in");
    }

    /// Goes back to the second step, a moment later.
    async fn sign_in_again(&mut self) {
        self.server.clock.advance(1);
        let page = self.browser.get("/sign-in?fresh=1").await;
        let page = self.browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
    }

    async fn backup_code(&mut self, place: usize) -> String {
        self.phone.account().await.backup_codes.expect("ten minutes")[place].expose_text()
    }

    async fn changes(&mut self, routes: &Router) {
        // Another authenticator app.
        self.sign_in_again().await;
        let page = self.browser.get("/sign-in/wait").await;
        answer_yes(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/authenticators", &[]).await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/2fa/authenticators", &[]).await;
        let (_, key) = page.body.split_once("id=\"setup-key\">").expect("the page shows the key");
        let spaced = key.split('<').next().unwrap_or_default().trim().to_owned();
        let key: String = spaced.split_whitespace().collect();
        self.secrets.text("setup key", &spaced);
        self.secrets.text("setup key", &key);
        self.secrets.bytes("setup key", &data_encoding::BASE32_NOPAD.decode(key.as_bytes()).expect("base32"));
        let otp = countersign_protocol::message::Otp {
            secret: key,
            algorithm: "SHA1".into(),
            digits: 6,
            period: 30,
        };
        let code = code_of(&otp, self.server.clock.now());
        self.secrets.text("code", &code);
        let page = self.browser.submit(&page, &format!("{}/confirm", page.path), &[("code", &code)]).await;
        assert_eq!(page.path, "/2fa", "{}", page.text());

        // An invitation; an account with several methods wants a device that has made sure of its person.
        self.phone.verification = Verification::Pin;
        let page = self.browser.get("/admin/invitations").await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/admin/invitations", &[("note", "for Bob")]).await;
        let (_, link) = page.body.split_once("/invite#").expect("the page shows the link");
        self.secrets.text("invitation", link.split(['<', '"']).next().expect("a token"));
        for page in ["", "/invitations", "/policy", "/journal", "/health"] {
            assert_eq!(self.browser.get(&format!("/admin{page}")).await.status, 200);
        }
        let people = self.browser.get("/admin").await;
        let here = people.link("/admin/people/").expect("somebody");
        for page in [here.clone(), format!("{here}/activity")] {
            assert_eq!(self.browser.get(&page).await.status, 200);
        }

        self.authorizes(routes).await;

        // A new password, new backup codes, all off.
        let page = self.browser.get("/account/password").await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page =
            self.browser.submit(&page, "/account/password", &[("current", WRONG), ("password", NEW)]).await;
        let page = self
            .browser
            .submit(&page, "/account/password", &[("current", PASSWORD), ("password", NEW)])
            .await;
        assert_eq!(page.path, "/account", "{}", page.text());
        let page = self.browser.get("/2fa/backup-codes/new").await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/2fa/backup-codes/new", &[]).await;
        for item in page.body.split("<li>").skip(1).take(10) {
            let code = SetupCode::parse(item.split('<').next().expect("a text")).expect("a backup code");
            self.secrets.code("new backup code", &code.expose_text());
        }
        let page = self.browser.get("/2fa/switch-off").await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        self.browser.submit(&page, "/2fa/switch-off", &[]).await;
    }

    /// Another device, from itself.
    async fn authorizes(&mut self, routes: &Router) {
        let mut tablet = self.server.device_through(routes.clone(), "Tablet");
        let (jkt, challenge) = (tablet.pop.public().thumbprint(), Digest::of(VERIFIER.as_bytes()));
        let address = format!(
            "/oauth/authorize?response_type=code&client_id=countersign&redirect_uri=countersign://oauth/callback\
             &scope=device:enroll&state=xyz&code_challenge={challenge}&code_challenge_method=S256&dpop_jkt={jkt}\
             &device_name=Tablet&platform=linux"
        );
        let page = self.browser.get(&address).await;
        let page = self.browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
        let page = answer_yes(&mut self.browser, &mut self.phone, &page).await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/oauth/authorize/consent", &[("decision", "authorize")]).await;
        let back = page.link("countersign://").expect("a link back to the app");
        let code = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        self.secrets.text("authorization code", code);
        let grant = |verifier: &str| Grant::Authorization {
            authorization_code: AuthorizationCode::parse(code).expect("a code"),
            code_verifier: verifier.into(),
            redirect_uri: "countersign://oauth/callback".into(),
        };
        tablet.enroll(grant(&VERIFIER.replace('3', "4"))).await;
        let mut again = self.server.device_through(routes.clone(), "Tablet");
        (again.pop, again.uv) = (tablet.pop, tablet.uv);
        assert_eq!(again.enroll(grant(VERIFIER)).await.status, 201);
        let account = again.account().await;
        self.secrets.text("the tablet’s code secret", &account.otp.expect("ten minutes").secret);
    }

    /// Secrets where they do not belong: nobody repeats them.
    async fn meets_bad_requests(&mut self) {
        for path in ["/nothing", "/2fa/devices/nobody/remove", "/prove?reason=nothing", "/sign-in/code"] {
            self.browser.get(path).await;
        }
        self.browser.get("/oauth/authorize?client_id=other").await;
        let fields = [("csrf".to_owned(), "none".to_owned()), ("password".to_owned(), PASSWORD.to_owned())];
        self.browser.post("/sign-in", &fields).await;
        self.browser.post("/account/password", &[]).await;
        self.browser.post("/nothing", &fields).await;
        for body in [format!("{{\"password\":\"{PASSWORD}\""), PASSWORD.repeat(1000), String::new()] {
            let headers = [("content-type", "application/json"), ("authorization", "CS e30.e30.e30")];
            self.phone.send(Method::POST, "/api/v1/devices", Some(body.clone()), &headers).await;
            self.phone.send(Method::PATCH, "/api/v1/self", Some(body), &headers).await;
        }
    }

    fn ends(mut self, heard: &Heard) {
        let exchanges = heard.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(exchanges.len() > 120, "the story was told: {}", exchanges.len());
        for exchange in exchanges.iter() {
            for (name, value) in &exchange.headers {
                let value = value.split(['=', ';']).nth(1).unwrap_or_default();
                if name == "set-cookie" && value.len() >= 16 {
                    self.secrets.text("cookie", value);
                }
            }
        }
        assert!(self.secrets.shapes.len() > 400, "{}", self.secrets.shapes.len());
        let mut found = Vec::new();
        let mut look = |place: String, text: &[u8]| {
            found.extend(self.secrets.inside(text).into_iter().map(|name| format!("{name} in {place}")));
        };
        let (mut refused, mut administration) = (0, 0);
        for exchange in exchanges.iter() {
            let here = format!("{} {}", exchange.status, exchange.uri.split('?').next().unwrap_or_default());
            look(format!("the address of {here}"), exchange.uri.as_bytes());
            for (name, value) in exchange.headers.iter().filter(|(name, _)| name != "set-cookie") {
                look(format!("the header {name} of {here}"), value.as_bytes());
            }
            if exchange.status >= 400 {
                refused += 1;
                look(format!("the body of {here}"), &exchange.body);
            }
            // All but the one page that shows a link once. Forms carry their own token.
            if exchange.uri.starts_with("/admin") && !exchange.uri.contains("made=") {
                administration += 1;
                look(format!("the body of {here}"), &without_form_tokens(&exchange.body));
            }
        }
        assert!(administration > 7, "the pages for administrators were looked at: {administration}");
        assert!(refused > 8, "errors were looked at: {refused}");
        let log = heard.log.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&log);
        for expected in ["DEBUG sqlx::query", "UPDATE devices", "route=\"/sign-in/complete\"", "replied"] {
            assert!(text.contains(expected), "the log is as talkative as it can be: {expected}");
        }
        look("the log".to_owned(), &log);
        assert!(!text.contains("eyJ"), "signed messages are not for logs");
        for entry in fs::read_dir(self.server.folder().join("data")).expect("the folder") {
            let file = entry.expect("readable").path();
            if file.extension().is_none_or(|kind| kind != "key") {
                look(file.display().to_string(), &fs::read(&file).expect("readable"));
            }
        }
        assert!(found.is_empty(), "{found:#?}");
    }
}
