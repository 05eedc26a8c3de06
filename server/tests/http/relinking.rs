//! The same phone, linked again: the page asks whether it replaces the older one, and leads to its removal.

use countersign_server::testing::TestPage;

use crate::people::{Story, claim, prove, setup_code};

impl Story {
    /// Links a device of this name, up to the page for its six digits; these, and the page.
    async fn up_to_the_digits(
        &mut self,
        name: &str,
    ) -> (countersign_server::testing::TestDevice, String, TestPage) {
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
