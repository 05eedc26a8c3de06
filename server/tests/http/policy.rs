//! How devices ask: the operator's rule, the person's own, and what `strict` wants of a device.

use countersign_protocol::message::{Approval, Mode, Verification};
use countersign_server::testing::{Says, TestPage, TestServer};

use crate::people::{Story, is_problem, prove, sign_in, sign_out};

/// Chooses a rule on its page as the button for it does.
async fn choose(story: &mut Story, page: &TestPage, approval: &str) -> TestPage {
    let form = page.forms().into_iter().find(|form| form.fields.iter().any(|(_, value)| value == approval));
    story.browser.post("/2fa/policy", &form.expect("it is offered").fields).await
}

#[tokio::test]
async fn strict_asks_for_six_digits_and_a_person_whom_the_device_has_made_sure_of() {
    let mut story = Story::on(TestServer::with("approval = \"strict\"\n").await).await;
    assert_eq!(story.phone.account().await.policy.approval, Approval::Strict);
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    let (_, challenge) = story.phone.pending().await.expect("a question");
    assert_eq!((challenge.mode, challenge.digits), (Mode::Number, Some(6)), "though the browser is trusted");
    let number = page.text_of("id", "number").expect("the page shows it");
    assert_eq!(number.len(), 6);
    // More often than a number may be wrong: nothing of this is a try.
    for _ in 0..4 {
        is_problem(&story.phone.answer(Says::YesNumber(&number)).await, 403, "key-not-allowed");
    }
    story.phone.verification = Verification::Pin;
    let wrong = if number == "000000" { "111111" } else { "000000" };
    let reply = story.phone.answer(Says::YesNumber(wrong)).await;
    assert_eq!(reply.json()["tries_left"], 2, "{}", reply.text());
    is_problem(&reply, 403, "wrong-number");
    assert_eq!(story.phone.answer(Says::YesNumber(&number)).await.json()["state"], "approved");
    let page = story.browser.get("/sign-in/wait").await;
    assert_eq!(story.browser.submit(&page, "/sign-in/complete", &[]).await.path, "/account");
    let page = story.browser.get("/2fa").await;
    assert!(page.text().contains("have chosen this for everybody"), "{}", page.text());
    assert_eq!(page.link("/2fa/policy"), None);
}

#[tokio::test]
async fn a_no_needs_nobody_to_be_verified() {
    let mut story = Story::on(TestServer::with("approval = \"strict\"\n").await).await;
    sign_out(&mut story.browser).await;
    sign_in(&mut story.browser).await;
    assert_eq!(story.phone.answer(Says::No).await.json()["state"], "declined");
}

#[tokio::test]
async fn scanning_is_strict_enough_for_a_verified_person_only() {
    let mut story = Story::on(TestServer::with("approval = \"strict\"\n").await).await;
    sign_out(&mut story.browser).await;
    sign_in(&mut story.browser).await;
    let page = story.browser.get("/sign-in/other-ways").await;
    let page = story.browser.submit(&page, "/sign-in/scan", &[]).await;
    let link = page.link("countersign://approve#").expect("the page's code");
    let secret = link.rsplit_once("&x=").expect("a secret").1.to_owned();
    is_problem(&story.phone.answer(Says::YesScanned(&secret)).await, 403, "key-not-allowed");
    story.phone.verification = Verification::Biometric;
    assert_eq!(story.phone.answer(Says::YesScanned(&secret)).await.json()["state"], "approved");
}

#[tokio::test]
async fn the_person_s_own_rule_is_changed_by_a_proof_for_exactly_that_up_and_down() {
    let mut story = Story::begin().await;
    let page = story.browser.get("/2fa").await;
    assert_eq!(page.link("/2fa/policy").as_deref(), Some("/2fa/policy"));
    let page = story.browser.get("/2fa/policy").await;
    assert!(page.path.starts_with("/prove?reason=change-policy&"), "{}", page.path);
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert!(page.forms().iter().all(|form| !form.fields.contains(&("approval".into(), "tap".into()))));
    let done = choose(&mut story, &page, "strict").await;
    assert!(done.path == "/2fa" && done.text().contains("Six digits and a PIN"), "{}", done.text());
    assert_eq!(story.phone.account().await.policy.approval, Approval::Strict);
    // The proof is used up, and so it goes down as well.
    let again = choose(&mut story, &page, "adaptive").await;
    assert!(again.path.starts_with("/prove?reason=change-policy&"), "{}", again.path);
    assert_eq!(story.phone.account().await.policy.approval, Approval::Strict);
    story.phone.verification = Verification::Pin;
    let page = prove(&mut story.browser, &mut story.phone, &again).await;
    choose(&mut story, &page, "adaptive").await;
    assert_eq!(story.phone.account().await.policy.approval, Approval::Adaptive);
}

#[tokio::test]
async fn what_was_approved_under_a_weaker_rule_is_worth_nothing_under_a_stronger_one() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    let page = story.browser.get("/2fa/policy").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let waiting = sign_in(&mut other).await;
    crate::people::yes(&mut story.phone, &waiting).await;
    let approved = other.get("/sign-in/wait").await;
    choose(&mut story, &page, "strict").await;
    let after = other.submit(&approved, "/sign-in/complete", &[]).await;
    assert_ne!(after.path, "/account", "{}", after.text());
    let page = sign_in(&mut other).await;
    let pending = story.phone.pending().await;
    let (_, challenge) = pending.unwrap_or_else(|| panic!("asked under the new rule: {}", page.text()));
    assert_eq!(challenge.digits, Some(6));
}

#[tokio::test]
async fn digits_without_network_never_satisfy_strict() {
    let mut story = Story::on(TestServer::with("approval = \"strict\"\n").await).await;
    sign_out(&mut story.browser).await;
    sign_in(&mut story.browser).await;
    let page = story.browser.get("/sign-in/other-ways").await;
    assert!(page.forms().iter().all(|form| form.action != "/sign-in/without-network"), "not offered");
    let token = page.form("/sign-in/scan").fields;
    story.browser.post("/sign-in/without-network", &token).await;
    let (_, challenge) = story.phone.pending().await.expect("the question stays");
    assert_eq!(challenge.mode, Mode::Number);
}
