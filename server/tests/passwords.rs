//! Passwords: which are taken, how they are checked, and how many at once.

use countersign_server::domain::{AccountName, Password, PasswordRefused};
use countersign_server::hashing::{Busy, Checked, HashingCost, HashingPool};

const GOOD: &str = "plum kettle orbit 41";

fn cost(memory_kib: u32) -> HashingCost {
    HashingCost { memory_kib, passes: 1, lanes: 1 }
}

fn pool(memory_kib: u32) -> HashingPool {
    HashingPool::new(cost(memory_kib), 2, 64).expect("argon2 takes it")
}

fn new(text: &str) -> Result<Password, PasswordRefused> {
    Password::new_for(text, &AccountName::parse("Ada Lovelace").expect("a name"))
}

#[test]
fn new_passwords_are_long_and_hard_to_guess() {
    for (text, expected) in [
        (GOOD.to_owned(), None),
        ("é".repeat(3) + "lumière du phare", None),
        ("short but odd;7".chars().take(14).collect(), Some(PasswordRefused::TooShort)),
        ("x7;".repeat(43), Some(PasswordRefused::TooLong)),
        ("password12345678".into(), Some(PasswordRefused::Guessable)),
        ("aaaaaaaaaaaaaaaaaaaa".into(), Some(PasswordRefused::Guessable)),
        ("AdaLovelaceAdaLovelace".into(), Some(PasswordRefused::Guessable)),
    ] {
        assert_eq!(new(&text).err(), expected, "{text}");
    }
}

#[tokio::test]
async fn the_same_letters_in_another_normal_form_are_the_same_password() {
    let pool = pool(64);
    let composed = "cr\u{e8}me br\u{fb}l\u{e9}e, deux fois";
    let decomposed = "cre\u{300}me bru\u{302}le\u{301}e, deux fois";
    let hash = pool.hash(new(composed).expect("fine")).await.expect("free");
    let checked = pool.check(Password::typed(decomposed), Some(hash)).await.expect("free");
    assert_eq!(checked, Checked::Right { upgrade: None });
}

#[tokio::test]
async fn a_right_password_with_old_parameters_is_hashed_anew() {
    let (old, today) = (pool(64), pool(128));
    let hash = old.hash(Password::typed(GOOD)).await.expect("free");
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    let checked = today.check(Password::typed(GOOD), Some(hash.clone())).await.expect("free");
    let Checked::Right { upgrade: Some(newer) } = checked else { panic!("{checked:?}") };
    assert!(newer.starts_with("$argon2id$v=19$m=128,t=1,p=1$"), "{newer}");
    let again = today.check(Password::typed(GOOD), Some(newer)).await.expect("free");
    assert_eq!(again, Checked::Right { upgrade: None });
    let wrong = today.check(Password::typed("something else"), Some(hash)).await.expect("free");
    assert_eq!(wrong, Checked::Wrong);
}

#[tokio::test]
async fn without_an_account_every_password_is_wrong() {
    let pool = pool(64);
    for stored in
        [None, Some(String::new()), Some("$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g".to_owned())]
    {
        let checked = pool.check(Password::typed(GOOD), stored).await.expect("free");
        assert_eq!(checked, Checked::Wrong);
    }
}

#[tokio::test]
async fn the_memory_of_hashes_is_kept_while_people_sign_in_and_given_back_after() {
    let pool = pool(256);
    assert_eq!(pool.kept_kib(), 0);
    let hash = pool.hash(Password::typed(GOOD)).await.expect("free");
    assert_eq!(pool.kept_kib(), 256);
    pool.give_back();
    assert_eq!(pool.kept_kib(), 256, "it was used a moment ago");
    pool.check(Password::typed(GOOD), Some(hash.clone())).await.expect("free");
    assert_eq!(pool.kept_kib(), 256, "the same piece serves again");
    pool.give_back();
    pool.give_back();
    assert_eq!(pool.kept_kib(), 0);
    let checked = pool.check(Password::typed(GOOD), Some(hash)).await.expect("free");
    assert_eq!(checked, Checked::Right { upgrade: None });
}

#[tokio::test]
async fn a_full_queue_sends_people_away_at_once() {
    let pool = HashingPool::new(cost(65_536), 1, 1).expect("argon2 takes it");
    let (first, second, third) = tokio::join!(
        pool.hash(Password::typed("first")),
        pool.hash(Password::typed("second")),
        pool.hash(Password::typed("third")),
    );
    assert_eq!((first.is_ok(), second.is_ok(), third), (true, true, Err(Busy)));
}
