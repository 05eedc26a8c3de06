//! Accounts and sessions: how they come about, and how they end.

use countersign_protocol::ChallengeState;
use countersign_server::domain::{Hashed, lifetimes};
use countersign_server::storage::{AnswerOutcome, By, MadeAccount, NewAccount, NewInvitation};

use crate::fixture::{Place, Says, account_name, firefox};

fn new_account(name: &str) -> NewAccount {
    NewAccount { name: account_name(name), password_hash: "$argon2id$".into(), is_admin: false }
}

#[tokio::test]
async fn the_first_account_is_an_administrators_and_the_setup_link_works_once() {
    let place = Place::new().await;
    let (old, link) = (Hashed::of("old"), Hashed::of("link"));
    place.storage.renew_setup_link(old, place.now).await.expect("it works");
    place.storage.renew_setup_link(link, place.now).await.expect("it works");
    let make = async |link, name: &str, now| {
        place.storage.make_first_account(link, new_account(name), now).await.expect("it works")
    };
    assert_eq!(make(old, "ada", place.now).await, MadeAccount::LinkInvalid);
    assert_eq!(make(link, "ada", place.now + lifetimes::SETUP_LINK).await, MadeAccount::LinkInvalid);
    let MadeAccount::Made(account) = make(link, "ada", place.now).await else { panic!("it is good") };
    assert!(place.storage.account(&account).await.expect("it works").expect("there").is_admin);
    assert_eq!(make(link, "eve", place.now).await, MadeAccount::LinkInvalid);
}

#[tokio::test]
async fn an_invitation_makes_one_account_and_survives_a_taken_name() {
    let place = Place::new().await;
    place.person("ada").await;
    let link = Hashed::of("link");
    let new = NewInvitation { link, note: "Bob".into(), is_admin: false, mail: None };
    place.storage.invite(By::Console, new, place.now).await.expect("it works");
    let make = async |name: &str| {
        place.storage.make_invited_account(link, new_account(name), place.now).await.expect("it works")
    };
    assert_eq!(make("ＡDA").await, MadeAccount::NameTaken);
    assert!(matches!(make("bob").await, MadeAccount::Made(_)));
    assert_eq!(make("eve").await, MadeAccount::LinkInvalid);
}

#[tokio::test]
async fn a_session_ends_after_a_day_without_use_and_after_thirty_days() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let cookie = Hashed::of("cookie");
    place.storage.sign_in(&person.account, cookie, firefox(), place.now).await.expect("it works");
    let holds =
        async |place: &Place| place.storage.session(cookie, place.now).await.expect("it works").is_some();
    for _ in 0..29 {
        place.pass(86_399);
        assert!(holds(&place).await);
    }
    place.pass(86_399);
    assert!(holds(&place).await);
    place.pass(30);
    assert!(!holds(&place).await, "thirty days are over");

    let idle = Hashed::of("idle");
    place.storage.sign_in(&person.account, idle, firefox(), place.now).await.expect("it works");
    place.pass(86_400);
    assert!(place.storage.session(idle, place.now).await.expect("it works").is_none());
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_trust_and_what_is_approved() {
    let place = Place::new().await;
    let (person, phone) = place.person_with_device("ada").await;
    let (first, _) = place.begin(&person, firefox(), Some(&person.known)).await;
    place.says(&person, &phone, Says::Yes).await;
    let other = place.keep();
    place.complete(first, other).await.expect("approved");
    let (login, _) = place.begin(&person, firefox(), None).await;
    let number = place.attempt(login).await.challenge.expect("asked").number.expect("a number");
    let says = place.says(&person, &phone, Says::Number(&number)).await;
    assert_eq!(says, AnswerOutcome::Taken(ChallengeState::Approved));

    let changed = place.storage.change_password(&person.account, "new".into(), &person.session.id, place.now);
    changed.await.expect("it works");
    assert_eq!(place.complete(login, place.keep()).await, None);
    assert!(!place.is_signed_in(other).await);
    let sessions = place.storage.sessions(&person.account, place.now).await.expect("it works");
    assert_eq!(sessions.len(), 1);
    let trusted = place.storage.trusted_browsers(&person.account, place.now).await.expect("it works");
    assert!(trusted.is_empty());
}

#[tokio::test]
async fn a_hash_is_upgraded_only_while_the_password_is_the_same() {
    let place = Place::new().await;
    let person = place.person("ada").await;
    let upgrade = async |old: &str, new: &str| {
        place.storage.upgrade_password(&person.account, old.into(), new.into()).await.expect("it works");
        place.storage.password_of(&account_name("Ada")).await.expect("it works").expect("there").hash
    };
    assert_eq!(upgrade("another", "new").await, "$argon2id$");
    assert_eq!(upgrade("$argon2id$", "new").await, "new");
}

#[tokio::test]
async fn a_password_alone_lets_nobody_in_once_two_step_verification_is_on() {
    let place = Place::new().await;
    let (person, _) = place.person_with_device("ada").await;
    let cookie = Hashed::of("cookie");
    assert!(!place.storage.sign_in(&person.account, cookie, firefox(), place.now).await.expect("it works"));
    assert!(place.storage.session(cookie, place.now).await.expect("it works").is_none());
}
