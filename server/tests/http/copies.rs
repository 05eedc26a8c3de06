//! Two copies of a device: each goes on from the same step to another, which is noticed and told, and stops nobody.

use countersign_protocol::StepId;
use countersign_protocol::message::Step;
use countersign_server::testing::{Says, TestDevice};

use crate::mail::begin;
use crate::people::{Story, sign_in};
use crate::post_office::{PostOffice, post};

#[expect(clippy::unnecessary_wraps, reason = "a device may have none")]
fn step(last: u8, next: u8) -> Option<Step> {
    Some(Step { last: StepId::from_bytes([last; 16]), next: StepId::from_bytes([next; 16]) })
}

/// Asks for the account with this step; when a copy was noticed.
async fn go(phone: &mut TestDevice, going: Option<Step>) -> Option<u64> {
    phone.step = going;
    let account = phone.account().await;
    phone.step = None;
    account.copied_at
}

#[tokio::test]
async fn steps_that_go_on_or_are_sent_again_are_one_device() {
    let mut story = Story::begin().await;
    let phone = &mut story.phone;
    for going in [None, step(1, 1), step(1, 1), step(1, 2), step(1, 2), step(2, 2), step(2, 3), step(2, 3)] {
        assert_eq!(go(phone, going).await, None, "{going:?}");
    }
    assert_eq!(go(phone, step(3, 4)).await, None);
    assert_eq!(go(phone, step(2, 3)).await, None, "it was overtaken on its way");
    assert_eq!(go(phone, None).await, None, "nothing is decided");
}

#[tokio::test]
async fn two_copies_are_noticed_told_to_both_and_to_their_owner_and_stop_nobody() {
    let office = PostOffice::open();
    let mut story = begin(&office).await;
    post(&story.server).await;
    office.take();
    let now = story.server.clock.now();
    assert_eq!(go(&mut story.phone, step(1, 1)).await, None);
    // The device goes on, and so does a copy that was made before.
    assert_eq!(go(&mut story.phone, step(1, 2)).await, None);
    assert_eq!(go(&mut story.phone, step(1, 9)).await, Some(now), "the copy hears of it");
    assert_eq!(go(&mut story.phone, step(2, 3)).await, Some(now), "and so does the device");

    post(&story.server).await;
    let mails: Vec<_> = office.take().iter().map(crate::post_office::Arrived::subject).collect();
    assert_eq!(mails.len(), 1, "once a day: {mails:?}");
    assert!(mails[0].contains("there may be a copy of a device"), "{mails:?}");
    let page = story.browser.get("/2fa").await;
    assert!(page.text().contains("A copy of it may have been used on"), "{}", page.text());
    let page = story.browser.get("/account/activity").await;
    assert!(page.text().contains("There may be two copies of"), "{}", page.text());

    story.phone.step = step(3, 4);
    let mut other = story.server.browser();
    let page = sign_in(&mut other).await;
    let number = page.text_of("id", "number").expect("the page shows it");
    assert_eq!(story.phone.answer(Says::YesNumber(&number)).await.status, 200, "nobody is locked out");
    story.server.clock.advance(86400);
    go(&mut story.phone, step(7, 8)).await;
    post(&story.server).await;
    assert_eq!(office.take().len(), 1, "a day later it is told again");
    story.server.clock.advance(31 * 86400);
    assert_eq!(go(&mut story.phone, step(8, 8)).await, None, "it is long ago");
}

#[tokio::test]
async fn what_decides_without_a_step_shows_a_copy_and_a_plain_no_does_not() {
    let mut story = Story::begin().await;
    go(&mut story.phone, step(1, 2)).await;
    let mut other = story.server.browser();
    sign_in(&mut other).await;
    assert_eq!(story.phone.answer(Says::No).await.status, 200);
    assert_eq!(go(&mut story.phone, None).await, None, "a locked device does not know where it stands");
    let mut third = story.server.browser();
    let page = sign_in(&mut third).await;
    let number = page.text_of("id", "number").expect("the page shows it");
    assert_eq!(story.phone.answer(Says::YesNumber(&number)).await.status, 200);
    assert!(go(&mut story.phone, step(2, 3)).await.is_some());
}
