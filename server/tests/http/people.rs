//! How stories begin: somebody with an account, with a linked phone, with an authenticator app.

use axum::http::StatusCode;
use countersign_otp::{Algorithm, Digits, Period, Secret, Totp, UnixTime};
use countersign_protocol::SetupCode;
use countersign_protocol::message::{Grant, Otp};
use countersign_server::domain::{AccountName, Password};
use countersign_server::storage::NewAccount;
use countersign_server::testing::{ApiReply, Says, TestBrowser, TestDevice, TestPage, TestServer};

pub(crate) const NAME: &str = "ada";
pub(crate) const PASSWORD: &str = "plum kettle orbit 41";

/// Somebody with one linked phone, signed in to the browser that switched two-step verification on.
pub(crate) struct Story {
    pub(crate) server: TestServer,
    pub(crate) browser: TestBrowser,
    pub(crate) phone: TestDevice,
    pub(crate) codes: Vec<String>,
}

impl Story {
    pub(crate) async fn begin() -> Self {
        Self::on(TestServer::new().await).await
    }

    pub(crate) async fn on(server: TestServer) -> Self {
        let mut browser = first_account(&server).await;
        // What happens from here on is later than the sign-in.
        server.clock.advance(1);
        let mut phone = server.device("Phone");
        let page = link(&mut browser, &mut phone, &[]).await;
        assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
        let codes = phone.account().await.backup_codes.expect("the first method gets them");
        let codes = codes.iter().map(SetupCode::expose_text).collect();
        Self { server, browser, phone, codes }
    }

    /// The six digits that the phone shows now.
    pub(crate) async fn code(&mut self) -> String {
        let otp = self.phone.account().await.otp.expect("fetched within ten minutes");
        code_of(&otp, self.server.clock.now())
    }

    /// Another device, linked with a YES on the phone.
    pub(crate) async fn second_device(&mut self, name: &str) -> TestDevice {
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let (path, code) = (page.path.clone(), setup_code(&page));
        let mut device = self.server.device(name);
        let page = confirm(&mut self.browser, &mut device, &path, code, &[]).await;
        assert_eq!(page.path, "/2fa", "{}", page.text());
        device
    }

    /// Another browser that signs in and is let in with the number.
    pub(crate) async fn second_browser(&mut self) -> TestBrowser {
        let mut other = self.server.browser();
        let page = sign_in(&mut other).await;
        let page = answer_yes(&mut other, &mut self.phone, &page).await;
        assert_eq!(page.path, "/account", "{}", page.text());
        other
    }
}

/// Somebody else with an account and a linked phone, signed in.
pub(crate) async fn member(server: &TestServer, name: &str) -> (TestBrowser, TestDevice) {
    let state = server.app().state();
    let shown = AccountName::parse(name).expect("a name");
    let password = Password::new_for(PASSWORD, &shown).expect("good");
    let password_hash = state.hashing.hash(password).await.expect("free");
    let new = NewAccount { name: shown, password_hash, is_admin: false };
    state.storage.make_account(new, state.now()).await.expect("it works");
    let mut browser = server.browser();
    assert_eq!(sign_in_with(&mut browser, name, PASSWORD).await.path, "/account");
    let (enrollment, setup_code) = start(&mut browser).await;
    let mut device = server.device("Phone");
    let reply = device.enroll(Grant::Typed { user: name.into(), setup_code }).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let digits = device.account().await.confirm.expect("six digits").expose().to_owned();
    let page = browser.get(&enrollment).await;
    browser.submit(&page, &format!("{enrollment}/confirm"), &[("digits", &digits)]).await;
    (browser, device)
}

/// The first account of a server, signed in.
pub(crate) async fn first_account(server: &TestServer) -> TestBrowser {
    let token = server.app().setup_token().await.expect("it works").expect("no account yet");
    let mut browser = server.browser();
    let page = browser.get("/setup").await;
    let fields = [("token", token.as_str()), ("name", NAME), ("password", PASSWORD)];
    let page = browser.submit(&page, "/setup", &fields).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    browser
}

/// Begins an enrollment on the page; gives its path and its setup code.
pub(crate) async fn start(browser: &mut TestBrowser) -> (String, SetupCode) {
    let page = browser.get("/2fa/add").await;
    let page = browser.submit(&page, "/2fa/enrollments", &[]).await;
    let code = setup_code(&page);
    (page.path, code)
}

/// The setup code that an enrollment's page shows.
pub(crate) fn setup_code(page: &TestPage) -> SetupCode {
    let (_, code) = page.body.split_once("id=\"typed-code\">").expect("the page shows the setup code");
    let halves: String = code.split("<span>").skip(1).take(2).map(|half| &half[..4]).collect();
    SetupCode::parse(&halves).expect("a setup code")
}

pub(crate) async fn claim(device: &mut TestDevice, setup_code: SetupCode) {
    let reply = device.enroll(Grant::Typed { user: NAME.into(), setup_code }).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
}

/// Links a device by what is typed, and by the six digits that it shows; `fields` are added to the last form.
pub(crate) async fn link(
    browser: &mut TestBrowser,
    device: &mut TestDevice,
    fields: &[(&str, &str)],
) -> TestPage {
    let (enrollment, code) = start(browser).await;
    confirm(browser, device, &enrollment, code, fields).await
}

/// Goes on from an enrollment that was begun.
pub(crate) async fn confirm(
    browser: &mut TestBrowser,
    device: &mut TestDevice,
    enrollment: &str,
    code: SetupCode,
    fields: &[(&str, &str)],
) -> TestPage {
    claim(device, code).await;
    let digits = device.account().await.confirm.expect("six digits").expose().to_owned();
    let page = browser.get(enrollment).await;
    let mut all = vec![("digits", digits.as_str())];
    all.extend_from_slice(fields);
    browser.submit(&page, &format!("{enrollment}/confirm"), &all).await
}

pub(crate) async fn sign_out(browser: &mut TestBrowser) {
    let page = browser.get("/account").await;
    let page = browser.submit(&page, "/sign-out", &[]).await;
    assert_eq!(page.path, "/sign-in");
}

pub(crate) async fn sign_in(browser: &mut TestBrowser) -> TestPage {
    sign_in_with(browser, NAME, PASSWORD).await
}

pub(crate) async fn sign_in_with(browser: &mut TestBrowser, name: &str, password: &str) -> TestPage {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, "/sign-in", &[("name", name), ("password", password)]).await
}

/// Says YES to what is pending, with the number if the page shows one.
pub(crate) async fn yes(phone: &mut TestDevice, page: &TestPage) -> ApiReply {
    let number = page.text_of("id", "number");
    let reply = match &number {
        Some(number) => phone.answer(Says::YesNumber(number)).await,
        None => phone.answer(Says::Yes).await,
    };
    assert_eq!(reply.json()["state"], "approved", "{}", reply.text());
    reply
}

/// Says YES to a sign-in and goes on from its page.
pub(crate) async fn answer_yes(
    browser: &mut TestBrowser,
    phone: &mut TestDevice,
    page: &TestPage,
) -> TestPage {
    yes(phone, page).await;
    let page = browser.get("/sign-in/wait").await;
    browser.submit(&page, "/sign-in/complete", &[]).await
}

/// Proves a change on its page by a YES with the number; gives where that leads.
pub(crate) async fn prove(browser: &mut TestBrowser, phone: &mut TestDevice, page: &TestPage) -> TestPage {
    assert!(page.path.starts_with("/prove?"), "{}: {}", page.path, page.text());
    let asked = browser.submit(page, "/prove/ask", &[]).await;
    yes(phone, &asked).await;
    let approved = browser.get(&asked.path).await;
    browser.submit(&approved, "/prove/complete", &[]).await
}

pub(crate) fn code_of(otp: &Otp, now: u64) -> String {
    let secret = Secret::from_base32(&otp.secret).expect("base32");
    let totp = Totp::new(secret, Algorithm::Sha1, Digits::default(), Period::default());
    totp.at(UnixTime::from_seconds(now)).reveal_digits().to_owned()
}

#[track_caller]
pub(crate) fn is_problem(reply: &ApiReply, status: u16, name: &str) {
    assert_eq!((reply.status.as_u16(), reply.problem().as_deref()), (status, Some(name)), "{}", reply.text());
}
