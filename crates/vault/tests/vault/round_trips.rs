//! Whatever an account is, it comes back as it was.

use crate::fixture::{Place, pairing};
use countersign_otp::{Algorithm, Digits, Period, Secret, Totp, UnixTime};
use countersign_vault::{Account, NewAccount, OwnNames, PairingState, SecretBytes};
use proptest::prelude::*;
use zeroize::Zeroizing;

prop_compose! {
    fn any_codes()(
        secret in proptest::collection::vec(any::<u8>(), 1..=80),
        algorithm in prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
        digits in 4_u64..=10,
        period in 1_u64..=86_400,
    ) -> Totp {
        Totp::new(
            Secret::from_bytes(secret).expect("not empty"),
            algorithm,
            Digits::new(digits).expect("in range"),
            Period::from_seconds(period).expect("in range"),
        )
    }
}

prop_compose! {
    fn any_account()(
        service in ".{0,64}",
        user in ".{0,64}",
        codes in proptest::option::of(any_codes()),
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
        let backup_codes = backup_codes.into_iter().map(Zeroizing::new).collect();
        NewAccount { service, user, codes, pairing, backup_codes }
    }
}

/// Everything in an account, as text.
fn spelled(account: &Account) -> String {
    let codes = account.codes.as_ref().map(|codes| {
        let secret = codes.reveal_secret().reveal_base32();
        format!("{} {:?} {:?} {:?}", *secret, codes.algorithm(), codes.digits(), codes.period())
    });
    let pairing = account.pairing.as_ref().map(|pairing| {
        let keys = (pairing.uv_key.reveal(), pairing.offline_key.as_ref().map(SecretBytes::reveal));
        format!("{pairing:?} {keys:?}")
    });
    format!("{:?} {:?} {:?} {codes:?} {pairing:?}", account.service, account.user, account.own_names)
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
