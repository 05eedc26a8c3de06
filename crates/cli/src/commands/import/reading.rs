//! From files to a preview, asking for what opens them.

use std::path::PathBuf;

use countersign_authenticator::{Authenticator, Error, ImportPreview, ImportRequest, KdfCost, TableMapping};
use zeroize::Zeroizing;

use super::columns;
use crate::arguments::FileArguments;
use crate::asking;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::screen::Screen;
use crate::wording::template;

/// How often the terminal asks for a password.
const TRIES: usize = 3;

pub(super) type Files = Vec<Zeroizing<Vec<u8>>>;

pub(super) fn files(paths: &[PathBuf]) -> Outcome<Files> {
    paths.iter().map(|path| input::read(path)).collect()
}

/// Reads the files, asking for a password and for the cost of it where that is needed.
pub(super) async fn preview(
    files: &Files,
    arguments: &FileArguments,
    mapping: Option<TableMapping>,
    core: &Authenticator,
    screen: &Screen,
) -> Outcome<ImportPreview> {
    let mut password = match &arguments.password_file {
        Some(file) => Some(asking::secret_in(file)?),
        None => None,
    };
    let (mut agreed, mut tries) = (None, TRIES);
    loop {
        let request =
            ImportRequest { passphrase: password.clone(), agreed_cost: agreed, mapping: mapping.clone() };
        let error = match core.preview_import(files.clone(), request).await {
            Ok(preview) => return Ok(preview),
            Err(error) => error,
        };
        if error.code() == "file_columns_unknown" {
            columns::show(files, core, screen);
        }
        if let Some(cost) = error.details().cost.filter(|cost| agreed != Some(*cost)) {
            agree(cost, arguments.accept_cost)?;
            agreed = Some(cost);
            continue;
        }
        let Some(question) = question(&error).filter(|_| arguments.password_file.is_none() && tries > 0)
        else {
            return Err(error.into());
        };
        if password.is_some() {
            screen.say(&Failure::from(&error).sentence);
        }
        tries -= 1;
        password = Some(asking::secret(question).map_err(|_| unasked(&error))?);
    }
}

/// What has to be typed; nothing if the error is no question.
fn question(error: &Error) -> Option<&'static str> {
    match error.code() {
        "file_password_needed" | "file_password_wrong" | "file_password_wrong_or_damaged" => {
            Some("Password of the file (not shown): ")
        }
        "backup_words_needed" | "words_malformed" => Some("Words of the recovery sheet (not shown): "),
        _ => None,
    }
}

/// Nobody can be asked: the error says what is needed, and this adds how to give it.
fn unasked(error: &Error) -> Failure {
    let failure = Failure::from(error);
    Failure { sentence: format!("{} Give it by --password-file.", failure.sentence), ..failure }
}

fn agree(cost: KdfCost, is_accepted: bool) -> Outcome {
    let memory = cost.memory_bytes.div_ceil(1 << 20);
    let question = format!("Opening this file takes {memory} MiB of memory and may take long. Go on?");
    if is_accepted || (asking::can_ask() && asking::yes(&question)?) {
        return Ok(());
    }
    let sentence = format!(
        "{} It takes {memory} MiB of memory. To open it all the same: --accept-cost.",
        template("file_costs_much")
    );
    Err(Failure::new(Exit::Unreadable, "file_costs_much", sentence))
}
