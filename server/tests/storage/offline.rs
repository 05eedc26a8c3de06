//! Digits without network, twice at once and against a removal: one statement decides.

use countersign_otp::{Ocra, Secret};
use countersign_protocol::{DeviceId, Digest};
use countersign_server::domain::{Hashed, Reason, Way};
use countersign_server::storage::{Asked, CodeOutcome, Keep};

use crate::fixture::{Person, Place, firefox};

/// A sign-in that waits for digits, and the right ones.
async fn asked(place: &Place, person: &Person, device: &DeviceId) -> (Hashed, String) {
    let (login, _) = place.begin(person, firefox(), None).await;
    let asked = place.storage.ask_in_another_way(login, Way::Offline, place.now).await.expect("it works");
    assert!(matches!(asked, Asked::Asked(_)), "{asked:?}");
    let question =
        place.attempt(login).await.challenge.and_then(|question| question.offline).expect("its text");
    let account =
        place.storage.device_account(device, place.now).await.expect("it works").expect("the device");
    let key = account.secrets.offline_key.expect("within ten minutes");
    let ocra = Ocra::new(Secret::from_bytes(key.expose_bytes().to_vec()).expect("a key"));
    (login, ocra.reveal_response(Digest::of(question.as_bytes()).as_bytes()).to_string())
}

async fn say(place: &Place, login: Hashed, digits: &str, keep: Keep) -> CodeOutcome {
    place
        .storage
        .sign_in_offline(login, digits.to_owned(), firefox(), keep, place.now)
        .await
        .expect("it works")
}

#[tokio::test]
async fn digits_that_come_twice_at_once_make_one_session() {
    let place = Place::new().await;
    let (person, device) = place.person_with_device("ada").await;
    let (login, digits) = asked(&place, &person, &device).await;
    let (first, second) = (place.keep(), place.keep());
    let outcomes = tokio::join!(say(&place, login, &digits, first), say(&place, login, &digits, second));
    let accepted =
        [&outcomes.0, &outcomes.1].iter().filter(|each| matches!(each, CodeOutcome::Accepted(_))).count();
    assert_eq!(accepted, 1, "{outcomes:?}");
    assert!([&outcomes.0, &outcomes.1].contains(&&CodeOutcome::Gone), "{outcomes:?}");
    assert_ne!(place.is_signed_in(first).await, place.is_signed_in(second).await);
}

#[tokio::test]
async fn right_digits_count_though_the_last_wrong_ones_came_at_the_same_time() {
    let place = Place::new().await;
    let (person, device) = place.person_with_device("ada").await;
    let (login, digits) = asked(&place, &person, &device).await;
    let wrong = if digits == "00000000" { "11111111" } else { "00000000" };
    let keep = place.keep();
    let (_, _, right) = tokio::join!(
        say(&place, login, wrong, place.keep()),
        say(&place, login, wrong, place.keep()),
        say(&place, login, &digits, keep)
    );
    assert!(matches!(right, CodeOutcome::Accepted(_)), "{right:?}");
    assert!(place.is_signed_in(keep).await);
}

#[tokio::test]
async fn a_device_that_is_removed_in_between_decides_nothing() {
    let place = Place::new().await;
    let (person, device) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    place.prove(&person, Reason::AddMethod, &codes[0]).await;
    let (other, _) = place.link(&person, "Tablet", None).await;
    let (login, digits) = asked(&place, &person, &other).await;
    place.storage.revoke_device(&person.account, &other, &other, place.now).await.unwrap();
    let keep = place.keep();
    assert!(matches!(say(&place, login, &digits, keep).await, CodeOutcome::Wrong { .. }));
    assert!(!place.is_signed_in(keep).await && other != device);
}
