//! `countersign doctor`: whether everything is in order, and what to do where it is not.

mod checks;
mod ways_back;

use serde::Serialize;

use crate::arguments::{DoctorArguments, VaultArguments};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::opening::{IfMissing, open};
use crate::place::Place;
use crate::plain::plain;
use crate::screen::{Screen, strong};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Standing {
    /// In order.
    Good,
    /// Worth knowing.
    Note,
    /// Something is to be done.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    /// `key_store`, `vault`, `damage`, `accounts`, `clock`, `server`, `backups`, `get_back_in`.
    about: &'static str,
    standing: Standing,
    text: String,
}

#[derive(Serialize)]
struct Report {
    vault: String,
    good: bool,
    checks: Vec<Check>,
}

/// Looks at everything. No vault is made, and nothing is changed but the correction of the clock, if it is asked for.
pub(crate) async fn run(
    arguments: &DoctorArguments,
    vault: &VaultArguments,
    screen: &Screen,
) -> Outcome<Exit> {
    let place = Place::find(vault.vault.as_deref())?;
    let mut checks = vec![checks::key_store(&place).await];
    match open(vault, IfMissing::Refuse, screen).await {
        Ok(opened) => {
            if arguments.ask_the_time {
                checks.push(checks::time(&opened.core).await);
            }
            checks.extend(checks::vault(&opened.core).await);
            opened.core.close().await;
        }
        // The sentence says what to do.
        Err(failure) => {
            let is_damaged = failure.code == "vault_damaged";
            checks.push(Check::bad("vault", failure.sentence));
            if is_damaged {
                checks.extend(checks::damage(&place, vault.passphrase_file.as_deref()).await);
            }
        }
    }
    let good = checks.iter().all(|check| check.standing != Standing::Bad);
    let vault = place.vault().display().to_string();
    if screen.is_json() {
        screen.value(&Report { vault, good, checks })?;
    } else {
        screen.line(&format!("Vault: {}", plain(&vault)))?;
        for check in &checks {
            let mark = match check.standing {
                Standing::Good => "ok  ".to_owned(),
                Standing::Note => "note".to_owned(),
                Standing::Bad => strong("DO  "),
            };
            screen.line(&format!("{mark}  {}", plain(&check.text)))?;
        }
    }
    Ok(if good { Exit::Done } else { Exit::Amiss })
}

impl Check {
    fn good(about: &'static str, text: impl Into<String>) -> Self {
        Self { about, standing: Standing::Good, text: text.into() }
    }

    fn note(about: &'static str, text: impl Into<String>) -> Self {
        Self { about, standing: Standing::Note, text: text.into() }
    }

    fn bad(about: &'static str, text: impl Into<String>) -> Self {
        Self { about, standing: Standing::Bad, text: text.into() }
    }

    fn failed(about: &'static str, failure: &Failure) -> Self {
        Self::bad(about, failure.sentence.clone())
    }
}
