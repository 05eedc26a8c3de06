//! Sending mail: an outage loses nothing and holds up nobody, and nothing that people write becomes a header.

use countersign_server::domain::{MailAddress, MailKind};
use countersign_server::mail::{Round, write};
use countersign_server::storage::Letter;
use countersign_server::testing::TestServer;

use crate::mail::{ADDRESS, begin, set_mail, with_backup_code};
use crate::people::Story;
use crate::post_office::{Arrived, PostOffice, lines, post, until};

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
            undo: None,
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
