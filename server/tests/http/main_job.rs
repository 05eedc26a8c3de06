//! The main job, through HTTP: an account, two-step verification, a question, an answer, in.

use axum::http::StatusCode;
use countersign_protocol::Link;
use countersign_protocol::message::{AccountState, Mode};
use countersign_server::testing::{Says, TestServer};

use crate::people::{Story, answer_yes, first_account, link, sign_in};

#[tokio::test]
async fn a_person_links_the_app_signs_in_and_answers_yes() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let mut phone = server.device("Phone");
    let page = link(&mut browser, &mut phone, &[]).await;
    assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
    let account = phone.account().await;
    assert_eq!((account.state, account.first_factor), (AccountState::Active, true));
    assert_eq!(account.backup_codes.map(|codes| codes.len()), Some(10));
    assert!(account.otp.is_some());

    let page = browser.get("/account").await;
    browser.submit(&page, "/sign-out", &[]).await;
    let page = sign_in(&mut browser).await;
    assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
    let (_, challenge) = phone.pending().await.expect("a question");
    assert_eq!((challenge.mode, challenge.ctx.browser.as_str()), (Mode::Tap, "Firefox"));
    let reply = phone.answer(Says::Yes).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let page = browser.get("/sign-in/wait").await;
    let page = browser.submit(&page, "/sign-in/complete", &[]).await;
    assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, "/account"), "{}", page.text());
}

#[tokio::test]
async fn another_browser_is_asked_for_the_number_and_a_no_ends_it() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let mut phone = server.device("Phone");
    link(&mut browser, &mut phone, &[]).await;

    let mut other = server.browser();
    let page = sign_in(&mut other).await;
    let number = page.text_of("id", "number").expect("the page shows it");
    let (_, challenge) = phone.pending().await.expect("a question");
    assert_eq!((challenge.mode, challenge.digits), (Mode::Number, Some(2)));
    let wrong = if number == "00" { "11" } else { "00" };
    let reply = phone.answer(Says::YesNumber(wrong)).await;
    assert_eq!((reply.problem().as_deref(), &reply.json()["tries_left"]), (Some("wrong-number"), &2.into()));
    let reply = phone.answer(Says::YesNumber(&number)).await;
    assert_eq!(reply.json()["state"], "approved");
    let page = other.get("/sign-in/wait").await;
    assert_eq!(other.submit(&page, "/sign-in/complete", &[]).await.path, "/account");

    let mut third = server.browser();
    sign_in(&mut third).await;
    let (challenge, message) = phone.pending().await.expect("a question");
    assert_eq!(phone.answer(Says::No).await.json()["state"], "declined");
    let late = phone.answer_message(&challenge, message.cid, Says::YesNumber("00"));
    let reply = phone.post_jwt(&format!("/api/v1/challenges/{}", message.cid), &late).await;
    assert_eq!((reply.status, reply.problem().as_deref()), (StatusCode::CONFLICT, Some("challenge-ended")));
    let page = third.get("/sign-in/wait").await;
    assert!(page.text().contains("NO"), "{}", page.text());
}

#[tokio::test]
async fn signing_in_again_in_the_same_browser_does_not_wait_for_its_own_question() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let mut phone = server.device("Phone");
    link(&mut browser, &mut phone, &[]).await;
    let mut other = server.browser();
    sign_in(&mut other).await;
    let (_, first) = phone.pending().await.expect("a question");
    let page = sign_in(&mut other).await;
    let number = page.text_of("id", "number").expect("asked anew");
    let (_, second) = phone.pending().await.expect("a question");
    assert_ne!(first.cid, second.cid);
    assert_eq!(phone.answer(Says::YesNumber(&number)).await.json()["state"], "approved");
}

#[tokio::test]
async fn a_browser_on_the_phone_itself_opens_the_app_at_its_question_and_has_the_number_in_its_title() {
    let mut story = Story::begin().await;
    let mut on_a_desk = story.server.browser();
    let page = sign_in(&mut on_a_desk).await;
    assert!(page.link("countersign://open").is_none(), "the app is not there");
    story.phone.answer(Says::No).await;
    let mut on_the_phone = story.server.browser();
    on_the_phone.user_agent =
        "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
            .into();
    let page = sign_in(&mut on_the_phone).await;
    let (_, question) = story.phone.pending().await.expect("a question");
    let link = page.link("countersign://open").expect("a link to the app");
    let Ok(Link::Open(open)) = Link::parse(&link) else { panic!("{link}") };
    assert_eq!(open.challenge, question.cid);
    let number = page.text_of("id", "number").expect("a number");
    assert!(page.body.contains(&format!("<title>{number} · ")), "{}", page.body);
    let page = answer_yes(&mut on_the_phone, &mut story.phone, &page).await;
    assert_eq!(page.path, "/account", "{}", page.text());
}
