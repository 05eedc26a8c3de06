//! Methods together: removal, the last one, switching off.

use countersign_protocol::message::Reason;
use countersign_server::domain::NoticeKind;
use countersign_server::storage::{Asked, CodeOutcome, RemoveOutcome};

use crate::fixture::{Place, Says, firefox};

#[tokio::test]
async fn removing_a_device_wants_a_proof_and_deletes_its_secrets() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    let remove =
        async || place.storage.remove_device(&person.session, &phone, place.now).await.expect("it works");
    assert_eq!(remove().await, RemoveOutcome::LastMethod);
    place.prove(&person, Reason::AddMethod, &codes[0]).await;
    place.link(&person, "Laptop", None).await;
    assert_eq!(remove().await, RemoveOutcome::ProofNeeded);
    let code = place.code(&phone).await;
    place.prove(&person, Reason::RemoveMethod, &codes[1]).await;
    assert_eq!(remove().await, RemoveOutcome::Removed);
    assert_eq!(remove().await, RemoveOutcome::NotFound);

    let gone = place.storage.device_account(&phone, place.now).await.expect("it works").expect("remembered");
    assert_eq!(gone.device.revocation.as_deref(), Some("removed"));
    assert!(gone.secrets.otp.is_none());
    let (login, _) = place.begin(&person, firefox(), None).await;
    let typed = place.storage.sign_in_with_code(login, code, firefox(), place.keep(), place.now).await;
    assert!(matches!(typed.expect("it works"), CodeOutcome::Wrong { .. }));
}

#[tokio::test]
async fn switching_off_ends_every_method_the_backup_codes_and_all_trust() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    assert!(!place.storage.switch_off(&person.session, place.now).await.expect("it works"));
    place.prove(&person, Reason::SwitchOff, &codes[0]).await;
    assert!(place.storage.switch_off(&person.session, place.now).await.expect("it works"));

    let methods = place.storage.methods(&person.account, place.now).await.expect("it works");
    assert!(methods.devices.is_empty() && methods.backup_codes.is_none());
    let gone = place.storage.device(&phone, place.now).await.expect("it works").expect("remembered");
    assert_eq!(gone.revocation.as_deref(), Some("switched-off"));
    let trusted = place.storage.trusted_browsers(&person.account, place.now).await.expect("it works");
    assert!(trusted.is_empty());
    let notices = place.storage.notices(&person.account).await.expect("it works");
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::SwitchedOff));
}

#[tokio::test]
async fn a_question_ends_with_the_last_device_that_could_answer_it() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let answer = place.answer(&person, &phone, Says::Yes).await.expect("asked");
    let code = place.backup_codes(&person).await[0].clone();
    place.prove(&person, Reason::SwitchOff, &code).await;
    place.storage.switch_off(&person.session, place.now).await.expect("it works");
    assert!(place.pending(&person).await.is_none());
    place.send(answer).await;
    assert_eq!(place.complete(login, place.keep()).await, None);
    assert_eq!(place.ask(login).await, Asked::NoDevice);
}

#[tokio::test]
async fn a_proof_holds_five_minutes() {
    let mut place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let code = place.backup_codes(&person).await[0].clone();
    place.prove(&person, Reason::SwitchOff, &code).await;
    place.pass(301);
    assert!(!place.storage.switch_off(&person.session, place.now).await.expect("it works"));
}

#[tokio::test]
async fn a_request_of_a_device_counts_once_in_ten_minutes() {
    let mut place = Place::new().await;
    let (_, phone) = place.person_with_device("ada").await;
    let request = countersign_protocol::RequestId::from_bytes([3; 16]);
    let seen =
        async |place: &Place| place.storage.first_sight(&phone, request, place.now).await.expect("it works");
    assert!(seen(&place).await);
    assert!(!seen(&place).await);
    place.pass(600);
    assert!(!seen(&place).await);
    place.pass(1);
    assert!(seen(&place).await);
}
