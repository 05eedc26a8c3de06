//! `serve`: listens, opens, hands out the setup link, serves.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use super::link::{Destination, forget, hand_out};
use crate::config::{Config, keep_port};
use crate::data_folder::claim;
use crate::listener::listen;
use crate::{App, Clock};

/// Beside the database, where nobody names another place.
const SETUP_LINK: &str = "setup-link";

pub(super) async fn run(
    file: &Path,
    development: bool,
    setup_link_file: Option<PathBuf>,
) -> anyhow::Result<()> {
    if development {
        Config::begin_development(file)?;
    }
    let config = Config::load(file).with_context(|| {
        format!(
            "start with `countersign-server config > {}` if there is no configuration yet",
            file.display()
        )
    })?;
    begin_log(&config)?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().context("the listener has no address")?;
    let _claim = claim(&config.data)?;
    let app = App::open(&config, address, Clock::system()).await?;
    if config.listen.port() == 0 {
        keep_port(file, address)?;
    }
    let origin = app.state().rules.origin.clone();
    let to = setup_link_file
        .map_or_else(|| Destination::TerminalOr(config.data.join(SETUP_LINK)), Destination::File);
    match app.setup_token().await? {
        Some(token) => {
            let sentence = "open this link within 30 minutes to create the first account";
            hand_out(&format!("{origin}/setup#{token}"), sentence, to)?;
        }
        None => match to {
            Destination::TerminalOr(file) | Destination::File(file) => forget(&file)?,
        },
    }
    let stop = told_to_stop().context("the system's signals to stop cannot be heard")?;
    tracing::info!(%origin, %address, "listening");
    app.serve(listener, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

fn begin_log(config: &Config) -> anyhow::Result<()> {
    let mut filter = EnvFilter::try_new(&config.log).context("log: not a filter")?;
    // These write whole replies of passkeys, and call what is usual an error. What is refused, the storage says.
    for library in ["webauthn_rs=off", "webauthn_rs_core=off"] {
        filter = filter.add_directive(library.parse().context("log: not a filter")?);
    }
    let is_terminal = io::stderr().is_terminal();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(is_terminal);
    if config.log_is_json.unwrap_or(!is_terminal) {
        log.json().flatten_event(true).init();
    } else {
        log.with_target(false).init();
    }
    Ok(())
}

/// Resolves at Ctrl-C or at what service managers send, which is heeded from this call on and not from the first poll:
/// a server that has answered can be told to stop.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves at Ctrl-C, which is heeded from this call on.
#[cfg(windows)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _ = interrupt.recv().await;
    })
}
