//! `keys`: the instance keys, shown, followed by the next one, or begun anew where they are lost.

use std::path::Path;

use anyhow::{Context, bail};
use clap::Subcommand;

use super::say;
use crate::Clock;
use crate::config::Config;
use crate::data_folder::{claim, database_file, open_alone};
use crate::instance_keys::{InstanceKeys, RotationError, announce, replace_lost};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Says which instance key signs, which one is announced, and how many handovers devices can follow.
    Show,
    /// Makes the next instance key: announced from now on, signing from 24 hours later. Devices follow by themselves,
    /// and a server that runs needs no restart.
    Rotate,
    /// Makes a first instance key where all copies of it are lost, while the server stands still. Every linked device
    /// takes this server for a stranger from then on, and has to be linked again.
    ReplaceLost {
        /// You know what this does.
        #[arg(long)]
        every_device_links_again: bool,
    },
}

pub(super) async fn run(file: &Path, action: Action) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let database = database_file(&config.data)?;
    if !database.exists() {
        bail!("{} is not there: no server has begun here", database.display());
    }
    let now = Clock::system().now();
    let _alone = open_alone(&config.data).await?;
    match action {
        Action::Show => show(&InstanceKeys::load(&config.data, true)?, now),
        Action::Rotate => {
            let origin = config.rules(config.listen)?.origin;
            match announce(&config.data, &origin, now) {
                Ok(keys) => {
                    show(&keys, now)?;
                    say(
                        "Copy instance.key, instance.next.key and instance.json to where copies of the keys are \
                         kept; once more when the next key signs.",
                    )
                }
                Err(RotationError::Announced { signs_from }) => {
                    bail!("the next key is announced already, and signs from {}", time(signs_from))
                }
                Err(error) => Err(error).context("no key was made"),
            }
        }
        Action::ReplaceLost { every_device_links_again } => {
            if !every_device_links_again {
                bail!(
                    "every linked device will have to be linked again: say --every-device-links-again, if no copy of \
                     instance.key is left anywhere"
                );
            }
            let _claim = claim(&config.data)?;
            show(&replace_lost(&config.data)?, now)?;
            say(
                "Apps say that this server shows other keys than before. People sign in with a code or a backup code, \
                 and link their devices again.",
            )
        }
    }
}

fn show(keys: &InstanceKeys, now: u64) -> anyhow::Result<()> {
    let view = keys.view(now);
    let (key, since) = view.signing;
    let since = if since == 0 { "the beginning".to_owned() } else { time(since) };
    say(&format!("signing\t{}\tsince {since}", key.thumbprint()))?;
    if let Some((key, from)) = view.next {
        say(&format!("next\t{}\tfrom {}", key.thumbprint(), time(from)))?;
    }
    if let Some((key, until)) = view.previous {
        say(&format!("previous\t{}\tnamed until {}", key.thumbprint(), time(until)))?;
    }
    say(&format!("chain\t{} handovers that devices can follow", view.chain))
}

fn time(seconds: u64) -> String {
    let at = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    at.unwrap_or_default().to_string()
}
