//! "Can I get back in?", one test for each disaster.

use countersign_backup::KeyKind;
use countersign_backup::ways_back::{
    AccountFacts, CheckedBackup, Disaster, Facts, Place, Step, answer, answers, is_amber,
};
use countersign_otp::UnixTime;

const ADDED: UnixTime = UnixTime::from_seconds(1_000);
const BEFORE: UnixTime = UnixTime::from_seconds(999);
const NOW: UnixTime = UnixTime::from_seconds(2_000);

const CODES: AccountFacts = AccountFacts {
    since: ADDED,
    has_codes: true,
    other_devices: 0,
    backup_codes_left: 0,
    can_have_backup_codes: false,
};

const LINKED: AccountFacts = AccountFacts { can_have_backup_codes: true, ..CODES };

fn facts(accounts: &[AccountFacts]) -> Facts {
    Facts { accounts: accounts.to_vec(), ..Facts::default() }
}

fn backup(made_at: UnixTime, place: Place, opens_by: KeyKind) -> CheckedBackup {
    CheckedBackup { made_at, place, opens_by }
}

/// Who has no way back, and what helps.
fn check(facts: &Facts, disaster: Disaster) -> (Vec<usize>, Option<Step>) {
    let answer = answer(facts, disaster, NOW);
    assert_eq!(answer.is_yes(), answer.without_way.is_empty());
    (answer.without_way, answer.step)
}

#[test]
fn nothing_to_lose_is_yes_everywhere() {
    assert!(answers(&Facts::default(), NOW).iter().all(|answer| answer.is_yes() && answer.step.is_none()));
}

#[test]
fn this_device_lost() {
    let disaster = Disaster::ThisDeviceLost;
    let mut facts = facts(&[CODES, AccountFacts { other_devices: 1, ..LINKED }]);
    assert_eq!(check(&facts, disaster), (vec![0], Some(Step::BackUpElsewhere)));
    facts.backups = vec![backup(ADDED, Place::ThisDevice, KeyKind::Passphrase)];
    assert_eq!(check(&facts, disaster), (vec![0], Some(Step::BackUpElsewhere)), "it goes with the device");
    facts.backups = vec![backup(BEFORE, Place::Elsewhere, KeyKind::Passphrase)];
    assert_eq!(check(&facts, disaster), (vec![0], Some(Step::BackUpElsewhere)), "older than the account");
    facts.backups = vec![backup(ADDED, Place::Elsewhere, KeyKind::Identity)];
    assert_eq!(check(&facts, disaster), (vec![0], Some(Step::CheckSheet)), "its key goes with the device");
    facts.has_checked_sheet = true;
    assert_eq!(check(&facts, disaster), (vec![], None));
    facts.has_checked_sheet = false;
    facts.backups = vec![backup(ADDED, Place::Elsewhere, KeyKind::Passphrase)];
    assert_eq!(check(&facts, disaster), (vec![], None));
}

#[test]
fn other_devices_lost() {
    let facts = facts(&[CODES, LINKED]);
    assert_eq!(check(&facts, Disaster::OtherDevicesLost), (vec![], None));
}

#[test]
fn all_devices_lost() {
    let disaster = Disaster::AllDevicesLost;
    let mut facts = facts(&[AccountFacts { other_devices: 3, ..LINKED }, CODES]);
    assert_eq!(check(&facts, disaster), (vec![0, 1], Some(Step::BackUpElsewhere)));
    facts.accounts[0].backup_codes_left = 1;
    assert_eq!(check(&facts, disaster), (vec![1], Some(Step::BackUpElsewhere)));
    facts.accounts.remove(1);
    assert_eq!(check(&facts, disaster), (vec![], None));
}

#[test]
fn a_backup_is_no_way_for_an_account_that_has_no_codes() {
    let approvals_only = AccountFacts { has_codes: false, ..LINKED };
    let mut facts = facts(&[approvals_only]);
    facts.backups = vec![backup(NOW, Place::Elsewhere, KeyKind::Passphrase)];
    assert_eq!(check(&facts, Disaster::AllDevicesLost), (vec![0], Some(Step::KeepBackupCodes)));
    facts.accounts[0].can_have_backup_codes = false;
    assert_eq!(check(&facts, Disaster::AllDevicesLost), (vec![0], None), "nothing here helps");
}

#[test]
fn key_store_lost() {
    let disaster = Disaster::KeyStoreLost;
    let mut facts = facts(&[CODES]);
    assert_eq!(check(&facts, disaster), (vec![0], Some(Step::CheckSheet)));
    facts.backups = vec![backup(ADDED, Place::ThisDevice, KeyKind::Identity)];
    assert_eq!(check(&facts, disaster).0, [0], "its identity lies in the vault that does not open");
    facts.backups = vec![backup(ADDED, Place::ThisDevice, KeyKind::Passphrase)];
    assert_eq!(check(&facts, disaster), (vec![], None), "the device is still here");
    facts.backups.clear();
    facts.has_vault_passphrase = true;
    assert_eq!(check(&facts, disaster), (vec![], None));
    facts.has_vault_passphrase = false;
    facts.has_checked_sheet = true;
    assert_eq!(check(&facts, disaster), (vec![], None));
}

#[test]
fn server_gone() {
    let facts = facts(&[LINKED, AccountFacts { has_codes: false, ..LINKED }]);
    assert_eq!(check(&facts, Disaster::ServerGone), (vec![1], None));
}

#[test]
fn amber_begins_at_three_accounts_without_a_way() {
    assert!(!is_amber(&facts(&[CODES, CODES])));
    assert!(!is_amber(&facts(&[CODES, CODES, AccountFacts { backup_codes_left: 2, ..LINKED }])));
    let mut three = facts(&[CODES, CODES, CODES]);
    assert!(is_amber(&three));
    three.backups = vec![backup(NOW, Place::Elsewhere, KeyKind::Identity)];
    assert!(is_amber(&three));
    three.has_checked_sheet = true;
    assert!(!is_amber(&three));
}
