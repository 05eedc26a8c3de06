//! Countersign's own links, the typed form, and codes that are for something else.

use countersign_enrollment::{
    Enrollment, EnrollmentError, Foreign, LinkPurpose, read_text, read_typed_server,
};

const CODE: &str = "GSrR7l1J8YcJ8m3sLaA8VQ";
const KEY: &str = "sYk16n84Yk4IJk09zTfGViujxq6anWYDAJP4gu8kAzo";

fn refused(text: &str) -> EnrollmentError {
    read_text(text).expect_err(text)
}

#[test]
fn both_forms_of_an_enrollment_link_are_read() {
    for text in [
        format!("countersign://enroll#v=1&s=https://auth.example&c={CODE}&k={KEY}"),
        format!("countersign://enroll#k={KEY}&x=unknown&c={CODE}&s=https%3A%2F%2Fauth.example&v=1"),
        format!("https://auth.example/e#v=1&c={CODE}&k={KEY}"),
        format!("  https://auth.example/e#v=1&c={CODE}&k={KEY}\n"),
    ] {
        match read_text(&text) {
            Ok(Enrollment::Link(link)) => {
                assert_eq!(link.server.as_str(), "https://auth.example");
                assert_eq!(link.code.expose_text(), CODE);
                assert_eq!(link.key.to_string(), KEY);
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn links_that_link_nothing_are_named() {
    let server = "s=https://auth.example";
    let challenge = "i=h3SSTMzwvfuG72BI9uBkeQ";
    for (text, error) in [
        (
            format!("countersign://approve#v=1&{server}&{challenge}&x={CODE}"),
            EnrollmentError::NotForLinking(LinkPurpose::Approve),
        ),
        (
            format!("countersign://open#v=1&{server}&{challenge}"),
            EnrollmentError::NotForLinking(LinkPurpose::Open),
        ),
        (
            format!("countersign://offline#v=1&{server}&j=a.b.c"),
            EnrollmentError::NotForLinking(LinkPurpose::Offline),
        ),
        (format!("countersign://enroll#v=2&{server}&c={CODE}&k={KEY}"), EnrollmentError::UpdateApp),
        (format!("countersign://enroll#v=1&{server}&c={CODE}"), EnrollmentError::DamagedLink),
        (
            format!("countersign://enroll#v=1&{server}&c={CODE}&c={CODE}&k={KEY}"),
            EnrollmentError::DamagedLink,
        ),
        (
            format!("https://auth.example/e#v=1&s=https://other.example&c={CODE}&k={KEY}"),
            EnrollmentError::TwoServers,
        ),
        ("countersign://other#v=1".to_owned(), EnrollmentError::NotRecognized),
    ] {
        assert_eq!(refused(&text), error, "{text}");
    }
}

#[test]
fn codes_for_something_else_are_named() {
    for (text, foreign) in [
        ("WIFI:T:WPA;S:home;P:secret;;", Foreign::Wifi),
        ("https://www.example.org/menu", Foreign::WebAddress),
        ("HTTP://EXAMPLE.ORG", Foreign::WebAddress),
        ("https://www.example.org/e#chapter", Foreign::WebAddress),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD", Foreign::Contact),
        ("mailto:ada@example.org", Foreign::Message),
        ("tel:+41000000000", Foreign::Message),
        ("bitcoin:bc1qexample", Foreign::Payment),
        ("FIDO:/13086400838107303667332719012595115747821895775708", Foreign::Passkey),
        ("duo://abc-def", Foreign::Duo),
        ("https://m-1a2b3c.duosecurity.com/activate/abc", Foreign::Duo),
        ("phonefactor://activate_account?code=1&url=https%3A//x", Foreign::Microsoft),
        ("msauth://code=1", Foreign::Microsoft),
        ("oktaverify://ada@example.org/?t=1", Foreign::Okta),
        ("pushauth://push/forgerock:ada", Foreign::OtherApprovals),
        ("someapp://whatever", Foreign::OtherApp),
    ] {
        assert_eq!(refused(text), EnrollmentError::Foreign(foreign), "{text}");
    }
}

#[test]
fn empty_and_endless_texts_are_refused() {
    assert_eq!(refused(" \n "), EnrollmentError::Empty);
    assert_eq!(refused(&"A".repeat(4_097)), EnrollmentError::TooLong);
    assert_eq!(refused("note: this is prose"), EnrollmentError::NotRecognized);
}

#[test]
fn the_typed_form_is_forgiving_about_shape() {
    for (address, origin) in [
        ("auth.example", "https://auth.example"),
        (" https://Auth.Example/2fa ", "https://auth.example"),
        ("auth.example:8443", "https://auth.example:8443"),
        ("localhost:7000", "http://localhost:7000"),
    ] {
        let typed = read_typed_server(address, " ada ", "k7q2-9d mx").expect(address);
        assert_eq!(typed.server().as_str(), origin, "{address}");
        assert_eq!((typed.user(), typed.reveal_code().expose_text().as_str()), ("ada", "K7Q29DMX"));
    }
}

#[test]
fn the_typed_form_says_which_field_is_wrong() {
    let read = |address, user, code| read_typed_server(address, user, code).expect_err("something is wrong");
    assert_eq!(read("", "ada", "K7Q29DMX"), EnrollmentError::ServerAddress);
    assert_eq!(read("ftp://auth.example", "ada", "K7Q29DMX"), EnrollmentError::ServerAddress);
    assert_eq!(read("auth.example", "  ", "K7Q29DMX"), EnrollmentError::UserName);
    assert_eq!(read("auth.example", "ada", "K7Q29DM"), EnrollmentError::SetupCode);
}
