//! Mail: each event tells its person what happened, when, from where and what to do; an outage loses nothing; nothing
//! that people write becomes a header.

use countersign_server::domain::{AccountName, MailAddress, MailKind};
use countersign_server::mail::{Round, write};
use countersign_server::storage::Letter;
use countersign_server::testing::{Says, TestBrowser, TestServer};

use crate::people::{
    NAME, PASSWORD, Story, answer_yes, first_account, link, prove, sign_in, sign_in_with, sign_out, yes,
};
use crate::post_office::{Arrived, PostOffice, lines, post};

const ADDRESS: &str = "ada@example.org";
const NEW_PASSWORD: &str = "nine slow lanterns drift";

async fn set_mail(server: &TestServer, address: Option<&str>) {
    let name = AccountName::parse(NAME).expect("a name");
    let address = address.map(|address| MailAddress::parse(address).expect("an address"));
    assert!(server.app().state().storage.set_mail(&name, address, None).await.expect("it works"));
}

/// Somebody with a phone and a mail address; what linking told is read.
async fn begin(office: &PostOffice) -> Story {
    let story = Story::on(TestServer::with(&office.lines()).await).await;
    set_mail(&story.server, Some(ADDRESS)).await;
    story
}

/// The one mail that came of what happened just now, as it has to be in any case.
async fn told(server: &TestServer, office: &PostOffice, subject: &str) -> Arrived {
    assert_eq!(post(server).await, Round::Empty);
    let mail = office.only();
    assert_eq!(mail.subject(), subject);
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("countersign@auth.example", &[ADDRESS.to_owned()][..])
    );
    let head = mail.head();
    for line in [
        "From: Countersign <countersign@auth.example>",
        "To: ada@example.org",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
    for both in [mail.text(), mail.html()] {
        assert!(both.contains("15 January 2027") || both.contains("15 janvier 2027"), "when: {both}");
        assert!(both.contains("http://localhost:8400/"), "where to go: {both}");
        assert!(!both.contains(PASSWORD) && !both.contains(NEW_PASSWORD));
    }
    mail
}

fn has(mail: &Arrived, sentences: &[&str]) {
    for sentence in sentences {
        assert!(mail.text().contains(sentence), "{sentence}: {}", mail.text());
        assert!(mail.html().contains(sentence), "{sentence}: {}", mail.html());
    }
}

#[tokio::test]
async fn a_new_device_is_told_of_with_the_browser_that_linked_it() {
    let office = PostOffice::open();
    let server = TestServer::with(&office.lines()).await;
    let mut browser = first_account(&server).await;
    set_mail(&server, Some(ADDRESS)).await;
    server.clock.advance(1);
    link(&mut browser, &mut server.device("Pixel <9> & Co"), &[]).await;
    let mail = told(&server, &office, "Countersign: a new device was linked").await;
    has(
        &mail,
        &[
            "Hello ada,",
            "From where: Firefox on Linux, address 203.0.113.7",
            "Was it you? Then there is nothing to do.",
            "http://localhost:8400/2fa",
        ],
    );
    assert!(mail.text().contains("Pixel <9> & Co was linked to your account"), "{}", mail.text());
    let html = String::from_utf8_lossy(&mail.raw).into_owned();
    assert!(
        !mail.html().contains("Pixel <9>") && !html.contains("Pixel <9> & Co was linked</"),
        "{}",
        mail.html()
    );
}

#[tokio::test]
async fn a_browser_that_is_trusted_from_a_sign_in_on_is_told_of_and_one_that_was_stolen() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut other = story.second_browser().await;
    assert_eq!(post(&story.server).await, Round::Empty);
    assert!(office.take().is_empty(), "a sign-in with both steps alone is no news");
    sign_out(&mut other).await;
    other.address = [198, 51, 100, 7].into();
    let page = sign_in(&mut other).await;
    yes(&mut story.phone, &page).await;
    let page = other.get("/sign-in/wait").await;
    other.submit(&page, "/sign-in/complete", &[("trust", "yes")]).await;
    let mail = told(&story.server, &office, "Countersign: a browser is trusted from now on").await;
    has(&mail, &["Firefox on Linux, address 198.51.100.7", "http://localhost:8400/distrust?mark="]);

    sign_out(&mut other).await;
    let mut thief = other.clone();
    let page = sign_in(&mut other).await;
    answer_yes(&mut other, &mut story.phone, &page).await;
    sign_in(&mut thief).await;
    let mail = told(&story.server, &office, "Countersign: a trusted browser’s cookie was stolen").await;
    has(&mail, &["no longer trusted: Firefox.", "address 198.51.100.7", "http://localhost:8400/account"]);
}

#[tokio::test]
async fn the_right_password_without_a_second_step_is_told_once_a_day_when_the_sign_in_has_ended() {
    let office = PostOffice::open();
    let story = begin(&office).await;
    let storage = &story.server.app().state().storage;
    let now = || story.server.clock.now();
    let mut thief = story.server.browser();
    thief.address = [198, 51, 100, 7].into();
    sign_in(&mut thief).await;
    story.server.clock.advance(899);
    storage.look_for_missing_steps(now()).await.expect("it works");
    assert_eq!(post(&story.server).await, Round::Empty);
    assert!(office.take().is_empty(), "it may still come");
    story.server.clock.advance(1);
    storage.look_for_missing_steps(now()).await.expect("it works");
    let mail = told(&story.server, &office, "Countersign: the right password, and no second step").await;
    has(&mail, &["08:00 UTC", "Firefox on Linux, address 198.51.100.7", "http://localhost:8400/secure"]);

    for (passed, mails) in [(3600, 0), (86400, 1)] {
        story.server.clock.advance(passed);
        sign_in(&mut thief).await;
        story.server.clock.advance(900);
        storage.look_for_missing_steps(now()).await.expect("it works");
        storage.look_for_missing_steps(now()).await.expect("it works");
        post(&story.server).await;
        assert_eq!(office.take().len(), mails, "{passed}");
    }
}

#[tokio::test]
async fn a_no_is_told_at_once_and_whoever_comes_in_after_all_is_not() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut other = story.server.browser();
    let look = async |story: &Story| {
        let storage = &story.server.app().state().storage;
        storage.look_for_missing_steps(story.server.clock.now()).await.expect("it works");
        post(&story.server).await;
    };
    // The person's own: begun, cancelled, begun again, let in.
    let page = sign_in(&mut other).await;
    other.submit(&page, "/sign-in/cancel", &[]).await;
    let page = sign_in(&mut other).await;
    answer_yes(&mut other, &mut story.phone, &page).await;
    story.server.clock.advance(1000);
    look(&story).await;
    assert!(office.take().is_empty(), "nothing is missing");

    let mut thief = story.server.browser();
    thief.address = [198, 51, 100, 7].into();
    sign_in(&mut thief).await;
    story.phone.answer(Says::No).await;
    look(&story).await;
    assert_eq!(office.only().subject(), "Countersign: the right password, and no second step");
}

#[tokio::test]
async fn it_was_not_me_is_told_once_with_where_it_came_from() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut thief = story.server.browser();
    thief.address = [198, 51, 100, 7].into();
    sign_in(&mut thief).await;
    story.phone.answer(Says::NotMe).await;
    let mail = told(&story.server, &office, "Countersign: somebody knows your password").await;
    has(&mail, &["address 198.51.100.7", "Change it now.", "http://localhost:8400/secure"]);
    assert!(!mail.text().contains("nothing to do"), "{}", mail.text());
    story.server.clock.advance(1000);
    let storage = &story.server.app().state().storage;
    storage.look_for_missing_steps(story.server.clock.now()).await.expect("it works");
    post(&story.server).await;
    assert!(office.take().is_empty(), "one mail says it");
}

#[tokio::test]
async fn a_new_password_and_the_last_method_gone_are_told_of() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let page = story.browser.get("/secure").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let fields = [("current", PASSWORD), ("password", NEW_PASSWORD)];
    story.browser.submit(&page, "/secure", &fields).await;
    let mail = told(&story.server, &office, "Countersign: your password was changed").await;
    has(&mail, &["Firefox on Linux, address 203.0.113.7", "tell the people who run this service"]);

    let page = story.browser.get("/2fa/switch-off").await;
    prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.get("/2fa/switch-off").await;
    story.browser.submit(&page, "/2fa/switch-off", &[]).await;
    let mail = told(&story.server, &office, "Countersign: two-step verification was switched off").await;
    has(&mail, &["The last method is gone", "address 203.0.113.7"]);
    sign_out(&mut story.browser).await;
    assert_eq!(sign_in_with(&mut story.browser, NAME, NEW_PASSWORD).await.path, "/account");
}

async fn with_backup_code(server: &TestServer, code: &str) -> TestBrowser {
    let mut browser = server.browser();
    sign_in(&mut browser).await;
    let page = browser.get("/sign-in/backup-code").await;
    let page = browser.submit(&page, "/sign-in/backup-code", &[("code", code)]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    browser
}

#[tokio::test]
async fn backup_codes_are_told_of_when_used_and_when_three_or_fewer_are_left() {
    let office = PostOffice::open();
    let story = begin(&office).await;
    for (code, left) in story.codes.iter().zip((0..10).rev()) {
        with_backup_code(&story.server, code).await;
        let (subject, sentence) = match left {
            0 => ("few backup codes are left", "It was the last one.".to_owned()),
            1 => ("few backup codes are left", "One is left.".to_owned()),
            2 | 3 => ("few backup codes are left", format!("{left} are left.")),
            _ => ("a backup code was used", format!("{left} are left.")),
        };
        let mail = told(&story.server, &office, &format!("Countersign: {subject}")).await;
        has(&mail, &[&sentence, "Firefox on Linux, address 203.0.113.7"]);
        assert!(!String::from_utf8_lossy(&mail.raw).contains(code.as_str()), "never the code");
    }
}

#[tokio::test]
async fn mail_speaks_the_language_of_the_last_sign_in() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut thief = story.server.browser();
    thief.accept_language = "fr".into();
    sign_in(&mut thief).await;
    story.phone.answer(Says::NotMe).await;
    let mail = told(&story.server, &office, "Countersign: somebody knows your password").await;
    assert!(mail.head().contains("Content-Language: en"), "who does not get in chooses nothing");

    story.server.clock.advance(1000);
    let mut own = story.server.browser();
    own.accept_language = "fr-CH".into();
    let page = sign_in(&mut own).await;
    answer_yes(&mut own, &mut story.phone, &page).await;
    sign_in(&mut thief).await;
    story.phone.answer(Says::NotMe).await;
    let mail = told(&story.server, &office, "Countersign : quelqu’un connaît votre mot de passe").await;
    has(&mail, &["Bonjour ada,", "D’où : Firefox", "adresse 203.0.113.7", "Changez-le maintenant."]);
    assert!(mail.head().contains("Content-Language: fr") && mail.html().contains("<html lang=\"fr\">"));
    assert!(!mail.text().contains('\u{2068}'), "{}", mail.text());
}

#[tokio::test]
async fn without_an_address_or_without_mail_nothing_is_queued_or_kept() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    set_mail(&story.server, None).await;
    sign_in(&mut story.server.browser()).await;
    story.phone.answer(Says::NotMe).await;
    let storage = &story.server.app().state().storage;
    assert!(storage.waiting_mail().await.expect("it works").is_empty());

    set_mail(&story.server, Some(ADDRESS)).await;
    story.server.clock.advance(1000);
    with_backup_code(&story.server, &story.codes[0]).await;
    let server = story.server.restarted().await;
    assert!(server.app().mail().is_none());
    let storage = server.app().state().storage.clone();
    assert_eq!(storage.waiting_mail().await.expect("it works").len(), 1);
    let listening = server.listen().await;
    until(async || storage.waiting_mail().await.expect("it works").is_empty()).await;
    listening.stop().await;
    assert!(office.take().is_empty());
}

/// Waits until something is so; the post works in the background.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("not within ten seconds");
}

/// A port where nobody is now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("bound").port()
}

#[tokio::test]
async fn an_outage_delays_mail_and_a_restart_keeps_it_and_no_sign_in_waits() {
    let port = free_port();
    let story = Story::on(TestServer::with(&lines(port)).await).await;
    set_mail(&story.server, Some(ADDRESS)).await;
    for code in &story.codes[..2] {
        with_backup_code(&story.server, code).await;
    }
    assert_eq!(post(&story.server).await, Round::Outage);
    let storage = story.server.app().state().storage.clone();
    let waiting = storage.waiting_mail().await.expect("it works");
    assert_eq!(waiting.iter().map(|mail| mail.tries).collect::<Vec<_>>(), [1, 0], "one try finds out");
    assert!(!waiting[0].error.is_empty() && !waiting[0].is_dead, "{waiting:?}");
    drop(storage);

    let server = story.server.restarted_with(&lines(port)).await;
    assert_eq!(post(&server).await, Round::Outage);
    assert_eq!(post(&server).await, Round::Empty, "both wait for their time");
    let office = PostOffice::open_at(port);
    assert_eq!(post(&server).await, Round::Empty);
    assert!(office.take().is_empty(), "not before");
    server.clock.advance(30);
    assert_eq!(post(&server).await, Round::Empty);
    let arrived = office.take();
    let ids: std::collections::BTreeSet<_> = arrived.iter().map(Arrived::id).collect();
    assert_eq!((arrived.len(), ids.len()), (2, 2));
    assert!(server.app().state().storage.waiting_mail().await.expect("it works").is_empty());
}

#[tokio::test]
async fn the_server_that_serves_sends_by_itself() {
    let office = PostOffice::open();
    let story = begin(&office).await;
    let listening = story.server.listen().await;
    with_backup_code(&story.server, &story.codes[0]).await;
    let mut arrived = Vec::new();
    until(async || {
        arrived.extend(office.take());
        !arrived.is_empty()
    })
    .await;
    listening.stop().await;
    assert_eq!(arrived[0].subject(), "Countersign: a backup code was used");
}

#[tokio::test]
async fn what_the_mail_server_refuses_for_good_is_given_up_and_can_be_tried_again() {
    let office = PostOffice::open();
    let story = begin(&office).await;
    let storage = &story.server.app().state().storage;
    with_backup_code(&story.server, &story.codes[0]).await;
    office.refuse(Some((451, "greylisted, come back")));
    assert_eq!(post(&story.server).await, Round::Empty);
    let waiting = storage.waiting_mail().await.expect("it works");
    assert!(!waiting[0].is_dead && waiting[0].error.contains("greylisted"), "{waiting:?}");

    story.server.clock.advance(30);
    office.refuse(Some((550, "no such person \u{1b}[31m here")));
    assert_eq!(post(&story.server).await, Round::Empty);
    let waiting = storage.waiting_mail().await.expect("it works");
    assert!(waiting[0].is_dead && waiting[0].tries == 2, "{waiting:?}");
    assert!(!waiting[0].error.contains('\u{1b}'), "{waiting:?}");
    story.server.clock.advance(86400);
    office.refuse(None);
    assert_eq!(post(&story.server).await, Round::Empty);
    assert!(office.take().is_empty(), "given up");

    let now = story.server.clock.now();
    assert_eq!(storage.retry_mail(Some(waiting[0].id + 1), now).await.expect("it works"), 0);
    assert_eq!(storage.retry_mail(Some(waiting[0].id), now).await.expect("it works"), 1);
    assert_eq!(post(&story.server).await, Round::Empty);
    assert_eq!(office.take().len(), 1);
    assert!(storage.waiting_mail().await.expect("it works").is_empty());
}

#[tokio::test]
async fn what_cannot_be_sent_for_three_days_is_given_up_and_kept_for_a_month() {
    let port = free_port();
    let story = Story::on(TestServer::with(&lines(port)).await).await;
    set_mail(&story.server, Some(ADDRESS)).await;
    let storage = &story.server.app().state().storage;
    with_backup_code(&story.server, &story.codes[0]).await;
    let mut tries = 0;
    while story.server.clock.now() < 1_800_000_000 + 3 * 86400 + 1000 {
        tries += u32::from(post(&story.server).await == Round::Outage);
        story.server.clock.advance(450);
    }
    let waiting = storage.waiting_mail().await.expect("it works");
    assert!(waiting[0].is_dead && waiting[0].tries == tries && tries > 280, "{tries}: {waiting:?}");
    for (passed, left) in [(29 * 86400, 1), (2 * 86400, 0)] {
        story.server.clock.advance(passed);
        storage.sweep(story.server.clock.now()).await.expect("it works");
        assert_eq!(storage.waiting_mail().await.expect("it works").len(), left);
    }
}

#[tokio::test]
async fn mail_never_goes_in_the_clear_where_it_must_not() {
    let office = PostOffice::open();
    let lines = office.lines().replace("\"none\"", "\"starttls\"");
    let story = Story::on(TestServer::with(&lines).await).await;
    set_mail(&story.server, Some(ADDRESS)).await;
    with_backup_code(&story.server, &story.codes[0]).await;
    post(&story.server).await;
    assert!(office.take().is_empty(), "the mail server knows no STARTTLS");
    let storage = &story.server.app().state().storage;
    assert!(!storage.waiting_mail().await.expect("it works")[0].is_dead, "it waits for the operator");
}

#[tokio::test]
async fn nothing_that_people_write_becomes_a_header_or_a_line_of_its_own() {
    let office = PostOffice::open();
    let server = TestServer::with(&office.lines()).await;
    let (transport, from) = server.app().mail().expect("mail is on");
    let state = server.app().state();
    let evil = "a\r\nBcc: eve@example.org\r\n\r\nSubject: x\n.\nQUIT <script>alert(1)</script> \u{202e}";
    for kind in MailKind::all() {
        let letter = Letter {
            id: 1,
            message_id: "abc".into(),
            address: MailAddress::parse(ADDRESS).expect("an address"),
            language: "en".into(),
            person: evil.into(),
            kind,
            detail: evil.into(),
            browser: evil.into(),
            system: evil.into(),
            ip: evil.into(),
            at: 1_800_000_000,
            tries: 0,
        };
        let message = write(&letter, from, state).expect("it can be written");
        transport.send(message, "one").await.expect("it is sent");
        let mail = office.only();
        let head = mail.head().to_ascii_lowercase();
        assert!(!head.contains("bcc") && !head.contains("eve@"), "{head}");
        assert_eq!(mail.to, [ADDRESS.to_owned()]);
        for line in mail.text().lines() {
            let starts =
                ["Bcc:", "Subject:", ".", "QUIT"].iter().any(|start| line.trim_start().starts_with(start));
            assert!(!starts, "{line}");
        }
        assert!(!mail.html().contains("<script"), "{}", mail.html());
    }
}

#[tokio::test]
async fn the_link_about_a_trusted_browser_shows_a_page_and_only_its_form_ends_that_trust() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    let mut other = story.second_browser().await;
    sign_out(&mut other).await;
    let page = sign_in(&mut other).await;
    yes(&mut story.phone, &page).await;
    let page = other.get("/sign-in/wait").await;
    other.submit(&page, "/sign-in/complete", &[("trust", "yes")]).await;
    let mail = told(&story.server, &office, "Countersign: a browser is trusted from now on").await;
    let text = mail.text();
    let (_, path) = text.split_once("http://localhost:8400/distrust").expect("a link");
    let path = format!("/distrust{}", path.split_whitespace().next().expect("a mark"));
    let state = story.server.app().state().clone();
    let name = AccountName::parse(NAME).expect("a name");
    let account = state.storage.password_of(&name).await.expect("it works").expect("there").account;
    let trusted = async || {
        let all = state.storage.trusted_browsers(&account, state.now()).await.expect("it works");
        all.into_iter().map(|browser| browser.id).collect::<Vec<_>>()
    };
    let before = trusted().await;
    assert_eq!(before.len(), 2, "this one, and the one where it was switched on");

    // Anybody with the mail, signed in or not; a mail scanner opens it as well.
    let mut reader = story.server.browser();
    let page = reader.get(&path).await;
    assert!(page.text().contains("Stop trusting that browser"), "{}", page.text());
    assert_eq!(trusted().await, before, "opening it changes nothing");
    let form = page.form("/distrust");
    let mark = form.fields.iter().find(|(name, _)| name == "mark").expect("the mark").1.clone();
    let id = mark.split('.').next().expect("an id").to_owned();
    let elsewhere = before.iter().find(|other| **other != id).expect("two").clone();
    let later = mark.split('.').nth(1).expect("a time").parse::<u64>().expect("seconds") + 1;
    let tag = mark.rsplit('.').next().expect("a tag").to_owned();
    for forged in [
        String::new(),
        id.clone(),
        mark.replacen(&id, &elsewhere, 1),
        format!("{id}.{later}.{tag}"),
        mark[..mark.len() - 1].to_owned(),
        format!("{mark}A"),
    ] {
        let page = reader.submit(&page, "/distrust", &[("mark", &forged)]).await;
        assert!(page.text().contains("This link is no longer good"), "{forged}: {}", page.text());
    }
    let fields = [("mark".to_owned(), mark.clone())];
    assert_eq!(reader.post("/distrust", &fields).await.status.as_u16(), 403, "a form of another page");
    assert_eq!(trusted().await, before, "nothing of that counted");

    let done = reader.submit(&page, "/distrust", &[]).await;
    assert!(done.text().contains("That browser is no longer trusted"), "{}", done.text());
    assert_eq!(trusted().await, std::slice::from_ref(&elsewhere), "that one, and no other");
    reader.submit(&page, "/distrust", &[]).await;
    assert_eq!(trusted().await, [elsewhere], "once more changes nothing");
    story.server.clock.advance(31 * 86400);
    let page = reader.get(&path).await;
    assert!(page.text().contains("This link is no longer good"), "{}", page.text());
}
