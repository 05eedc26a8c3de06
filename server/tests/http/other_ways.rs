//! Another way than an answer: codes of devices and apps, backup codes; each once, with pauses that are named.

use countersign_server::testing::{TestBrowser, TestPage};

use crate::people::{Story, answer_yes, code_of, confirm, prove, setup_code, sign_in, sign_out, yes};

async fn type_in(browser: &mut TestBrowser, way: &str, code: &str) -> TestPage {
    let path = format!("/sign-in/{way}");
    let page = browser.get(&path).await;
    browser.submit(&page, &path, &[("code", code)]).await
}

/// A browser with the right password, at the page of the other ways.
async fn at_the_second_step(story: &Story) -> TestBrowser {
    let mut browser = story.server.browser();
    sign_in(&mut browser).await;
    let page = browser.get("/sign-in/other-ways").await;
    assert!(page.link("/sign-in/code").is_some() && page.link("/sign-in/backup-code").is_some());
    browser
}

#[tokio::test]
async fn a_code_lets_in_once_and_its_neighbours_count_too() {
    let mut story = Story::begin().await;
    let now = story.server.clock.now();
    let otp = story.phone.account().await.otp.expect("fetched within ten minutes");
    let mut browser = at_the_second_step(&story).await;
    for far in [now - 60, now + 60] {
        let page = type_in(&mut browser, "code", &code_of(&otp, far)).await;
        assert!(page.text().contains("check the phone’s clock"), "{}", page.text());
    }
    let before = code_of(&otp, now - 30);
    assert_eq!(type_in(&mut browser, "code", &before).await.path, "/account");
    let mut again = at_the_second_step(&story).await;
    let page = type_in(&mut again, "code", &before).await;
    assert!(page.text().contains("used before"), "{}", page.text());
    let spaced = code_of(&otp, now);
    let spaced = format!(" {} {} ", &spaced[..3], &spaced[3..]);
    assert_eq!(type_in(&mut again, "code", &spaced).await.path, "/account");
    let mut after = at_the_second_step(&story).await;
    assert_eq!(type_in(&mut after, "code", &code_of(&otp, now + 30)).await.path, "/account");
    let mut late = at_the_second_step(&story).await;
    let page = type_in(&mut late, "code", &code_of(&otp, now)).await;
    assert!(page.text().contains("used before"), "an older step than the last one: {}", page.text());
}

#[tokio::test]
async fn each_device_has_codes_of_its_own_and_none_counts_for_another() {
    let mut story = Story::begin().await;
    let page = story.browser.get("/2fa/add").await;
    let page = story.browser.submit(&page, "/2fa/enrollments", &[]).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    assert_eq!(page.path, "/2fa/enrollments");
    let mut tablet = story.server.device("Tablet");
    // The proof is there: the form goes on now.
    let page = story.browser.submit(&page, "/2fa/enrollments", &[]).await;
    let (path, setup_code) = (page.path.clone(), setup_code(&page));
    let page = confirm(&mut story.browser, &mut tablet, &path, setup_code, &[]).await;
    assert_eq!(page.path, "/2fa", "{}", page.text());
    let now = story.server.clock.now();
    let of_phone = story.code().await;
    let of_tablet = code_of(&tablet.account().await.otp.expect("just linked"), now);
    assert_ne!(of_phone, of_tablet);
    let mut browser = at_the_second_step(&story).await;
    assert_eq!(type_in(&mut browser, "code", &of_phone).await.path, "/account");
    let mut browser = at_the_second_step(&story).await;
    assert!(type_in(&mut browser, "code", &of_phone).await.text().contains("used before"));
    assert_eq!(type_in(&mut browser, "code", &of_tablet).await.path, "/account", "its own step is unused");
}

#[tokio::test]
async fn wrong_codes_are_paused_for_a_while_that_the_page_names_and_other_ways_stay() {
    let mut story = Story::begin().await;
    let mut browser = at_the_second_step(&story).await;
    let otp = story.phone.account().await.otp.expect("fetched within ten minutes");
    let now = story.server.clock.now();
    let right = code_of(&otp, now);
    let near = [code_of(&otp, now - 30), right.clone(), code_of(&otp, now + 30)];
    let wrong = (0..10).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).expect("most codes are");
    for left in (0..10).rev() {
        let page = type_in(&mut browser, "code", &wrong).await;
        let said = match left {
            0 => "No tries are left for now.".to_owned(),
            1 => "One try is left.".to_owned(),
            left => format!("{left} tries are left."),
        };
        assert!(page.text().contains(&said), "{said} {}", page.text());
    }
    let page = type_in(&mut browser, "code", &right).await;
    assert!(page.text().contains("paused for this account for 30 seconds"), "{}", page.text());
    assert!(page.link("/sign-in/wait").is_some() && page.link("/sign-in/backup-code").is_some());
    // A backup code works all the same, and clears the row.
    let code = story.codes[0].clone();
    assert_eq!(type_in(&mut browser, "backup-code", &code).await.path, "/account");
    let mut browser = at_the_second_step(&story).await;
    assert_eq!(type_in(&mut browser, "code", &right).await.path, "/account");
}

#[tokio::test]
async fn a_pause_for_codes_does_not_stop_an_answer() {
    let mut story = Story::begin().await;
    let mut browser = at_the_second_step(&story).await;
    for _ in 0..11 {
        type_in(&mut browser, "code", "no code").await;
    }
    let page = browser.get("/sign-in/wait").await;
    yes(&mut story.phone, &page).await;
    let page = browser.get("/sign-in/wait").await;
    assert_eq!(browser.submit(&page, "/sign-in/complete", &[]).await.path, "/account");
}

#[tokio::test]
async fn a_backup_code_lets_in_once_however_it_is_written() {
    let mut story = Story::begin().await;
    let code = story.codes[0].clone();
    let mut browser = at_the_second_step(&story).await;
    let typed = format!("{} - {}", code[..4].to_lowercase(), &code[4..]);
    assert_eq!(type_in(&mut browser, "backup-code", &typed).await.path, "/account");
    let page = browser.get("/2fa").await;
    assert!(page.text().contains("9 of 10 left"), "{}", page.text());
    let mut again = at_the_second_step(&story).await;
    let page = type_in(&mut again, "backup-code", &code).await;
    assert!(page.text().contains("This backup code was used before"), "{}", page.text());
    let page = type_in(&mut again, "backup-code", "0000-0000").await;
    assert!(page.text().contains("not one of your backup codes"), "{}", page.text());
    // The owner is told at the next sign-in.
    let page = again.get("/sign-in/wait").await;
    again.submit(&page, "/sign-in/cancel", &[]).await;
    sign_out(&mut story.browser).await;
    story.server.clock.advance(1);
    let page = sign_in(&mut story.browser).await;
    let page = answer_yes(&mut story.browser, &mut story.phone, &page).await;
    assert!(page.text().contains("A backup code was used."), "{}", page.text());
}

#[tokio::test]
async fn without_the_right_password_no_code_is_looked_at() {
    let mut story = Story::begin().await;
    let (code, backup) = (story.code().await, story.codes[0].clone());
    let mut stranger = story.server.browser();
    for (way, code) in [("code", code), ("backup-code", backup)] {
        let page = stranger.get(&format!("/sign-in/{way}")).await;
        assert_eq!(page.path, "/sign-in");
        let token = page.form("/sign-in").fields[0].clone();
        let page = stranger.post(&format!("/sign-in/{way}"), &[token, ("code".into(), code)]).await;
        assert_eq!(page.path, "/sign-in", "{}", page.text());
    }
}
