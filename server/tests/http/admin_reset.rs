//! A reset as its people meet it: told on every channel, cancelled by whoever still has something, and the way back in.

use countersign_server::domain::{AccountName, MailAddress, lifetimes};
use countersign_server::testing::{TestBrowser, TestDevice, TestPage, TestServer};

use crate::admin::{account, open, promote};
use crate::people::{NAME, PASSWORD, Story, answer_yes, member, prove, sign_in_with};
use crate::post_office::{PostOffice, post};

/// Ada is an administrator and has opened the pages; Eve has a phone and a mail address.
struct Reset {
    story: Story,
    eve: TestBrowser,
    phone: TestDevice,
    here: String,
}

async fn begin(server: TestServer) -> Reset {
    let mut story = Story::on(server).await;
    let (eve, phone) = member(&story.server, "eve").await;
    let here = format!("/admin/people/{}", account(&story.server, "eve").await);
    let address = MailAddress::parse("eve@example.org").expect("an address");
    let name = AccountName::parse("eve").expect("a name");
    let storage = story.server.app().state().storage.clone();
    assert!(storage.set_mail(&name, Some(address), None).await.expect("it works"));
    open(&mut story, "/admin").await;
    Reset { story, eve, phone, here }
}

impl Reset {
    async fn start(&mut self) -> TestPage {
        let path = format!("{}/reset", self.here);
        let page = self.story.browser.get(&path).await;
        assert!(page.text().contains("Make sure who asks"), "{}", page.text());
        let page = self.story.browser.submit(&page, &path, &[]).await;
        assert_eq!(page.path, self.here, "{}", page.text());
        page
    }

    async fn passes(&self, seconds: u64) {
        self.story.server.clock.advance(seconds);
        let state = self.story.server.app().state();
        state.storage.sweep(state.now()).await.expect("it works");
    }
}

#[tokio::test]
async fn a_reset_is_told_on_every_channel_and_after_a_day_link_and_password_let_in_again() {
    let office = PostOffice::open();
    let mut reset = begin(TestServer::with(&office.lines()).await).await;
    let page = reset.start().await;
    assert!(page.text().contains("Started by ada"), "{}", page.text());
    assert!(page.forms().iter().all(|form| !form.action.ends_with("/reset/confirm")), "not by the same one");
    post(&reset.story.server).await;
    let mail = office.only();
    assert_eq!(mail.to, ["eve@example.org"]);
    assert!(
        mail.text().contains("started, by ada") && mail.text().contains("/take-back?mark="),
        "{}",
        mail.text()
    );
    let own = reset.eve.get("/account").await;
    assert!(own.body.contains("id=\"refuse-reset\""), "{}", own.text());
    let listed = reset.story.browser.get("/admin").await;
    assert!(listed.text().contains("Reset waits"), "{}", listed.text());
    let told = reset.phone.get("/api/v1/devices").await.json()["reset_at"].as_u64();
    assert_eq!(told, Some(reset.story.server.clock.now() + lifetimes::RESET), "devices hear of it");

    reset.passes(lifetimes::RESET).await;
    assert_eq!(reset.phone.get("/api/v1/challenges").await.status, 410);
    assert_eq!(reset.eve.get("/account").await.path, "/sign-in?next=%2Faccount", "sessions end");
    let page = sign_in_with(&mut reset.eve, "eve", PASSWORD).await;
    assert_eq!(page.path, "/recover", "the password alone: {}", page.text());
    let here = reset.here.clone();
    // The day has ended the administrator's own session, too.
    let page = sign_in_with(&mut reset.story.browser, NAME, PASSWORD).await;
    answer_yes(&mut reset.story.browser, &mut reset.story.phone, &page).await;
    let page = open(&mut reset.story, &here).await;
    let page = reset.story.browser.submit(&page, &format!("{here}/recovery-link"), &[]).await;
    let link = page.text_of("id", "recovery-link").expect("shown once");
    let (address, token) = link.split_once('#').expect("in the fragment");
    assert_eq!(address, "http://localhost:8400/recover");
    assert!(!page.path.contains(token));
    let page = reset.eve.get("/recover").await;
    for (name, password, token, said) in [
        ("eve", "another one entirely", token, "do not go together"),
        ("nobody", PASSWORD, token, "do not go together"),
        (NAME, PASSWORD, token, "This link is not good"),
        ("eve", PASSWORD, "another", "This link is not good"),
    ] {
        let fields = [("name", name), ("password", password), ("token", token)];
        let page = reset.eve.submit(&page, "/recover", &fields).await;
        assert!(page.text().contains(said), "{name}: {}", page.text());
        assert!(!page.body.contains(token) || token == "another", "the link is not repeated");
    }
    let fields = [("name", "eve"), ("password", PASSWORD), ("token", token)];
    let page = reset.eve.submit(&page, "/recover", &fields).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    assert!(page.text().contains("Two-step verification was reset, by ada."), "{}", page.text());
    assert!(reset.eve.get("/account/activity").await.text().contains("with the password and a link"));
    post(&reset.story.server).await;
    let subjects: Vec<_> = office.take().iter().map(crate::post_office::Arrived::subject).collect();
    assert!(subjects.iter().any(|subject| subject.contains("was reset")), "{subjects:?}");
}

#[tokio::test]
async fn whoever_still_has_a_session_the_mail_or_a_device_cancels_a_reset() {
    let office = PostOffice::open();
    let mut reset = begin(TestServer::with(&office.lines()).await).await;
    reset.start().await;
    let own = reset.eve.get("/account").await;
    let page = reset.eve.submit(&own, "/account/reset/cancel", &[]).await;
    assert!(!page.body.contains("id=\"refuse-reset\""), "{}", page.text());
    post(&reset.story.server).await;
    office.take();

    reset.start().await;
    post(&reset.story.server).await;
    let letter = office.only();
    let (_, after) = letter
        .text()
        .split_once("http://localhost:8400")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("a link");
    let path = after.split_whitespace().next().expect("a path").to_owned();
    let mut stranger = reset.story.server.browser();
    let page = stranger.get(&path).await;
    assert!(page.text().contains("Cancel the reset"), "{}", page.text());
    let storage = reset.story.server.app().state().storage.clone();
    let id = account(&reset.story.server, "eve").await;
    assert!(storage.waiting_reset(&id).await.expect("it works").is_some(), "opening it changes nothing");
    let page = stranger.submit(&page, "/take-back", &[]).await;
    assert!(page.text().contains("The reset is cancelled"), "{}", page.text());
    assert!(storage.waiting_reset(&id).await.expect("it works").is_none());
    // The old link does nothing to the next reset.
    reset.start().await;
    let page = stranger.get(&path).await;
    let page = stranger.submit(&page, "/take-back", &[]).await;
    assert!(page.text().contains("no longer good"), "{}", page.text());
    assert!(storage.waiting_reset(&id).await.expect("it works").is_some());

    // A sign-in with the device that is not lost leads to the page that cancels it.
    let mut other = reset.story.server.browser();
    let page = sign_in_with(&mut other, "eve", PASSWORD).await;
    let page = answer_yes(&mut other, &mut reset.phone, &page).await;
    other.submit(&page, "/account/reset/cancel", &[]).await;
    reset.passes(2 * lifetimes::RESET).await;
    assert_eq!(reset.phone.get("/api/v1/challenges").await.status, 204, "the phone still counts");
}

#[tokio::test]
async fn another_administrator_confirms_on_the_page_and_it_happens_at_once() {
    let mut reset = begin(TestServer::new().await).await;
    let (mut bob, mut phone) = member(&reset.story.server, "bob").await;
    promote(&reset.story.server, "bob").await;
    reset.start().await;
    let page = bob.get(&reset.here).await;
    let page = prove(&mut bob, &mut phone, &page).await;
    let confirm = format!("{}/reset/confirm", reset.here);
    assert!(page.forms().iter().all(|form| form.action != confirm), "an administrator since a moment ago");
    let token = page.form(&format!("{}/reset/cancel", reset.here)).fields;
    let page = bob.post(&confirm, &token).await;
    assert!(page.text().contains("Another administrator confirms a reset"), "{}", page.text());
    let own = reset.story.browser.get(&reset.here).await;
    let token = own.form(&format!("{}/reset/cancel", reset.here)).fields;
    let page = reset.story.browser.post(&confirm, &token).await;
    assert!(page.text().contains("Another administrator confirms a reset"), "the same one: {}", page.text());

    reset.story.server.clock.advance(lifetimes::PROBATION);
    let page = sign_in_with(&mut reset.story.browser, NAME, PASSWORD).await;
    answer_yes(&mut reset.story.browser, &mut reset.story.phone, &page).await;
    let here = reset.here.clone();
    open(&mut reset.story, &here).await;
    let state = reset.story.server.app().state();
    let id = account(&reset.story.server, "eve").await;
    state.storage.refuse_reset(&id, mark(), state.now()).await.expect("it works");
    reset.start().await;
    let page = sign_in_with(&mut bob, "bob", PASSWORD).await;
    answer_yes(&mut bob, &mut phone, &page).await;
    let page = bob.get(&reset.here).await;
    let page = prove(&mut bob, &mut phone, &page).await;
    let page = bob.submit(&page, &confirm, &[]).await;
    assert!(page.text().contains("Needs a link to sign in"), "{}", page.text());
    assert_eq!(reset.phone.get("/api/v1/challenges").await.status, 410);
}

fn mark() -> countersign_server::domain::BrowserMark {
    countersign_server::domain::BrowserMark {
        browser: "Firefox".into(),
        system: "Linux".into(),
        ip: [203, 0, 113, 7].into(),
    }
}
