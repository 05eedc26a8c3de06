//! Keys open their own files only; damage, a wrong key and too much work are told apart.

use countersign_backup::{
    Backup, FileName, Identity, Key, KeyKind, Limits, NameCheck, OpenError, Passphrase, Reading, WorkFactor,
    open, seal,
};
use proptest::prelude::*;

use crate::support::{NOW, all, backup_of, every_kind, identity, passphrase};

fn opened(file: &[u8], key: Key<'_>) -> Result<Reading, OpenError> {
    open(file, key, Limits::default())
}

fn sealed(key: Key<'_>) -> (Backup, Vec<u8>) {
    let backup = every_kind();
    let file = seal(&backup, key);
    (backup, file)
}

#[test]
fn another_key_of_the_same_kind_is_a_wrong_key() {
    let (passphrase, identity) = (passphrase(), identity());
    let (_, by_passphrase) = sealed(Key::Passphrase(&passphrase));
    let other = Passphrase::new("correct horse, blåbær stapl").costing(WorkFactor::CHEAP);
    let wrong = opened(&by_passphrase, Key::Passphrase(&other));
    assert!(matches!(wrong, Err(OpenError::WrongKey { given: KeyKind::Passphrase })), "{wrong:?}");
    let (_, by_identity) = sealed(Key::Identity(&identity));
    let wrong = opened(&by_identity, Key::Identity(&Identity::generate()));
    assert!(matches!(wrong, Err(OpenError::WrongKey { given: KeyKind::Identity })), "{wrong:?}");
}

#[test]
fn a_key_of_the_other_kind_says_what_is_wanted() {
    let (passphrase, identity) = (passphrase(), identity());
    let (_, by_passphrase) = sealed(Key::Passphrase(&passphrase));
    let (_, by_identity) = sealed(Key::Identity(&identity));
    let wanted = |result| match result {
        Err(OpenError::WrongKind { wanted, .. }) => wanted,
        other => panic!("{other:?}"),
    };
    assert_eq!(wanted(opened(&by_passphrase, Key::Identity(&identity))), KeyKind::Passphrase);
    assert_eq!(wanted(opened(&by_identity, Key::Passphrase(&passphrase))), KeyKind::Identity);
}

#[test]
fn no_changed_or_shortened_file_opens_and_what_is_behind_the_head_is_damage() {
    let identity = identity();
    let key = Key::Identity(&identity);
    let (_, file) = sealed(key);
    let head = file.windows(4).position(|four| four == b"--- ").expect("there is a head");
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        let error = opened(&changed, key).expect_err("a changed file does not open");
        let may_be_another_key = at <= head && matches!(error, OpenError::WrongKey { .. });
        let may_be_another_file = at < 22 && matches!(error, OpenError::NotAge | OpenError::NewerAge);
        let is_damage = matches!(error, OpenError::Damaged);
        assert!(is_damage || may_be_another_key || may_be_another_file, "byte {at}: {error:?}");
        let error = opened(&file[..at], key).expect_err("a cut file does not open");
        let may_be_another_file = at < 22 && matches!(error, OpenError::NotAge | OpenError::NewerAge);
        assert!(may_be_another_file || matches!(error, OpenError::Damaged), "cut at {at}: {error:?}");
    }
}

#[test]
fn the_check_in_the_name_tells_damage_in_the_head_from_a_wrong_key() {
    let passphrase = passphrase();
    let (_, mut file) = sealed(Key::Passphrase(&passphrase));
    let name = FileName::of(&file, NOW).to_string();
    assert_eq!(FileName::check(&name, &file), NameCheck::Intact);
    assert_eq!(FileName::check("renamed.age", &file), NameCheck::Unknown);
    // The wrapped key: `age` alone cannot know.
    let stanza = file.windows(3).position(|three| three == b" 4\n").expect("the stanza's body follows") + 5;
    file[stanza] = if file[stanza] == b'A' { b'B' } else { b'A' };
    assert!(matches!(opened(&file, Key::Passphrase(&passphrase)), Err(OpenError::WrongKey { .. })));
    assert_eq!(FileName::check(&name, &file), NameCheck::Damaged);
}

#[test]
fn much_work_is_a_question_and_the_answer_opens() {
    let costly = Passphrase::new("words").costing(WorkFactor::new(12));
    let file = seal(&backup_of(2, NOW), Key::Passphrase(&costly));
    let limits = Limits::default().with_work(11);
    let asked = open(&file, Key::Passphrase(&costly), limits);
    assert!(matches!(asked, Err(OpenError::MuchWork { asked: 12, allowed: 11 })), "{asked:?}");
    assert!(open(&file, Key::Passphrase(&costly), limits.with_work(12)).is_ok());
}

#[test]
fn a_file_that_asks_for_the_moon_is_asked_about_before_any_work() {
    let passphrase = passphrase();
    let (_, file) = sealed(Key::Passphrase(&passphrase));
    let text = file.iter().map(|byte| char::from(*byte)).collect::<String>();
    for power in ["21", "40", "63"] {
        let changed: Vec<u8> = text
            .replacen(" 4\n", &format!(" {power}\n"), 1)
            .chars()
            .map(|character| u8::try_from(character).expect("a byte"))
            .collect();
        let asked = opened(&changed, Key::Passphrase(&passphrase));
        assert!(matches!(asked, Err(OpenError::MuchWork { allowed: 20, .. })), "{power}: {asked:?}");
        if power != "21" {
            let most = open(&changed, Key::Passphrase(&passphrase), Limits::default().with_work(255));
            assert!(matches!(most, Err(OpenError::MuchWork { allowed: 22, .. })), "{power}: {most:?}");
        }
    }
}

#[test]
fn what_is_too_large_or_no_age_file_is_refused() {
    let identity = identity();
    let key = Key::Identity(&identity);
    let (_, file) = sealed(key);
    let small = Limits { bytes: file.len() - 1, ..Limits::default() };
    assert!(matches!(open(&file, key, small), Err(OpenError::TooLarge { .. })));
    for text in [&b""[..], b"{}", b"PK\x03\x04", b"age", b"AGE-ENCRYPTION.ORG/v1\n"] {
        assert!(matches!(opened(text, key), Err(OpenError::NotAge)), "{text:?}");
    }
    assert!(matches!(opened(b"age-encryption.org/v9\n-> x\n\n--- x\n", key), Err(OpenError::NewerAge)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_the_opener_panic(
        head in prop::sample::select(vec![
            "age-encryption.org/v1\n",
            "age-encryption.org/v1\n-> X25519 ",
            "age-encryption.org/v1\n-> scrypt bWFyeSBoYWQgYSBsaXR0bA 1\n",
            "-----BEGIN AGE ENCRYPTED FILE-----\n",
            "",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let file = [head.as_bytes(), &rest].concat();
        let (passphrase, identity) = (passphrase(), identity());
        prop_assert!(opened(&file, Key::Passphrase(&passphrase)).is_err());
        prop_assert!(opened(&file, Key::Identity(&identity)).is_err());
    }
}

#[test]
fn an_armored_file_opens_too() {
    use std::io::Write;
    let identity = identity();
    let (backup, file) = sealed(Key::Identity(&identity));
    let mut armored = Vec::new();
    let mut writer =
        age::armor::ArmoredWriter::wrap_output(&mut armored, age::armor::Format::AsciiArmor).expect("wraps");
    writer.write_all(&file).expect("writes");
    writer.finish().expect("finishes");
    let reading = opened(&armored, Key::Identity(&identity)).expect("opens");
    assert_eq!(all(&reading.backup), all(&backup));
    let middle = armored.len() / 2;
    assert!(matches!(opened(&armored[..middle], Key::Identity(&identity)), Err(OpenError::Damaged)));
}

#[test]
fn an_identity_is_read_as_people_type_it() {
    let identity = identity();
    let text = identity.reveal_text();
    let spaced: String = text.to_lowercase().chars().flat_map(|character| [character, ' ']).collect();
    assert_eq!(Identity::from_text(&spaced).expect("reads").recipient(), identity.recipient());
    let wrong = text.replacen(|c: char| c.is_ascii_digit() && c != '1', "X", 1);
    for text in ["", "AGE-SECRET-KEY-", "AGE-SECRET-KEY-1", &identity.recipient(), &text[..70], &wrong] {
        assert!(*text == **identity.reveal_text() || Identity::from_text(text).is_err());
    }
}
