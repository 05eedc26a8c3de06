//! What people read in: each wrong thing has a name of its own, and no error repeats what was read.

use countersign_authenticator::{
    Error, Found, LinkFollowed, LinkWay, NotComing, PendingView, Picture, SetupKeyOptions,
};
use zeroize::Zeroizing;

use crate::device::Device;

const ENROLL: &str = "countersign://enroll#v=1&s=https://auth.example&c=GSrR7l1J8YcJ8m3sLaA8VQ&k=sYk16n84Yk4IJk09zTfGViujxq6anWYDAJP4gu8kAzo";

#[test]
fn each_wrong_text_has_a_code_of_its_own() {
    let app = Device::new().app();
    for (text, code) in [
        ("", "qr_unknown"),
        ("hello there", "qr_unknown"),
        ("WIFI:S:home;T:WPA;P:hunter2hunter2;;", "qr_wifi"),
        ("https://example.com/", "qr_web_address"),
        ("phonefactor://activate_account?code=1", "qr_other_app"),
        ("duo://abc-def", "qr_other_app"),
        ("BEGIN:VCARD\nEND:VCARD", "qr_unknown"),
        ("otpauth-migration://offline?data=abc", "several_accounts"),
        ("otpauth://other/x?secret=JBSWY3DPEHPK3PXP", "setup_unsupported"),
        ("otpauth://totp/x", "setup_malformed"),
        ("otpauth://totp/x?secret=0189", "secret_malformed"),
        ("countersign://enroll#v=1&s=https://auth.example", "link_malformed"),
        ("countersign://enroll#v=2&s=https://auth.example", "update_app"),
    ] {
        assert_eq!(app.read_text(text).unwrap_err().code(), code, "{text}");
    }
}

#[test]
fn typed_forms_say_what_is_wrong() {
    let app = Device::new().app();
    let setup = |address, user, code| {
        app.enter_setup_code(address, user, code).map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(setup("auth.example", "ada", "k7q2-9dmx"), Ok(()));
    assert_eq!(setup("not an address", "ada", "K7Q29DMX"), Err("address_malformed"));
    assert_eq!(setup("http://auth.example", "ada", "K7Q29DMX"), Err("address_not_https"));
    assert_eq!(setup("auth.example", "", "K7Q29DMX"), Err("name_invalid"));
    assert_eq!(setup("auth.example", "ada", "K7Q2"), Err("setup_code_malformed"));
    let key = app.enter_setup_key("Mail", "ada", "0000", SetupKeyOptions::default());
    assert_eq!(key.unwrap_err().code(), "secret_malformed");
    assert_eq!(
        app.log_in_from_this_device("HTTP://auth.example", None).unwrap_err().code(),
        "address_not_https"
    );
    assert_eq!(app.log_in_from_this_device("", None).unwrap_err().code(), "address_malformed");
}

#[test]
fn a_server_is_asked_about_by_its_bare_origin() {
    let app = Device::new().app();
    let PendingView::Server { origin, is_private, way, .. } = app.read_text(ENROLL).unwrap() else {
        panic!()
    };
    assert_eq!((origin.as_str(), is_private, way), ("https://auth.example", false, LinkWay::Qr));
    let PendingView::Server { origin, is_private, way, .. } =
        app.log_in_from_this_device(" https://192.168.0.4:8443/sign-in?x ", None).unwrap()
    else {
        panic!()
    };
    assert_eq!((origin.as_str(), is_private, way), ("https://192.168.0.4:8443", true, LinkWay::Browser));
}

#[tokio::test]
async fn a_link_from_outside_opens_a_question_and_nothing_else() {
    let device = Device::new();
    let app = device.start().await;
    assert!(matches!(app.follow_link(ENROLL).await.unwrap(), LinkFollowed::Pending(_)));
    for (link, code) in [
        (
            "countersign://oauth/callback?code=GSrR7l1J8YcJ8m3sLaA8VQ&state=x&iss=https://auth.example",
            "browser_answer_invalid",
        ),
        ("countersign://oauth/callback", "browser_answer_invalid"),
        ("countersign://open#v=1&s=https://auth.example&i=h3SSTMzwvfuG72BI9uBkeQ", "device_unknown"),
        (
            "countersign://approve#v=1&s=https://auth.example&i=h3SSTMzwvfuG72BI9uBkeQ&x=h3SSTMzwvfuG72BI9uBkeQ",
            "device_unknown",
        ),
    ] {
        assert_eq!(app.follow_link(link).await.unwrap_err().code(), code, "{link}");
    }
}

const YANDEX: &str = "otpauth://yaotp/ada?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI";

fn pin(pin: &str) -> Zeroizing<String> {
    Zeroizing::new(pin.to_owned())
}

#[tokio::test]
async fn a_missing_pin_is_the_next_step_and_a_wrong_one_can_be_given_again() {
    let app = Device::new().start().await;
    let PendingView::PinNeeded { id, service, user } = app.read_text(YANDEX).unwrap() else { panic!() };
    assert_eq!((service.as_str(), user.as_str()), ("Yandex", "ada"));
    assert_eq!(app.confirm_pending(id, None).await.unwrap_err().code(), "pending_elsewhere");
    for wrong in ["", "12", "ada!", "1 2 3 4"] {
        assert_eq!(app.give_pin(id, &pin(wrong)).unwrap_err().code(), "code_pin_invalid", "{wrong}");
    }
    let PendingView::CodeAccount { id: same, digits, .. } = app.give_pin(id, &pin("7586")).unwrap() else {
        panic!()
    };
    assert_eq!((same, digits), (id, 8));
    app.confirm_pending(id, None).await.unwrap();
    assert_eq!(app.accounts().await.unwrap()[0].user, "ada");
    assert_eq!(app.give_pin(id, &pin("7586")).unwrap_err().code(), "pending_elsewhere");
    assert_eq!(app.read_text(&YANDEX.replace("LA2V", "MA2V")).unwrap_err().code(), "secret_malformed");
}

#[tokio::test]
async fn one_code_goes_its_own_way_and_several_become_a_preview() {
    let app = Device::new().start().await;
    let one = app.read_any_text(Zeroizing::new(ENROLL.to_owned())).await.unwrap();
    assert!(matches!(one, Found::One(PendingView::Server { .. })));
    let lines = format!("otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP\n{YANDEX}\nsee you");
    let Found::Several(preview) = app.read_any_text(Zeroizing::new(lines)).await.unwrap() else { panic!() };
    assert_eq!((preview.entries.len(), preview.links.len(), preview.skipped.len()), (1, 1, 1));
    let wrong = app.read_any_text(Zeroizing::new("WIFI:S:home;;".to_owned())).await.unwrap_err();
    assert_eq!(wrong.code(), "qr_wifi");
}

#[tokio::test]
async fn the_codes_of_several_pictures_come_together() {
    let app = Device::new().start().await;
    let picture = |name: &str| {
        let path = format!("{}/../../tests/e2e/pictures/{name}", env!("CARGO_MANIFEST_DIR"));
        Picture::File(Zeroizing::new(std::fs::read(path).unwrap()))
    };
    let one = app.read_pictures(vec![picture("no-code.png"), picture("otpauth.png")]).await.unwrap();
    assert!(matches!(one, Found::One(PendingView::CodeAccount { .. })));
    let both = vec![picture("otpauth.png"), picture("otpauth-sha256.png"), picture("wifi.png")];
    let Found::Several(preview) = app.read_pictures(both).await.unwrap() else { panic!() };
    assert_eq!((preview.entries.len(), preview.skipped.len()), (2, 1));
    assert_eq!((preview.skipped[0].reason, &preview.skipped[0].place), (NotComing::NotAnAccount, &None));
    assert_eq!(app.read_pictures(vec![picture("wifi.png")]).await.unwrap_err().code(), "qr_wifi");
    assert_eq!(app.read_pictures(vec![picture("no-code.png")]).await.unwrap_err().code(), "no_qr_code");
}

#[tokio::test]
async fn a_picture_without_a_code_is_told_from_one_that_is_no_picture() {
    let app = Device::new().app();
    let no_picture = app.read_image(Zeroizing::new(b"hello".to_vec())).await.unwrap_err();
    assert_eq!(no_picture.code(), "image_unreadable");
    // One black pixel (GIF89a).
    let dot = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    assert_eq!(app.read_image(Zeroizing::new(dot.to_vec())).await.unwrap_err().code(), "no_qr_code");
}

#[tokio::test]
async fn a_link_to_a_question_waits_for_the_vault_to_open() {
    let link = "countersign://open#v=1&s=https://auth.example&i=h3SSTMzwvfuG72BI9uBkeQ";
    assert_eq!(Device::new().app().follow_link(link).await.unwrap(), LinkFollowed::Question);
}

#[tokio::test]
async fn no_error_repeats_what_was_read() {
    let app = Device::new().app();
    let text = "otpauth://totp/x?secret=SECRETSECRET1!";
    let error: Error = app.read_text(text).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRETSECRET"));
    let link =
        "countersign://oauth/callback?code=GSrR7l1J8YcJ8m3sLaA8VQ&state=mystate&iss=https://auth.example";
    let error = app.follow_link(link).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("GSrR7l1J8"));
}
