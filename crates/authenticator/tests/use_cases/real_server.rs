//! The same use cases against the real server, with a browser that speaks to its pages.

use std::net::SocketAddr;
use std::time::Duration;

use countersign_authenticator::{
    AccountId, AccountState, AnswerOutcome, Authenticator, ChallengeId, Decision, EndedAs, LinkFollowed,
    NoticeKind, PendingStatus, PendingView, QuestionMode, QuestionView, Reason, RemoveOutcome, Revocation,
};
use countersign_protocol::SetupCode;
use countersign_protocol::message::Grant;
use countersign_server::testing::{TestBrowser, TestPage, TestServer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::approving::listen;
use crate::device::{Device, PushPhone};
use crate::linking::{asked_browser, failure, parameter, step, visit};

pub(crate) const PASSWORD: &str = "plum kettle orbit 41";

/// A server that listens, a person's browser, and a device.
pub(crate) struct Town {
    pub(crate) server: TestServer,
    origin: String,
    pub(crate) browser: TestBrowser,
    device: Device,
    pub(crate) app: Authenticator,
    listening: JoinHandle<()>,
}

impl Town {
    pub(crate) async fn found() -> Self {
        Self::found_with(Device::new()).await
    }

    pub(crate) fn phone(&self) -> &PushPhone {
        self.device.phone.as_ref().unwrap()
    }

    pub(crate) async fn found_with(device: Device) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let server = TestServer::with(&format!("public_url = \"{origin}\"\n")).await;
        let service = server.router().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        let token = server.app().setup_token().await.unwrap().unwrap();
        let mut browser = server.browser();
        let page = browser.get("/setup").await;
        let fields = [("token", token.as_str()), ("name", "ada"), ("password", PASSWORD)];
        let page = browser.submit(&page, "/setup", &fields).await;
        assert_eq!(page.path, "/2fa", "{}", page.text());
        let app = device.start().await;
        let listening = tokio::spawn({
            let app = app.clone();
            async move { app.listen().await }
        });
        Self { server, origin, browser, device, app, listening }
    }

    async fn restart(&mut self) {
        self.listening.abort();
        let _ = (&mut self.listening).await;
        self.app.close().await;
        self.app = self.device.start().await;
        let app = self.app.clone();
        self.listening = tokio::spawn(async move { app.listen().await });
    }

    /// The page with the QR code; the setup code beside it is what a person types.
    async fn enrollment(&mut self) -> (TestPage, SetupCode) {
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let place = page.body.find("id=\"typed-code\"").expect("the page has the typed form");
        let shown = page.body[place..].split(['<', '>']).filter(|piece| piece.len() == 4 && *piece != "span");
        let code = SetupCode::parse(&shown.take(2).collect::<String>()).ok();
        (page, code.expect("the page shows the setup code"))
    }

    async fn begin(&self, code: &SetupCode) -> countersign_authenticator::PendingId {
        let pending = self.app.enter_setup_code(&self.origin, "ada", &code.expose_halves()).unwrap();
        self.app.confirm_pending(pending.id(), None).await.unwrap();
        pending.id()
    }

    pub(crate) async fn link(&mut self) -> AccountId {
        let (page, code) = self.enrollment().await;
        let id = self.begin(&code).await;
        let shown =
            step(&self.device, &self.app, id, |status| matches!(status, PendingStatus::ConfirmDigits { .. }));
        let PendingStatus::ConfirmDigits { digits, .. } = shown.await else { unreachable!() };
        self.type_digits(&page.path, &digits).await;
        let done =
            step(&self.device, &self.app, id, |status| matches!(status, PendingStatus::Done { .. })).await;
        let PendingStatus::Done { account, has_backup_codes: true, .. } = done else { panic!("{done:?}") };
        account
    }

    async fn type_digits(&mut self, enrollment: &str, digits: &str) -> TestPage {
        let page = self.browser.get(enrollment).await;
        let page = self.browser.submit(&page, &format!("{enrollment}/confirm"), &[("digits", digits)]).await;
        assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
        page
    }

    /// A page that wants a proof of its own gets it from the device, with the number that it shows.
    async fn prove(&mut self, account: AccountId, page: &TestPage, reason: Reason) -> TestPage {
        let page = self.browser.submit(page, "/prove/ask", &[]).await;
        let number = page.text_of("id", "number").expect("the page shows it");
        let question = self.question(|question| question.reason == reason && question.ended.is_none()).await;
        let outcome = self.answer(account, question.cid, Decision::Approve, Some(&number)).await;
        assert_eq!(outcome, AnswerOutcome::Approved);
        let page = self.browser.get(&page.path).await;
        self.browser.submit(&page, "/prove/complete", &[]).await
    }

    async fn sign_out(&mut self) {
        let page = self.browser.get("/account").await;
        self.browser.submit(&page, "/sign-out", &[]).await;
    }

    async fn question(&self, wanted: impl Fn(&QuestionView) -> bool) -> QuestionView {
        self.device.until("a question", async || self.app.questions().into_iter().find(&wanted)).await
    }

    async fn answer(
        &self,
        account: AccountId,
        cid: ChallengeId,
        decision: Decision,
        number: Option<&str>,
    ) -> AnswerOutcome {
        self.app.answer_question(account, cid, decision, number).await.unwrap().outcome
    }
}

async fn sign_in(browser: &mut TestBrowser) -> TestPage {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await
}

async fn go_on(browser: &mut TestBrowser) -> TestPage {
    let page = browser.get("/sign-in/wait").await;
    browser.submit(&page, "/sign-in/complete", &[]).await
}

#[tokio::test]
async fn a_person_links_by_typed_code_signs_in_and_says_yes() {
    let mut town = Town::found().await;
    let account = town.link().await;
    assert_eq!(town.app.backup_codes(account).await.unwrap().unwrap().len(), 10);
    town.sign_out().await;
    let page = sign_in(&mut town.browser).await;
    assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
    let question = town.question(|_| true).await;
    assert_eq!((question.mode, question.user.as_str()), (QuestionMode::Tap, "ada"));
    assert_eq!(town.answer(account, question.cid, Decision::Approve, None).await, AnswerOutcome::Approved);
    assert_eq!(go_on(&mut town.browser).await.path, "/account");
}

#[tokio::test]
async fn a_code_made_without_a_network_is_taken_by_the_page() {
    let mut town = Town::found().await;
    town.link().await;
    town.restart().await;
    town.sign_out().await;
    sign_in(&mut town.browser).await;
    let code = town.app.codes().await.unwrap().remove(0).digits;
    let page = town.browser.get("/sign-in/code").await;
    let page = town.browser.submit(&page, "/sign-in/code", &[("code", code.as_str())]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
}

#[tokio::test]
async fn another_browser_shows_a_number_that_has_to_be_typed() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let mut other = town.server.browser();
    let page = sign_in(&mut other).await;
    let number = page.text_of("id", "number").expect("the page shows it");
    let question = town.question(|_| true).await;
    assert_eq!(question.mode, QuestionMode::Number { digits: 2 });
    let wrong = if number == "00" { "11" } else { "00" };
    let answer =
        town.app.answer_question(account, question.cid, Decision::Approve, Some(wrong)).await.unwrap();
    assert_eq!((answer.outcome, answer.tries_left), (AnswerOutcome::WrongNumber, Some(2)));
    assert_eq!(
        town.answer(account, question.cid, Decision::Approve, Some(&number)).await,
        AnswerOutcome::Approved
    );
    assert_eq!(go_on(&mut other).await.path, "/account");
}

#[tokio::test]
async fn the_code_of_a_page_is_read_instead_of_typing_its_number() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let mut other = town.server.browser();
    sign_in(&mut other).await;
    let ways = other.get("/sign-in/other-ways").await;
    let page = other.submit(&ways, "/sign-in/scan", &[]).await;
    let link = page.link("countersign://approve").expect("the page links to the app");
    let question = town.question(|question| question.mode == QuestionMode::Scan { scanned: false }).await;
    let early = town.app.answer_question(account, question.cid, Decision::Approve, None).await.unwrap_err();
    assert_eq!(early.code(), "scan_first");

    // Another page's secret is judged by the server, and has to be read anew.
    let (start, _) = link.rsplit_once("x=").unwrap();
    town.app.read_text(&format!("{start}x=AAAAAAAAAAAAAAAAAAAAAA")).unwrap();
    let wrong = town.app.answer_question(account, question.cid, Decision::Approve, None).await.unwrap();
    assert_eq!((wrong.outcome, wrong.tries_left), (AnswerOutcome::WrongNumber, Some(2)));
    town.question(|question| question.mode == QuestionMode::Scan { scanned: false }).await;

    assert!(matches!(town.app.read_text(&link).unwrap(), PendingView::Question { .. }));
    town.question(|question| question.mode == QuestionMode::Scan { scanned: true }).await;
    assert_eq!(town.answer(account, question.cid, Decision::Approve, None).await, AnswerOutcome::Approved);
    assert_eq!(go_on(&mut other).await.path, "/account");
    let foreign = link.replace(&town.origin, "https://elsewhere.example");
    assert_eq!(town.app.read_text(&foreign).unwrap_err().code(), "device_unknown");
}

#[tokio::test]
async fn a_page_that_is_scanned_before_its_question_arrives_counts_all_the_same() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let mut other = town.server.browser();
    sign_in(&mut other).await;
    town.question(|_| true).await;
    town.listening.abort();
    let ways = other.get("/sign-in/other-ways").await;
    let page = other.submit(&ways, "/sign-in/scan", &[]).await;
    let link = page.link("countersign://approve").expect("the page links to the app");
    assert_eq!(town.app.follow_link(&link).await.unwrap(), LinkFollowed::Question);
    town.listening = listen(&town.app);
    let question = town.question(|question| question.mode == QuestionMode::Scan { scanned: true }).await;
    assert_eq!(town.answer(account, question.cid, Decision::Approve, None).await, AnswerOutcome::Approved);
}

#[tokio::test]
async fn a_page_is_answered_without_network_by_digits_that_count_once() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let mut other = town.server.browser();
    let page = sign_in(&mut other).await;
    town.question(|_| true).await;
    town.listening.abort();
    let page = other.submit(&page, "/sign-in/without-network", &[]).await;
    let link = page.link("countersign://offline").expect("the page links to the app");
    assert_eq!(town.app.follow_link(&link).await.unwrap(), LinkFollowed::Question);
    let question = town.question(|question| question.mode == QuestionMode::Offline { scanned: true }).await;
    assert_eq!((question.started_ago, question.started_at.seconds()), (None, town.server.clock.now()));
    assert_eq!((question.user.as_str(), question.left), ("ada", question.lifetime));
    assert_eq!(town.app.questions().len(), 1, "the question before it has ended");

    let digits = town.app.reveal_offline_digits(account, question.cid).await.unwrap();
    assert_eq!(*town.app.reveal_offline_digits(account, question.cid).await.unwrap(), *digits);
    let page = other.submit(&page, "/sign-in/offline", &[("digits", &digits)]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    town.app.dismiss_question(question.cid).unwrap();
    assert!(town.app.questions().is_empty());

    // Once there is network again, it is heard how it ended.
    town.app.read_text(&link).unwrap();
    town.listening = listen(&town.app);
    let ended = town.question(|question| question.ended.is_some()).await.ended.unwrap();
    assert_eq!(ended.how, EndedAs::Approved);
    let late = town.app.reveal_offline_digits(account, question.cid).await.unwrap_err();
    assert_eq!(late.code(), "question_unknown");
}

#[tokio::test]
async fn a_no_ends_the_sign_in_and_it_was_not_me_is_taken_after_it() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let mut other = town.server.browser();
    sign_in(&mut other).await;
    let question = town.question(|_| true).await;
    assert_eq!(town.answer(account, question.cid, Decision::Decline, None).await, AnswerOutcome::Declined);
    town.app.report_not_me(account, question.cid).await.unwrap();
    assert_eq!(town.device.browser.last(), Some(format!("{}/secure", town.origin)));
    let late = town.app.answer_question(account, question.cid, Decision::Approve, Some("00")).await.unwrap();
    assert_eq!(late.ended.unwrap().how, EndedAs::Declined);
}

#[tokio::test]
async fn a_question_that_nobody_answers_expires_on_both_sides() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let mut other = town.server.browser();
    sign_in(&mut other).await;
    let question = town.question(|_| true).await;
    town.server.clock.advance(121);
    town.device.clock.advance(Duration::from_secs(121));
    assert_eq!(town.app.questions()[0].ended.as_ref().unwrap().how, EndedAs::Expired);
    assert_eq!(town.answer(account, question.cid, Decision::Approve, Some("00")).await, AnswerOutcome::Ended);
    town.restart().await;
    town.app.check_now();
    town.app.account_details(account).await.unwrap().devices.unwrap().unwrap();
    assert!(town.app.questions().is_empty());
}

#[tokio::test]
async fn an_app_restarted_at_the_question_is_asked_again() {
    let mut town = Town::found().await;
    let account = town.link().await;
    town.sign_out().await;
    sign_in(&mut town.browser).await;
    let first = town.question(|_| true).await;
    town.restart().await;
    let again = town.question(|_| true).await;
    assert_eq!(first.cid, again.cid);
    assert_eq!(town.answer(account, again.cid, Decision::Approve, None).await, AnswerOutcome::Approved);
    assert_eq!(go_on(&mut town.browser).await.path, "/account");
}

#[tokio::test]
async fn an_app_restarted_at_the_digits_has_the_account_after_all() {
    let mut town = Town::found().await;
    let (page, code) = town.enrollment().await;
    let id = town.begin(&code).await;
    let shown =
        step(&town.device, &town.app, id, |status| matches!(status, PendingStatus::ConfirmDigits { .. }))
            .await;
    let PendingStatus::ConfirmDigits { digits, .. } = shown else { unreachable!() };
    town.restart().await;
    town.type_digits(&page.path, &digits).await;
    let account = town.device.until("the account", async || town.app.accounts().await.unwrap().pop()).await;
    assert!(account.codes.is_some() && account.backup_codes_pending);
}

#[tokio::test]
async fn a_code_that_somebody_else_used_is_named() {
    let mut town = Town::found().await;
    let (_, code) = town.enrollment().await;
    let mut thief = town.server.device("Thief");
    thief.enroll(Grant::Typed { user: "ada".into(), setup_code: code.clone() }).await;
    let id = town.begin(&code).await;
    let found = failure(&town.device, &town.app, id).await.0;
    assert!(["code_used", "code_invalid"].contains(&found), "{found}");
    assert!(town.app.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn digits_that_are_not_typed_in_time_end_the_link() {
    let mut town = Town::found().await;
    let (_, code) = town.enrollment().await;
    let id = town.begin(&code).await;
    step(&town.device, &town.app, id, |status| matches!(status, PendingStatus::ConfirmDigits { .. })).await;
    town.server.clock.advance(301);
    town.device.clock.advance(Duration::from_secs(301));
    town.app.check_now();
    assert_eq!(failure(&town.device, &town.app, id).await.0, "not_confirmed");
}

#[tokio::test]
async fn switching_off_on_the_page_drops_the_account_and_says_so() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let page = town.browser.get("/2fa/switch-off").await;
    let page = town.prove(account, &page, Reason::SwitchOff).await;
    let page = town.browser.submit(&page, "/2fa/switch-off", &[]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    let notice = town.device.until("a notice", async || town.app.notices().pop()).await;
    assert_eq!(notice.kind, NoticeKind::AccountRemoved { reason: Revocation::SwitchedOff });
    assert!(town.app.accounts().await.unwrap().is_empty());
    assert_eq!(town.device.key_store.names().len(), 1, "only the vault's key is left");
}

#[tokio::test]
async fn an_account_that_is_linked_already_is_not_linked_twice() {
    let mut town = Town::found().await;
    let account = town.link().await;
    let page = town.browser.get("/2fa/add").await;
    let page = town.browser.submit(&page, "/2fa/enrollments", &[]).await;
    assert!(page.path.starts_with("/prove"), "{}", page.path);
    town.prove(account, &page, Reason::AddMethod).await;
    let (_, code) = town.enrollment().await;
    let id = town.begin(&code).await;
    let (found, status) = failure(&town.device, &town.app, id).await;
    let PendingStatus::Failed { error } = status else { unreachable!() };
    assert_eq!((found, error.details().account), ("already_linked", Some(account)));
    let details = town.app.account_details(account).await.unwrap();
    let active =
        details.devices.unwrap().unwrap().into_iter().filter(|device| device.state == AccountState::Active);
    assert_eq!(active.count(), 1);
}

#[tokio::test]
async fn a_sign_in_in_the_browser_authorizes_this_device() {
    let mut town = Town::found().await;
    let id = town.app.log_in_from_this_device(&town.origin, None).unwrap().id();
    town.app.confirm_pending(id, None).await.unwrap();
    let address = asked_browser(&town.device, &town.app, id).await;
    let path = format!("{}?{}", address.path(), address.query().unwrap());
    // Always a fresh sign-in, whoever is signed in there.
    town.server.clock.advance(1);
    let page = town.browser.get(&path).await;
    let page = town.browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
    let authorize = [("decision", "authorize")];
    let page = town.browser.submit(&page, "/oauth/authorize/consent", &authorize).await;
    let back = page.link(&parameter(&address, "redirect_uri")).expect("the page leads back");
    let back = Url::parse(&back.replace("&amp;", "&")).unwrap();
    assert!(visit(back.as_str()).await.starts_with("HTTP/1.1 200"));
    let done = step(&town.device, &town.app, id, |status| matches!(status, PendingStatus::Done { .. })).await;
    let PendingStatus::Done { account, has_backup_codes: true, .. } = done else { panic!("{done:?}") };
    assert!(town.app.accounts().await.unwrap()[0].codes.is_some());
    assert_eq!(town.app.remove_account(account).await.unwrap(), RemoveOutcome::LastMethod);
    assert_eq!(town.device.browser.last(), Some(format!("{}/2fa", town.origin)));
}

impl Town {
    /// Signs out and in again with a YES here, which goes a step.
    async fn say_yes(&mut self, account: AccountId) {
        self.sign_out().await;
        let page = sign_in(&mut self.browser).await;
        assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
        let question = self.question(|question| question.ended.is_none()).await;
        assert_eq!(
            self.answer(account, question.cid, Decision::Approve, None).await,
            AnswerOutcome::Approved
        );
        assert_eq!(go_on(&mut self.browser).await.path, "/account");
    }
}

fn is_called_a_copy(app: &Authenticator) -> bool {
    app.notices().iter().any(|notice| notice.kind == NoticeKind::DeviceCopied)
}

#[tokio::test]
async fn a_copied_vault_is_noticed_by_both_copies_and_both_go_on() {
    let mut town = Town::found().await;
    let account = town.link().await;
    town.say_yes(account).await;
    town.listening.abort();
    let _ = (&mut town.listening).await;
    town.app.close().await;
    let copy = town.device.copied();
    town.app = town.device.start().await;
    town.listening = listen(&town.app);
    town.say_yes(account).await;
    assert!(!is_called_a_copy(&town.app));

    let other = copy.start().await;
    let other_listening = listen(&other);
    copy.until("the copy hears of it", async || is_called_a_copy(&other).then_some(())).await;
    town.device.clock.advance(Duration::from_hours(1));
    town.app.check_now();
    let hears = async || is_called_a_copy(&town.app).then_some(());
    town.device.until("the first one hears of it", hears).await;
    for app in [&other, &town.app] {
        assert!(app.accounts().await.unwrap()[0].copied_at.is_some());
    }
    other_listening.abort();
    other.close().await;
    town.say_yes(account).await;
}

#[tokio::test]
async fn one_app_that_answers_is_ended_and_starts_again_is_never_called_a_copy() {
    let mut town = Town::found().await;
    let account = town.link().await;
    for _ in 0..3 {
        town.restart().await;
        town.say_yes(account).await;
        town.device.clock.advance(Duration::from_hours(2));
    }
    town.app.renew_device_keys(account).await.unwrap();
    town.say_yes(account).await;
    town.restart().await;
    town.say_yes(account).await;
    let view = town.app.accounts().await.unwrap().remove(0);
    assert_eq!((view.copied_at, is_called_a_copy(&town.app)), (None, false));
}
