//! Undoing a removal: the mail about it and the password stop everything; going on takes what the remover does not have.

use countersign_server::domain::AccountId;
use countersign_server::testing::{TestBrowser, TestDevice, TestPage, TestServer};

use crate::freeze::unlock;
use crate::mail::begin;
use crate::people::{PASSWORD, Story, answer_yes, is_problem, prove, sign_in};
use crate::post_office::{PostOffice, post};
use crate::suspension::linked;

const PROBATION: u64 = 72 * 3600;

/// Somebody with a phone and a tablet, which is past its probation, signed in again by the phone.
async fn with_two_devices(office: &PostOffice) -> (Story, TestDevice) {
    let mut story = begin(office).await;
    let tablet = story.second_device("Tablet").await;
    story.server.clock.advance(PROBATION);
    story.browser = story.second_browser().await;
    (story, tablet)
}

/// Somebody signed in by `by`, who removes `device` with it.
async fn remove(server: &TestServer, by: &mut TestDevice, device: &TestDevice) -> TestBrowser {
    let mut browser = server.browser();
    let page = sign_in(&mut browser).await;
    answer_yes(&mut browser, by, &page).await;
    let path = format!("/2fa/devices/{}/remove", device.id.clone().expect("linked"));
    let page = browser.get(&path).await;
    let page = prove(&mut browser, by, &page).await;
    let page = browser.submit(&page, &path, &[]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    browser
}

async fn undo(server: &TestServer, path: &str, password: &str) -> TestPage {
    let mut reader = server.browser();
    let page = reader.get(path).await;
    reader.submit(&page, "/take-back", &[("password", password)]).await
}

async fn account(server: &TestServer) -> AccountId {
    let all = server.app().state().storage.accounts().await.expect("it works");
    all[0].id.clone()
}

async fn thaw(server: &TestServer, code: &str) -> TestPage {
    let mut browser = server.browser();
    let page = browser.get("/thaw").await;
    let fields = [("name", crate::people::NAME), ("password", PASSWORD), ("code", code)];
    browser.submit(&page, "/thaw", &fields).await
}

#[tokio::test]
async fn whoever_removed_the_owner_s_phone_loses_all_by_the_mail_and_the_password() {
    let office = PostOffice::open();
    let (story, mut tablet) = with_two_devices(&office).await;
    let mut intruder = remove(&story.server, &mut tablet, &story.phone).await;
    let path = linked(&story.server, &office).await;

    let mut reader = story.server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains("It was not you who removed this?"), "{}", page.text());
    let page = reader.submit(&page, "/take-back", &[("password", "three wrong words here")]).await;
    assert!(page.text().contains("This is not your current password"), "{}", page.text());
    assert_eq!(intruder.get("/account").await.path, "/account", "the mail alone stops nothing");
    let page = undo(&story.server, &path, PASSWORD).await;
    assert!(page.text().contains("Everything is stopped"), "{}", page.text());

    assert_eq!(intruder.get("/account").await.path, "/sign-in?next=%2Faccount");
    is_problem(&tablet.get("/api/v1/challenges").await, 403, "suspended");
    is_problem(&unlock(&mut tablet, 1).await, 403, "suspended");
    assert_eq!(sign_in(&mut intruder).await.path, "/thaw");
    // Nothing runs out while its owner can do nothing about it, nor does the link act twice.
    story.server.clock.advance(8 * 86400);
    let storage = &story.server.app().state().storage;
    storage.sweep(story.server.clock.now()).await.expect("it works");
    is_problem(&tablet.get("/api/v1/self").await, 403, "suspended");
    let page = thaw(&story.server, &story.codes[0]).await;
    assert!(page.text().contains("Sign-ins go on"), "{}", page.text());
    storage.sweep(story.server.clock.now()).await.expect("it works");
    is_problem(&tablet.get("/api/v1/self").await, 403, "suspended");
    let mut owner = story.server.browser();
    sign_in(&mut owner).await;
    let page = owner.get("/sign-in/backup-code").await;
    let page = owner.submit(&page, "/sign-in/backup-code", &[("code", &story.codes[1])]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    assert!(page.text().contains("A removal was undone"), "{}", page.text());
}

#[tokio::test]
async fn an_undone_removal_stays_undone_once() {
    let office = PostOffice::open();
    let (story, mut tablet) = with_two_devices(&office).await;
    remove(&story.server, &mut tablet, &story.phone).await;
    let path = linked(&story.server, &office).await;
    undo(&story.server, &path, PASSWORD).await;
    thaw(&story.server, &story.codes[0]).await;
    let mut reader = story.server.browser();
    let page = reader.get(&path).await;
    let page = reader.submit(&page, "/take-back", &[("password", PASSWORD)]).await;
    assert!(page.text().contains("This link is no longer good"), "{}", page.text());
    assert_eq!(sign_in(&mut reader).await.path, "/sign-in/code", "nothing was stopped again");
}

#[tokio::test]
async fn a_thief_whose_device_was_rightly_removed_gets_nothing_back_and_keeps_nobody_out() {
    let office = PostOffice::open();
    let (mut story, mut tablet) = with_two_devices(&office).await;
    // The tablet was stolen, with its mail, and the thief knows the password.
    let server = &story.server;
    remove(server, &mut story.phone, &tablet).await;
    let path = linked(server, &office).await;
    let page = undo(server, &path, PASSWORD).await;
    assert!(page.text().contains("Everything is stopped"), "{}", page.text());
    assert_eq!(tablet.get("/api/v1/self").await.status, 410, "it does not come back");
    assert_eq!(sign_in(&mut server.browser()).await.path, "/thaw");
    // The phone was there before the tablet: it counts, and lets sign-ins go on.
    assert_eq!(unlock(&mut story.phone, 1).await.status, 204);
    let mut owner = server.browser();
    let page = sign_in(&mut owner).await;
    assert_eq!(answer_yes(&mut owner, &mut story.phone, &page).await.path, "/account");
}

#[tokio::test]
async fn backup_codes_made_around_the_removal_do_not_let_sign_ins_go_on() {
    let office = PostOffice::open();
    let (story, mut tablet) = with_two_devices(&office).await;
    let mut intruder = remove(&story.server, &mut tablet, &story.phone).await;
    let path = linked(&story.server, &office).await;
    let page = intruder.get("/2fa/backup-codes/new").await;
    let page = prove(&mut intruder, &mut tablet, &page).await;
    intruder.submit(&page, "/2fa/backup-codes/new", &[]).await;
    let storage = &story.server.app().state().storage;
    let account = account(&story.server).await;
    let now = story.server.clock.now();
    let codes = storage.shown_backup_codes(&account, now).await.expect("it works").expect("just made");
    undo(&story.server, &path, PASSWORD).await;
    let code = codes[0].expose_text();
    let page = thaw(&story.server, &code).await;
    assert!(page.text().contains("were made around the removal"), "{}", page.text());
    assert_eq!(sign_in(&mut intruder).await.path, "/thaw");
    // The operator has asked them; the code was not used up.
    storage.set_frozen(&account, false, now).await.expect("it works");
    sign_in(&mut intruder).await;
    let page = intruder.get("/sign-in/backup-code").await;
    let page = intruder.submit(&page, "/sign-in/backup-code", &[("code", &code)]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
}

#[tokio::test]
async fn nobody_undoes_the_removal_of_a_new_device_one_s_own_or_one_of_three_days_ago() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let new = story.second_device("New").await;
    let mut gone = story.second_device("Gone").await;
    post(&story.server).await;
    office.take();
    remove(&story.server, &mut story.phone, &new).await;
    let id = gone.id.clone().expect("linked");
    story.server.clock.advance(PROBATION);
    assert_eq!(gone.revoke(&id).await.status, 204, "it removes itself");
    post(&story.server).await;
    for mail in office.take() {
        assert!(mail.subject().contains("was removed"), "{}", mail.subject());
        assert!(!mail.text().contains("/take-back"), "{}", mail.text());
    }
    let (mut story, tablet) = with_two_devices(&office).await;
    remove(&story.server, &mut story.phone, &tablet).await;
    let path = linked(&story.server, &office).await;
    story.server.clock.advance(PROBATION);
    let page = story.server.browser().get(&path).await;
    assert!(page.text().contains("This link is no longer good"), "{}", page.text());
}
