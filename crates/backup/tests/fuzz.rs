//! Backups, parts and words that somebody made to hurt: reading them ends with an answer, and what was read can go
//! out again. `cargo test` runs each target over its corpus and a bounded number of random inputs; a fuzzer runs it
//! for as long as it likes (CONTRIBUTING.md).

use std::io::Write as _;
use std::sync::LazyLock;

use countersign_backup::export::{
    Format, account_qr, aegis_plain, losses, migration_pages, otpauth_list, sheet,
};
use countersign_backup::moving::{Incoming, Progress, Receiver, Sender};
use countersign_backup::{
    Backup, FileName, Identity, Key, Limits, PaperLanguage, Passphrase, identity_from_words, identity_words,
    of_backup, open, recovery_key_from_words, recovery_key_words, seal,
};
use countersign_otp::UnixTime;

const ITERATIONS: usize = 300;
const MOST_BYTES: usize = 4_096;
const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

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

targets! {
    any_document_within(bytes) {
        if let Ok(reading) = open(&sealed(bytes), Key::Identity(&IDENTITY.0), Limits::default()) {
            let again = seal(&reading.backup, Key::Identity(&IDENTITY.0));
            let again = open(&again, Key::Identity(&IDENTITY.0), Limits::default()).expect("our own");
            assert!(again.skipped.is_empty(), "what was read once is read again");
            assert_eq!(of_backup(&again.backup), of_backup(&reading.backup));
            leave(&reading.backup);
        }
    }

    any_file(bytes) {
        let limits = Limits::default().with_work(2);
        let version = [b"age-encryption.org/v1\n".as_slice(), bytes].concat();
        for file in [bytes, &version] {
            let _ = open(file, Key::Passphrase(&Passphrase::new("correct horse")), limits);
            let _ = open(file, Key::Identity(&IDENTITY.0), limits);
        }
    }

    any_words_and_names(bytes) {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(key) = recovery_key_from_words(&text) {
            assert_eq!(recovery_key_from_words(&recovery_key_words(&key)).as_deref(), Ok(&*key));
        }
        if let Ok(identity) = identity_from_words(&text) {
            let again = identity_from_words(&identity_words(&identity)).expect("our own");
            assert_eq!(again.recipient(), identity.recipient());
        }
        let _ = Identity::from_text(&text);
        for name in [text.clone().into_owned(), format!("countersign-{text}.age")] {
            if let Some(name) = FileName::parse(&name) {
                assert_eq!(FileName::parse(&name.to_string()), Some(name), "a name reads itself");
            }
        }
    }

    any_parts_on_the_way(bytes) {
        let text = String::from_utf8_lossy(bytes);
        let (receiver, collecting, beginning) = &*MOVE;
        let _ = receiver.open(bytes);
        let _ = Sender::answer(&text, &fixed);
        let mut collecting = collecting.clone();
        for line in text.lines() {
            for part in [line.to_owned(), format!("{beginning}{line}")] {
                if let Ok(Progress::Complete(file)) = collecting.take(&part) {
                    let _ = receiver.open(&file);
                }
            }
        }
    }
}

static IDENTITY: LazyLock<(Identity, age::x25519::Recipient)> = LazyLock::new(|| {
    let identity = Identity::generate();
    let recipient = identity.recipient().parse().expect("a recipient");
    (identity, recipient)
});

/// Who receives, what collects the parts, and how each of them begins.
static MOVE: LazyLock<(Receiver, Incoming, String)> = LazyLock::new(|| {
    let receiver = Receiver::new();
    let sender = Sender::answer(&receiver.invitation(), &fixed).expect("an invitation");
    let (_, collecting) = receiver.hear(&sender.greeting()).expect("a greeting");
    let nothing = Backup { made_at: NOW, groups: Vec::new(), accounts: Vec::new() };
    let part = sender.confirmed().parts(&nothing).swap_remove(0);
    let beginning = part.splitn(4, ':').take(3).collect::<Vec<_>>().join(":");
    (receiver, collecting, format!("{beginning}:"))
});

fn fixed(random: &mut [u8]) {
    random.fill(7);
}

fn sealed(text: &[u8]) -> Vec<u8> {
    let recipient = std::iter::once(&IDENTITY.1 as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipient).expect("one recipient");
    let mut file = Vec::new();
    let mut writer = encryptor.wrap_output(&mut file).expect("a vector takes everything");
    writer.write_all(text).expect("a vector takes everything");
    writer.finish().expect("a vector takes everything");
    file
}

/// In every way out.
fn leave(backup: &Backup) {
    let _ =
        (aegis_plain(backup, &fixed), migration_pages(backup, &fixed), sheet(backup, NOW, PaperLanguage::En));
    assert_eq!(otpauth_list(backup).lines().count(), losses(Format::OtpauthList, backup).leaving);
    let codes = backup.accounts.iter().filter(|account| account_qr(account).is_ok());
    assert_eq!(codes.count(), losses(Format::AccountQr, backup).leaving);
}
