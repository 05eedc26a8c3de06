//! Enrollments and authorizations: claimed once, confirmed by the person, gone after their time.

use countersign_protocol::message::{AccountState, Grant};
use countersign_protocol::{AuthorizationCode, Digest, EnrollmentCode, SetupCode, SigningKey};
use countersign_server::domain::{EnrollmentState, Reason};
use countersign_server::storage::{ConfirmOutcome, EnrollOutcome, NewAuthorization, StartedEnrollment};

use crate::fixture::{Person, Place, device_with_keys, new_device, random};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT: &str = "countersign://oauth/callback";

async fn state(place: &Place, person: &Person, id: &str) -> EnrollmentState {
    place.storage.enrollment(&person.session, id, place.now).await.expect("it works").expect("there").state
}

async fn confirm(place: &Place, person: &Person, id: &str, digits: &str) -> ConfirmOutcome {
    let (storage, digits) = (&place.storage, digits.to_owned());
    storage.confirm_enrollment(&person.session, id, digits, None, place.now).await.expect("it works")
}

async fn setup_code(place: &Place, person: &Person, id: &str) -> SetupCode {
    let view =
        place.storage.enrollment(&person.session, id, place.now).await.expect("it works").expect("there");
    SetupCode::parse(&view.shown.expect("shown").1).expect("a code")
}

fn typed(setup_code: SetupCode) -> String {
    new_device("Phone", Grant::Typed { user: " ADA ".into(), setup_code })
}

#[tokio::test]
async fn a_code_is_claimed_once_and_the_same_message_gets_the_same_device() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let (id, code) = place.start_enrollment(&person).await;
    let text = code.expose_text();
    let same = |text: &str| Grant::Code { code: EnrollmentCode::parse(text).expect("a code") };
    let message = new_device("Phone", same(&text));
    let device = place.claim(&message).await;
    assert_eq!(place.claim(&message).await, device);
    assert_eq!(state(&place, &person, &id).await, EnrollmentState::Claimed);
    assert!(matches!(place.enroll(&new_device("Thief", same(&text))).await, EnrollOutcome::CodeUsed));
    let unknown = Grant::Code { code: EnrollmentCode::from_bytes([7; 16]) };
    assert!(matches!(place.enroll(&new_device("Thief", unknown)).await, EnrollOutcome::CodeInvalid));
}

#[tokio::test]
async fn keys_that_were_seen_before_are_refused() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let (pop, uv) = (SigningKey::generate(random), SigningKey::generate(random));
    let (_, code) = place.start_enrollment(&person).await;
    place.claim(&device_with_keys("Phone", Grant::Code { code }, &pop, &uv)).await;
    let (_, code) = place.start_enrollment(&person).await;
    let swapped = device_with_keys("Phone", Grant::Code { code }, &uv, &pop);
    assert!(matches!(place.enroll(&swapped).await, EnrollOutcome::KeysSeen));
}

#[tokio::test]
async fn six_digits_activate_and_bring_the_secrets_for_ten_minutes() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let (id, code) = place.start_enrollment(&person).await;
    let device = place.claim(&new_device("Phone", Grant::Code { code })).await;
    let before = place.storage.device_account(&device, place.now).await.expect("it works").expect("there");
    assert!(before.secrets.otp.is_none() && before.secrets.offline_key.is_none());
    assert_eq!(before.device.state, Some(AccountState::Unconfirmed));

    let digits = place.confirm_digits(&device).await;
    let activated = ConfirmOutcome::Activated { first: true, trusted: false };
    assert_eq!(confirm(&place, &person, &id, &digits).await, activated);
    place.pass(599);
    let after = place.storage.device_account(&device, place.now).await.expect("it works").expect("there");
    assert_eq!((after.device.state, after.first_factor), (Some(AccountState::Active), true));
    assert_eq!(after.secrets.backup_codes.map(|codes| codes.len()), Some(10));
    assert!(after.secrets.otp.is_some() && after.secrets.offline_key.is_some() && after.confirm.is_none());
    place.pass(1);
    let late = place.storage.device_account(&device, place.now).await.expect("it works").expect("there");
    assert!(late.secrets.otp.is_none() && late.secrets.backup_codes.is_none());
}

#[tokio::test]
async fn three_wrong_tries_end_the_enrollment_and_its_device() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let (id, code) = place.start_enrollment(&person).await;
    let device = place.claim(&new_device("Phone", Grant::Code { code })).await;
    let digits = place.confirm_digits(&device).await;
    let wrong = if digits == "000000" { "111111" } else { "000000" };
    for tries_left in [2, 1, 0] {
        assert_eq!(confirm(&place, &person, &id, wrong).await, ConfirmOutcome::Wrong { tries_left });
    }
    assert_eq!(confirm(&place, &person, &id, &digits).await, ConfirmOutcome::NotClaimed);
    let gone = place.storage.device(&device, place.now).await.expect("it works").expect("remembered");
    assert_eq!((gone.state, gone.revocation.as_deref()), (None, Some("not-confirmed")));
}

#[tokio::test]
async fn a_device_that_is_not_confirmed_in_five_minutes_is_gone() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let (id, code) = place.start_enrollment(&person).await;
    let device = place.claim(&new_device("Phone", Grant::Code { code })).await;
    let digits = place.confirm_digits(&device).await;
    place.pass(300);
    assert_eq!(confirm(&place, &person, &id, &digits).await, ConfirmOutcome::NotClaimed);
    let gone = place.storage.device(&device, place.now).await.expect("it works").expect("remembered");
    assert_eq!((gone.state, gone.revocation.as_deref()), (None, Some("not-confirmed")));
}

#[tokio::test]
async fn a_new_enrollment_ends_the_older_one_and_its_unconfirmed_device() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let (old, code) = place.start_enrollment(&person).await;
    let device = place.claim(&new_device("Phone", Grant::Code { code })).await;
    place.start_enrollment(&person).await;
    assert_eq!(state(&place, &person, &old).await, EnrollmentState::Ended);
    let gone = place.storage.device(&device, place.now).await.expect("it works").expect("remembered");
    assert_eq!(gone.state, None);
}

#[tokio::test]
async fn a_typed_setup_code_has_five_tries() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let (id, _) = place.start_enrollment(&person).await;
    let right = setup_code(&place, &person, &id).await;
    let spelled = format!("{} {}", right.expose_text()[..4].to_lowercase(), &right.expose_text()[4..]);
    let wrong = || SetupCode::parse("ZZZZZZZZ").expect("a code");
    for _ in 0..4 {
        assert!(matches!(place.enroll(&typed(wrong())).await, EnrollOutcome::CodeInvalid));
    }
    let spelled = SetupCode::parse(&spelled).expect("a code");
    assert!(matches!(place.enroll(&typed(spelled)).await, EnrollOutcome::Linked(_)));

    let (id, _) = place.start_enrollment(&person).await;
    let right = setup_code(&place, &person, &id).await;
    for _ in 0..5 {
        assert!(matches!(place.enroll(&typed(wrong())).await, EnrollOutcome::CodeInvalid));
    }
    assert!(matches!(place.enroll(&typed(right)).await, EnrollOutcome::CodeInvalid));
}

#[tokio::test]
async fn adding_to_methods_that_are_there_wants_a_proof_for_exactly_this() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    place.prove(&person, Reason::NewCodes, &codes[0]).await;
    let start = async || place.storage.start_enrollment(&person.session, place.now).await.expect("it works");
    assert_eq!(start().await, StartedEnrollment::ProofNeeded);
    place.prove(&person, Reason::AddMethod, &codes[1]).await;
    assert!(matches!(start().await, StartedEnrollment::Started(_)));
    assert_eq!(start().await, StartedEnrollment::ProofNeeded);
}

#[tokio::test]
async fn an_authorization_links_only_the_app_that_asked_for_it() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let (pop, uv) = (SigningKey::generate(random), SigningKey::generate(random));
    let authorize = async || {
        let new = NewAuthorization {
            device_name: "Phone".into(),
            platform: "linux".into(),
            code_challenge: Digest::of(VERIFIER.as_bytes()),
            dpop_jkt: countersign_protocol::Signer::public(&pop).thumbprint(),
            redirect_uri: REDIRECT.into(),
            trusted: None,
        };
        place
            .storage
            .authorize(&person.session, new, place.now)
            .await
            .expect("it works")
            .expect("no proof needed")
    };
    let grant = |code: &AuthorizationCode, verifier: &str, redirect: &str| Grant::Authorization {
        authorization_code: AuthorizationCode::parse(&code.expose_text()).expect("a code"),
        code_verifier: verifier.into(),
        redirect_uri: redirect.into(),
    };
    let code = authorize().await;
    let (other, guarded) = (SigningKey::generate(random), SigningKey::generate(random));
    let refused = [
        device_with_keys("Phone", grant(&code, VERIFIER, REDIRECT), &other, &guarded),
        device_with_keys("Tablet", grant(&code, VERIFIER, REDIRECT), &pop, &uv),
        device_with_keys("Phone", grant(&code, &VERIFIER.to_lowercase(), REDIRECT), &pop, &uv),
        device_with_keys("Phone", grant(&code, VERIFIER, "http://127.0.0.1:4000/callback"), &pop, &uv),
    ];
    for message in refused {
        assert!(matches!(place.enroll(&message).await, EnrollOutcome::CodeInvalid));
    }
    let message = device_with_keys("Phone", grant(&code, VERIFIER, REDIRECT), &pop, &uv);
    let device = place.claim(&message).await;
    place.storage.activate_authorized(&device, place.now).await.expect("it works");
    let active = place.storage.device(&device, place.now).await.expect("it works").expect("there");
    assert_eq!(active.state, Some(AccountState::Active));
    let thief = device_with_keys("Phone", grant(&code, VERIFIER, REDIRECT), &other, &guarded);
    assert!(matches!(place.enroll(&thief).await, EnrollOutcome::CodeUsed));
}
