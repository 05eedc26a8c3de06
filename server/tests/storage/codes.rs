//! Codes: each time step and each backup code once, guesses counted and paused.

use countersign_server::domain::{Factor, Hashed, Lane, Methods, Reason};
use countersign_server::storage::{
    Charge, CodeOutcome, ConfirmedAuthenticator, StartedAuthenticator, StartedEnrollment,
};

use crate::fixture::{Person, Place, code_of, firefox, from};

pub(crate) async fn type_code(place: &Place, login: Hashed, code: &str) -> CodeOutcome {
    let (code, keep) = (code.to_owned(), place.keep());
    place.storage.sign_in_with_code(login, code, firefox(), keep, place.now).await.expect("it works")
}

pub(crate) async fn type_backup_code(place: &Place, login: Hashed, code: &str) -> CodeOutcome {
    let keep = place.keep();
    place.storage.sign_in_with_backup_code(login, code, firefox(), keep, place.now).await.expect("it works")
}

async fn add_app(place: &Place, person: &Person) -> (String, countersign_protocol::message::Otp) {
    let name = "Other app".to_owned();
    let started =
        place.storage.start_authenticator(&person.session, name, place.now).await.expect("it works");
    let StartedAuthenticator::Started(id) = started else { panic!("{started:?}") };
    let key = place.storage.pending_setup_key(&person.session, &id, place.now).await.expect("it works");
    let secret = key.expect("the page shows it").to_string();
    (id, countersign_protocol::message::Otp { secret, algorithm: "SHA1".into(), digits: 6, period: 30 })
}

async fn confirm_app(place: &Place, person: &Person, id: &str, code: &str) -> ConfirmedAuthenticator {
    let storage = &place.storage;
    storage
        .confirm_authenticator(&person.session, id, code.to_owned(), None, place.now)
        .await
        .expect("it works")
}

#[tokio::test]
async fn each_time_step_of_a_device_counts_once() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let code = place.code(&phone).await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert!(matches!(
        type_code(&place, login, &format!("{} {}", &code[..3], &code[3..])).await,
        CodeOutcome::Accepted(Some(_))
    ));
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert_eq!(type_code(&place, login, &code).await, CodeOutcome::UsedBefore);
    place.pass(30);
    assert_eq!(type_code(&place, login, &code).await, CodeOutcome::UsedBefore);
    let next = place.code(&phone).await;
    assert!(matches!(type_code(&place, login, &next).await, CodeOutcome::Accepted(Some(_))));
    place.pass(90);
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert!(matches!(type_code(&place, login, &next).await, CodeOutcome::Wrong { .. }));
}

#[tokio::test]
async fn a_code_typed_twice_at_once_lets_in_once() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let code = place.code(&phone).await;
    let (first, _) = place.begin(&person, firefox(), None).await;
    let (second, _) = place.begin(&person, firefox(), None).await;
    let (one, two) = tokio::join!(type_code(&place, first, &code), type_code(&place, second, &code));
    let accepted = [&one, &two].iter().filter(|outcome| matches!(outcome, CodeOutcome::Accepted(_))).count();
    assert_eq!(accepted, 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn wrong_codes_are_paused_after_ten_and_the_pause_grows() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    let right = place.code(&phone).await;
    let wrong = if right == "000000" { "111111" } else { "000000" };
    for in_a_row in 1..=10 {
        assert_eq!(type_code(&place, login, wrong).await, CodeOutcome::Wrong { in_a_row });
    }
    let paused = CodeOutcome::Paused { until: place.now + 30 };
    assert_eq!(type_code(&place, login, &right).await, paused);
    place.pass(30);
    assert_eq!(type_code(&place, login, wrong).await, CodeOutcome::Wrong { in_a_row: 11 });
    assert_eq!(type_code(&place, login, wrong).await, CodeOutcome::Paused { until: place.now + 60 });
    // Backup codes have a count of their own, and a success clears all of them.
    let backup = place.backup_codes(&person).await[0].clone();
    assert!(matches!(type_backup_code(&place, login, &backup).await, CodeOutcome::Accepted(Some(_))));
    let next = place.storage.charge(person.account.as_str(), Factor::Code, &Lane::shared(), place.now).await;
    assert_eq!(next.expect("it works"), Charge::Charged { in_a_row: 1 });
}

#[tokio::test]
async fn a_guess_is_charged_even_if_nobody_waits_for_the_reply() {
    let place = Place::new().await;
    let lane = |address: [u8; 4]| Lane::network(&from(address).prefix());
    let here = lane([203, 0, 113, 7]);
    let charge = async || place.storage.charge("nobody", Factor::Password, &here, place.now).await;
    for in_a_row in 1..=5 {
        assert_eq!(charge().await.expect("it works"), Charge::Charged { in_a_row });
    }
    assert_eq!(charge().await.expect("it works"), Charge::Paused { until: place.now + 2 });
    // Another network is another lane.
    let there = lane([198, 51, 100, 1]);
    let other = place.storage.charge("nobody", Factor::Password, &there, place.now).await;
    assert_eq!(other.expect("it works"), Charge::Charged { in_a_row: 1 });
}

#[tokio::test]
async fn each_backup_code_lets_in_once() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    assert_eq!(codes.len(), 10);
    let typed = format!("{}-{}", codes[3][..4].to_lowercase(), &codes[3][4..]);
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert!(matches!(type_backup_code(&place, login, &typed).await, CodeOutcome::Accepted(Some(_))));
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert_eq!(type_backup_code(&place, login, &codes[3]).await, CodeOutcome::UsedBefore);
    assert!(matches!(type_backup_code(&place, login, "not a code").await, CodeOutcome::Wrong { .. }));
    let methods = place.storage.methods(&person.account, place.now).await.expect("it works");
    assert_eq!(methods.backup_codes.expect("there").left, 9);
}

#[tokio::test]
async fn a_backup_code_typed_twice_at_once_lets_in_once() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let code = place.backup_codes(&person).await[0].clone();
    let (first, _) = place.begin(&person, firefox(), None).await;
    let (second, _) = place.begin(&person, firefox(), None).await;
    let (one, two) =
        tokio::join!(type_backup_code(&place, first, &code), type_backup_code(&place, second, &code));
    let accepted = [&one, &two].iter().filter(|outcome| matches!(outcome, CodeOutcome::Accepted(_))).count();
    assert_eq!(accepted, 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn backup_codes_are_shown_for_ten_minutes_or_until_they_are_kept() {
    let mut place = Place::new().await;
    let (ada, _) = place.person_with_device("ada").await;
    let (bob, _) = place.person_with_device("bob").await;
    place.storage.backup_codes_kept(&bob.account).await.expect("it works");
    assert_eq!(place.backup_codes(&bob).await.len(), 0);
    place.pass(599);
    assert_eq!(place.backup_codes(&ada).await.len(), 10);
    place.pass(1);
    assert_eq!(place.backup_codes(&ada).await.len(), 0);
}

#[tokio::test]
async fn new_backup_codes_end_the_old_ones() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let old = place.backup_codes(&person).await;
    place.prove(&person, Reason::NewCodes, &old[0]).await;
    let renewed = place.storage.renew_backup_codes(&person.account, &person.session.id, place.now).await;
    assert!(renewed.expect("it works"));
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert!(matches!(type_backup_code(&place, login, &old[1]).await, CodeOutcome::Wrong { .. }));
    let new = place.backup_codes(&person).await;
    assert!(matches!(type_backup_code(&place, login, &new[1]).await, CodeOutcome::Accepted(Some(_))));
}

#[tokio::test]
async fn another_authenticator_app_counts_from_its_first_code_on_and_that_code_is_used() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let (id, otp) = add_app(&place, &person).await;
    assert_eq!(confirm_app(&place, &person, &id, "12345").await, ConfirmedAuthenticator::Wrong);
    let code = code_of(&otp, place.now);
    let added = ConfirmedAuthenticator::Added { first: true, trusted: false };
    assert_eq!(confirm_app(&place, &person, &id, &code).await, added);
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert_eq!(type_code(&place, login, &code).await, CodeOutcome::UsedBefore);
    place.pass(30);
    assert!(matches!(
        type_code(&place, login, &code_of(&otp, place.now)).await,
        CodeOutcome::Accepted(Some(_))
    ));
}

#[tokio::test]
async fn a_typed_code_proves_a_change_only_where_no_device_can_be_asked() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let (id, otp) = add_app(&place, &person).await;
    confirm_app(&place, &person, &id, &code_of(&otp, place.now)).await;
    let prove = async |place: &Place| {
        let code = code_of(&otp, place.now);
        let (account, session) = (&person.account, &person.session.id);
        place
            .storage
            .prove_with_code(account, session, Reason::AddMethod, code, place.now)
            .await
            .expect("it works")
    };
    place.pass(30);
    assert_eq!(prove(&place).await, CodeOutcome::Accepted(None));
    place.link(&person, "Phone", None).await;
    place.pass(30);
    assert_eq!(prove(&place).await, CodeOutcome::Gone);
}

#[tokio::test]
async fn an_account_has_at_most_five_methods_with_codes() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let (first, otp) = add_app(&place, &person).await;
    confirm_app(&place, &person, &first, &code_of(&otp, place.now)).await;
    let codes = place.backup_codes(&person).await;
    for code in &codes[..Methods::WITH_CODES - 1] {
        place.pass(30);
        place.prove(&person, Reason::AddMethod, code).await;
        let (id, otp) = add_app(&place, &person).await;
        let added = ConfirmedAuthenticator::Added { first: false, trusted: false };
        assert_eq!(confirm_app(&place, &person, &id, &code_of(&otp, place.now)).await, added);
    }
    place.prove(&person, Reason::AddMethod, &codes[8]).await;
    let started = place.storage.start_enrollment(&person.session, place.now).await.expect("it works");
    assert_eq!(started, StartedEnrollment::TooMany);
}

/// The codes of the protocol's own vectors, as both ends make them.
#[test]
fn the_codes_are_those_of_the_vectors() {
    let all: serde_json::Value =
        serde_json::from_str(include_str!("../../../crates/protocol/tests/vectors.json")).expect("JSON");
    let otp = &all["otp"];
    let secret = otp["secret"].as_str().expect("base32").to_owned();
    let otp_of = || countersign_protocol::message::Otp {
        secret: secret.clone(),
        algorithm: "SHA1".into(),
        digits: 6,
        period: 30,
    };
    for each in otp["codes"].as_array().expect("a list") {
        let at = each["time"].as_u64().expect("seconds");
        assert_eq!(code_of(&otp_of(), at), each["code"].as_str().expect("digits"), "{at}");
    }
}
