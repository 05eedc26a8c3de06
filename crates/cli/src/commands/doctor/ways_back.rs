//! "Can I get back in?", by the app's own rules, and how the automatic backups stand.

use countersign_authenticator::{
    Authenticator, BackupQuestion, BackupsView, Disaster, GetBackInView, Step, WayAnswer,
};

use super::Check;

/// How the automatic backups stand.
pub(super) async fn backups(core: &Authenticator) -> Vec<Check> {
    let about = "backups";
    let view = match core.backups().await {
        Ok(view) => view,
        Err(error) => return vec![Check::failed(about, &error.into())],
    };
    let mut checks = vec![automatic(&view)];
    for question in &view.questions {
        checks.push(match question {
            BackupQuestion::Fewer { before, now } => Check::bad(
                about,
                format!("The last backup has {now} accounts, an earlier one {before}. Say in the app whether that is right."),
            ),
            BackupQuestion::Damaged { names } => {
                Check::bad(about, format!("These backups do not open any more: {}.", names.join(", ")))
            }
        });
    }
    let gone = view.by_hand.iter().filter(|backup| backup.is_gone);
    checks.extend(gone.map(|backup| {
        Check::note(about, format!("The backup {} is not there any more.", backup.path.display()))
    }));
    checks
}

fn automatic(view: &BackupsView) -> Check {
    let about = "backups";
    if let Some(trouble) = &view.trouble {
        let why = crate::wording::template(&trouble.code);
        return Check::bad(about, format!("The last automatic backup came to nothing. {why}"));
    }
    match (&view.folder, &view.last) {
        (None, _) => {
            Check::note(about, "There are no automatic backups. A folder for them is chosen in the app.")
        }
        (Some(folder), None) => {
            Check::note(about, format!("No automatic backup was made yet in {}.", folder.path.display()))
        }
        (Some(folder), Some(last)) => {
            let due =
                if view.is_due { " Something has changed since; the app makes the next one." } else { "" };
            Check::good(
                about,
                format!(
                    "The last automatic backup has {} accounts, checked, in {}.{due}",
                    last.accounts,
                    folder.path.display()
                ),
            )
        }
    }
}

/// For each disaster yes or no, and the one step that helps most.
pub(super) async fn answers(core: &Authenticator) -> Vec<Check> {
    let about = "get_back_in";
    let asked = core.ask_about_ways_back().await;
    match (asked, core.get_back_in().await) {
        (Ok(()), Ok(view)) => view.answers.iter().map(|answer| check(answer, &view)).collect(),
        (Err(error), _) | (_, Err(error)) => vec![Check::failed(about, &error.into())],
    }
}

/// A no is something to do where the app says so too.
fn check(answer: &WayAnswer, view: &GetBackInView) -> Check {
    let about = "get_back_in";
    let disaster = match answer.disaster {
        Disaster::ThisDeviceLost => "this device is lost",
        Disaster::OtherDevicesLost => "every other device is lost",
        Disaster::AllDevicesLost => "all devices are lost",
        Disaster::KeyStoreLost => "the system loses the vault’s key",
        Disaster::ServerGone => "the account servers are gone",
    };
    if answer.without_way.is_empty() {
        return Check::good(about, format!("If {disaster}: yes, you can get back in."));
    }
    let step = match answer.step {
        Some(Step::CheckSheet) => " Print the recovery sheet in the app and type a part of it back.",
        Some(Step::BackUpElsewhere) => " Make a backup elsewhere: countersign backup FILE --elsewhere.",
        Some(Step::KeepBackupCodes) => " Make new backup codes on the account page and keep them.",
        None => "",
    };
    let without = answer.without_way.len();
    let text = format!("If {disaster}: no, for {without} of {} accounts.{step}", view.facts.accounts);
    if view.is_amber { Check::bad(about, text) } else { Check::note(about, text) }
}
