//! Backups, parts and words that somebody made to hurt: reading them ends with an answer. `cargo test` runs each target
//! over its corpus and a bounded number of random inputs; a fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use std::io::Write as _;

use countersign_backup::moving::{Receiver, Sender};
use countersign_backup::{
    FileName, Identity, Key, Limits, Passphrase, identity_from_words, open, recovery_key_from_words,
};

const ITERATIONS: usize = 300;
const MOST_BYTES: usize = 4_096;

macro_rules! targets {
    ($($name:ident($bytes:ident) $body:block)+) => {
        $(
            #[test]
            fn $name() {
                let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
                target.for_each(|$bytes: &[u8]| $body);
            }
        )+
    };
}

fn sealed(text: &[u8], identity: &age::x25519::Identity) -> Vec<u8> {
    let recipient = identity.to_public();
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient));
    let mut file = Vec::new();
    let mut writer =
        encryptor.expect("one recipient").wrap_output(&mut file).expect("a vector takes everything");
    writer.write_all(text).expect("a vector takes everything");
    writer.finish().expect("a vector takes everything");
    file
}

targets! {
    any_document_within(bytes) {
        let identity = age::x25519::Identity::generate();
        let text = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
        let key = Identity::from_text(&text).expect("an identity");
        let _ = open(&sealed(bytes, &identity), Key::Identity(&key), Limits::default());
    }

    any_file(bytes) {
        let limits = Limits::default().with_work(2);
        let _ = open(bytes, Key::Passphrase(&Passphrase::new("correct horse")), limits);
        let _ = open(bytes, Key::Identity(&Identity::generate()), limits);
    }

    any_words_and_names(bytes) {
        let text = String::from_utf8_lossy(bytes);
        let _ = recovery_key_from_words(&text);
        let _ = identity_from_words(&text);
        let _ = Identity::from_text(&text);
        let _ = FileName::parse(&text);
    }

    any_parts_on_the_way(bytes) {
        let text = String::from_utf8_lossy(bytes);
        let receiver = Receiver::new();
        let _ = receiver.hear(&text);
        let _ = receiver.open(bytes);
        let _ = Sender::answer(&text, &|random: &mut [u8]| random.fill(7));
        let sender = Sender::answer(&receiver.invitation(), &|random: &mut [u8]| random.fill(7)).expect("its own");
        let (_, mut incoming) = receiver.hear(&sender.greeting()).expect("its own");
        for line in text.lines() {
            let _ = incoming.take(line);
        }
    }
}
