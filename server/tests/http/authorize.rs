//! *Log in from this device*: the app's request, a fresh sign-in, one button, a code for exactly that app.

use axum::http::StatusCode;
use countersign_protocol::message::{AccountState, Grant};
use countersign_protocol::{AuthorizationCode, Digest, Signer};
use countersign_server::testing::{TestBrowser, TestDevice, TestPage, TestServer};
use url::Url;

use crate::people::{NAME, PASSWORD, first_account, sign_in, sign_out};

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:49152/callback";

pub(crate) fn request(device: &TestDevice, changed: &[(&str, &str)]) -> String {
    let jkt = device.pop.public().thumbprint().to_string();
    let challenge = Digest::of(VERIFIER.as_bytes()).to_string();
    let mut all = vec![
        ("response_type", "code"),
        ("client_id", "countersign"),
        ("redirect_uri", REDIRECT),
        ("scope", "device:enroll"),
        ("state", "c3RhdGU"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("dpop_jkt", &jkt),
        ("device_name", "Phone"),
        ("platform", "linux"),
    ];
    for (name, value) in changed {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    let query: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    format!("/oauth/authorize?{query}")
}

/// Follows the request to the consent page, by the sign-in that it asks for.
async fn consent_page(browser: &mut TestBrowser, device: &TestDevice) -> TestPage {
    let page = browser.get(&request(device, &[])).await;
    assert!(page.path.starts_with("/sign-in?"), "{} {}", page.path, page.text());
    let page = browser.submit(&page, "/sign-in", &[("name", NAME), ("password", PASSWORD)]).await;
    assert!(page.path.starts_with("/oauth/authorize/consent?"), "{} {}", page.path, page.text());
    page
}

/// What the page sends back to the app.
pub(crate) fn returned(page: &TestPage) -> Vec<(String, String)> {
    assert_eq!(page.status, StatusCode::OK, "a redirect would be stopped by form-action");
    let address = page.link(REDIRECT).expect("a link back to the app");
    Url::parse(&address).expect("an address").query_pairs().into_owned().collect()
}

pub(crate) fn grant(code: &str, verifier: &str) -> Grant {
    Grant::Authorization {
        authorization_code: AuthorizationCode::parse(code).expect("a code"),
        code_verifier: verifier.into(),
        redirect_uri: REDIRECT.into(),
    }
}

#[tokio::test]
async fn authorize_links_the_app_and_switches_two_step_verification_on() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let mut phone = server.device("Phone");
    let page = consent_page(&mut browser, &phone).await;
    let page = browser.submit(&page, "/oauth/authorize/consent", &[("decision", "authorize")]).await;
    let parameters = returned(&page);
    assert_eq!(
        parameters[1..],
        [("state".to_owned(), "c3RhdGU".to_owned()), ("iss".to_owned(), "http://localhost:8400".to_owned())]
    );
    let (name, code) = &parameters[0];
    assert_eq!(name, "code");

    let reply = phone.enroll(grant(code, "another-verifier-that-is-long-enough-for-the-rule")).await;
    assert_eq!(reply.problem().as_deref(), Some("code-invalid"));
    let mut phone_again = server.device("Phone");
    (phone_again.pop, phone_again.uv) = (phone.pop, phone.uv);
    let reply = phone_again.enroll(grant(code, VERIFIER)).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let first: countersign_protocol::message::Account = phone_again.read(&reply);
    assert!(first.state == AccountState::Active && first.otp.is_none() && first.backup_codes.is_none());
    let account = phone_again.account().await;
    assert!(account.first_factor && account.otp.is_some() && account.offline_key.is_some());
    assert_eq!(account.backup_codes.map(|codes| codes.len()), Some(10));

    // The browser that switched it on is trusted: its next question is a plain YES or NO.
    sign_out(&mut browser).await;
    sign_in(&mut browser).await;
    let (_, challenge) = phone_again.pending().await.expect("a question");
    assert_eq!(challenge.digits, None);
}

#[tokio::test]
async fn whoever_is_expected_stands_in_the_field_and_nowhere_else() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let phone = server.device("Phone");
    let mut field = async |hint: &str| {
        let page = browser.get(&request(&phone, &[("login_hint", hint)])).await;
        assert!(page.path.starts_with("/sign-in?fresh=1"), "{}", page.path);
        let fields = page.form("/sign-in").fields;
        let (_, name) = fields.into_iter().find(|(name, _)| name == "name").expect("the field");
        (name, page)
    };
    assert_eq!(field("Léa").await.0, "Léa");
    let (_, page) = field("\"><b id=x>").await;
    assert!(page.body.contains("value=\"&#34;&#62;&#60;b id=x&#62;\""), "{}", page.body);
    // Nothing that could be a name: as without a hint, the name of whoever is signed in.
    for none in ["", "a\u{202e}b", &"a".repeat(65)] {
        assert_eq!(field(none).await.0, NAME, "{none:?}");
    }
    // Whoever signs in is whom it is about, whatever was expected.
    let (_, page) = field("somebody-else").await;
    let page = browser.submit(&page, "/sign-in", &[("name", NAME), ("password", PASSWORD)]).await;
    assert!(page.text().contains(&format!("answer for {NAME}")), "{}", page.text());
}

#[tokio::test]
async fn cancel_tells_the_app_and_links_nothing() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let phone = server.device("Phone");
    let page = consent_page(&mut browser, &phone).await;
    let page = browser.submit(&page, "/oauth/authorize/consent", &[("decision", "cancel")]).await;
    assert_eq!(returned(&page)[0], ("error".to_owned(), "access_denied".to_owned()));
}

#[tokio::test]
async fn requests_that_are_not_the_apps_are_refused() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    browser.follows_redirects = false;
    let phone = server.device("Phone");
    for changed in [("client_id", "other"), ("redirect_uri", "https://evil.example/callback")] {
        let page = browser.get(&request(&phone, &[changed])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{changed:?}");
    }
    for (changed, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "openid"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("dpop_jkt", "short"), "invalid_request"),
        (("device_name", ""), "invalid_request"),
    ] {
        let page = browser.get(&request(&phone, &[changed])).await;
        let expected = format!("{REDIRECT}?error={error}&");
        assert!(page.header("location").starts_with(&expected), "{changed:?}: {}", page.header("location"));
    }
}
