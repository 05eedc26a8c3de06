//! Lanes: what strangers do in their browsers closes nothing in a browser that the person trusts.

use countersign_server::storage::{Asked, CodeOutcome};

use crate::codes::{type_backup_code, type_code};
use crate::fixture::{Person, Place, Says, firefox, from};

const ELSEWHERE: [u8; 4] = [198, 51, 100, 1];

/// Guesses wrongly this often in a browser, waiting out every pause; the outcome of one guess more.
async fn guess(place: &mut Place, person: &Person, known: Option<&str>, times: u32) -> CodeOutcome {
    let mut counted = 0;
    loop {
        let (login, _) = place.begin(person, from(ELSEWHERE), known).await;
        match type_code(place, login, "not six digits").await {
            CodeOutcome::Wrong { .. } if counted < times => counted += 1,
            CodeOutcome::Paused { until } => {
                let wait = until - place.now;
                place.pass(wait);
            }
            other => return other,
        }
    }
}

#[tokio::test]
async fn wrong_codes_elsewhere_pause_nothing_in_a_trusted_browser() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (stranger, _) = place.begin(&person, from(ELSEWHERE), None).await;
    for in_a_row in 1..=10 {
        assert_eq!(type_code(&place, stranger, "000").await, CodeOutcome::Wrong { in_a_row });
    }
    assert!(matches!(type_code(&place, stranger, "000").await, CodeOutcome::Paused { .. }));
    let (owner, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let code = place.code(&phone).await;
    assert!(matches!(type_code(&place, owner, &code).await, CodeOutcome::Accepted(Some(_))));
    // The owner's success is the owner's: the stranger waits on.
    assert!(matches!(type_code(&place, stranger, "000").await, CodeOutcome::Paused { .. }));
}

#[tokio::test]
async fn wrong_backup_codes_elsewhere_pause_nothing_in_another_network() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    let (stranger, _) = place.begin(&person, from(ELSEWHERE), None).await;
    for _ in 0..10 {
        assert!(matches!(type_backup_code(&place, stranger, "AAAA-AAAA").await, CodeOutcome::Wrong { .. }));
    }
    assert!(matches!(type_backup_code(&place, stranger, &codes[0]).await, CodeOutcome::Paused { .. }));
    let (owner, _) = place.begin(&person, firefox(), None).await;
    assert!(matches!(type_backup_code(&place, owner, &codes[0]).await, CodeOutcome::Accepted(Some(_))));
}

#[tokio::test]
async fn fifty_wrong_codes_close_them_for_untrusted_browsers_until_another_way_lets_in() {
    let mut place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    assert_eq!(guess(&mut place, &person, None, 50).await, CodeOutcome::Closed);
    // Days of patience do not open them.
    place.pass(10 * 86400);
    let (stranger, _) = place.begin(&person, from(ELSEWHERE), None).await;
    assert_eq!(type_code(&place, stranger, "000").await, CodeOutcome::Closed);
    // A backup code is always taken, and opens the lane that it was typed in.
    let (owner, _) = place.begin(&person, firefox(), None).await;
    assert!(matches!(type_backup_code(&place, owner, &codes[0]).await, CodeOutcome::Accepted(Some(_))));
    let (stranger, _) = place.begin(&person, from(ELSEWHERE), None).await;
    assert_eq!(type_code(&place, stranger, "000").await, CodeOutcome::Wrong { in_a_row: 1 });
}

#[tokio::test]
async fn a_trusted_browser_has_a_hundred_tries_and_a_new_password_opens_all_lanes() {
    let mut place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let known = person.known.clone();
    assert_eq!(guess(&mut place, &person, Some(&known), 100).await, CodeOutcome::Closed);
    place
        .storage
        .change_password(&person.account, "$argon2id$new".into(), &person.session.id, place.now)
        .await
        .expect("it works");
    let (login, _) = place.begin(&person, firefox(), None).await;
    assert_eq!(type_code(&place, login, "000").await, CodeOutcome::Wrong { in_a_row: 1 });
}

#[tokio::test]
async fn questions_that_strangers_leave_unanswered_do_not_keep_the_owner_from_asking() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    for _ in 0..3 {
        assert!(matches!(place.begin(&person, from(ELSEWHERE), None).await.1, Asked::Asked(_)));
        place.pass(121);
    }
    assert!(matches!(place.begin(&person, from(ELSEWHERE), None).await.1, Asked::NotBefore(_)));
    let (owner, asked) = place.begin(&person, firefox(), Some(&person.known)).await;
    assert!(matches!(asked, Asked::Asked(_)), "{asked:?}");
    let number = place.attempt(owner).await.challenge.and_then(|challenge| challenge.number);
    let number = number.expect("two were left unanswered, so a number is asked for");
    place.says(&person, &phone, Says::Number(&number)).await;
    assert!(place.complete(owner, place.keep()).await.is_some());
    // The owner's YES gives strangers no new questions.
    assert!(matches!(place.begin(&person, from(ELSEWHERE), None).await.1, Asked::NotBefore(_)));
}
