//! What a removed device leaves: sessions that it let in, which the page offers to end.

use countersign_server::testing::{TestBrowser, TestDevice};

use crate::people::{Story, answer_yes, code_of, prove, sign_in};

/// Somebody whose tablet let in two other browsers, one by a YES and one by a code.
async fn with_two_sessions_of_a_tablet() -> (Story, TestDevice, [TestBrowser; 2]) {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let otp = tablet.account().await.otp.expect("fetched within ten minutes");
    let mut asked = story.server.browser();
    let page = sign_in(&mut asked).await;
    answer_yes(&mut asked, &mut tablet, &page).await;
    let mut typed = story.server.browser();
    sign_in(&mut typed).await;
    let page = typed.get("/sign-in/code").await;
    let code = code_of(&otp, story.server.clock.now());
    let page = typed.submit(&page, "/sign-in/code", &[("code", &code)]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    (story, tablet, [asked, typed])
}

async fn is_in(browser: &mut TestBrowser) -> bool {
    browser.get("/account").await.path == "/account"
}

#[tokio::test]
async fn sessions_that_a_removed_device_let_in_are_offered_for_ending() {
    let (mut story, tablet, [mut asked, mut typed]) = with_two_sessions_of_a_tablet().await;
    let mut other = story.second_browser().await;
    let id = tablet.id.clone().expect("linked");
    let page = story.browser.get("/2fa").await;
    assert!(!page.body.contains("id=\"left-sessions\""), "nothing was removed: {}", page.text());
    let remove = format!("/2fa/devices/{id}/remove");
    let page = story.browser.get(&remove).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, &remove, &[]).await;
    assert_eq!(page.path, "/2fa");
    assert!(page.text().contains("End the 2 sessions that this device approved"), "{}", page.text());
    assert!(is_in(&mut asked).await && is_in(&mut typed).await, "nothing ends by itself");

    // Of another account, or of a device that is there, nothing is ended by naming it.
    let phone = story.phone.id.clone().expect("linked");
    let end = format!("/2fa/devices/{id}/end-sessions");
    let fields = page.form(&end).fields;
    story.browser.post(&format!("/2fa/devices/{phone}/end-sessions"), &fields).await;
    assert!(is_in(&mut other).await);

    let page = story.browser.submit(&page, &end, &[]).await;
    assert!(page.path == "/2fa" && !page.body.contains("id=\"left-sessions\""), "{}", page.text());
    assert!(!is_in(&mut asked).await && !is_in(&mut typed).await);
    assert!(is_in(&mut other).await, "what the phone let in goes on");
}

#[tokio::test]
async fn after_a_device_has_removed_itself_the_next_visit_offers_it_and_keeps_the_session_that_asks() {
    let (mut story, mut tablet, [mut asked, mut typed]) = with_two_sessions_of_a_tablet().await;
    let id = tablet.id.clone().expect("linked");
    assert_eq!(tablet.revoke(&id).await.status, 204);
    let page = asked.get("/2fa").await;
    assert!(page.text().contains("End the session that this device approved"), "{}", page.text());
    asked.submit(&page, &format!("/2fa/devices/{id}/end-sessions"), &[]).await;
    assert!(is_in(&mut asked).await && !is_in(&mut typed).await);
    let page = story.browser.get("/2fa").await;
    assert!(page.text().contains("End the session that this device approved"), "{}", page.text());
}
