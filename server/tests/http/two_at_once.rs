//! Two sign-ins at once: the second waits, both are asked for the number, and nobody is asked about two.

use countersign_protocol::message::Mode;
use countersign_server::testing::{Says, TestBrowser};

use crate::people::{Story, answer_yes, sign_in, sign_out, yes};

fn elsewhere(story: &Story, last: u8) -> TestBrowser {
    let mut browser = story.server.browser();
    browser.address = [198, 50 + last, 100, 7].into();
    browser
}

#[tokio::test]
async fn the_first_is_asked_again_with_a_number_and_the_second_waits_for_its_turn() {
    let mut story = Story::begin().await;
    sign_out(&mut story.browser).await;
    sign_in(&mut story.browser).await;
    let (plain, first) = story.phone.pending().await.expect("a question");
    assert_eq!(first.mode, Mode::Tap);

    let mut second = elsewhere(&story, 1);
    let page = sign_in(&mut second).await;
    assert!(page.text().contains("Another sign-in is waiting."), "{}", page.text());
    assert!(page.text_of("id", "number").is_none(), "no number before it has a question of its own");
    let (_, remade) = story.phone.pending().await.expect("a question");
    assert!(remade.cid != first.cid && remade.mode == Mode::Number && remade.ctx.ip == first.ctx.ip);
    let late = story.phone.answer_message(&plain, first.cid, Says::Yes);
    let reply = story.phone.post_jwt(&format!("/api/v1/challenges/{}", first.cid), &late).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["state"]), (409, &"cancelled".into()));

    let page = story.browser.get("/sign-in/wait").await;
    assert!(page.text_of("id", "number").is_some(), "{}", page.text());
    let page = answer_yes(&mut story.browser, &mut story.phone, &page).await;
    assert_eq!(page.path, "/account");
    let page = second.get("/sign-in/wait").await;
    let (_, own) = story.phone.pending().await.expect("its own question");
    assert!(own.mode == Mode::Number && own.ctx.ip == "198.51.100.7", "{own:?}");
    yes(&mut story.phone, &page).await;
    let page = second.get("/sign-in/wait").await;
    assert_eq!(second.submit(&page, "/sign-in/complete", &[]).await.path, "/account");
}

#[tokio::test]
async fn a_no_to_the_first_does_not_end_the_second() {
    let mut story = Story::begin().await;
    let mut thief = elsewhere(&story, 1);
    sign_in(&mut thief).await;
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    assert!(page.text().contains("Another sign-in is waiting."), "{}", page.text());
    assert_eq!(story.phone.answer(Says::No).await.json()["state"], "declined");
    assert!(thief.get("/sign-in/wait").await.text().contains("Answered NO"));
    let page = story.browser.get("/sign-in/wait").await;
    assert!(page.text_of("id", "number").is_some(), "{}", page.text());
    assert_eq!(answer_yes(&mut story.browser, &mut story.phone, &page).await.path, "/account");
}

#[tokio::test]
async fn four_wait_and_the_fifth_is_shown_another_way() {
    let story = Story::begin().await;
    let mut all: Vec<_> = (0..6).map(|last| elsewhere(&story, last)).collect();
    let mut pages = Vec::new();
    for browser in &mut all {
        pages.push(sign_in(browser).await);
    }
    assert!(pages[0].text_of("id", "number").is_some());
    for page in &pages[1..5] {
        assert!(page.text().contains("Your question comes next"), "{}", page.text());
    }
    assert!(pages[5].text().contains("Other sign-ins to this account are waiting"), "{}", pages[5].text());
    assert!(pages[5].link("/sign-in/other-ways").is_some());
}

#[tokio::test]
async fn pages_that_wait_do_not_wake_each_other() {
    let mut story = Story::begin().await;
    let (mut first, mut second) = (elsewhere(&story, 1), elsewhere(&story, 2));
    sign_in(&mut first).await;
    sign_in(&mut second).await;
    let state = story.server.app().state();
    let account = state.storage.accounts().await.expect("it works").remove(0).id;
    let mut changes = state.wake.listen(&account);
    for _ in 0..3 {
        first.get("/sign-in/wait?wait=0").await;
        second.get("/sign-in/wait?wait=0").await;
        second.get("/sign-in/wait").await;
    }
    assert!(!changes.has_changed().expect("the server runs"), "asking for one's turn is no news");
    story.phone.answer(Says::No).await;
    assert!(changes.has_changed().expect("the server runs"));
    changes.mark_unchanged();
    second.get("/sign-in/wait?wait=0").await;
    assert!(
        changes.has_changed().expect("the server runs"),
        "its turn has come: the devices have a question"
    );
}

#[tokio::test]
async fn a_question_is_sent_again_after_fifteen_seconds_and_three_unanswered_ones_are_the_last() {
    let mut story = Story::begin().await;
    let mut browser = elsewhere(&story, 1);
    let page = sign_in(&mut browser).await;
    assert!(page.text().contains("Send again in 15 s"), "{}", page.text());
    let (_, first) = story.phone.pending().await.expect("a question");
    story.server.clock.advance(15);
    let page = browser.get("/sign-in/wait").await;
    assert!(page.text().contains("Send again") && !page.text().contains("Send again in"), "{}", page.text());
    let page = browser.submit(&page, "/sign-in/resend", &[]).await;
    assert!(page.text().contains("Send again in 15 s"), "{}", page.text());
    assert_eq!(story.phone.pending().await.expect("a question").1.cid, first.cid, "the same question");
    for _ in 0..2 {
        story.server.clock.advance(121);
        let page = browser.get("/sign-in/wait").await;
        assert!(page.text().contains("Nobody answered in time"), "{}", page.text());
        let page = browser.submit(&page, "/sign-in/resend", &[]).await;
        assert!(page.text_of("id", "number").is_some(), "{}", page.text());
    }
    story.server.clock.advance(121);
    let page = browser.get("/sign-in/wait").await;
    let page = browser.submit(&page, "/sign-in/resend", &[]).await;
    assert!(page.text().contains("Devices are asked again in 4 minutes"), "{}", page.text());
    assert!(story.phone.pending().await.is_none() && page.link("/sign-in/other-ways").is_some());
}
