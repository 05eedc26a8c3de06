//! "Can I get back in?": for each disaster yes or no, from what is proven, and the one step that helps most.
//!
//! Pure rules. What a use case does not know for sure, it does not report as a fact.

use countersign_otp::UnixTime;

use crate::key::KeyKind;

/// So many accounts without a proven way back make the app say so, in amber; it never blocks.
const AMBER_FROM: usize = 3;

/// What may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disaster {
    /// This device is lost, broken or stolen.
    ThisDeviceLost,
    /// Every other device is lost, and this one is here.
    OtherDevicesLost,
    /// All devices are lost, this one too.
    AllDevicesLost,
    /// The system lost the vault's key: an update, a reset password, a new desktop.
    KeyStoreLost,
    /// The account servers are gone or cannot be reached.
    ServerGone,
}

impl Disaster {
    /// All of them, in the order in which people ask.
    pub const ALL: [Self; 5] = [
        Self::ThisDeviceLost,
        Self::OtherDevicesLost,
        Self::AllDevicesLost,
        Self::KeyStoreLost,
        Self::ServerGone,
    ];
}

/// Where a backup lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On this device, and it goes where the device goes.
    ThisDevice,
    /// Elsewhere: a folder that is synchronized, a stick in a drawer.
    Elsewhere,
}

/// A backup that was read back, opened and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedBackup {
    /// When it was made. It holds the accounts that were added, and last changed, before.
    pub made_at: UnixTime,
    /// Where it lies.
    pub place: Place,
    /// What opens it.
    pub opens_by: KeyKind,
}

/// What is proven about one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountFacts {
    /// When it was added, or its codes last changed.
    pub since: UnixTime,
    /// Whether it has codes, which need no server.
    pub has_codes: bool,
    /// How many other devices of the person are linked with it, or have its codes.
    pub other_devices: usize,
    /// How many backup codes are left, of those that the person said to have kept.
    pub backup_codes_left: usize,
    /// Whether a server gives it backup codes.
    pub can_have_backup_codes: bool,
}

/// What is proven.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The accounts, in the person's order.
    pub accounts: Vec<AccountFacts>,
    /// The checked backups.
    pub backups: Vec<CheckedBackup>,
    /// Whether a part of the recovery sheet was typed back, for its present keys.
    pub has_checked_sheet: bool,
    /// Whether the vault also opens by a passphrase.
    pub has_vault_passphrase: bool,
}

/// The step that helps most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Print the recovery sheet and type a part of it back.
    CheckSheet,
    /// Make a backup now, elsewhere than on this device.
    BackUpElsewhere,
    /// Make new backup codes and keep them.
    KeepBackupCodes,
}

impl Step {
    /// The least trouble first.
    const ALL: [Self; 3] = [Self::CheckSheet, Self::BackUpElsewhere, Self::KeepBackupCodes];
}

/// What a disaster would mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The disaster.
    pub disaster: Disaster,
    /// The accounts without a proven way back, counted from 0. None: yes.
    pub without_way: Vec<usize>,
    /// What to do next, where something helps.
    pub step: Option<Step>,
}

impl Answer {
    /// Whether every account has a proven way back.
    pub fn is_yes(&self) -> bool {
        self.without_way.is_empty()
    }
}

/// The answer for each disaster, at this time.
pub fn answers(facts: &Facts, now: UnixTime) -> Vec<Answer> {
    Disaster::ALL.into_iter().map(|disaster| answer(facts, disaster, now)).collect()
}

/// The answer for one disaster.
pub fn answer(facts: &Facts, disaster: Disaster, now: UnixTime) -> Answer {
    let without_way = without_way(facts, disaster);
    let left_after = |step: &Step| self::without_way(&after(facts, *step, now), disaster).len();
    // The first of the best: steps are in the order of trouble.
    let step =
        Step::ALL.into_iter().min_by_key(left_after).filter(|step| left_after(step) < without_way.len());
    Answer { disaster, without_way, step }
}

/// Whether the app says in amber that ways back are missing.
pub fn is_amber(facts: &Facts) -> bool {
    without_way(facts, Disaster::AllDevicesLost).len() >= AMBER_FROM
}

fn without_way(facts: &Facts, disaster: Disaster) -> Vec<usize> {
    let has_way = |account: &AccountFacts| match disaster {
        Disaster::ThisDeviceLost => {
            account.other_devices > 0 || account.backup_codes_left > 0 || is_backed_up(facts, account, false)
        }
        Disaster::AllDevicesLost => account.backup_codes_left > 0 || is_backed_up(facts, account, false),
        // This device goes on as it is.
        Disaster::OtherDevicesLost => true,
        Disaster::KeyStoreLost => {
            facts.has_checked_sheet
                || facts.has_vault_passphrase
                || account.other_devices > 0
                || account.backup_codes_left > 0
                || is_backed_up(facts, account, true)
        }
        Disaster::ServerGone => account.has_codes,
    };
    facts
        .accounts
        .iter()
        .enumerate()
        .filter(|(_, account)| !has_way(account))
        .map(|(index, _)| index)
        .collect()
}

/// Whether a checked backup has the account, lies where it is still there, and opens by what is still there.
fn is_backed_up(facts: &Facts, account: &AccountFacts, is_device_here: bool) -> bool {
    account.has_codes
        && facts.backups.iter().any(|backup| {
            let is_reachable = is_device_here || backup.place == Place::Elsewhere;
            // The identity also lies in the vault, which no disaster here leaves open.
            let opens = match backup.opens_by {
                KeyKind::Passphrase => true,
                KeyKind::Identity => facts.has_checked_sheet,
            };
            is_reachable && opens && account.since <= backup.made_at
        })
}

/// The facts as they would be after this step.
fn after(facts: &Facts, step: Step, now: UnixTime) -> Facts {
    let mut facts = facts.clone();
    match step {
        Step::CheckSheet => facts.has_checked_sheet = true,
        Step::BackUpElsewhere => facts.backups.push(CheckedBackup {
            made_at: now,
            place: Place::Elsewhere,
            opens_by: if facts.has_checked_sheet { KeyKind::Identity } else { KeyKind::Passphrase },
        }),
        Step::KeepBackupCodes => {
            for account in facts.accounts.iter_mut().filter(|account| account.can_have_backup_codes) {
                account.backup_codes_left = 10;
            }
        }
    }
    facts
}
