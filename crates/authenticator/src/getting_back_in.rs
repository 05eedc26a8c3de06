//! "Can I get back in?": the facts, as far as they are proven, for the rules in `countersign_backup::ways_back`.

use std::time::Duration;

use countersign_api_client::{Polled, Wait};
use countersign_backup::ways_back::{AccountFacts, CheckedBackup, Facts, Place, answers, is_amber};
use countersign_backup::{Condition, KeyKind, survey};
use countersign_otp::UnixTime;
use countersign_protocol::message::AccountState;
use countersign_vault::AccountId;

use crate::Authenticator;
use crate::backing_up::{Heard, Kept, Snapshot, blocking};
use crate::error::Error;
use crate::view::{GetBackInFacts, GetBackInView, WayAnswer};

/// A server that takes longer tells nothing this time.
const PATIENCE: Duration = Duration::from_secs(10);

impl Authenticator {
    /// For each disaster, whether every account has a proven way back, and the one step that helps most. The
    /// backups are opened for it, and nobody is asked: see [`ask_about_ways_back`](Self::ask_about_ways_back).
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn get_back_in(&self) -> Result<GetBackInView, Error> {
        let (snapshot, facts) = self.way_facts().await?;
        let account = |index: &usize| snapshot.ids[*index];
        let answers = answers(&facts, self.now()).into_iter().map(|answer| WayAnswer {
            disaster: answer.disaster,
            without_way: answer.without_way.iter().map(account).collect(),
            step: answer.step,
        });
        Ok(GetBackInView { answers: answers.collect(), is_amber: is_amber(&facts), facts: summary(&facts) })
    }

    /// Asks the servers of all linked accounts which other devices there are, and how many backup codes are left.
    /// Who does not answer leaves what was known.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn ask_about_ways_back(&self) -> Result<(), Error> {
        let listing = self.vault()?.accounts().await?;
        let mut asking = tokio::task::JoinSet::new();
        for account in listing.accounts.iter().filter(|account| account.pairing.is_some()) {
            let id = account.id();
            let this = self.clone();
            asking.spawn(async move { (id, tokio::time::timeout(PATIENCE, this.hear_of(id)).await) });
        }
        let mut heard = Vec::new();
        while let Some(answer) = asking.join_next().await {
            if let Ok((id, Ok(Some(facts)))) = answer {
                heard.push((id, facts));
            }
        }
        let all: Vec<_> = listing.accounts.iter().map(|each| each.id().to_string()).collect();
        self.change_kept(|kept| {
            kept.heard.retain(|id, _| all.contains(id));
            kept.heard.extend(heard.into_iter().map(|(id, facts)| (id.to_string(), facts)));
        })
        .await
    }

    async fn hear_of(&self, id: AccountId) -> Option<Heard> {
        let devices = self.account_details(id).await.ok()?.devices?.ok()?;
        let others =
            devices.iter().filter(|each| !each.is_this && each.state == AccountState::Active).count();
        let paired = self.paired(id).await.ok()?;
        let account = self.ask(&paired, |device| async move { device.account(Wait::NONE, None).await }).await;
        let left = match account.ok()?.value {
            Polled::Now { value, .. } => value.backup_codes_left.unwrap_or_default(),
            Polled::Unchanged | Polled::Nothing => 0,
        };
        Some(Heard { other_devices: others, backup_codes_left: usize::try_from(left).unwrap_or(usize::MAX) })
    }

    async fn way_facts(&self) -> Result<(Snapshot, Facts), Error> {
        let snapshot = self.snapshot().await?;
        let kept = self.kept().await?;
        let listing = self.vault()?.accounts().await?;
        let mut accounts = Vec::with_capacity(snapshot.ids.len());
        for ((id, since), account) in snapshot.ids.iter().zip(&snapshot.since).zip(&listing.accounts) {
            let heard = kept.heard.get(&id.to_string()).copied().filter(|_| account.pairing.is_some());
            let heard = heard.unwrap_or_default();
            accounts.push(AccountFacts {
                since: *since,
                has_codes: account.codes.is_some(),
                other_devices: heard.other_devices,
                // Those that still wait to be kept are not kept.
                backup_codes_left: if account.has_backup_codes() { 0 } else { heard.backup_codes_left },
                can_have_backup_codes: account.pairing.is_some(),
            });
        }
        let facts = Facts {
            accounts,
            backups: self.checked_backups(&kept).await?,
            has_checked_sheet: self.has_checked_sheet().await?,
            has_vault_passphrase: self.has_vault_passphrase(),
        };
        Ok((snapshot, facts))
    }

    /// Those of the folder that open now, and those made by hand that are not known to be gone.
    async fn checked_backups(&self, kept: &Kept) -> Result<Vec<CheckedBackup>, Error> {
        let files = self.files();
        let mut backups: Vec<_> = kept
            .by_hand
            .iter()
            .filter(|each| !each.is_gone(&*files))
            .map(|each| CheckedBackup {
                made_at: UnixTime::from_millis(each.made_at),
                place: each.place(),
                opens_by: each.opens_by(),
            })
            .collect();
        if let Some(folder) = &kept.folder {
            let (identity, path, place) = (self.own_identity().await?, folder.path(), folder.place());
            // A folder that cannot be looked at proves nothing.
            let found = blocking(move || survey(&*files, &path, &identity)).await?.unwrap_or_default();
            let good = found.into_iter().filter(|each| matches!(each.condition, Condition::Good { .. }));
            // The name of a file has whole seconds, but of the last one more is known.
            let exact = |name: &str| kept.last.as_ref().filter(|last| last.file == name).map(|last| last.at);
            backups.extend(good.map(|each| CheckedBackup {
                made_at: exact(&each.name).map_or(each.made_at, UnixTime::from_millis),
                place,
                opens_by: KeyKind::Identity,
            }));
        }
        Ok(backups)
    }
}

fn summary(facts: &Facts) -> GetBackInFacts {
    let newest = |place| {
        facts.backups.iter().filter(|each| each.place == place).max_by_key(|each| each.made_at).copied()
    };
    let accounts = &facts.accounts;
    GetBackInFacts {
        accounts: accounts.len(),
        newest_here: newest(Place::ThisDevice),
        newest_elsewhere: newest(Place::Elsewhere),
        has_checked_sheet: facts.has_checked_sheet,
        has_vault_passphrase: facts.has_vault_passphrase,
        with_other_devices: accounts.iter().filter(|each| each.other_devices > 0).count(),
        with_backup_codes: accounts.iter().filter(|each| each.backup_codes_left > 0).count(),
    }
}
