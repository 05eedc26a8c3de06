//! Administrators: what a reset takes, who may do what, and what stays so after an older backup is restored.

use std::fs;

use countersign_protocol::message::Verification;
use countersign_protocol::{DeviceId, Digest};
use countersign_server::domain::{Hashed, JournalKind, NoticeKind, Policy, Reason, Removal, lifetimes};
use countersign_server::keys::ServerKeys;
use countersign_server::storage::{ActOutcome, Asked, By, History, Order, OrderOutcome, Storage, make_safe};
use countersign_server::tombstones::TombstoneLog;

use crate::fixture::{Person, Place, account_name, firefox};

/// Somebody with a device and the role, whose session has just proved a step-up.
async fn administrator(place: &Place, name: &str) -> Person {
    let (person, _) = place.person_with_device(name).await;
    let made = place.storage.set_administrator(By::Console, &person.account, true, place.now).await;
    assert_eq!(made.expect("it works"), ActOutcome::Done);
    step_up(place, &person).await;
    person
}

async fn step_up(place: &Place, person: &Person) {
    // The codes are shown for ten minutes only, so that each test begins by it.
    let code = place.backup_codes(person).await.remove(0);
    place.prove(person, Reason::StepUp, &code).await;
}

fn by(person: &Person) -> By {
    By::Session(person.session.clone())
}

async fn start(place: &Place, by: By, of: &Person) -> ActOutcome {
    place.storage.start_reset(by, &of.account, place.now).await.expect("it works")
}

async fn confirm(place: &Place, by: By, of: &Person) -> ActOutcome {
    place.storage.confirm_reset(by, &of.account, place.now).await.expect("it works")
}

async fn has_methods(place: &Place, person: &Person) -> bool {
    place.storage.methods(&person.account, place.now).await.expect("it works").count() > 0
}

async fn told(place: &Place, person: &Person, kind: NoticeKind) -> usize {
    let lines = place.storage.journal(&person.account, None).await.expect("it works");
    lines.iter().filter(|line| line.kind == Some(JournalKind::Notice(kind))).count()
}

/// Three administrators with proofs, all of them for more than 72 hours, and somebody else.
async fn people(place: &mut Place) -> [Person; 4] {
    let owner = place.person_with_device("eve").await.0;
    let mut all = Vec::new();
    for name in ["ada", "bob", "cyd"] {
        all.push(place.person_with_device(name).await.0);
        let last = all.last().expect("one");
        place.storage.set_administrator(By::Console, &last.account, true, place.now).await.expect("it works");
    }
    let codes: Vec<_> = {
        let mut codes = Vec::new();
        for person in &all {
            codes.push(place.backup_codes(person).await.remove(0));
        }
        codes
    };
    place.pass(lifetimes::PROBATION);
    for (person, code) in all.iter_mut().zip(codes) {
        sign_in_again(place, person).await;
        place.prove(person, Reason::StepUp, &code).await;
    }
    let [ada, bob, cyd] = <[Person; 3]>::try_from(all).expect("three");
    [ada, bob, cyd, owner]
}

/// A new session of somebody whose old one is too old.
async fn sign_in_again(place: &Place, person: &mut Person) {
    let (login, _) = place.begin(person, firefox(), None).await;
    let attempt = place.attempt(login).await;
    let number = attempt.challenge.expect("asked").number.expect("shown");
    let device =
        place.storage.methods(&person.account, place.now).await.expect("it works").devices.remove(0).id;
    place.says(person, &device, crate::fixture::Says::Number(&number)).await;
    let keep = place.keep();
    place.complete(login, keep).await.expect("approved");
    person.session =
        place.storage.session(keep.session, place.now).await.expect("it works").expect("signed in");
}

#[tokio::test]
async fn a_reset_by_one_administrator_waits_a_day_and_then_takes_every_method() {
    let mut place = Place::new().await;
    let ada = administrator(&place, "ada").await;
    let (eve, phone) = place.person_with_device("eve").await;
    assert_eq!(start(&place, by(&ada), &eve).await, ActOutcome::Done);
    assert_eq!(start(&place, by(&ada), &eve).await, ActOutcome::Unchanged, "one at a time");
    assert_eq!(told(&place, &eve, NoticeKind::ResetStarted).await, 1);
    let notices = place.storage.notices(&eve.account).await.expect("it works");
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::ResetStarted && notice.detail == "ada"));
    place.pass(lifetimes::RESET - 1);
    place.storage.sweep(place.now).await.expect("it works");
    assert!(has_methods(&place, &eve).await, "not a second before");
    place.pass(1);
    place.storage.sweep(place.now).await.expect("it works");
    assert!(!has_methods(&place, &eve).await);
    let device = place.storage.device(&phone, place.now).await.expect("it works").expect("it is remembered");
    assert_eq!((device.state, device.revocation.as_deref()), (None, Some("switched-off")));
    let sessions = place.storage.sessions(&eve.account, place.now).await.expect("it works");
    assert!(sessions.is_empty(), "{sessions:?}");
    assert_eq!(told(&place, &eve, NoticeKind::ResetDone).await, 1);
    assert!(place.storage.verify_journal(&eve.account).await.expect("it works").is_ok());
    // Once.
    place.storage.sweep(place.now + 60).await.expect("it works");
    assert_eq!(told(&place, &eve, NoticeKind::ResetDone).await, 1);
}

#[tokio::test]
async fn after_a_reset_neither_the_password_nor_the_link_lets_in_alone() {
    let mut place = Place::new().await;
    let [ada, bob, _, eve] = people(&mut place).await;
    start(&place, by(&ada), &eve).await;
    assert_eq!(confirm(&place, by(&bob), &eve).await, ActOutcome::Done);
    let storage = place.storage.clone();
    let session = || Hashed::of(&place.value());
    let enter = |link: &str| {
        let (link, session) = (Hashed::of(link), session());
        let (storage, account, now) = (storage.clone(), eve.account.clone(), place.now);
        async move { storage.sign_in_with_link(&account, link, session, firefox(), now).await.expect("it works") }
    };
    let record = storage.password_of(&account_name("eve")).await.expect("it works").expect("there");
    assert!(record.wants_link && !record.two_step);
    let alone = storage.sign_in(&eve.account, session(), firefox(), place.now).await.expect("it works");
    assert!(!alone, "the password alone");
    assert!(!enter("nothing").await);
    let make = |link: &'static str, of: &Person| {
        let (storage, account, now) = (storage.clone(), of.account.clone(), place.now);
        let by = by(&ada);
        async move { storage.make_recovery_link(by, &account, Hashed::of(link), now).await.expect("it works") }
    };
    assert_eq!(make("for bob", &bob).await, ActOutcome::NotFound, "whose methods were not reset");
    assert_eq!(make("first", &eve).await, ActOutcome::Done);
    assert_eq!(make("second", &eve).await, ActOutcome::Done);
    assert!(!enter("first").await, "a later one has taken its place");
    assert!(enter("second").await);
    assert!(!enter("second").await, "it is good once");
    // Two-step verification is on again: no link is wanted, and none counts.
    let (_, outcome) = {
        let cookie = Hashed::of("of the link");
        assert_eq!(make("third", &eve).await, ActOutcome::Done);
        let third = Hashed::of("third");
        assert!(
            storage
                .sign_in_with_link(&eve.account, third, cookie, firefox(), place.now)
                .await
                .expect("it works")
        );
        let session = storage.session(cookie, place.now).await.expect("it works").expect("signed in");
        let eve = Person { session, ..eve.clone() };
        place.link(&eve, "New phone", None).await
    };
    assert_eq!(
        outcome,
        countersign_server::storage::ConfirmOutcome::Activated { first: true, trusted: false }
    );
    let record = storage.password_of(&account_name("eve")).await.expect("it works").expect("there");
    assert!(!record.wants_link && record.two_step);
    assert_eq!(make("fourth", &eve).await, ActOutcome::NotFound);
}

#[tokio::test]
async fn at_once_takes_two_administrators_neither_the_owner_nor_one_made_for_the_purpose() {
    let mut place = Place::new().await;
    let [ada, bob, cyd, eve] = people(&mut place).await;
    assert_eq!(start(&place, by(&ada), &ada).await, ActOutcome::OwnAccount);
    assert_eq!(confirm(&place, by(&bob), &eve).await, ActOutcome::NotFound);
    start(&place, by(&ada), &eve).await;
    assert_eq!(confirm(&place, by(&ada), &eve).await, ActOutcome::AnotherOne, "the same one twice");
    assert_eq!(confirm(&place, By::Console, &eve).await, ActOutcome::AnotherOne);
    assert_eq!(confirm(&place, by(&eve), &eve).await, ActOutcome::NotAllowed);
    // Another one, made by the first one a moment ago.
    place.storage.set_administrator(By::Console, &bob.account, false, place.now).await.expect("it works");
    assert_eq!(confirm(&place, by(&bob), &eve).await, ActOutcome::NotAllowed);
    place.storage.set_administrator(by(&ada), &bob.account, true, place.now).await.expect("it works");
    assert_eq!(confirm(&place, by(&bob), &eve).await, ActOutcome::AnotherOne);
    assert!(has_methods(&place, &eve).await);
    assert_eq!(confirm(&place, by(&cyd), &eve).await, ActOutcome::Done);
    assert!(!has_methods(&place, &eve).await);
    // The owner of one is no second one either, and the console no first one.
    start(&place, by(&ada), &cyd).await;
    assert_eq!(confirm(&place, by(&cyd), &cyd).await, ActOutcome::OwnAccount);
    place.storage.cancel_reset(by(&ada), &cyd.account, place.now).await.expect("it works");
    assert_eq!(start(&place, By::Console, &bob).await, ActOutcome::Done);
    assert_eq!(confirm(&place, by(&cyd), &bob).await, ActOutcome::AnotherOne);
    assert!(has_methods(&place, &cyd).await && has_methods(&place, &bob).await);
}

#[tokio::test]
async fn a_reset_that_is_confirmed_twice_and_cancelled_at_once_ends_once() {
    for _ in 0..8 {
        let mut place = Place::new().await;
        let [ada, bob, cyd, eve] = people(&mut place).await;
        start(&place, by(&ada), &eve).await;
        let (one, other, refused, _) = tokio::join!(
            confirm(&place, by(&bob), &eve),
            confirm(&place, by(&cyd), &eve),
            place.storage.refuse_reset(&eve.account, firefox(), place.now),
            place.storage.sweep(place.now + lifetimes::RESET),
        );
        let ends = [one == ActOutcome::Done, other == ActOutcome::Done, refused.expect("it works")];
        let done = told(&place, &eve, NoticeKind::ResetDone).await;
        let kept = told(&place, &eve, NoticeKind::ResetRefused).await;
        assert_eq!(done + kept, 1, "{ends:?}");
        assert!(ends.iter().filter(|end| **end).count() <= 1, "{ends:?}");
        assert_eq!(has_methods(&place, &eve).await, done == 0);
    }
}

#[tokio::test]
async fn whoever_looks_while_a_reset_happens_sees_all_of_it_or_nothing() {
    for _ in 0..8 {
        let mut place = Place::new().await;
        let [ada, bob, _, eve] = people(&mut place).await;
        start(&place, by(&ada), &eve).await;
        let looks = async {
            for number in 0_u32.. {
                let now = place.storage.person_now(&eve.account, place.now).await;
                let now = now.expect("it works").expect("there");
                let waits = now.reset.is_some();
                let rest = [now.person.has_reset, now.person.two_step, now.methods.count() > 0];
                assert_eq!(rest, [waits; 3], "look {number}");
                let told = now
                    .journal
                    .iter()
                    .any(|line| line.kind == Some(JournalKind::Notice(NoticeKind::ResetDone)));
                assert_eq!(told, !waits, "look {number}");
                if !waits {
                    break;
                }
            }
        };
        let (outcome, ()) = tokio::join!(confirm(&place, by(&bob), &eve), looks);
        assert_eq!(outcome, ActOutcome::Done);
    }
}

#[tokio::test]
async fn owner_mail_device_and_the_starter_s_lost_role_each_cancel_a_reset_for_good() {
    for way in ["owner", "device", "suspended", "administrator", "role"] {
        let mut place = Place::new().await;
        let ada = administrator(&place, "ada").await;
        let (eve, phone) = place.person_with_device("eve").await;
        start(&place, by(&ada), &eve).await;
        let (storage, now) = (&place.storage, place.now);
        match way {
            "owner" => assert!(storage.refuse_reset(&eve.account, firefox(), now).await.expect("it works")),
            "device" => {
                let frozen = storage.freeze_by_device(order(&eve, &phone, 1), now).await;
                assert_eq!(frozen.expect("it works"), OrderOutcome::Done);
            }
            "suspended" => {
                storage.set_suspended(by(&ada), &eve.account, true, now).await.expect("it works");
            }
            "administrator" => {
                let cancelled = storage.cancel_reset(by(&ada), &eve.account, now).await;
                assert_eq!(cancelled.expect("it works"), ActOutcome::Done);
            }
            _ => {
                let ended = storage.set_administrator(By::Console, &ada.account, false, now).await;
                assert_eq!(ended.expect("it works"), ActOutcome::Done);
            }
        }
        assert!(storage.waiting_reset(&eve.account).await.expect("it works").is_none(), "{way}");
        place.pass(2 * lifetimes::RESET);
        place.storage.sweep(place.now).await.expect("it works");
        assert!(has_methods(&place, &eve).await, "{way}");
        let cancelled = told(&place, &eve, NoticeKind::ResetCancelled).await;
        assert_eq!(cancelled + told(&place, &eve, NoticeKind::ResetRefused).await, 1, "{way}");
    }
}

fn order(person: &Person, device: &DeviceId, number: u8) -> Order {
    Order {
        device: device.clone(),
        account: person.account.clone(),
        identity: Digest::of(&[number]),
        uv: Verification::None,
    }
}

#[tokio::test]
async fn nobody_acts_without_role_and_fresh_proof_of_this_very_session_or_on_oneself() {
    let mut place = Place::new().await;
    let ada = administrator(&place, "ada").await;
    let (eve, _) = place.person_with_device("eve").await;
    step_up(&place, &eve).await;
    let (storage, now) = (place.storage.clone(), place.now);
    let act = |by: By, of: &Person, now: u64| {
        let (storage, account) = (storage.clone(), of.account.clone());
        async move { storage.set_suspended(by, &account, true, now).await.expect("it works") }
    };
    assert_eq!(act(by(&eve), &ada, now).await, ActOutcome::NotAllowed, "a proof without the role");
    assert_eq!(act(by(&ada), &ada, now).await, ActOutcome::OwnAccount);
    let mut other = ada.clone();
    other.session.id = "another".into();
    assert_eq!(act(by(&other), &eve, now).await, ActOutcome::NotAllowed, "another session's proof");
    assert_eq!(act(by(&ada), &eve, now + lifetimes::STEP_UP).await, ActOutcome::NotAllowed, "too old");
    assert_eq!(act(by(&ada), &eve, now + lifetimes::STEP_UP - 1).await, ActOutcome::Done);
    assert_eq!(act(by(&ada), &eve, now).await, ActOutcome::Unchanged);
    place.pass(1);
    storage.end_session(&ada.account, &ada.session.id, place.now).await.expect("it works");
    let allow = storage.set_suspended(by(&ada), &eve.account, false, place.now).await;
    assert_eq!(allow.expect("it works"), ActOutcome::NotAllowed, "the session has ended");
}

#[tokio::test]
async fn an_account_that_is_suspended_is_let_go_on_by_administrators_alone() {
    let place = Place::new().await;
    let ada = administrator(&place, "ada").await;
    let (eve, phone) = place.person_with_device("eve").await;
    let codes = place.backup_codes(&eve).await;
    let (storage, now) = (&place.storage, place.now);
    storage.set_suspended(by(&ada), &eve.account, true, now).await.expect("it works");
    assert_eq!(place.begin(&eve, firefox(), None).await.1, Asked::Gone);
    let unlock = storage.unlock_by_device(order(&eve, &phone, 1), now).await.expect("it works");
    assert_eq!(unlock, OrderOutcome::Suspended);
    let thaw = storage.thaw_with_backup_code(&eve.account, &codes[0], firefox(), now).await;
    assert_eq!(thaw.expect("it works"), countersign_server::storage::CodeOutcome::Gone);
    storage.set_frozen(&eve.account, false, now).await.expect("it works");
    assert_eq!(place.begin(&eve, firefox(), None).await.1, Asked::Gone);
    storage.set_suspended(by(&ada), &eve.account, false, now).await.expect("it works");
    assert_ne!(place.begin(&eve, firefox(), None).await.1, Asked::Gone);
}

#[tokio::test]
async fn the_strongest_of_all_rules_is_in_force_for_an_account() {
    let place = Place::with(|rules| rules.approval = Policy::Tap).await;
    let ada = administrator(&place, "ada").await;
    let (eve, _) = place.person_with_device("eve").await;
    let in_force = async || place.storage.policies(&eve.account).await.expect("it works").in_force();
    assert_eq!(in_force().await, Policy::Tap);
    place.storage.set_everybodys_policy(by(&ada), Policy::Adaptive, place.now).await.expect("it works");
    assert_eq!(in_force().await, Policy::Adaptive);
    let (login, _) = place.begin(&eve, firefox(), Some(&eve.known)).await;
    let set = place.storage.set_least_policy(by(&ada), &eve.account, Policy::Strict, place.now).await;
    assert_eq!(set.expect("it works"), ActOutcome::Done);
    assert!(place.pending(&eve).await.is_none(), "what was asked under the weaker rule is cancelled");
    assert_eq!(in_force().await, Policy::Strict);
    place.ask(login).await;
    assert_eq!(place.pending(&eve).await.expect("asked anew").digits, Some(6));
    place.storage.set_least_policy(by(&ada), &eve.account, Policy::Tap, place.now).await.expect("it works");
    assert_eq!(in_force().await, Policy::Adaptive);
}

#[tokio::test]
async fn an_account_has_fifty_sessions_and_the_one_not_used_for_longest_ends() {
    let mut place = Place::new().await;
    let person = place.person("ada").await;
    let mut cookies = Vec::new();
    for _ in 0..55 {
        place.pass(1);
        let cookie = Hashed::of(&place.value());
        assert!(
            place.storage.sign_in(&person.account, cookie, firefox(), place.now).await.expect("it works")
        );
        cookies.push(cookie);
    }
    assert_eq!(place.storage.sessions(&person.account, place.now).await.expect("it works").len(), 50);
    for (number, cookie) in cookies.into_iter().enumerate() {
        let session = place.storage.session(cookie, place.now).await.expect("it works");
        assert_eq!(session.is_some(), number >= 5, "{number}");
    }
}

#[tokio::test]
async fn an_older_backup_brings_back_no_role_no_suspended_account_and_no_way_around_the_link() {
    let mut place = Place::new().await;
    let [ada, bob, cyd, eve] = people(&mut place).await;
    let database = place.folder().path().join("countersign.db");
    let backup = place.folder().path().join("backup.db");
    start(&place, by(&ada), &eve).await;
    Storage::copy_to(&database, &backup).await.expect("copied");
    assert_eq!(confirm(&place, by(&bob), &eve).await, ActOutcome::Done);
    start(&place, by(&bob), &cyd).await;
    place.storage.set_administrator(by(&bob), &ada.account, false, place.now).await.expect("it works");
    place.storage.set_suspended(by(&bob), &ada.account, true, place.now).await.expect("it works");
    place.pass(60);
    let keys = ServerKeys::load(place.folder().path(), true).expect("keys");
    let history = History::Log(TombstoneLog::beside(&database));
    make_safe(&backup, &keys, &history, None, place.now).await.expect("it is restored");
    for part in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{part}", database.display()));
    }
    fs::rename(&backup, &database).expect("in its place");
    place.reopen().await;
    let person = place.storage.person(&ada.account).await.expect("it works").expect("there");
    assert!(!person.is_admin && person.suspended_at.is_some(), "{person:?}");
    let person = place.storage.person(&eve.account).await.expect("it works").expect("there");
    assert!(person.wants_link && !person.two_step && !person.has_reset, "{person:?}");
    let alone = place.storage.sign_in(&eve.account, Hashed::of("x"), firefox(), place.now).await;
    assert!(!alone.expect("it works"));
}

#[tokio::test]
async fn no_removal_is_undone_after_a_reset_or_while_administrators_have_suspended_the_account() {
    let mut place = Place::new().await;
    let ada = administrator(&place, "ada").await;
    let (eve, _) = place.person_with_device("eve").await;
    let storage = place.storage.clone();
    place.pass(60);
    let removal = Removal { account: eve.account.clone(), joined_at: place.now - 60, removed_at: place.now };
    let is_open = async || storage.owner_of_removal(&removal).await.expect("it works").is_some();
    let undo = async |now| storage.undo_removal(&removal, firefox(), now).await.expect("it works");
    assert!(is_open().await);
    storage.set_suspended(by(&ada), &eve.account, true, place.now).await.expect("it works");
    assert!(!is_open().await && !undo(place.now).await, "suspended");
    storage.set_suspended(by(&ada), &eve.account, false, place.now).await.expect("it works");
    assert!(is_open().await, "let go on");

    start(&place, By::Console, &eve).await;
    place.pass(lifetimes::RESET);
    storage.sweep(place.now).await.expect("it works");
    assert!(!is_open().await && !undo(place.now).await, "reset");
    let (link, cookie) = (Hashed::of("link"), Hashed::of("cookie"));
    let made = storage.make_recovery_link(By::Console, &eve.account, link, place.now).await;
    assert_eq!(made.expect("it works"), ActOutcome::Done);
    assert!(
        storage.sign_in_with_link(&eve.account, link, cookie, firefox(), place.now).await.expect("it works")
    );
    let session = storage.session(cookie, place.now).await.expect("it works").expect("signed in");
    place.link(&Person { session, ..eve.clone() }, "New phone", None).await;
    assert!(!is_open().await && !undo(place.now).await, "switched on anew");
    assert!(has_methods(&place, &eve).await);
}
