//! Which browsers are asked YES or NO alone: the person's tick, and what ends it.

use countersign_protocol::message::Mode;
use countersign_server::testing::{Says, TestBrowser, TestDevice, TestServer};

use crate::people::{NAME, PASSWORD, Story, answer_yes, first_account, prove, sign_in, sign_out, yes};

/// How the devices are asked when this browser signs in; the sign-in is taken back.
async fn asked(browser: &mut TestBrowser, phone: &mut TestDevice) -> Mode {
    sign_in(browser).await;
    let (_, challenge) = phone.pending().await.expect("a question");
    let page = browser.get("/sign-in/wait").await;
    assert_eq!(page.text_of("id", "number").is_some(), challenge.mode == Mode::Number);
    browser.submit(&page, "/sign-in/cancel", &[]).await;
    challenge.mode
}

#[tokio::test]
async fn the_box_stands_ticked_where_two_step_verification_is_switched_on() {
    for (ticked, expected) in [(true, Mode::Tap), (false, Mode::Number)] {
        let server = TestServer::new().await;
        let mut browser = first_account(&server).await;
        let mut phone = server.device("Phone");
        let (enrollment, code) = crate::people::start(&mut browser).await;
        crate::people::claim(&mut phone, code).await;
        let digits = phone.account().await.confirm.expect("six digits").expose().to_owned();
        let page = browser.get(&enrollment).await;
        let form = page.form(&format!("{enrollment}/confirm"));
        assert!(form.fields.contains(&("trust".into(), "yes".into())), "ticked beforehand: {form:?}");
        let mut fields = form.fields.clone();
        fields.retain(|(name, _)| name != "digits" && (ticked || name != "trust"));
        fields.push(("digits".into(), digits));
        browser.post(&form.action, &fields).await;
        assert_eq!(browser.cookie("known").is_some(), ticked);
        sign_out(&mut browser).await;
        assert_eq!(asked(&mut browser, &mut phone).await, expected);
    }
}

#[tokio::test]
async fn the_box_on_the_waiting_page_comes_from_the_second_sign_in_on_and_is_not_ticked() {
    let mut story = Story::begin().await;
    let mut other = story.server.browser();
    let page = sign_in(&mut other).await;
    assert!(!page.body.contains("name=\"trust\""), "nobody has signed in with the app yet");
    answer_yes(&mut other, &mut story.phone, &page).await;
    sign_out(&mut other).await;
    let page = sign_in(&mut other).await;
    let form = page.form("/sign-in/complete");
    assert!(page.body.contains("name=\"trust\"") && form.fields.iter().all(|(name, _)| name != "trust"));
    yes(&mut story.phone, &page).await;
    let page = other.get("/sign-in/wait").await;
    let page = other.submit(&page, "/sign-in/complete", &[("trust", "yes")]).await;
    assert_eq!(page.path, "/account");
    sign_out(&mut other).await;
    assert_eq!(asked(&mut other, &mut story.phone).await, Mode::Tap);
    let page = sign_in(&mut other).await;
    assert!(!page.body.contains("name=\"trust\""), "trusted already");
}

#[tokio::test]
async fn trust_falls_back_to_the_number_elsewhere_and_with_another_browser_or_system() {
    let mut story = Story::begin().await;
    sign_out(&mut story.browser).await;
    let mut usual = story.browser.clone();
    let agent = usual.user_agent.clone();
    let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
    let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    for (address, user_agent, unusual) in [
        ([203, 0, 200, 200], agent.as_str(), &[][..]),
        ([198, 51, 100, 7], &agent, &["ip"][..]),
        ([203, 0, 113, 7], chrome, &["browser"]),
        ([203, 0, 113, 7], windows, &["system"]),
    ] {
        let mut browser = usual.clone();
        browser.address = address.into();
        user_agent.clone_into(&mut browser.user_agent);
        let page = sign_in(&mut browser).await;
        let (_, challenge) = story.phone.pending().await.expect("a question");
        assert_eq!(challenge.ctx.unusual, unusual, "{user_agent}");
        assert!(challenge.ctx.browser_known && challenge.ctx.browser_last_at.is_some());
        assert_eq!(challenge.mode == Mode::Tap, unusual.is_empty(), "{user_agent}");
        browser.submit(&page, "/sign-in/cancel", &[]).await;
        // Taken back, it counts as not answered; a sign-in in between keeps the brakes off.
        let page = sign_in(&mut usual).await;
        answer_yes(&mut usual, &mut story.phone, &page).await;
        sign_out(&mut usual).await;
        story.server.clock.advance(1);
    }
}

#[tokio::test]
async fn a_no_forces_the_number_for_a_day() {
    let mut story = Story::begin().await;
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    assert!(page.text_of("id", "number").is_none());
    story.phone.answer(Says::No).await;
    let page = story.browser.get("/sign-in/wait").await;
    assert!(page.text().contains("You said NO on Phone. Nobody got in."), "{}", page.text());
    for (passed, expected) in [(0, Mode::Number), (86_000, Mode::Number), (400, Mode::Tap)] {
        story.server.clock.advance(passed);
        assert_eq!(asked(&mut story.browser, &mut story.phone).await, expected, "{passed}");
    }
}

#[tokio::test]
async fn it_was_not_me_ends_trust_and_blocks_that_browser_for_a_quarter_of_an_hour() {
    let mut story = Story::begin().await;
    let mut thief = story.server.browser();
    thief.address = [198, 51, 100, 7].into();
    sign_in(&mut thief).await;
    assert_eq!(story.phone.answer(Says::NotMe).await.json()["state"], "declined");
    sign_in(&mut thief).await;
    let page = thief.get("/sign-in/wait").await;
    assert!(page.text().contains("asked again in 15 minutes"), "{}", page.text());
    assert!(story.phone.pending().await.is_none(), "nobody is bothered");
    sign_out(&mut story.browser).await;
    assert_eq!(asked(&mut story.browser, &mut story.phone).await, Mode::Number, "from elsewhere: asked");
}

#[tokio::test]
async fn a_new_password_signing_out_everywhere_and_the_list_end_trust() {
    for way in ["password", "everywhere", "list"] {
        let mut story = Story::begin().await;
        let account = story.browser.get("/account").await;
        let mut password = PASSWORD;
        match way {
            "password" => {
                let page = story.browser.get("/account/password").await;
                let page = prove(&mut story.browser, &mut story.phone, &page).await;
                password = "nine slow lanterns drift";
                let fields = [("current", PASSWORD), ("password", password)];
                let page = story.browser.submit(&page, "/account/password", &fields).await;
                assert_eq!(page.path, "/account", "{}", page.text());
            }
            "everywhere" => {
                story.browser.submit(&account, "/account/sessions/end-all", &[]).await;
                assert_eq!(story.browser.get("/account").await.path, "/sign-in?next=%2Faccount");
            }
            _ => {
                let forms = account.forms();
                let end = forms.iter().find(|form| form.action.starts_with("/account/browsers/"));
                let end = end.expect("the list offers it").action.clone();
                story.browser.submit(&account, &end, &[]).await;
            }
        }
        if way != "everywhere" {
            sign_out(&mut story.browser).await;
        }
        let page = crate::people::sign_in_with(&mut story.browser, NAME, password).await;
        assert!(page.text_of("id", "number").is_some(), "{way}: {}", page.text());
    }
}

#[tokio::test]
async fn two_people_share_a_browser_and_each_is_trusted_for_oneself() {
    let Story { server, mut browser, mut phone, .. } = Story::begin().await;
    let page = browser.get("/admin/invitations").await;
    let page = prove(&mut browser, &mut phone, &page).await;
    let page = browser.submit(&page, "/admin/invitations", &[("note", "for Bob")]).await;
    let (_, link_of_bob) = page.body.split_once("/invite#").expect("the page shows the link");
    let token = link_of_bob.split(['<', '"']).next().expect("a token").to_owned();
    sign_out(&mut browser).await;
    let page = browser.get("/invite").await;
    let fields = [("token", token.as_str()), ("name", "bob"), ("password", "seven odd copper bells")];
    assert_eq!(browser.submit(&page, "/invite", &fields).await.path, "/2fa");
    let mut phone_of_bob = server.device("Bob’s phone");
    let (enrollment, code) = crate::people::start(&mut browser).await;
    let grant = countersign_protocol::message::Grant::Typed { user: "bob".into(), setup_code: code };
    phone_of_bob.enroll(grant).await;
    let digits = phone_of_bob.account().await.confirm.expect("six digits").expose().to_owned();
    let page = browser.get(&enrollment).await;
    browser.submit(&page, &format!("{enrollment}/confirm"), &[("digits", &digits)]).await;
    sign_out(&mut browser).await;
    assert_eq!(asked(&mut browser, &mut phone).await, Mode::Tap, "Ada’s");
    crate::people::sign_in_with(&mut browser, "bob", "seven odd copper bells").await;
    assert_eq!(phone_of_bob.pending().await.expect("a question").1.mode, Mode::Tap, "Bob’s");
}

#[tokio::test]
async fn a_stolen_cookie_that_was_used_before_ends_the_trust_and_the_owner_is_told() {
    let mut story = Story::begin().await;
    let stolen = story.browser.clone();
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    answer_yes(&mut story.browser, &mut story.phone, &page).await;
    let mut thief = stolen;
    thief.forget_cookie("session");
    assert_eq!(asked(&mut thief, &mut story.phone).await, Mode::Number);
    sign_out(&mut story.browser).await;
    story.server.clock.advance(1);
    let page = sign_in(&mut story.browser).await;
    assert!(page.text_of("id", "number").is_some(), "the trust has ended for both");
    let page = answer_yes(&mut story.browser, &mut story.phone, &page).await;
    assert!(page.text().contains("A trusted browser’s old cookie came back"), "{}", page.text());
}
