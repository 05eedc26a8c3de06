//! What is left of a damaged vault can be read, and the files stay as they are.

use countersign_vault::{Extras, Icon, NewAccount, Salvaged, Unlock, Vault, VaultError, WrapKey};

use crate::fixture::{Place, at, code_account};

const PAGE: usize = 8_192;
const ACCOUNTS: usize = 40;
/// At most so many rows lie in a page: of the large ones, only a part does.
const IN_A_PAGE: usize = 6;

/// A closed vault whose accounts have known names; every tenth one is larger than a page.
async fn closed() -> (Place, Vec<u8>) {
    let place = Place::new();
    let vault = place.create().await;
    for number in 0..ACCOUNTS {
        let bytes = vec![7; 20_000];
        let icon = (number % 10 == 9).then(|| Icon::Picture { media_type: "image/png".into(), bytes });
        let extras = Extras { icon, ..Extras::default() };
        let new = NewAccount { extras, ..code_account(&format!("Bank {number}")) };
        vault.add_account(new, None, at(1)).await.expect("added");
    }
    vault.close().await;
    let bytes = std::fs::read(place.path()).expect("the file");
    (place, bytes)
}

/// Salvages the file with these bytes, and checks that everything that is found is true.
async fn salvage(place: &Place, damaged: &[u8]) -> Result<Salvaged, VaultError> {
    std::fs::write(place.path(), damaged).expect("damaged");
    let salvaged = Vault::salvage(&place.path(), &Unlock::KeyStore(place.entry.key())).await?;
    assert_eq!(std::fs::read(place.path()).expect("the file"), damaged, "it stays as it is");
    let mut names: Vec<_> = salvaged.listing.accounts.iter().map(|each| each.service.clone()).collect();
    for account in &salvaged.listing.accounts {
        let codes = account.codes.as_ref().expect("codes");
        assert_eq!(codes.reveal_secret().reveal_bytes(), b"12345678901234567890");
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), salvaged.listing.accounts.len(), "none comes twice");
    Ok(salvaged)
}

#[tokio::test]
async fn a_whole_vault_is_salvaged_whole() {
    let (place, bytes) = closed().await;
    let salvaged = salvage(&place, &bytes).await.expect("salvaged");
    assert_eq!((salvaged.listing.accounts.len(), salvaged.damaged_pages), (ACCOUNTS, 0));
    let names: Vec<_> = salvaged.listing.accounts.iter().map(|each| each.service.as_str()).collect();
    assert_eq!(names[..3], ["Bank 0", "Bank 1", "Bank 2"], "in their order");
    let other = WrapKey::random(place.random.as_ref());
    let wrong = Vault::salvage(&place.path(), &Unlock::KeyStore(&other)).await;
    assert!(matches!(wrong, Err(VaultError::WrongKey)), "{wrong:?}");
}

#[tokio::test]
async fn a_page_that_is_lost_takes_only_its_own_rows_along() {
    let (place, bytes) = closed().await;
    let (mut salvageable, mut refused) = (0, 0);
    for page in 0..bytes.len() / PAGE {
        let mut damaged = bytes.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0x55);
        match salvage(&place, &damaged).await {
            Ok(salvaged) => {
                salvageable += 1;
                let found = salvaged.listing.accounts.len();
                assert!(found + IN_A_PAGE >= ACCOUNTS, "page {page}: {found} accounts");
                let is_told = salvaged.damaged_pages > 0 || !salvaged.listing.unreadable.is_empty();
                assert!(is_told, "page {page}: {salvaged:?}");
            }
            // Which vault it is, or how it is opened, lay there.
            Err(VaultError::Damaged(_)) => refused += 1,
            Err(other) => panic!("page {page}: {other:?}"),
        }
    }
    assert!(salvageable > 15 && refused <= 2, "{salvageable} {refused}");
}

#[tokio::test]
async fn rows_are_found_where_nothing_leads_to_them() {
    let (place, bytes) = closed().await;
    let (mut damaged, mut leaves) = (bytes.clone(), 0);
    damaged[..100].fill(0x55);
    // The first leaf is that of the slots, without which nothing can be opened.
    for page in (1..bytes.len() / PAGE).map(|page| page * PAGE).filter(|page| bytes[*page] == 10).skip(1) {
        damaged[page..page + 16].fill(0x55);
        leaves += 1;
    }
    assert!(leaves > 5, "{leaves}");
    let salvaged = salvage(&place, &damaged).await.expect("salvaged");
    assert!(matches!(place.open().await, Err(VaultError::Damaged(_))));
    assert_eq!(salvaged.listing.accounts.len(), ACCOUNTS);
    assert!(salvaged.damaged_pages > leaves);
}

#[tokio::test]
async fn half_a_file_gives_what_it_has() {
    let (place, bytes) = closed().await;
    let salvaged = salvage(&place, &bytes[..bytes.len() / 2 + 100]).await.expect("salvaged");
    let found = salvaged.listing.accounts.len();
    assert!(found > ACCOUNTS / 4 && found < ACCOUNTS, "{found} accounts");
}

#[tokio::test]
async fn what_only_the_log_has_is_found_too() {
    let (place, bytes) = closed().await;
    let vault = place.open().await.expect("opens");
    let added = vault.add_account(code_account("Only in the log"), None, at(2)).await.expect("added");
    let renamed = vault.accounts().await.expect("a listing").accounts[0].id();
    vault.update_account(renamed, |account| account.user = "renamed".into()).await.expect("renamed");
    assert_eq!(std::fs::read(place.path()).expect("the file"), bytes, "the log is not played in yet");
    let salvaged = salvage(&place, &bytes).await.expect("salvaged");
    let find = |id| salvaged.listing.accounts.iter().find(|account| account.id() == id).expect("found");
    assert_eq!((find(added).service.as_str(), find(renamed).user.as_str()), ("Only in the log", "renamed"));
}

#[tokio::test]
async fn a_row_whose_pages_lead_in_a_circle_ends() {
    let (place, mut bytes) = closed().await;
    let number = u32::try_from(bytes.len() / PAGE).expect("small") + 2;
    // A leaf with one row of some 2⁶² bytes, which goes on in a page that goes on in itself.
    let (mut leaf, mut circle) = (vec![0; PAGE], vec![0; PAGE]);
    leaf[..10].copy_from_slice(&[10, 0, 0, 0, 1, 0, 0, 0, 0, 100]);
    leaf[100..109].copy_from_slice(&[0xa0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xeb]);
    // After the 1,003 bytes that such a row has here.
    leaf[1_112..1_116].copy_from_slice(&number.to_be_bytes());
    circle[..4].copy_from_slice(&number.to_be_bytes());
    bytes.extend([leaf, circle].concat());
    let salvaged = salvage(&place, &bytes).await.expect("salvaged");
    assert_eq!(salvaged.listing.accounts.len(), ACCOUNTS);
}
