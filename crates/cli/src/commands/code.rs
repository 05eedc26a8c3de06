//! `countersign code`: the code of one account.

use countersign_authenticator::{AccountView, Authenticator, CodeView, Kind, UnixTime};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::arguments::CodeArguments;
use crate::clipboard;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::find::{find, names};
use crate::plain::plain;
use crate::screen::{Screen, strong};

/// A code and what belongs to it.
#[derive(Serialize)]
struct Shown {
    id: String,
    issuer: String,
    account: String,
    kind: &'static str,
    #[serde(serialize_with = "as_text")]
    code: Zeroizing<String>,
    /// For codes by the time: how many seconds it still holds; none for another moment and for the next code.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_for: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    /// For codes by a counter: what it was made with.
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
}

pub(crate) async fn run(arguments: &CodeArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let accounts = core.accounts().await?;
    let account = find(&accounts, &arguments.name)?;
    let kind = account.codes.ok_or_else(|| no_codes(account))?.kind;
    let shown = match kind {
        Kind::Hotp => by_counter(arguments, account, core).await?,
        Kind::Totp | Kind::Steam | Kind::Yandex | Kind::Motp => by_time(arguments, account, core).await?,
    };
    if screen.is_json() {
        screen.value(&shown)?;
    } else {
        screen.line(&strong(&shown.code))?;
        if screen.is_read_by_a_person() {
            let left = shown.valid_for.map(|seconds| format!(", {seconds} s left")).unwrap_or_default();
            screen.note(&format!("{}{left}", plain(&names(account))));
        }
    }
    if arguments.copy {
        clipboard::copy_for_a_while(&shown.code, screen).await?;
    }
    Ok(())
}

async fn by_time(arguments: &CodeArguments, account: &AccountView, core: &Authenticator) -> Outcome<Shown> {
    if arguments.back {
        return Err(usage("--back is for codes by a counter; these go by the time."));
    }
    let CodeView { digits, next, valid_for, period, .. } =
        core.code_at(account.id, arguments.at.map(UnixTime::from_seconds)).await?;
    // A code of another moment, and the one that follows, do not hold now.
    let holds = arguments.at.is_none() && !arguments.next;
    Ok(Shown {
        valid_for: holds.then(|| valid_for.as_millis().div_ceil(1_000)),
        period: Some(period.as_secs()),
        counter: None,
        ..shown(account, if arguments.next { next } else { digits })
    })
}

async fn by_counter(
    arguments: &CodeArguments,
    account: &AccountView,
    core: &Authenticator,
) -> Outcome<Shown> {
    if arguments.at.is_some() || arguments.next {
        return Err(usage("--at and --next are for codes by the time; these go by a counter."));
    }
    let stepped = if arguments.back {
        let before = core.step_counter_back(account.id).await?;
        before.ok_or_else(|| {
            Failure::new(
                Exit::NotFound,
                "no_codes",
                "No code was given out yet: there is nothing to go back to.",
            )
        })?
    } else {
        core.next_counter_code(account.id).await?
    };
    Ok(Shown { counter: Some(stepped.counter), ..shown(account, stepped.digits) })
}

fn shown(account: &AccountView, code: Zeroizing<String>) -> Shown {
    Shown {
        id: account.id.to_string(),
        issuer: account.service.clone(),
        account: account.user.clone(),
        kind: account.codes.map_or("", |codes| codes.kind.name()),
        code,
        valid_for: None,
        period: None,
        counter: None,
    }
}

fn no_codes(account: &AccountView) -> Failure {
    let sentence = format!("{} makes no codes here. It answers questions only.", names(account));
    Failure::new(Exit::NotFound, "no_codes", sentence)
}

fn usage(sentence: &str) -> Failure {
    Failure::new(Exit::Usage, "usage", sentence)
}

fn as_text<S: serde::Serializer>(code: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code)
}
