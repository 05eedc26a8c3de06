//! The same phone, linked again: the page asks whether it replaces the older one, and leads to its removal.

use countersign_server::testing::{TestDevice, TestPage};

use crate::authorize::{REDIRECT, VERIFIER, grant, request, returned};
use crate::people::{NAME, PASSWORD, Story, answer_yes, claim, prove, setup_code};

impl Story {
    /// Links a device of this name, up to the page for its six digits; these, and the page.
    async fn up_to_the_digits(&mut self, name: &str) -> (TestDevice, String, TestPage) {
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let mut device = self.server.device(name);
        claim(&mut device, setup_code(&page)).await;
        let digits = device.account().await.confirm.expect("six digits").expose().to_owned();
        let page = self.browser.get(&page.path).await;
        (device, digits, page)
    }

    /// Asks to link this device from itself, up to the consent page.
    async fn up_to_consent(&mut self, device: &TestDevice, redirect: &str) -> TestPage {
        self.server.clock.advance(1);
        let description = &device.description;
        let changed = [
            ("device_name", description.name.as_str()),
            ("platform", description.platform.as_str()),
            ("redirect_uri", redirect),
        ];
        let page = self.browser.get(&request(device, &changed)).await;
        let page = self.browser.submit(&page, "/sign-in", &[("name", NAME), ("password", PASSWORD)]).await;
        let page = answer_yes(&mut self.browser, &mut self.phone, &page).await;
        let page = prove(&mut self.browser, &mut self.phone, &page).await;
        assert!(page.path.starts_with("/oauth/authorize/consent?"), "{} {}", page.path, page.text());
        page
    }

    async fn authorizes(&mut self, page: &TestPage, replaces: &str) -> TestPage {
        let fields = [("decision", "authorize"), ("replaces", replaces)];
        self.browser.submit(page, "/oauth/authorize/consent", &fields).await
    }
}

#[tokio::test]
async fn the_same_phone_linked_again_is_offered_as_its_own_successor() {
    let mut story = Story::begin().await;
    let name = story.phone.description.name.as_str().to_owned();
    let old = story.phone.id.clone().expect("linked");
    let (_, digits, page) = story.up_to_the_digits(&name).await;
    assert!(page.body.contains(&format!("id=\"replaces\" value=\"{old}\"")), "{}", page.text());
    assert!(page.text().contains(&format!("It replaces {name}.")), "{}", page.text());
    let wrong = if digits == "000000" { "111111" } else { "000000" };
    let form = format!("{}/confirm", page.path);
    let again = story.browser.submit(&page, &form, &[("digits", wrong), ("replaces", old.as_str())]).await;
    assert!(again.body.contains("checked"), "it stays ticked: {}", again.text());

    let page = story.browser.submit(&again, &form, &[("digits", &digits), ("replaces", old.as_str())]).await;
    assert!(page.path.starts_with("/prove?reason=remove-method"), "{}", page.path);
    assert_eq!(story.phone.get("/api/v1/challenges").await.status, 204, "nothing is removed without a proof");
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, &format!("/2fa/devices/{old}/remove"), &[]).await;
    assert!(!page.body.contains(&format!("id=\"device-{old}\"")), "{}", page.text());
    assert_eq!(story.phone.get("/api/v1/self").await.status, 410, "in the server's own signed words");
}

#[tokio::test]
async fn another_name_or_platform_replaces_nothing_and_the_box_need_not_be_ticked() {
    let mut story = Story::begin().await;
    let name = story.phone.description.name.as_str().to_owned();
    let (_, digits, page) = story.up_to_the_digits("Somebody else").await;
    assert!(!page.body.contains("id=\"replaces\""), "{}", page.text());
    let page = story.browser.submit(&page, &format!("{}/confirm", page.path), &[("digits", &digits)]).await;
    assert_eq!(page.path, "/2fa");
    let (_, digits, page) = story.up_to_the_digits(&name).await;
    let page = story.browser.submit(&page, &format!("{}/confirm", page.path), &[("digits", &digits)]).await;
    assert_eq!(page.path, "/2fa");
    assert_eq!(story.phone.get("/api/v1/devices").await.status, 200);
}

#[tokio::test]
async fn from_this_device_the_consent_page_asks_and_the_next_one_leads_to_the_removal() {
    let mut story = Story::begin().await;
    let name = story.phone.description.name.as_str().to_owned();
    let old = story.phone.id.clone().expect("linked");
    let mut device = story.server.device(&name);
    let page = story.up_to_consent(&device, REDIRECT).await;
    assert!(page.body.contains(&format!("id=\"replaces\" value=\"{old}\"")), "{}", page.text());
    assert!(page.text().contains(&format!("It replaces {name}.")), "{}", page.text());
    let page = story.authorizes(&page, old.as_str()).await;
    assert!(!page.body.contains("http-equiv=\"refresh\""), "the app's page would take its place");
    let removal = page.link("/2fa/devices/").expect("the way to the removal");
    assert_eq!(removal, format!("/2fa/devices/{old}/remove"));
    let (_, code) = returned(&page).remove(0);
    assert_eq!(device.enroll(grant(&code, VERIFIER)).await.status, 201);
    assert_eq!(story.phone.get("/api/v1/challenges").await.status, 204, "nothing is removed without a proof");
    let page = story.browser.get(&removal).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let page = story.browser.submit(&page, &removal, &[]).await;
    assert!(!page.body.contains(&format!("id=\"device-{old}\"")), "{}", page.text());
    assert_eq!(story.phone.get("/api/v1/self").await.status, 410);
    assert_eq!(device.get("/api/v1/devices").await.status, 200);
}

#[tokio::test]
async fn from_this_device_a_page_that_stays_goes_on_by_itself_and_only_devices_of_the_account_are_named() {
    let mut story = Story::begin().await;
    let old = story.phone.id.clone().expect("linked");
    let device = story.server.device(story.phone.description.name.as_str());
    let page = story.up_to_consent(&device, "countersign://oauth/callback").await;
    let page = story.authorizes(&page, old.as_str()).await;
    assert!(page.body.contains("http-equiv=\"refresh\"") && page.link("/2fa/devices/").is_some());
    let (_, other) = crate::people::member(&story.server, "eve").await;
    let page = story.up_to_consent(&story.server.device("Somebody else"), REDIRECT).await;
    assert!(!page.body.contains("id=\"replaces\""), "{}", page.text());
    let page = story.authorizes(&page, other.id.expect("linked").as_str()).await;
    assert!(page.body.contains("http-equiv=\"refresh\"") && page.link("/2fa/devices/").is_none());
}
