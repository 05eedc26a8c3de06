//! `user`: accounts made, invited and listed on the console.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use anyhow::{Context, bail};
use clap::Subcommand;
use countersign_protocol::encoding::encode;
use zeroize::Zeroizing;

use super::link::{Destination, hand_out};
use super::{open, say};
use crate::App;
use crate::config::Config;
use crate::domain::{AccountId, AccountName, Hashed, MailAddress, Password};
use crate::keys::random;
use crate::storage::{ActOutcome, By, MadeAccount, NewAccount, NewInvitation};
use crate::web::Language;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Makes an account; the password is asked for, or is the first line of the standard input.
    Add {
        /// What the person signs in with.
        name: String,
        /// The person is an administrator.
        #[arg(long)]
        admin: bool,
        /// Where mail about the account goes.
        #[arg(long, value_name = "ADDRESS")]
        mail: Option<String>,
    },
    /// Makes a link with which somebody makes an account of their own within a week.
    Invite {
        /// For whom, in your words.
        #[arg(default_value = "")]
        note: String,
        /// The person is an administrator.
        #[arg(long)]
        admin: bool,
    },
    /// Says where mail about an account goes, or changes it.
    Mail {
        /// What the person signs in with.
        name: String,
        /// Where mail goes from now on.
        address: Option<String>,
        /// None is sent from now on.
        #[arg(long, conflicts_with = "address")]
        none: bool,
        /// The language of mail until the person signs in next: de, en, es, fr or it.
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
    },
    /// Lets the devices of an account count again that were restored without the log of what was removed since, and
    /// makes new backup codes. Ask the person first which devices are theirs.
    Confirm {
        /// What the person signs in with.
        name: String,
        /// The name of a device that is not theirs any more: it is removed. May be given several times.
        #[arg(long, value_name = "DEVICE")]
        remove: Vec<String>,
    },
    /// Stops all sign-ins and changes of an account, and ends its sessions.
    Freeze {
        /// What the person signs in with.
        name: String,
    },
    /// Lets sign-ins of a stopped account go on.
    Thaw {
        /// What the person signs in with.
        name: String,
    },
    /// Makes somebody an administrator, or ends that.
    Admin {
        /// What the person signs in with.
        name: String,
        /// The person is no administrator from now on.
        #[arg(long)]
        revoke: bool,
    },
    /// Suspends an account: nobody signs in, and its person cannot change that.
    Suspend {
        /// What the person signs in with.
        name: String,
        /// Lets sign-ins go on.
        #[arg(long)]
        lift: bool,
    },
    /// Takes somebody's lost second steps away, 24 hours from now, unless its person cancels it. Make sure before that
    /// it is the person who asks.
    Reset {
        /// What the person signs in with.
        name: String,
        /// Cancels a reset that waits.
        #[arg(long)]
        cancel: bool,
    },
    /// Makes the link with which the password lets in after a reset. Hand it to the person alone.
    Link {
        /// What the person signs in with.
        name: String,
    },
    /// Lists the accounts.
    List,
}

pub(super) async fn run(file: &Path, action: Action) -> anyhow::Result<()> {
    let (config, app) = open(file).await?;
    match action {
        Action::Add { name, admin, mail } => add(&app, &name, admin, mail.as_deref()).await,
        Action::Mail { name, address, none, language } => {
            mail(&app, &name, (address.as_deref(), none), language.as_deref()).await
        }
        Action::Invite { note, admin } => invite(&config, &app, note, admin).await,
        Action::Confirm { name, remove } => confirm(&config, &app, &name, remove).await,
        Action::Freeze { name } => freeze(&app, &name, true).await,
        Action::Thaw { name } => freeze(&app, &name, false).await,
        Action::Admin { name, revoke } => administrator(&app, &name, !revoke).await,
        Action::Suspend { name, lift } => suspend(&app, &name, !lift).await,
        Action::Reset { name, cancel } => reset(&app, &name, cancel).await,
        Action::Link { name } => link(&config, &app, &name).await,
        Action::List => list(&app).await,
    }
}

async fn add(app: &App, name: &str, is_admin: bool, mail: Option<&str>) -> anyhow::Result<()> {
    let name = AccountName::parse(name)?;
    let mail = mail.map(MailAddress::parse).transpose()?;
    let password = Password::new_for(&read_password()?, &name)?;
    let state = app.state();
    let password_hash = state.hashing.hash(password).await?;
    let new = NewAccount { name: name.clone(), password_hash, is_admin };
    match state.storage.make_account(new, state.clock.now()).await? {
        MadeAccount::Made(_) => {
            if mail.is_some() {
                state.storage.set_mail(&name, mail, None).await?;
            }
            say(&format!("{name} can sign in now."))
        }
        MadeAccount::NameTaken => bail!("somebody has the name {name}"),
        MadeAccount::LinkInvalid => bail!("no account was made"),
    }
}

async fn mail(
    app: &App,
    name: &str,
    (address, none): (Option<&str>, bool),
    language: Option<&str>,
) -> anyhow::Result<()> {
    let (name, storage) = (AccountName::parse(name)?, &app.state().storage);
    let language = match language {
        Some(tag) => {
            let known = Language::from_tag(tag);
            Some(known.with_context(|| format!("--language: {}", Language::tags()))?.tag())
        }
        None => None,
    };
    let Some((before, _)) = storage.mail_of(&name).await? else { bail!("nobody has the name {name}") };
    if address.is_some() || none || language.is_some() {
        let kept = if none { None } else { address.or(before.as_deref()) };
        storage.set_mail(&name, kept.map(MailAddress::parse).transpose()?, language).await?;
    }
    let Some((now, language)) = storage.mail_of(&name).await? else { bail!("nobody has the name {name}") };
    let off = if app.mail().is_none() { " Mail is off in the configuration: none is sent." } else { "" };
    match now {
        Some(address) => {
            say(&format!("Mail about {name} goes to {address}, in the language {language}.{off}"))
        }
        None => say(&format!("No mail is sent about {name}.")),
    }
}

async fn freeze(app: &App, name: &str, frozen: bool) -> anyhow::Result<()> {
    let (name, state) = (AccountName::parse(name)?, app.state());
    let Some(record) = state.storage.password_of(&name).await? else { bail!("nobody has the name {name}") };
    state.storage.set_frozen(&record.account, frozen, state.clock.now()).await?;
    if !frozen && record.is_suspended {
        bail!("the account of {name} is suspended: `countersign-server user suspend {name} --lift`");
    }
    let now = if frozen { "are stopped" } else { "go on" };
    say(&format!("Sign-ins of {name} {now}."))
}

/// The account of this name.
async fn find(app: &App, name: &str) -> anyhow::Result<(AccountName, AccountId)> {
    let name = AccountName::parse(name)?;
    let Some(record) = app.state().storage.password_of(&name).await? else {
        bail!("nobody has the name {name}")
    };
    Ok((name, record.account))
}

async fn administrator(app: &App, name: &str, is_admin: bool) -> anyhow::Result<()> {
    let ((name, account), state) = (find(app, name).await?, app.state());
    state.storage.set_administrator(By::Console, &account, is_admin, state.clock.now()).await?;
    if !is_admin {
        return say(&format!("{name} is no administrator."));
    }
    let two_step = state.storage.account(&account).await?.and_then(|account| account.two_step_since);
    let first = if two_step.is_some() { "" } else { " The pages open once two-step verification is on." };
    say(&format!("{name} is an administrator.{first}"))
}

async fn suspend(app: &App, name: &str, suspended: bool) -> anyhow::Result<()> {
    let ((name, account), state) = (find(app, name).await?, app.state());
    state.storage.set_suspended(By::Console, &account, suspended, state.clock.now()).await?;
    let now = if suspended { "is suspended" } else { "is not suspended" };
    say(&format!("The account of {name} {now}."))
}

async fn reset(app: &App, name: &str, cancel: bool) -> anyhow::Result<()> {
    let ((name, account), state) = (find(app, name).await?, app.state());
    let now = state.clock.now();
    let outcome = if cancel {
        state.storage.cancel_reset(By::Console, &account, now).await?
    } else {
        state.storage.start_reset(By::Console, &account, now).await?
    };
    match outcome {
        ActOutcome::Done if cancel => say(&format!("The reset of {name} is cancelled.")),
        ActOutcome::Done | ActOutcome::Unchanged => say(&format!(
            "The second steps of {name} end in 24 hours, while the server runs, unless that is cancelled. Then make a link with \
             `countersign-server user link`."
        )),
        ActOutcome::NoTwoStep => bail!("two-step verification of {name} is off: there is nothing to reset"),
        ActOutcome::Stopped => bail!("all sign-ins of {name} are stopped: let them go on first"),
        ActOutcome::NotFound | ActOutcome::NotAllowed | ActOutcome::OwnAccount | ActOutcome::AnotherOne => {
            bail!("no reset of {name} waits")
        }
    }
}

async fn link(config: &Config, app: &App, name: &str) -> anyhow::Result<()> {
    let ((name, account), state) = (find(app, name).await?, app.state());
    let token = Zeroizing::new(encode(&random::<16>()));
    let hashed = Hashed::of(&token);
    let outcome = state.storage.make_recovery_link(By::Console, &account, hashed, state.clock.now()).await?;
    if outcome != ActOutcome::Done {
        bail!("{name} needs no link: the second steps were not reset");
    }
    let link = Zeroizing::new(format!("{}/recover#{}", state.rules.origin, *token));
    let file = config.data.join(format!("recovery-{}", encode(&random::<6>())));
    if !io::stdout().is_terminal() {
        say(&format!("The link is in {}", file.display()))?;
    }
    hand_out(
        &link,
        "The link is good once within a week, together with the password:",
        Destination::TerminalOr(file),
    )
}

fn read_password() -> anyhow::Result<Zeroizing<String>> {
    if io::stdin().is_terminal() {
        let first = Zeroizing::new(rpassword::prompt_password("Password: ").context("no password")?);
        let second = Zeroizing::new(rpassword::prompt_password("Once more: ").context("no password")?);
        if *first != *second {
            bail!("the two passwords differ");
        }
        return Ok(first);
    }
    let mut line = Zeroizing::new(String::new());
    io::stdin().lock().read_line(&mut line).context("no password on the standard input")?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

async fn invite(config: &Config, app: &App, note: String, is_admin: bool) -> anyhow::Result<()> {
    if config.public_url.is_none() && config.listen.port() == 0 {
        bail!("start the server once before you invite somebody: it has no address yet");
    }
    let token = Zeroizing::new(encode(&random::<16>()));
    let state = app.state();
    let new = NewInvitation { link: Hashed::of(&token), note, is_admin, mail: None };
    state.storage.invite(By::Console, new, state.clock.now()).await?;
    let link = Zeroizing::new(format!("{}/invite#{}", state.rules.origin, *token));
    let file = config.data.join(format!("invitation-{}", encode(&random::<6>())));
    if !io::stdout().is_terminal() {
        say(&format!("The link is in {}", file.display()))?;
    }
    hand_out(&link, "The link is good for one account, within a week:", Destination::TerminalOr(file))
}

async fn confirm(config: &Config, app: &App, name: &str, remove: Vec<String>) -> anyhow::Result<()> {
    let (name, state) = (AccountName::parse(name)?, app.state());
    let Some(record) = state.storage.password_of(&name).await? else { bail!("nobody has the name {name}") };
    let confirmed = state.storage.confirm_devices(&record.account, remove, state.clock.now()).await?;
    let Some(confirmed) = confirmed else { bail!("nothing of {name} waits to be confirmed") };
    let devices = if confirmed.devices.is_empty() {
        "No device counts".to_owned()
    } else {
        format!("These devices count again: {}", confirmed.devices.join(", "))
    };
    let sentence =
        format!("{devices}. These are {name}'s new backup codes, each good once; hand them over safely:");
    let file = config.data.join(format!("backup-codes-{}", encode(&random::<6>())));
    if !io::stdout().is_terminal() {
        say(&format!("The new backup codes are in {}", file.display()))?;
    }
    hand_out(&confirmed.backup_codes, &sentence, Destination::TerminalOr(file))
}

async fn list(app: &App) -> anyhow::Result<()> {
    let accounts = app.state().storage.accounts().await?;
    for account in &accounts {
        let kind = if account.is_admin { "administrator" } else { "person" };
        let two_step =
            account.two_step_since.map_or("off".to_owned(), |since| format!("on since {}", day(since)));
        say(&format!(
            "{}\t{kind}\tsince {}\ttwo-step verification {two_step}",
            account.name,
            day(account.created_at)
        ))?;
    }
    Ok(())
}

/// The day in UTC, as `2026-11-24`.
fn day(seconds: u64) -> String {
    let timestamp =
        i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    timestamp.unwrap_or_default().strftime("%Y-%m-%d").to_string()
}
