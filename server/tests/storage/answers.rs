//! Answers: counted once, decided once, and *It wasn't me*.

use countersign_protocol::message::{Mode, Reason};
use countersign_protocol::{ChallengeState, Digest};
use countersign_server::domain::NoticeKind;
use countersign_server::storage::{AnswerOutcome, Asked, NewAnswer, NewChallenge};

use crate::fixture::{FIRST, Place, Says, firefox, from};

const APPROVED: AnswerOutcome = AnswerOutcome::Taken(ChallengeState::Approved);
const DECLINED: AnswerOutcome = AnswerOutcome::Taken(ChallengeState::Declined);

fn wrong(right: &str) -> &'static str {
    if right == "00" { "11" } else { "00" }
}

fn again(answer: &NewAnswer) -> NewAnswer {
    NewAnswer {
        device: answer.device.clone(),
        account: answer.account.clone(),
        answer: answer.answer.clone(),
        identity: answer.identity,
    }
}

#[tokio::test]
async fn three_wrong_numbers_end_a_question_and_a_retry_costs_no_try() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    let number = place.attempt(login).await.challenge.expect("asked").number.expect("a number");
    let first = place.answer(&person, &phone, Says::Number(wrong(&number))).await.expect("asked");
    for _ in 0..3 {
        assert_eq!(place.send(again(&first)).await, AnswerOutcome::WrongNumber { tries_left: 2 });
    }
    let without = place.answer(&person, &phone, Says::Yes).await.expect("asked");
    assert_eq!(place.send(without).await, AnswerOutcome::WrongNumber { tries_left: 1 });
    let right = place.answer(&person, &phone, Says::Number(&number)).await.expect("asked");
    let third = place.answer(&person, &phone, Says::Number(wrong(&number))).await.expect("asked");
    assert_eq!(place.send(third).await, AnswerOutcome::WrongNumber { tries_left: 0 });
    assert!(matches!(place.send(right).await, AnswerOutcome::Ended { state: ChallengeState::Failed, .. }));
    assert_eq!(place.ask(login).await, Asked::Gone);
}

#[tokio::test]
async fn several_numbers_at_once_are_each_told_what_is_left_after_them() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    let number = place.attempt(login).await.challenge.expect("asked").number.expect("a number");
    let mut guesses = Vec::new();
    for _ in 0..3 {
        guesses.push(place.answer(&person, &phone, Says::Number(wrong(&number))).await.expect("asked"));
    }
    let [one, two, three] = guesses.try_into().expect("three");
    let (one, two, three) = tokio::join!(place.send(one), place.send(two), place.send(three));
    let left = |tries_left| AnswerOutcome::WrongNumber { tries_left };
    assert_eq!([one, two, three], [left(2), left(1), left(0)]);
    assert_eq!(place.ask(login).await, Asked::Gone);
}

#[tokio::test]
async fn the_right_number_counts_beside_two_wrong_ones() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), None).await;
    let number = place.attempt(login).await.challenge.expect("asked").number.expect("a number");
    let first = place.answer(&person, &phone, Says::Number(wrong(&number))).await.expect("asked");
    let second = place.answer(&person, &phone, Says::Number(wrong(&number))).await.expect("asked");
    let right = place.answer(&person, &phone, Says::Number(&number)).await.expect("asked");
    let (_, _, right) = tokio::join!(place.send(first), place.send(second), place.send(right));
    assert_eq!(right, APPROVED);
}

#[tokio::test]
async fn numbers_are_counted_on_the_account_over_all_questions() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let mut counted = 0;
    let until = loop {
        let (login, asked) = place.begin(&person, firefox(), None).await;
        assert!(matches!(asked, Asked::Asked(_)), "{asked:?}");
        let number = place.attempt(login).await.challenge.expect("asked").number.expect("a number");
        let mut paused = None;
        for _ in 0..3 {
            match place.says(&person, &phone, Says::Number(wrong(&number))).await {
                AnswerOutcome::WrongNumber { .. } => counted += 1,
                AnswerOutcome::Paused { until } => paused = Some(until),
                other => panic!("{other:?}"),
            }
        }
        if let Some(until) = paused {
            break until;
        }
        place.storage.cancel_attempt(login, place.now).await.expect("it works");
    };
    assert_eq!(counted, 10);
    place.pass(until - place.now);
    assert!(matches!(
        place.says(&person, &phone, Says::Number("xx")).await,
        AnswerOutcome::WrongNumber { .. } | AnswerOutcome::Ended { .. }
    ));
}

#[tokio::test]
async fn an_answer_decides_only_the_text_that_was_shown() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    place.begin(&person, firefox(), Some(&person.known)).await;
    let mut answer = place.answer(&person, &phone, Says::Yes).await.expect("asked");
    answer.answer.challenge_sha256 = Digest::of(b"another text");
    assert_eq!(place.send(answer).await, AnswerOutcome::NotThisQuestion);
    assert_eq!(place.says(&person, &phone, Says::Yes).await, APPROVED);
}

#[tokio::test]
async fn nobody_answers_for_another_account() {
    let place = Place::new().await;
    let (ada, _) = place.person_with_device("ada").await;
    let (eve, phone_of_eve) = place.person_with_device("eve").await;
    place.begin(&ada, firefox(), Some(&ada.known)).await;
    let challenge = place.pending(&ada).await.expect("asked");
    let (text, _) = place
        .storage
        .pending_challenge(&ada.account, FIRST, place.now)
        .await
        .expect("it works")
        .expect("asked");
    let answer = place.answer_to(&eve, &phone_of_eve, challenge.cid, Digest::of(text.as_bytes()), Says::Yes);
    assert_eq!(place.send(answer).await, AnswerOutcome::NotFound);
}

#[tokio::test]
async fn the_first_answer_wins_and_others_hear_whose_it_was() {
    let place = Place::new().await;
    let (mut person, phone) = place.person_with_device("ada").await;
    person.session.two_step = true;
    let code = place.backup_codes(&person).await[0].clone();
    place.prove(&person, Reason::AddMethod, &code).await;
    let (laptop, _) = place.link(&person, "Laptop", None).await;

    place.begin(&person, firefox(), Some(&person.known)).await;
    let late = place.answer(&person, &laptop, Says::No).await.expect("asked");
    let yes = place.answer(&person, &phone, Says::Yes).await.expect("asked");
    let retry = again(&yes);
    assert_eq!(place.send(yes).await, APPROVED);
    let ended = AnswerOutcome::Ended {
        state: ChallengeState::Approved,
        by: Some("Phone".into()),
        at: Some(place.now),
    };
    assert_eq!(place.send(late).await, ended);
    assert_eq!(place.send(retry).await, APPROVED);
}

#[tokio::test]
async fn a_removed_device_decides_nothing_and_its_approval_is_worth_nothing() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let codes = place.backup_codes(&person).await;
    place.prove(&person, Reason::AddMethod, &codes[0]).await;
    let (laptop, _) = place.link(&person, "Laptop", None).await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let later = place.answer(&person, &phone, Says::No).await.expect("asked");
    assert_eq!(place.says(&person, &phone, Says::Yes).await, APPROVED);
    place.prove(&person, Reason::RemoveMethod, &codes[1]).await;
    place.storage.remove_device(&person.session, &phone, place.now).await.expect("it works");
    assert_eq!(place.complete(login, place.keep()).await, None);
    assert_eq!(place.send(later).await, AnswerOutcome::DeviceGone);
    assert!(
        place.storage.device(&laptop, place.now).await.expect("it works").expect("there").state.is_some()
    );
}

#[tokio::test]
async fn it_was_not_me_ends_the_session_that_came_of_a_yes() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (login, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    let not_me = place.answer(&person, &phone, Says::NotMe).await.expect("asked");
    assert_eq!(place.says(&person, &phone, Says::Yes).await, APPROVED);
    let keep = place.keep();
    place.complete(login, keep).await.expect("approved");
    assert!(place.is_signed_in(keep).await);

    assert_eq!(place.send(not_me).await, AnswerOutcome::Taken(ChallengeState::Consumed));
    assert!(!place.is_signed_in(keep).await);
    let notices = place.storage.notices(&person.account).await.expect("it works");
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::NotMe));
}

#[tokio::test]
async fn it_was_not_me_blocks_that_browser_and_network_for_a_quarter_of_an_hour() {
    let mut place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    place.begin(&person, from([198, 51, 100, 7]), None).await;
    assert_eq!(place.says(&person, &phone, Says::NotMe).await, DECLINED);
    let until = place.now + 900;
    assert_eq!(place.begin(&person, from([198, 51, 9, 9]), None).await.1, Asked::NotBefore(until));
    // Somewhere else it goes on, with the number, and without trust.
    assert!(matches!(place.begin(&person, firefox(), Some(&person.known)).await.1, Asked::Asked(_)));
    assert_eq!(place.mode(&person).await, Mode::Number);
    place.pass(900);
    assert!(matches!(place.begin(&person, from([198, 51, 9, 9]), None).await.1, Asked::Asked(_)));
}

#[tokio::test]
async fn it_was_not_me_counts_for_a_day_after_the_question_and_not_longer() {
    for (seconds, counts) in [(120 + 86_400, true), (120 + 86_401, false)] {
        let mut place = Place::new().await;
        let (person, phone) = place.person_with_device("ada").await;
        place.begin(&person, firefox(), Some(&person.known)).await;
        let not_me = place.answer(&person, &phone, Says::NotMe).await.expect("asked");
        place.pass(seconds);
        let outcome = place.send(not_me).await;
        assert_eq!(matches!(outcome, AnswerOutcome::Taken(_)), counts, "{outcome:?}");
    }
}

#[tokio::test]
async fn an_approval_for_a_change_counts_for_its_reason_and_session_once() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let new = NewChallenge {
        account: person.account.clone(),
        session: person.session.id.clone(),
        mark: firefox(),
        reason: Reason::NewCodes,
    };
    assert!(matches!(
        place.storage.ask_about_change(new, place.now).await.expect("it works"),
        Asked::Asked(_)
    ));
    assert_eq!(place.mode(&person).await, Mode::Number);
    let session = person.session.id.as_str();
    let challenge = place.storage.challenge_of_session(session, &Reason::NewCodes, place.now).await;
    let number = challenge.expect("it works").expect("asked").number.expect("a number");
    assert_eq!(place.says(&person, &phone, Says::Number(&number)).await, APPROVED);

    let claim = async |session: &str, reason| {
        place.storage.claim_proof(session, reason, place.now).await.expect("it works")
    };
    assert!(!claim(session, Reason::SwitchOff).await);
    assert!(!claim("another session", Reason::NewCodes).await);
    assert!(claim(session, Reason::NewCodes).await);
    assert!(!claim(session, Reason::NewCodes).await);
    assert!(!place.storage.switch_off(&person.session, place.now).await.expect("it works"));
    let renew = async || {
        place.storage.renew_backup_codes(&person.account, session, place.now).await.expect("it works")
    };
    assert!(renew().await);
    assert!(!renew().await);
}
