//! Sign-ins: who is asked how, who waits, what an approval is worth.

use countersign_protocol::ChallengeState;
use countersign_protocol::message::Mode;
use countersign_server::domain::{AttemptState, NoticeKind, Policy};
use countersign_server::storage::{AnswerOutcome, Asked, Keep};

use crate::fixture::{FIRST, Person, Place, Says, firefox, from};

const APPROVED: AnswerOutcome = AnswerOutcome::Taken(ChallengeState::Approved);

async fn has_notice(place: &Place, person: &Person, kind: NoticeKind) -> bool {
    let notices = place.storage.notices(&person.account).await.expect("it works");
    notices.iter().any(|notice| notice.kind == kind)
}

#[tokio::test]
async fn the_browser_that_switched_it_on_is_asked_by_yes_and_no_alone() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, asked) = place.begin(&person, firefox(), Some(&person.known)).await;
    assert!(matches!(asked, Asked::Asked(_)));
    assert_eq!(place.mode(&person).await, Mode::Tap);
    assert_eq!(place.says(&person, &phone, Says::Yes).await, APPROVED);
    let keep = place.keep();
    let completed = place.complete(login, keep).await.expect("it was approved");
    assert_eq!((completed.next.as_str(), completed.known), ("/account", true));
    assert!(place.is_signed_in(keep).await);
}

#[tokio::test]
async fn other_browsers_networks_and_guessed_passwords_are_asked_for_the_number() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let mut other = firefox();
    other.browser = "Chrome".into();
    for (mark, known) in
        [(firefox(), None), (other, Some(&person.known)), (from([198, 51, 100, 7]), Some(&person.known))]
    {
        let (login, _) = place.begin(&person, mark, known.map(String::as_str)).await;
        assert_eq!(place.mode(&person).await, Mode::Number);
        place.storage.cancel_attempt(login, place.now).await.expect("it works");
    }
}

#[tokio::test]
async fn an_approval_is_worth_nothing_without_its_cookie_and_only_once_with_it() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let (stranger, _) = place.begin(&person, from([198, 51, 100, 7]), None).await;
    let number = place.attempt(login).await.challenge.expect("asked").number.expect("two sign-ins at once");
    assert_eq!(place.says(&person, &phone, Says::Number(&number)).await, APPROVED);
    assert_eq!(place.complete(stranger, place.keep()).await, None);
    assert!(place.complete(login, place.keep()).await.is_some());
    assert_eq!(place.complete(login, place.keep()).await, None);
}

#[tokio::test]
async fn an_approval_that_waits_five_minutes_is_over() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    place.says(&person, &phone, Says::Yes).await;
    place.pass(300);
    assert_eq!(place.complete(login, place.keep()).await, None);
}

#[tokio::test]
async fn a_question_that_nobody_answers_in_time_cannot_be_approved() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let answer = place.answer(&person, &phone, Says::Yes).await.expect("asked");
    place.pass(120);
    let ended = AnswerOutcome::Ended { state: ChallengeState::Expired, by: None, at: None };
    assert_eq!(place.send(answer).await, ended);
    assert_eq!(place.complete(login, place.keep()).await, None);
}

#[tokio::test]
async fn a_no_is_the_last_word_and_the_next_sign_in_wants_the_number() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    assert_eq!(place.says(&person, &phone, Says::No).await, AnswerOutcome::Taken(ChallengeState::Declined));
    assert_eq!(place.attempt(login).await.state, AttemptState::Ended);
    assert_eq!(place.ask(login).await, Asked::Gone);
    place.begin(&person, firefox(), Some(&person.known)).await;
    assert_eq!(place.mode(&person).await, Mode::Number);
}

#[tokio::test]
async fn a_second_sign_in_waits_and_both_are_asked_for_the_number() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (first, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let before = place.pending(&person).await.expect("asked");
    assert_eq!(before.mode, Mode::Tap);

    let (second, asked) = place.begin(&person, from([198, 51, 100, 7]), None).await;
    assert_eq!(asked, Asked::Waiting);
    let after = place.pending(&person).await.expect("asked again");
    assert_eq!((after.mode, after.ctx.ip), (Mode::Number, before.ctx.ip));
    assert_ne!(after.cid, before.cid);

    let number = place.attempt(first).await.challenge.expect("asked").number.expect("a number");
    assert_eq!(place.says(&person, &phone, Says::Number(&number)).await, APPROVED);
    assert!(place.complete(first, place.keep()).await.is_some());
    assert!(matches!(place.ask(second).await, Asked::Asked(_)));
    assert_eq!(place.mode(&person).await, Mode::Number);
}

#[tokio::test]
async fn four_wait_at_most_and_one_of_each_network() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    place.begin(&person, firefox(), Some(&person.known)).await;
    for network in 1..=4 {
        assert_eq!(place.begin(&person, from([10, network, 0, 1]), None).await.1, Asked::Waiting);
    }
    assert_eq!(place.begin(&person, from([10, 4, 9, 9]), None).await.1, Asked::TooMany);
    assert_eq!(place.begin(&person, from([10, 5, 0, 1]), None).await.1, Asked::TooMany);
}

#[tokio::test]
async fn whoever_walks_away_holds_nobody_up_and_trusted_browsers_come_first() {
    let mut place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let (first, _) = place.begin(&person, from([10, 1, 0, 1]), None).await;
    let (_gone, _) = place.begin(&person, from([10, 2, 0, 1]), None).await;
    place.pass(1);
    let (stays, _) = place.begin(&person, from([10, 3, 0, 1]), None).await;
    place.pass(1);
    let (trusted, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    place.storage.cancel_attempt(first, place.now).await.expect("it works");
    assert_eq!(place.ask(stays).await, Asked::Waiting);
    assert!(matches!(place.ask(trusted).await, Asked::Asked(_)));
    place.storage.cancel_attempt(trusted, place.now).await.expect("it works");
    assert_eq!(place.ask(stays).await, Asked::Waiting);
    place.pass(44);
    assert!(matches!(place.ask(stays).await, Asked::Asked(_)));
}

#[tokio::test]
async fn three_unanswered_questions_in_ten_minutes_are_the_last_ones_until_then() {
    let mut place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    for _ in 0..3 {
        assert!(matches!(place.begin(&person, firefox(), Some(&person.known)).await.1, Asked::Asked(_)));
        place.pass(121);
    }
    let (_, asked) = place.begin(&person, firefox(), Some(&person.known)).await;
    assert!(
        matches!(asked, Asked::NotBefore(until) if until > place.now && until <= place.now + 600),
        "{asked:?}"
    );
    place.pass(600);
    assert!(matches!(place.begin(&person, firefox(), Some(&person.known)).await.1, Asked::Asked(_)));
    assert_eq!(place.mode(&person).await, Mode::Number);
}

#[tokio::test]
async fn taking_sign_ins_back_does_not_let_anybody_ask_without_end() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    for _ in 0..3 {
        let (login, asked) = place.begin(&person, firefox(), None).await;
        assert!(matches!(asked, Asked::Asked(_)));
        place.storage.cancel_attempt(login, place.now).await.expect("it works");
    }
    assert!(matches!(place.begin(&person, firefox(), None).await.1, Asked::NotBefore(_)));
}

#[tokio::test]
async fn a_question_is_sent_again_after_fifteen_seconds_and_not_before() {
    let mut place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let (_, asked) = place.begin(&person, firefox(), Some(&person.known)).await;
    let Asked::Asked(cid) = asked else { panic!("{asked:?}") };
    let bytes = place.storage.pending_challenge(&person.account, FIRST, place.now).await.expect("it works");
    place.pass(14);
    assert!(!place.storage.send_again(cid, place.now).await.expect("it works"));
    place.pass(1);
    assert!(place.storage.send_again(cid, place.now).await.expect("it works"));
    // It is the same question, byte for byte.
    assert_eq!(
        place.storage.pending_challenge(&person.account, FIRST, place.now).await.expect("it works"),
        bytes
    );
}

#[tokio::test]
async fn the_cookie_of_a_trusted_browser_changes_and_its_old_value_is_theft() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    place.says(&person, &phone, Says::Yes).await;
    let new = place.value();
    let keep = Keep { known: countersign_server::domain::Hashed::of(&new), ..place.keep() };
    place.complete(login, keep).await.expect("approved");
    assert!(place.storage.session(keep.session, place.now).await.expect("it works").is_some());

    place.pass(60);
    place.begin(&person, firefox(), Some(&person.known)).await;
    assert_eq!(place.mode(&person).await, Mode::Number);
    assert!(has_notice(&place, &person, NoticeKind::BrowserStolen).await);
    let trusted = place.storage.trusted_browsers(&person.account, place.now).await.expect("it works");
    assert!(trusted.is_empty());
}

#[tokio::test]
async fn a_right_password_without_a_second_step_is_told_once_a_day() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    place.begin(&person, from([198, 51, 100, 7]), None).await;
    place.pass(200);
    for _ in 0..2 {
        let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
        let number = place.attempt(login).await.challenge.expect("asked").number;
        let says = number.as_ref().map_or(Says::Yes, |number| Says::Number(number));
        assert_eq!(place.says(&person, &phone, says).await, APPROVED);
        place.complete(login, place.keep()).await.expect("approved");
    }
    let notices = place.storage.notices(&person.account).await.expect("it works");
    let told = notices.iter().filter(|notice| notice.kind == NoticeKind::SecondStepMissing).count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn with_the_policy_tap_any_usual_browser_is_asked_by_yes_and_no() {
    let place = Place::with(|rules| rules.approval = Policy::Tap).await;
    let (person, _) = place.person_with_device("ada").await;
    place.begin(&person, firefox(), None).await;
    assert_eq!(place.mode(&person).await, Mode::Tap);
}
