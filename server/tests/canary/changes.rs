//! The second half: other ways to sign in, another device, a new password, and the end of it all; and requests that
//! nobody understands.

use axum::Router;
use axum::http::Method;
use countersign_protocol::message::{Grant, Verification};
use countersign_protocol::{AuthorizationCode, Digest, SetupCode, Signer};

use super::key::{Key, asked};
use super::people::{answer_yes, code_of, prove};
use super::{NEW, PASSWORD, Story, VERIFIER, WRONG};

impl Story {
    pub(crate) async fn changes(&mut self, routes: &Router) {
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

        // An account with several methods wants a device that has made sure of its person.
        self.phone.verification = Verification::Pin;
        self.adds_a_passkey().await;
        self.administers(routes).await;
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

    /// A passkey, which then lets in. Its challenges are good once, for their browser, so the database may know them.
    async fn adds_a_passkey(&mut self) {
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/passkeys", &[]).await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/2fa/passkeys", &[]).await;
        let mut key = Key::new();
        self.keep_challenge(&asked(&page));
        let reply = key.make(&page).await;
        let page = self.browser.submit(&page, &page.path, &[("name", "Yellow key"), ("reply", &reply)]).await;
        assert_eq!(page.path, "/2fa", "{}", page.text());
        self.sign_in_again().await;
        for reply in ["{}", "", reply.as_str()] {
            let page = self.browser.get("/sign-in/passkey").await;
            self.keep_challenge(&asked(&page));
            let page = self.browser.submit(&page, "/sign-in/passkey", &[("reply", reply)]).await;
            assert_ne!(page.path, "/account");
        }
        let page = self.browser.get("/sign-in/passkey").await;
        self.keep_challenge(&asked(&page));
        let reply = key.answer(&page).await;
        let page = self.browser.submit(&page, "/sign-in/passkey", &[("reply", &reply)]).await;
        assert_eq!(page.path, "/account", "{}", page.text());
    }

    fn keep_challenge(&mut self, asked: &str) {
        let asked: serde_json::Value = serde_json::from_str(asked).expect("options");
        let challenge = asked["publicKey"]["challenge"].as_str().expect("a challenge");
        self.passing.text("passkey challenge", challenge);
    }

    /// Secrets where they do not belong: nobody repeats them.
    pub(crate) async fn meets_bad_requests(&mut self) {
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
}
