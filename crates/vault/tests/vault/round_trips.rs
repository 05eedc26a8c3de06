//! Whatever an account is, it comes back as it was.

use crate::fixture::{Place, pairing};
use countersign_otp::{
    Algorithm, Counter, Digits, Generator, Hotp, Kind, Motp, Period, Pin, Secret, Steam, Totp, UnixTime,
    Yandex,
};
use countersign_protocol::Origin;
use countersign_vault::{
    Account, Extras, FormerLink, Icon, NewAccount, Note, OwnNames, PairingState, SecretBytes,
};
use proptest::prelude::*;
use zeroize::Zeroizing;

fn any_codes() -> impl Strategy<Value = Generator> {
    let kinds = [Kind::Totp, Kind::Hotp, Kind::Steam, Kind::Yandex, Kind::Motp];
    let parameters = (
        prop::sample::select(kinds.to_vec()),
        proptest::collection::vec(any::<u8>(), 16..=80),
        prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
        4_u64..=10,
        1_u64..=86_400,
        any::<u64>(),
        "[0-9]{4,16}",
    );
    parameters.prop_map(|(kind, mut bytes, algorithm, digits, period, counter, pin)| {
        if kind == Kind::Yandex {
            bytes.truncate(16);
        }
        let secret = Secret::from_bytes(bytes).expect("not empty");
        let digits = Digits::new(digits).expect("in range");
        let pin = Pin::parse(&pin).expect("digits");
        match kind {
            Kind::Totp => {
                let period = Period::from_seconds(period).expect("in range");
                Generator::Totp(Totp::new(secret, algorithm, digits, period))
            }
            Kind::Hotp => Generator::Hotp(Hotp::new(secret, algorithm, digits), Counter::new(counter)),
            Kind::Steam => Generator::Steam(Steam::new(secret)),
            Kind::Yandex => Generator::Yandex(Yandex::new(secret, pin).expect("16 bytes")),
            Kind::Motp => Generator::Motp(Motp::new(secret, pin)),
        }
    })
}

fn any_extras() -> impl Strategy<Value = Extras> {
    let icon = prop_oneof![
        Just(None),
        "[a-z]{1,20}".prop_map(|name| Some(Icon::Name(name))),
        proptest::collection::vec(any::<u8>(), 0..512)
            .prop_map(|bytes| Some(Icon::Picture { media_type: "image/png".into(), bytes })),
    ];
    let origin = Origin::parse("https://auth.example").expect("an origin");
    (proptest::collection::vec(".{0,20}", 0..4), ".{0,200}", any::<bool>(), icon).prop_map(
        move |(groups, note, is_pinned, icon)| {
            let former_link = is_pinned.then(|| FormerLink { origin: origin.clone(), user: "ada".into() });
            Extras { groups, note: Note::new(note), is_pinned, icon, former_link }
        },
    )
}

prop_compose! {
    fn any_account()(
        service in ".{0,64}",
        user in ".{0,64}",
        own in proptest::option::of((".{1,30}", ".{0,30}")),
        codes in proptest::option::of(any_codes()),
        extras in any_extras(),
        is_linked in any::<bool>(),
        offline_key in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..64)),
        backup_codes in proptest::collection::vec("[0-9A-Z]{8}", 0..11),
    ) -> NewAccount {
        let pairing = is_linked.then(|| {
            let mut pairing = pairing("https://auth.example:8443");
            pairing.state = PairingState::ServerChanged;
            pairing.offline_key = offline_key.map(SecretBytes::new);
            pairing
        });
        let own_names = own.map(|(service, user)| OwnNames { service, user });
        let backup_codes = backup_codes.into_iter().map(Zeroizing::new).collect();
        NewAccount { service, user, own_names, codes, extras, pairing, backup_codes }
    }
}

/// Everything in an account, as text.
fn spelled(account: &Account) -> String {
    let codes = account.codes.as_ref().map(|codes| {
        let secret = codes.reveal_secret().reveal_base32();
        let pin = codes.reveal_pin().map(|pin| pin.reveal().to_owned());
        let made_with =
            (codes.kind(), codes.algorithm_name(), codes.length(), codes.period(), codes.counter());
        format!("{} {pin:?} {made_with:?}", *secret)
    });
    let extras = &account.extras;
    let extras = (&extras.groups, extras.note.reveal(), extras.is_pinned, &extras.icon, &extras.former_link);
    let pairing = account.pairing.as_ref().map(|pairing| {
        let keys = (pairing.uv_key.reveal(), pairing.offline_key.as_ref().map(SecretBytes::reveal));
        format!("{pairing:?} {keys:?}")
    });
    let names = (&account.service, &account.user, &account.own_names);
    format!("{names:?} {codes:?} {extras:?} {pairing:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_account_comes_back_as_it_was(new in any_account(), own in proptest::option::of((".{1,30}", ".{1,30}"))) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let place = Place::new();
            let vault = place.create().await;
            let backup_codes = new.backup_codes.clone();
            let id = vault.add_account(new, None, UnixTime::from_millis(1_800_000_000_123)).await.expect("added");
            let own_names = own.map(|(service, user)| OwnNames { service, user });
            vault.update_account(id, |account| account.own_names = own_names).await.expect("renamed");
            let before = spelled(&vault.account(id).await.expect("there"));
            vault.close().await;
            let vault = place.open().await.expect("opens");
            assert_eq!(spelled(&vault.account(id).await.expect("there")), before);
            assert_eq!(vault.reveal_backup_codes(id).await.expect("codes"), backup_codes);
        });
    }
}
