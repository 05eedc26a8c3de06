//! A file of each format that was ever in people's hands.

use countersign_vault::{KeyStoreEntry, RecoveryKey, Unlock, Vault};
use zeroize::Zeroizing;

use crate::fixture::{Place, at};

pub(crate) const FORMAT_1: &[u8] = include_bytes!("format-1.vault");
pub(crate) const FORMAT_1_ENTRY: &str =
    "010000000000000000009e3779bd8ef1b1de3c6ef3731de363bddaa66d2aa8ec1d5c78dde6e63bc6c77b1715609fc4df6892";
const FORMAT_1_RECOVERY_KEY: &str = "2e2ac13f89bed125cc623afe1b228324";

#[tokio::test]
async fn a_vault_of_format_1_opens_by_both_of_its_keys() {
    let bytes = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).expect("hexadecimal");
    let entry = KeyStoreEntry::from_bytes(&bytes(FORMAT_1_ENTRY)).expect("an entry");
    let recovery_key: [u8; 16] = bytes(FORMAT_1_RECOVERY_KEY).try_into().expect("sixteen bytes");
    let recovery_key = RecoveryKey::from_bytes(Zeroizing::new(recovery_key));
    let place = Place::new();
    std::fs::create_dir_all(place.path().parent().expect("a folder")).expect("made");
    std::fs::write(place.path(), FORMAT_1).expect("written");
    for unlock in [Unlock::KeyStore(entry.key()), Unlock::Recovery(&recovery_key)] {
        let vault = Vault::open(&place.path(), &unlock, place.random.clone()).await.expect("opens");
        assert_eq!(vault.id(), entry.vault());
        let listing = vault.accounts().await.expect("a listing");
        let services: Vec<_> = listing.accounts.iter().map(|account| account.service.as_str()).collect();
        assert_eq!((services, listing.unreadable.len()), (vec!["Bank", "Mail"], 0));
        let code = listing.accounts[0].codes.as_ref().expect("codes").reveal_preview(at(59));
        assert_eq!(*code, "74875740");
        let pairing = listing.accounts[1].pairing.as_ref().expect("a pairing");
        assert_eq!(pairing.uv_key.reveal(), b"the private uv key");
        vault.close().await;
    }
}
