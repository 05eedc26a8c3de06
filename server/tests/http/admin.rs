//! The administrators' pages: for administrators alone, after a proof of their own, and what each of them does.

use axum::http::StatusCode;
use countersign_protocol::AccountId;
use countersign_server::domain::{AccountName, MailAddress};
use countersign_server::storage::{By, NewAccount};
use countersign_server::testing::{Says, TestPage, TestServer};

use crate::people::{
    NAME, PASSWORD, Story, answer_yes, first_account, is_problem, member, prove, sign_in, sign_in_with,
};
use crate::post_office::{PostOffice, post};

/// The account of this name.
pub(crate) async fn account(server: &TestServer, name: &str) -> AccountId {
    let name = AccountName::parse(name).expect("a name");
    let record = server.app().state().storage.password_of(&name).await.expect("it works");
    record.expect("there").account
}

/// Opens a page for administrators, after the proof.
pub(crate) async fn open(story: &mut Story, path: &str) -> TestPage {
    let page = story.browser.get(path).await;
    if !page.path.starts_with("/prove?") {
        return page;
    }
    assert!(page.path.starts_with("/prove?reason=step-up&"), "{}", page.path);
    prove(&mut story.browser, &mut story.phone, &page).await
}

fn pages(of: &AccountId) -> Vec<String> {
    let mut pages: Vec<_> =
        ["", "/invitations", "/policy", "/journal", "/health"].map(|page| format!("/admin{page}")).into();
    pages.extend(["", "/activity", "/reset"].map(|page| format!("/admin/people/{of}{page}")));
    pages
}

fn acts(of: &AccountId) -> Vec<String> {
    let person = [
        "sessions/end-all",
        "sessions/none/end",
        "policy",
        "suspend",
        "allow",
        "administrator",
        "administrator/end",
        "reset",
        "reset/cancel",
        "reset/confirm",
        "recovery-link",
    ];
    let mut acts: Vec<_> = person.map(|act| format!("/admin/people/{of}/{act}")).into();
    acts.extend(
        ["policy", "invitations", "invitations/none/withdraw", "health/mail/retry"]
            .map(|act| format!("/admin/{act}")),
    );
    acts
}

/// What the forms above need, whatever they do with it.
fn fields(token: (String, String)) -> Vec<(String, String)> {
    vec![token, ("approval".into(), "strict".into()), ("note".into(), "for nobody".into())]
}

fn token(page: &TestPage) -> (String, String) {
    page.forms().into_iter().flat_map(|form| form.fields).find(|(name, _)| name == "csrf").expect("a form")
}

/// What an administrator could have changed.
async fn stand(server: &TestServer) -> String {
    let storage = &server.app().state().storage;
    let people = storage.people("", "").await.expect("it works");
    let invitations = storage.invitations().await.expect("it works");
    let everybody = storage.everybodys_policy().await.expect("it works");
    let acts = storage.acts(None).await.expect("it works").len();
    let states = people.lines.iter().map(|person| {
        format!("{} {} {:?} {}", person.name, person.is_admin, person.suspended_at, person.has_reset)
    });
    format!("{:?} {} {everybody:?} {acts}", states.collect::<Vec<_>>(), invitations.len())
}

#[tokio::test]
async fn the_pages_and_acts_are_for_administrators_alone_and_say_so() {
    let story = Story::begin().await;
    let (mut eve, _) = member(&story.server, "eve").await;
    let ada = account(&story.server, NAME).await;
    let own = eve.get("/account").await;
    assert_eq!(own.link("/admin"), None, "nothing leads there");
    let before = stand(&story.server).await;
    for path in pages(&ada) {
        let page = eve.get(&path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.text().contains("This page is for administrators"), "{path}: {}", page.text());
    }
    for path in acts(&ada) {
        let page = eve.post(&path, &fields(token(&own))).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut stranger = story.server.browser();
    for path in pages(&ada) {
        assert!(stranger.get(&path).await.path.starts_with("/sign-in?next="), "{path}");
    }
    assert_eq!(stand(&story.server).await, before);
}

#[tokio::test]
async fn an_administrator_without_a_second_step_is_sent_to_switch_it_on() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let page = browser.get("/admin").await;
    assert_eq!(page.path, "/2fa?error=administrator");
    assert!(page.text().contains("Administrators need two-step verification"), "{}", page.text());
    let own = browser.get("/account").await;
    let page = browser.post("/admin/policy", &fields(token(&own))).await;
    assert_eq!(page.path, "/2fa?error=administrator");
}

#[tokio::test]
async fn a_proof_opens_the_pages_for_a_quarter_of_an_hour_and_for_its_session_alone() {
    let mut story = Story::begin().await;
    member(&story.server, "eve").await;
    let id = account(&story.server, "eve").await;
    let before = stand(&story.server).await;
    let own = story.browser.get("/account").await;
    for path in pages(&id) {
        assert!(story.browser.get(&path).await.path.starts_with("/prove?reason=step-up&"), "{path}");
    }
    for path in acts(&id) {
        let page = story.browser.post(&path, &fields(token(&own))).await;
        assert!(page.path.starts_with("/prove?reason=step-up&"), "{path}: {}", page.path);
    }
    assert_eq!(stand(&story.server).await, before);
    let page = open(&mut story, &format!("/admin/people/{id}")).await;
    assert_eq!((page.path.clone(), page.status), (format!("/admin/people/{id}"), StatusCode::OK));
    for path in pages(&id) {
        assert_eq!(story.browser.get(&path).await.path, path);
    }
    let mut other = story.second_browser().await;
    assert!(other.get("/admin").await.path.starts_with("/prove?"), "another session");
    story.server.clock.advance(899);
    assert_eq!(story.browser.get("/admin").await.path, "/admin");
    story.server.clock.advance(1);
    assert!(story.browser.get("/admin").await.path.starts_with("/prove?"));
}

#[tokio::test]
async fn a_form_that_comes_from_elsewhere_does_nothing() {
    let mut story = Story::begin().await;
    member(&story.server, "eve").await;
    let id = account(&story.server, "eve").await;
    open(&mut story, "/admin").await;
    let before = stand(&story.server).await;
    for path in acts(&id) {
        let page = story.browser.post(&path, &fields(("csrf".into(), "none".into()))).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.text().contains("This form is too old"), "{path}: {}", page.text());
    }
    assert_eq!(stand(&story.server).await, before);
}

#[tokio::test]
async fn a_finger_on_an_open_screen_opens_no_pages_where_there_is_more_to_show() {
    let mut story = Story::begin().await;
    story.second_device("Tablet").await;
    let page = story.browser.get("/admin").await;
    let asked = story.browser.submit(&page, "/prove/ask", &[]).await;
    let number = asked.text_of("id", "number").expect("at least the number");
    is_problem(&story.phone.answer(Says::YesNumber(&number)).await, 403, "key-not-allowed");
    story.phone.verification = countersign_protocol::message::Verification::Pin;
    assert_eq!(story.phone.answer(Says::YesNumber(&number)).await.json()["state"], "approved");
}

#[tokio::test]
async fn people_are_found_by_name_page_by_page() {
    let mut story = Story::begin().await;
    let state = story.server.app().state();
    for number in 0..120 {
        let name = AccountName::parse(&format!("person {number:03}")).expect("a name");
        let new = NewAccount { name, password_hash: "$argon2id$".into(), is_admin: false };
        state.storage.make_account(new, state.now()).await.expect("it works");
    }
    for name in ["100% cotton", "under_score", "<b>bold</b>"] {
        let name = AccountName::parse(name).expect("a name");
        let new = NewAccount { name, password_hash: "$argon2id$".into(), is_admin: false };
        state.storage.make_account(new, state.now()).await.expect("it works");
    }
    let mut page = open(&mut story, "/admin").await;
    assert!(page.text().contains("124 people"), "{}", page.text());
    let mut seen = Vec::new();
    loop {
        seen.push(page.body.matches("id=\"person-").count());
        let Some(next) = page.link("/admin?after=") else { break };
        page = story.browser.get(&next).await;
    }
    assert_eq!(seen, [30, 30, 30, 30, 4]);
    for (wanted, number) in [("PERSON 01", 10), ("%25", 1), ("r_s", 1), ("nobody", 0), ("", 124)] {
        let page = story.browser.get(&format!("/admin?name={}", wanted.replace(' ', "+"))).await;
        let text = page.text_of("id", "number").expect("it says how many");
        assert!(text.starts_with(&format!("{number} ")), "{wanted}: {text}");
    }
    let page = story.browser.get("/admin?name=bold").await;
    assert!(!page.body.contains("<b>"), "names are text");
    let page = story.browser.get("/admin?name=person").await;
    assert!(page.link("/admin?name=person&after=").is_some(), "what was looked for stays");
}

#[tokio::test]
async fn what_an_administrator_does_is_told_and_stands_in_both_journals() {
    let mut story = Story::begin().await;
    let (mut eve, mut phone) = member(&story.server, "eve").await;
    let id = account(&story.server, "eve").await;
    let here = format!("/admin/people/{id}");
    let page = open(&mut story, &here).await;
    assert!(page.text().contains("Phone"), "{}", page.text());
    let sessions: Vec<_> = page
        .forms()
        .into_iter()
        .filter(|form| form.action.starts_with(&format!("{here}/sessions/")))
        .collect();
    assert_eq!(sessions.len(), 2, "one session, and all");
    let page = story.browser.submit(&page, &sessions[0].action, &[]).await;
    assert_eq!(page.path, here);
    assert_eq!(eve.get("/account").await.path, "/sign-in?next=%2Faccount");

    story.browser.submit(&page, &format!("{here}/suspend"), &[]).await;
    let refused = sign_in_with(&mut eve, "eve", PASSWORD).await;
    assert!(refused.text().contains("This account is suspended"), "{}", refused.text());
    let wrong = sign_in_with(&mut eve, "eve", "another one entirely").await;
    assert!(wrong.text().contains("do not go together"), "only the right password hears of it");
    let page = story.browser.get(&here).await;
    let page = story.browser.submit(&page, &format!("{here}/allow"), &[]).await;
    let page = story.browser.submit(&page, &format!("{here}/policy"), &[("approval", "strict")]).await;
    let page = story.browser.submit(&page, &format!("{here}/administrator"), &[]).await;
    assert!(page.text().contains("Is an administrator"), "{}", page.text());
    story.browser.submit(&page, &format!("{here}/administrator/end"), &[]).await;

    story.server.clock.advance(1);
    let page = sign_in_with(&mut eve, "eve", PASSWORD).await;
    phone.verification = countersign_protocol::message::Verification::Pin;
    assert_eq!(page.text_of("id", "number").expect("strict").len(), 6);
    let page = answer_yes(&mut eve, &mut phone, &page).await;
    let told = [
        "Sessions were ended, by ada.",
        "The account was suspended, by ada.",
        "The account is suspended no longer, by ada.",
        "It was changed what your devices must ask for at least, by ada.",
        "You are an administrator from now on, by ada.",
        "You are no longer an administrator, by ada.",
    ];
    for sentence in told {
        assert!(page.text().contains(sentence), "{sentence}: {}", page.text());
        let activity = eve.get("/account/activity").await;
        assert!(activity.text().contains(sentence), "{sentence}: {}", activity.text());
    }
    let journal = story.browser.get("/admin/journal").await.text();
    for sentence in ["ada ended sessions of eve.", "ada suspended eve.", "ada made eve an administrator."] {
        assert!(journal.contains(sentence), "{sentence}: {journal}");
    }
}

#[tokio::test]
async fn nobody_acts_on_the_own_account() {
    let mut story = Story::begin().await;
    let id = account(&story.server, NAME).await;
    let page = open(&mut story, &format!("/admin/people/{id}")).await;
    assert!(page.forms().iter().all(|form| form.method == "get"), "{:?}", page.forms());
    assert!(page.text().contains("This is your own account"), "{}", page.text());
    let token = token(&story.browser.get("/account").await);
    let before = stand(&story.server).await;
    for act in acts(&id).iter().filter(|act| act.contains("/people/")) {
        let page = story.browser.post(act, &fields(token.clone())).await;
        let stays = page.status == StatusCode::FORBIDDEN
            || page.path.ends_with("?said=another")
            || page.path.ends_with(id.as_str());
        assert!(stays, "{act}: {} {}", page.status, page.path);
    }
    assert_eq!(stand(&story.server).await, before);
    let other = "AAAAAAAAAAAAAAAAAAAAAA";
    let page = story.browser.get(&format!("/admin/people/{other}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_rule_for_everybody_never_goes_below_the_configuration() {
    let mut story = Story::on(TestServer::with("approval = \"adaptive\"\n").await).await;
    let page = open(&mut story, "/admin/policy").await;
    assert_eq!(page.text_of("id", "configured").as_deref(), Some("The number in new browsers"));
    let page = story.browser.submit(&page, "/admin/policy", &[("approval", "strict")]).await;
    let page = story.browser.submit(&page, "/admin/policy", &[("approval", "nonsense")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let mut other = story.server.browser();
    let page = sign_in(&mut other).await;
    assert_eq!(page.text_of("id", "number").expect("asked").len(), 6);
    let own = story.browser.get("/account/activity").await;
    assert!(own.text().contains("Changed the least for everybody: strict."), "{}", own.text());
}

#[tokio::test]
async fn an_invitation_is_mailed_at_once_and_its_address_becomes_the_account_s() {
    let office = PostOffice::open();
    let mut story = Story::on(TestServer::with(&office.lines()).await).await;
    let page = open(&mut story, "/admin/invitations").await;
    for (address, said) in
        [("bob", "This is no mail address"), ("a b@example.org", "This is no mail address")]
    {
        let fields = [("note", "for Bob"), ("mail", address)];
        let page = story.browser.submit(&page, "/admin/invitations", &fields).await;
        assert!(page.text().contains(said), "{address}: {}", page.text());
    }
    let fields = [("note", "for Bob"), ("mail", "bob@example.org")];
    let page = story.browser.submit(&page, "/admin/invitations", &fields).await;
    let link = page.text_of("id", "invitation-link").expect("it is shown once");
    let mail = office.only();
    assert_eq!(mail.to, ["bob@example.org"]);
    assert!(mail.text().contains(&link) && mail.html().contains(&link), "{}", mail.text());
    let (_, token) = link.split_once('#').expect("in the fragment");
    let mut bob = story.server.browser();
    let page = bob.get("/invite").await;
    let fields = [("token", token), ("name", "bob"), ("password", PASSWORD)];
    assert_eq!(bob.submit(&page, "/invite", &fields).await.path, "/2fa");
    let id = account(&story.server, "bob").await;
    let page = story.browser.get(&format!("/admin/people/{id}")).await;
    assert!(page.text().contains("bob@example.org"), "{}", page.text());
    assert!(page.text().contains("Invited by ada : for Bob"), "{}", page.text());
    // A mail server that is away holds nobody up.
    office.refuse(Some((451, "later")));
    let page = story.browser.get("/admin/invitations").await;
    let fields = [("note", "for Cyd"), ("mail", "cyd@example.org")];
    let page = story.browser.submit(&page, "/admin/invitations", &fields).await;
    assert!(page.text().contains("The mail could not be sent"), "{}", page.text());
    assert!(page.text_of("id", "invitation-link").is_some());
}

#[tokio::test]
async fn the_health_page_tells_of_mail_keys_and_clock_without_addresses() {
    let mut story = Story::begin().await;
    let page = open(&mut story, "/admin/health").await;
    assert!(page.text().contains("Mail is off"), "{}", page.text());
    for name in ["server.key", "instance.key", "push.key"] {
        assert!(page.text().contains(name), "{}", page.text());
    }
    assert_eq!(page.text().matches("For the server alone").count(), 3);
    assert!(!page.body.contains("id=\"went-back\""));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = story.server.folder().join("data").join("server.key");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("it is ours");
        let page = story.browser.get("/admin/health").await;
        assert!(page.text().contains("Others may read it"), "{}", page.text());
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
    }

    let office = PostOffice::open();
    office.refuse(Some((550, "no mailbox <ada@example.org> here")));
    let mut story = Story::on(TestServer::with(&office.lines()).await).await;
    let name = AccountName::parse(NAME).expect("a name");
    let address = MailAddress::parse("ada@example.org").expect("an address");
    let storage = story.server.app().state().storage.clone();
    assert!(storage.set_mail(&name, Some(address), None).await.expect("it works"));
    story.second_device("Tablet").await;
    post(&story.server).await;
    story.phone.verification = countersign_protocol::message::Verification::Pin;
    let page = open(&mut story, "/admin/health").await;
    assert_eq!(page.text_of("id", "mail-given-up").as_deref(), Some("1"), "{}", page.text());
    assert!(page.text().contains("550") && !page.text().contains("ada@example.org"), "{}", page.text());
    office.refuse(None);
    let page = story.browser.submit(&page, "/admin/health/mail/retry", &[]).await;
    assert_eq!(page.text_of("id", "mail-waiting").as_deref(), Some("1"), "{}", page.text());
    post(&story.server).await;
    assert_eq!(office.only().to, ["ada@example.org"]);
}

#[tokio::test]
async fn the_health_page_says_that_the_clock_went_back() {
    let mut story = Story::begin().await;
    open(&mut story, "/admin").await;
    let state = story.server.app().state();
    let later = state.now() + 3600;
    let cookie = countersign_server::domain::Hashed::of("somebody, an hour later");
    let mark = countersign_server::domain::BrowserMark {
        browser: "Firefox".into(),
        system: "Linux".into(),
        ip: [203, 0, 113, 7].into(),
    };
    let name = AccountName::parse("bob").expect("a name");
    let new = NewAccount { name, password_hash: "$argon2id$".into(), is_admin: false };
    let made = state.storage.make_account(new, later).await.expect("it works");
    let countersign_server::storage::MadeAccount::Made(bob) = made else { panic!("{made:?}") };
    assert!(state.storage.sign_in(&bob, cookie, mark, later).await.expect("it works"));
    let page = story.browser.get("/admin/health").await;
    assert!(page.body.contains("id=\"went-back\""), "{}", page.text());
}

/// Makes somebody an administrator on the console.
pub(crate) async fn promote(server: &TestServer, name: &str) {
    let (id, state) = (account(server, name).await, server.app().state());
    state.storage.set_administrator(By::Console, &id, true, state.now()).await.expect("it works");
}

#[tokio::test]
async fn without_mail_no_address_is_asked_for_and_none_is_kept() {
    let mut story = Story::begin().await;
    let page = open(&mut story, "/admin/invitations").await;
    let form = page.form("/admin/invitations");
    assert!(form.fields.iter().all(|(name, _)| name != "mail"), "{form:?}");
    let fields = [("note", "for Bob"), ("mail", "bob@example.org")];
    story.browser.submit(&page, "/admin/invitations", &fields).await;
    let invitations = story.server.app().state().storage.invitations().await.expect("it works");
    assert_eq!(invitations[0].mail, None);
}
