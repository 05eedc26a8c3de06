//! New devices: for 72 hours they take nothing away, and the pages say so.

use countersign_protocol::DeviceId;
use countersign_protocol::message::Reason;
use countersign_server::testing::{Says, TestDevice};

use crate::people::{Story, code_of, is_problem, prove};

const PROBATION: u64 = 72 * 3600;

/// Where each change that takes something away begins.
fn takes_away(device: &DeviceId) -> Vec<(String, Reason)> {
    vec![
        (format!("/2fa/devices/{device}/remove"), Reason::RemoveMethod),
        ("/2fa/backup-codes/new".to_owned(), Reason::NewCodes),
        ("/2fa/policy".to_owned(), Reason::ChangePolicy),
        ("/2fa/switch-off".to_owned(), Reason::SwitchOff),
    ]
}

/// What the phone was asked, answered by another device with the right number.
async fn answered_by(
    story: &mut Story,
    tablet: &mut TestDevice,
    number: &str,
) -> countersign_server::testing::ApiReply {
    let (text, challenge) = story.phone.pending().await.expect("the older device is asked");
    let answer = tablet.answer_message(&text, challenge.cid, Says::YesNumber(number));
    tablet.post_jwt(&format!("/api/v1/challenges/{}", challenge.cid), &answer).await
}

#[tokio::test]
async fn a_new_device_neither_hears_of_nor_approves_what_takes_something_away() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let own = story.phone.id.clone().expect("linked");
    let page = story.browser.get("/2fa").await;
    assert!(page.text().contains("New: it cannot change options"), "{}", page.text());
    for (path, reason) in takes_away(&own) {
        let page = story.browser.get(&path).await;
        let page = story.browser.submit(&page, "/prove/ask", &[]).await;
        assert!(page.text().contains("added less than 72 hours ago"), "{path}: {}", page.text());
        assert!(tablet.pending().await.is_none(), "{path}");
        let number = page.text_of("id", "number").expect("the page shows it");
        for _ in 0..4 {
            is_problem(&answered_by(&mut story, &mut tablet, &number).await, 403, "too-new");
        }
        let (_, challenge) = story.phone.pending().await.expect("still asked");
        assert_eq!(challenge.ctx.reason, reason, "{path}");
        // The older one can.
        let reply = story.phone.answer(Says::YesNumber(&number)).await;
        assert_eq!(reply.json()["state"], "approved", "{path}: {}", reply.text());
        let page = story.browser.get(&page.path).await;
        let page = story.browser.submit(&page, "/prove/complete", &[]).await;
        assert_eq!(page.path, path);
    }
}

#[tokio::test]
async fn a_new_device_answers_all_else_and_says_no_to_anything() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let page = story.browser.get("/account/password").await;
    let page = prove(&mut story.browser, &mut tablet, &page).await;
    assert_eq!(page.path, "/account/password");
    let page = story.browser.get("/2fa/switch-off").await;
    story.browser.submit(&page, "/prove/ask", &[]).await;
    let (text, challenge) = story.phone.pending().await.expect("the older device is asked");
    let no = tablet.answer_message(&text, challenge.cid, Says::No);
    let reply = tablet.post_jwt(&format!("/api/v1/challenges/{}", challenge.cid), &no).await;
    assert_eq!(reply.json()["state"], "declined", "{}", reply.text());
}

#[tokio::test]
async fn after_72_hours_it_is_like_the_others() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    story.server.clock.advance(PROBATION - 1);
    story.browser = story.second_browser().await;
    let page = story.browser.get("/2fa/backup-codes/new").await;
    story.browser.submit(&page, "/prove/ask", &[]).await;
    assert!(tablet.pending().await.is_none());
    story.phone.answer(Says::No).await;
    story.server.clock.advance(1);
    let page = story.browser.get("/2fa/backup-codes/new").await;
    let page = prove(&mut story.browser, &mut tablet, &page).await;
    assert_eq!(page.path, "/2fa/backup-codes/new");
    let page = story.browser.get("/2fa").await;
    assert!(!page.text().contains("New: it cannot"), "{}", page.text());
}

#[tokio::test]
async fn a_new_device_alone_takes_nothing_away_and_a_backup_code_still_does() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let own = story.phone.id.clone().expect("linked");
    let otp = tablet.account().await.otp.expect("fetched within ten minutes");
    assert_eq!(story.phone.revoke(&own).await.status, 204);
    let page = story.browser.get("/2fa/switch-off").await;
    assert!(page.body.contains("id=\"too-new\""), "{}", page.text());
    let forms: Vec<_> = page.forms().into_iter().map(|form| form.action).collect();
    assert!(!forms.iter().any(|form| form == "/prove/ask" || form == "/prove/code"), "{forms:?}");
    // Nor by posting what the page does not offer, a code of that device included.
    let mut fields = page.form("/prove/backup-code").fields;
    fields.retain(|(name, _)| name != "code");
    let asked = story.browser.post("/prove/ask", &fields).await;
    assert!(tablet.pending().await.is_none(), "{}", asked.text());
    story.server.clock.advance(30);
    fields.push(("code".into(), code_of(&otp, story.server.clock.now())));
    let typed = story.browser.post("/prove/code", &fields).await;
    assert!(typed.path.starts_with("/prove"), "{}", typed.path);
    let code = story.codes[0].clone();
    let page = story.browser.submit(&page, "/prove/backup-code", &[("code", &code)]).await;
    assert_eq!(page.path, "/2fa/switch-off", "{}", page.text());
}
