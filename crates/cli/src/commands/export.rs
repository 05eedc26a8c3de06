//! `countersign export`: accounts in forms that other apps read, or for paper.

mod losses;
mod pictures;

use std::path::Path;

use countersign_authenticator::{
    AccountId, Authenticator, Existing, ExportForm, ExportFormat, ExportLosses, PersonCheck,
};
use serde::Serialize;

use crate::arguments::{ExportArguments, Form};
use crate::asking;
use crate::failure::{Failure, Outcome};
use crate::find::find;
use crate::plain::plain;
use crate::screen::{Screen, strong};

#[derive(Serialize)]
struct Exported {
    file: String,
    accounts: usize,
    losses: Vec<losses::Lost>,
}

pub(crate) async fn run(arguments: &ExportArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let only = match &arguments.account {
        Some(name) => Some(find(&core.accounts().await?, name)?.id),
        None => None,
    };
    let lost = core.export_losses(format(arguments.format), only).await?;
    for line in losses::lines(&lost) {
        screen.note(&line);
    }
    ask(arguments, &lost, screen)?;
    verify_person(core).await?;
    let accounts = write(arguments, only, core).await?;
    let file = arguments.output.display().to_string();
    if screen.is_json() {
        return screen.value(&Exported { file, accounts, losses: losses::list(&lost) });
    }
    screen.line(&format!("Written: {accounts} accounts in {}", plain(&file)))
}

fn format(form: Form) -> ExportFormat {
    match form {
        Form::Otpauth => ExportFormat::OtpauthList,
        Form::Aegis | Form::AegisEncrypted => ExportFormat::Aegis,
        Form::Google => ExportFormat::GoogleMigration,
        Form::Sheet => ExportFormat::Sheet,
        Form::Qr => ExportFormat::AccountQr,
    }
}

fn ask(arguments: &ExportArguments, lost: &ExportLosses, screen: &Screen) -> Outcome {
    if arguments.format != Form::AegisEncrypted {
        screen.note(&strong("Whoever has what is written can make these codes."));
    }
    let question = format!("Write {} accounts?", lost.leaving);
    if arguments.writing.yes || asking::yes(&question)? {
        return Ok(());
    }
    Err(Failure::unanswered("Nothing was written."))
}

/// Where a PIN or passphrase is set, secrets leave only after it.
async fn verify_person(core: &Authenticator) -> Outcome {
    if core.person_check() == PersonCheck::None || core.is_person_verified() {
        return Ok(());
    }
    Ok(core.verify_person(asking::secret("PIN or passphrase of the vault: ")?).await?)
}

async fn write(arguments: &ExportArguments, only: Option<AccountId>, core: &Authenticator) -> Outcome<usize> {
    let existing = if arguments.writing.replace { Existing::Replace } else { Existing::Keep };
    let form = match (arguments.format, only) {
        (Form::Otpauth, _) => ExportForm::OtpauthList,
        (Form::Aegis, _) => ExportForm::AegisPlain,
        (Form::Sheet, _) => ExportForm::Sheet,
        (Form::AegisEncrypted, _) => {
            ExportForm::AegisEncrypted(asking::new_passphrase(arguments.new_passphrase_file.as_deref())?)
        }
        (Form::Google, _) => {
            return pictures::pages(&core.export_pages().await?, &arguments.output, existing);
        }
        (Form::Qr, Some(id)) => {
            return pictures::write(&arguments.output, &core.export_account(id).await?.svg, existing)
                .map(|()| 1);
        }
        (Form::Qr, None) => return Err(Failure::unanswered("Say which account: --account NAME.")),
    };
    let path =
        std::path::absolute(&arguments.output).unwrap_or_else(|_| Path::new(&arguments.output).to_owned());
    Ok(core.export_to(form, &path, existing).await?.accounts)
}
