//! From one device to another: only after the number, only for the receiver, in any order.

use countersign_backup::OpenError;
use countersign_backup::moving::{Incoming, PartError, Progress, Receiver, Sender};
use proptest::prelude::*;

use crate::support::{CANARY, NOW, all, any_backup, backup_of, every_kind, random};

fn met() -> (Receiver, Sender) {
    let receiver = Receiver::new();
    let sender = Sender::answer(&receiver.invitation(), &random).expect("an invitation");
    (receiver, sender)
}

fn incoming(receiver: &Receiver, sender: &Sender) -> Incoming {
    receiver.hear(&sender.greeting()).expect("a greeting").1
}

#[test]
fn both_devices_show_the_same_number_and_others_another() {
    let (receiver, sender) = met();
    let (number, _) = receiver.hear(&sender.greeting()).expect("a greeting");
    assert_eq!(number, sender.number());
    let text = number.to_string();
    assert!(text.len() == 9 && text.chars().filter(char::is_ascii_digit).count() == 8, "{text}");
    // Somebody put another key before the sender, and passes the greeting on.
    let stranger = Receiver::new();
    let deceived = Sender::answer(&stranger.invitation(), &random).expect("an invitation");
    let (shown, _) = receiver.hear(&deceived.greeting()).expect("a greeting");
    assert_ne!(shown, deceived.number());
    let again = Sender::answer(&receiver.invitation(), &random).expect("an invitation");
    assert_ne!(again.number(), sender.number(), "each greeting gives another number");
}

#[test]
fn everything_arrives_in_any_order_and_the_missing_are_named() {
    let (receiver, sender) = met();
    let mut incoming = incoming(&receiver, &sender);
    let backup = backup_of(30, NOW);
    let parts = sender.confirmed().parts(&backup);
    assert!(parts.len() > 3, "{}", parts.len());
    for (left, part) in (0..parts.len()).rev().zip(parts.iter().rev()) {
        for _ in 0..2 {
            match incoming.take(part).expect("a part") {
                Progress::Missing { of, missing } => {
                    assert_eq!((of, missing), (parts.len(), (1..=left).collect()));
                }
                Progress::Complete(file) => {
                    assert_eq!(left, 0);
                    let reading = receiver.open(&file).expect("opens");
                    assert_eq!(all(&reading.backup), all(&backup));
                }
            }
        }
    }
}

#[test]
fn parts_are_tight_codes_that_a_camera_reads() {
    let (_, sender) = met();
    for part in sender.confirmed().parts(&every_kind()) {
        assert!(
            part.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b":/-".contains(&byte))
        );
        let code = fast_qr::QRBuilder::new(part.as_str()).ecl(fast_qr::ECL::L).build().expect("fits");
        assert!(code.size <= 89, "{} modules", code.size);
    }
}

#[test]
fn another_receiver_cannot_open_it_and_nothing_shows() {
    let (receiver, sender) = met();
    let shown = format!("{receiver:?} {sender:?} {} {}", receiver.invitation(), sender.greeting());
    let file = sender.confirmed().file(&every_kind());
    assert!(receiver.open(&file).is_ok());
    assert!(matches!(Receiver::new().open(&file), Err(OpenError::WrongKey { .. })));
    assert!(!String::from_utf8_lossy(&file).contains(CANARY));
    assert!(!shown.contains("AGE-SECRET") && !shown.contains(CANARY));
}

#[test]
fn other_codes_do_not_disturb() {
    let (receiver, sender) = met();
    let (_, stranger) = met();
    let mut incoming = incoming(&receiver, &sender);
    let backup = backup_of(5, NOW);
    let parts = sender.confirmed().parts(&backup);
    let others = stranger.confirmed().parts(&backup);
    let moved = parts[0].replacen(":1/", ":2/", 1);
    incoming.take(&parts[0]).expect("a part");
    incoming.take(&parts[1]).expect("a part");
    for (text, error) in [
        ("https://example.org", PartError::NotAPart),
        ("COUNTERSIGN-PART:1:", PartError::NotAPart),
        ("COUNTERSIGN-PART:1:00000000:0/3:AA", PartError::NotAPart),
        ("COUNTERSIGN-PART:1:00000000:4/3:AA", PartError::NotAPart),
        ("COUNTERSIGN-PART:1:00000000:1/99999999999:AA", PartError::NotAPart),
        ("COUNTERSIGN-PART:1:00000000:1/30000:AA", PartError::NotAPart),
        ("COUNTERSIGN-PART:1:00000000:1/3:AA:AA", PartError::NotAPart),
        (&others[0], PartError::OtherMove),
        (&moved, PartError::OtherMove),
    ] {
        assert_eq!(incoming.take(text), Err(error), "{text}");
    }
    let last = parts.iter().map(|part| incoming.take(part).expect("a part")).last().expect("parts");
    assert!(matches!(last, Progress::Complete(file) if receiver.open(&file).is_ok()));
}

#[test]
fn codes_of_another_step_are_refused() {
    let (receiver, sender) = met();
    assert!(receiver.hear(&receiver.invitation()).is_err());
    assert!(Sender::answer(&sender.greeting(), &random).is_err());
    for text in ["", "COUNTERSIGN-MOVE:1:", "COUNTERSIGN-MOVE:1:AGE1QQQQ", "otpauth://totp/a?secret=AAAA"] {
        assert!(Sender::answer(text, &random).is_err() && receiver.hear(text).is_err(), "{text}");
    }
    assert!(receiver.hear("COUNTERSIGN-MOVE-FROM:1:AAAA").is_err(), "too short a greeting");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_backup_arrives(backup in any_backup(20)) {
        let (receiver, sender) = met();
        let mut incoming = incoming(&receiver, &sender);
        let parts = sender.confirmed().parts(&backup);
        let last = parts.iter().map(|part| incoming.take(part).expect("a part")).last().expect("parts");
        let Progress::Complete(file) = last else { panic!("not complete") };
        prop_assert_eq!(all(&receiver.open(&file).expect("opens").backup), all(&backup));
    }
}
