//! Mail: each event tells its person what happened, when, from where and what to do.

use countersign_protocol::encoding::encode;
use countersign_server::domain::{AccountName, MailAddress};
use countersign_server::mail::Round;
use countersign_server::testing::{Says, TestBrowser, TestServer};

use crate::people::{
    NAME, PASSWORD, Story, answer_yes, first_account, link, prove, sign_in, sign_in_with, sign_out, yes,
};
use crate::post_office::{Arrived, PostOffice, post, until};

pub(crate) const ADDRESS: &str = "ada@example.org";
const NEW_PASSWORD: &str = "nine slow lanterns drift";

pub(crate) async fn set_mail(server: &TestServer, address: Option<&str>) {
    let name = AccountName::parse(NAME).expect("a name");
    let address = address.map(|address| MailAddress::parse(address).expect("an address"));
    assert!(server.app().state().storage.set_mail(&name, address, None).await.expect("it works"));
}

/// Somebody with a phone and a mail address; what linking told is read.
pub(crate) async fn begin(office: &PostOffice) -> Story {
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
        let days = ["January", "janvier", "gennaio"].map(|month| format!("15 {month} 2027"));
        let others = ["15. Januar 2027", "15 de enero de 2027"];
        let mut days = days.iter().map(String::as_str).chain(others);
        assert!(days.any(|day| both.contains(day)), "when: {both}");
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
            "switch this off again with the link",
            "http://localhost:8400/take-back?mark=",
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
    has(&mail, &["Firefox on Linux, address 198.51.100.7", "http://localhost:8400/take-back?mark="]);

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

pub(crate) async fn with_backup_code(server: &TestServer, code: &str) -> TestBrowser {
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
    let mail = told(&story.server, &office, "Countersign\u{a0}: quelqu’un connaît votre mot de passe").await;
    has(&mail, &["Bonjour ada,", "D’où\u{a0}: Firefox", "adresse 203.0.113.7", "Changez-le maintenant."]);
    assert!(mail.head().contains("Content-Language: fr") && mail.html().contains("<html lang=\"fr\">"));
    assert!(!mail.text().contains('\u{2068}'), "{}", mail.text());
}

#[tokio::test]
async fn mail_speaks_each_language_that_people_can_sign_in_with() {
    for (language, subject, words) in [
        (
            "de",
            "Countersign: Jemand kennt Ihr Passwort",
            ["Guten Tag ada,", "Von wo: Firefox", "Ändern Sie es jetzt."],
        ),
        (
            "es",
            "Countersign: alguien conoce tu contraseña",
            ["Hola, ada:", "Desde dónde: Firefox", "Cámbiala ahora."],
        ),
        (
            "it",
            "Countersign: qualcuno conosce la tua password",
            ["Ciao ada,", "Da dove: Firefox", "Cambiala ora."],
        ),
    ] {
        let office = PostOffice::open();
        let mut story = begin(&office).await;
        let mut own = story.server.browser();
        own.accept_language = language.into();
        let page = sign_in(&mut own).await;
        answer_yes(&mut own, &mut story.phone, &page).await;
        let mut thief = story.server.browser();
        sign_in(&mut thief).await;
        story.phone.answer(Says::NotMe).await;
        let mail = told(&story.server, &office, subject).await;
        has(&mail, &words);
        assert!(mail.head().contains(&format!("Content-Language: {language}")), "{}", mail.head());
    }
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
    let (_, path) = text.split_once("http://localhost:8400/take-back").expect("a link");
    let path = format!("/take-back{}", path.split_whitespace().next().expect("a mark"));
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
    let form = page.form("/take-back");
    let mark = form.fields.iter().find(|(name, _)| name == "mark").expect("the mark").1.clone();
    let id = mark.split('.').next().expect("an id").to_owned();
    let of = |browser: &str| encode(format!("trust {browser}").as_bytes());
    let elsewhere = before.iter().find(|other| of(other) != id).expect("two").clone();
    let later = mark.split('.').nth(1).expect("a time").parse::<u64>().expect("seconds") + 1;
    let tag = mark.rsplit('.').next().expect("a tag").to_owned();
    for forged in [
        String::new(),
        id.clone(),
        mark.replacen(&id, &of(&elsewhere), 1),
        format!("{id}.{later}.{tag}"),
        mark[..mark.len() - 1].to_owned(),
        format!("{mark}A"),
    ] {
        let page = reader.submit(&page, "/take-back", &[("mark", &forged)]).await;
        assert!(page.text().contains("This link is no longer good"), "{forged}: {}", page.text());
    }
    let fields = [("mark".to_owned(), mark.clone())];
    assert_eq!(reader.post("/take-back", &fields).await.status.as_u16(), 403, "a form of another page");
    assert_eq!(trusted().await, before, "nothing of that counted");

    let done = reader.submit(&page, "/take-back", &[]).await;
    assert!(done.text().contains("That browser is no longer trusted"), "{}", done.text());
    assert_eq!(trusted().await, std::slice::from_ref(&elsewhere), "that one, and no other");
    reader.submit(&page, "/take-back", &[]).await;
    assert_eq!(trusted().await, [elsewhere], "once more changes nothing");
    story.server.clock.advance(31 * 86400);
    let page = reader.get(&path).await;
    assert!(page.text().contains("This link is no longer good"), "{}", page.text());
}
