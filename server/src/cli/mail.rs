//! `mail`: what waits to be sent or was given up, trying it again, and a mail on trial.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use clap::Subcommand;
use countersign_protocol::encoding::encode;

use super::{open, say};
use crate::App;
use crate::domain::MailAddress;
use crate::keys::random;
use crate::mail::trial;
use crate::web::Language;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Lists mail that is not sent yet or was given up, with what the mail server said last.
    List,
    /// Lets the running server try a mail again at once, or all of them; also what was given up.
    Retry {
        /// The number of one mail, as listed.
        #[arg(required_unless_present = "all")]
        id: Option<i64>,
        /// All of them.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
    /// Sends a mail on trial, at once.
    Test {
        /// Where to.
        address: String,
        /// In which language: de, en, es, fr or it.
        #[arg(long, value_name = "TAG", default_value = "en")]
        language: String,
    },
}

pub(super) async fn run(file: &Path, action: Action) -> anyhow::Result<()> {
    let (_, app) = open(file).await?;
    match action {
        Action::List => list(&app).await,
        Action::Retry { id, .. } => retry(&app, id).await,
        Action::Test { address, language } => test(&app, &address, &language).await,
    }
}

async fn list(app: &App) -> anyhow::Result<()> {
    let waiting = app.state().storage.waiting_mail().await?;
    if waiting.is_empty() {
        return say("No mail waits, and none was given up.");
    }
    for mail in waiting {
        let stand = match (mail.is_dead, mail.tries) {
            (true, tries) => format!("given up after {tries} tries"),
            (false, 0) => "waits".to_owned(),
            (false, tries) => format!("tried {tries} times, next at {}", moment(mail.next_at)),
        };
        let (id, person, kind, at, error) = (mail.id, mail.person, mail.kind, moment(mail.at), mail.error);
        say(format!("{id}\t{person}\t{kind}\t{at}\t{stand}\t{error}").trim_end())?;
    }
    Ok(())
}

async fn retry(app: &App, id: Option<i64>) -> anyhow::Result<()> {
    let state = app.state();
    match (state.storage.retry_mail(id, state.clock.now()).await?, id) {
        (0, Some(id)) => bail!("no mail has the number {id}"),
        (0, None) => say("No mail waits, and none was given up."),
        (1, _) => say("One mail is tried again by the server when it runs."),
        (several, _) => say(&format!("{several} mails are tried again by the server when it runs.")),
    }
}

async fn test(app: &App, address: &str, language: &str) -> anyhow::Result<()> {
    let Some((transport, from)) = app.mail() else {
        bail!("mail is off: the configuration has no table `mail`");
    };
    let (address, state) = (MailAddress::parse(address)?, app.state());
    let language =
        Language::from_tag(language).with_context(|| format!("--language: {}", Language::tags()))?;
    let (id, now) = (encode(&random::<16>()), state.clock.now());
    let message = trial(&address, &id, language, from, &state.rules, now)?;
    transport
        .send(message, &format!("{now}-{id}"))
        .await
        .map_err(|error| anyhow!("the mail was not sent: {}", error.words))?;
    say(&format!("A mail to {address} is on its way."))
}

/// A moment in UTC, as `2026-11-24 18:30`.
fn moment(seconds: u64) -> String {
    let timestamp =
        i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    timestamp.unwrap_or_default().strftime("%Y-%m-%d %H:%M").to_string()
}
