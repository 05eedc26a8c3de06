//! The first half: an account, a phone, the push service that wakes it, and sign-ins in every way.

use std::fs;

use axum::Router;
use axum::http::StatusCode;
use countersign_protocol::encoding::encode;
use countersign_protocol::message::Grant;
use countersign_protocol::push::PushSubscription;
use countersign_protocol::{SetupCode, Signer, SigningKey};
use countersign_server::domain::{EnrollmentState, Hashed};
use countersign_server::testing::Says;
use tokio::net::TcpListener;

use super::people::{answer_yes, code_of, setup_code, sign_in_with, sign_out};
use super::{PASSWORD, Story, WRONG};

impl Story {
    pub(crate) async fn begins(&mut self) {
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

    pub(crate) async fn links(&mut self) {
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
        self.printed.push(format!("{account:#?}"));
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
    pub(crate) async fn is_woken(&mut self) {
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
        let subscription: PushSubscription = serde_json::from_value(serde_json::json!({
            "kind": "webpush", "endpoint": "https://push.example/canary-endpoint-4144", "p256dh": p256dh,
            "auth": encode(&auth),
        }))
        .expect("a subscription");
        self.printed.push(format!("{subscription:#?}"));
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

    pub(crate) async fn signs_in(&mut self) {
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
    pub(crate) async fn sign_in_again(&mut self) {
        self.server.clock.advance(1);
        let page = self.browser.get("/sign-in?fresh=1").await;
        let page = self.browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
    }

    async fn backup_code(&mut self, place: usize) -> String {
        self.phone.account().await.backup_codes.expect("ten minutes")[place].expose_text()
    }
}
