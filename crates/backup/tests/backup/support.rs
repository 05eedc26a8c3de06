//! Backups to test with, and what other programs should find in them.

use countersign_backup::{Account, Backup, Identity, Names, Pairing, Passphrase, Picture, WorkFactor};
use countersign_otp::{
    Algorithm, Counter, Digits, Generator, Hotp, Motp, Period, Pin, Secret, Steam, Totp, UnixTime, Yandex,
};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_764_018_845);

/// Every secret of the fixed backup contains this, so that a leak shows.
pub(crate) const CANARY: &str = "CANARYCANARY2345";

pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new("correct horse, blåbær staple").costing(WorkFactor::CHEAP)
}

pub(crate) fn identity() -> Identity {
    Identity::generate()
}

pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has random bytes");
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::from_base32(text).expect("the secret is base32")
}

pub(crate) fn totp(text: &str, algorithm: Algorithm, digits: u64, period: u64) -> Generator {
    let digits = Digits::new(digits).expect("digits");
    let period = Period::from_seconds(period).expect("a period");
    Generator::Totp(Totp::new(secret(text), algorithm, digits, period))
}

pub(crate) fn plain(text: &str) -> Generator {
    totp(text, Algorithm::Sha1, 6, 30)
}

/// One account of each kind, with everything that an account can have.
pub(crate) fn every_kind() -> Backup {
    let pin = |text| Pin::parse(text).expect("a PIN");
    let hotp = Hotp::new(secret(CANARY), Algorithm::Sha256, Digits::new(8).expect("digits"));
    let yandex = Yandex::new(secret("6SB2IKNM6OBZPAVBVTOHDKS4FAAAAAAADFUTQMBTRY"), pin("5239"));
    let mut full = Account::new("Example & <Söhne>", "ada@example.org", Some(plain(CANARY)));
    full.given_names = Some(Names { service: "example.org".into(), user: "u17".into() });
    full.pairing = Some(Pairing { origin: "https://auth.example".into(), user: "ada".into() });
    full.groups = vec!["Work".into(), "Bank \"quoted\"".into()];
    full.note = "backup codes:\n1234 </script>".to_owned().into();
    full.is_pinned = true;
    full.icon = Some("simple-icons/example".into());
    full.added_at = Some(UnixTime::from_millis(1_700_000_000_123));
    let mut linked = Account::new("Linked only", "ada", None);
    linked.picture = Some(Picture { media_type: "image/png".into(), bytes: vec![0, 255, 7] });
    let accounts = vec![
        full,
        Account::new("Ten", "digits", Some(totp(CANARY, Algorithm::Sha512, 10, 60))),
        Account::new("Counter", "ada:1", Some(Generator::Hotp(hotp, Counter::new(u64::from(u32::MAX) + 7)))),
        Account::new("Steam", "ada", Some(Generator::Steam(Steam::new(secret(CANARY))))),
        Account::new("Yandex", "ada", Some(Generator::Yandex(yandex.expect("a Yandex secret")))),
        Account::new("", "motp", Some(Generator::Motp(Motp::new(secret(CANARY), pin("1234"))))),
        linked,
    ];
    let groups = vec!["Bank \"quoted\"".into(), "Work".into(), "Empty".into()];
    Backup { made_at: UnixTime::from_millis(1_764_018_845_678), groups, accounts }
}

/// So many plain accounts.
pub(crate) fn backup_of(accounts: usize, made_at: UnixTime) -> Backup {
    let account = |index| Account::new(format!("Service {index}"), "ada", Some(plain(CANARY)));
    Backup { made_at, groups: Vec::new(), accounts: (0..accounts).map(account).collect() }
}

/// What another program should find in an account.
pub(crate) fn facts(account: &Account) -> Option<Value> {
    let codes = account.codes.as_ref()?;
    Some(json!({
        "service": account.names.service,
        "user": account.names.user,
        "kind": codes.kind().name(),
        "secret": *codes.reveal_secret().reveal_base32(),
        "algorithm": codes.algorithm_name(),
        "digits": codes.length(),
        "period": codes.period().map(Period::seconds),
        "counter": codes.counter().map(Counter::value),
        "pin": codes.reveal_pin().map(Pin::reveal),
        "code": *codes.reveal_preview(NOW),
    }))
}

/// Everything in an account, to compare two of them.
pub(crate) fn everything(account: &Account) -> Value {
    let pairing = account.pairing.as_ref().map(|pairing| (&pairing.origin, &pairing.user));
    let given = account.given_names.as_ref().map(|names| (&names.service, &names.user));
    json!({
        "codes": facts(account),
        "names": [account.names.service, account.names.user],
        "given": given,
        "pairing": pairing,
        "groups": account.groups,
        "note": *account.note,
        "pinned": account.is_pinned,
        "icon": account.icon,
        "picture": account.picture.as_ref().map(|picture| (&picture.media_type, &picture.bytes)),
        "added_at": account.added_at.map(|time| time.duration().as_millis().to_string()),
    })
}

pub(crate) fn all(backup: &Backup) -> Value {
    let accounts: Vec<_> = backup.accounts.iter().map(everything).collect();
    json!([backup.made_at.duration().as_millis().to_string(), backup.groups, accounts])
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-zA-Z0-9@._ -]{0,20}", 1 => "\\PC{0,12}"].prop_map(|text| text.trim().to_owned())
}

fn generator() -> impl Strategy<Value = Generator> {
    let bytes = prop::collection::vec(any::<u8>(), 1..80);
    let algorithm = prop_oneof![Just(Algorithm::Sha1), Just(Algorithm::Sha256), Just(Algorithm::Sha512)];
    (bytes, algorithm, 4..=10_u64, 1..=300_u64, any::<u64>(), "[0-9]{4,16}", 0..7_u8).prop_map(
        |(bytes, algorithm, digits, period, counter, pin, kind)| {
            let sixteen: Vec<u8> = bytes.iter().copied().cycle().take(16).collect();
            let secret = Secret::from_bytes(bytes).expect("not empty");
            let pin = Pin::parse(&pin).expect("a PIN");
            let digits = Digits::new(digits).expect("digits");
            let period = Period::from_seconds(period).expect("a period");
            match kind {
                0 => Generator::Totp(Totp::new(secret, algorithm, digits, period)),
                1 => Generator::Hotp(Hotp::new(secret, algorithm, digits), Counter::new(counter >> 1)),
                2 => Generator::Steam(Steam::new(secret)),
                3 => Generator::Motp(Motp::new(secret, pin)),
                4 => {
                    let secret = Secret::from_bytes(sixteen).expect("not empty");
                    Generator::Yandex(Yandex::new(secret, pin).expect("16 bytes"))
                }
                _ => Generator::Totp(Totp::new(secret, algorithm, Digits::default(), Period::default())),
            }
        },
    )
}

prop_compose! {
    fn account()(
        service in name(),
        user in name(),
        codes in prop::option::weighted(0.95, generator()),
        groups in prop::collection::vec("[a-z]{1,5}", 0..3),
        note in prop_oneof![3 => Just(String::new()), 1 => "\\PC{0,40}"],
        is_pinned in any::<bool>(),
        icon in prop::option::of("[a-z/]{1,20}"),
        added_at in prop::option::of(0..2_000_000_000_000_u64),
        pairing in prop::option::weighted(0.2, ("https://[a-z]{1,9}\\.example", name())),
    ) -> Account {
        let mut account = Account::new(service, user, codes);
        account.groups = groups;
        account.groups.dedup();
        account.note = note.into();
        account.is_pinned = is_pinned;
        account.icon = icon;
        account.added_at = added_at.map(UnixTime::from_millis);
        account.pairing = pairing.map(|(origin, user)| Pairing { origin, user });
        account
    }
}

prop_compose! {
    pub(crate) fn any_backup(at_most: usize)(
        accounts in prop::collection::vec(account(), 0..=at_most),
        groups in prop::collection::vec("[a-z]{1,5}", 0..4),
        made_at in 0..2_000_000_000_000_u64,
    ) -> Backup {
        Backup { made_at: UnixTime::from_millis(made_at), groups, accounts }
    }
}
