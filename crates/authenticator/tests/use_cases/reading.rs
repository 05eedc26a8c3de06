//! What people read in: each wrong thing has a name of its own, and no error repeats what was read.

use countersign_authenticator::{Error, LinkFollowed, LinkWay, PendingView, SetupKeyOptions};
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
        ("motp://x?secret=7ac61d4736f51a2b", "pin_needed"),
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
    assert_eq!(app.log_in_from_this_device("HTTP://auth.example").unwrap_err().code(), "address_not_https");
    assert_eq!(app.log_in_from_this_device("").unwrap_err().code(), "address_malformed");
}

#[test]
fn a_server_is_asked_about_by_its_bare_origin() {
    let app = Device::new().app();
    let PendingView::Server { origin, is_private, way, .. } = app.read_text(ENROLL).unwrap() else {
        panic!()
    };
    assert_eq!((origin.as_str(), is_private, way), ("https://auth.example", false, LinkWay::Qr));
    let PendingView::Server { origin, is_private, way, .. } =
        app.log_in_from_this_device(" https://192.168.0.4:8443/sign-in?x ").unwrap()
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
            "qr_unknown",
        ),
    ] {
        assert_eq!(app.follow_link(link).await.unwrap_err().code(), code, "{link}");
    }
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
