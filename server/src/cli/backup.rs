//! `backup`: a consistent copy of the database while the server runs.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::say;
use crate::config::Config;
use crate::data_folder::database_file;
use crate::keys::write_private;
use crate::storage::Storage;

pub(super) async fn run(config: &Path, file: &Path) -> anyhow::Result<()> {
    let config = Config::load(config)?;
    let database = database_file(&config.data)?;
    if !database.exists() {
        bail!("{} is not there: nothing to copy", database.display());
    }
    // Made empty first, so that nobody else may read it at any time.
    write_private(file, &[]).with_context(|| format!("{}: cannot be made as a new file", file.display()))?;
    if let Err(error) = Storage::copy_to(&database, file).await {
        let _ = fs::remove_file(file);
        return Err(error).context("no backup was made");
    }
    let size = fs::metadata(file).map_or(0, |metadata| metadata.len());
    say(&format!(
        "{} holds the whole database ({size} bytes), and opens.\n\
         The key files beside the database are not in it: without them a backup is of no use. Keep a copy of {} \
         and of instance.json, if it is there, somewhere else.",
        file.display(),
        config.data.join("*.key").display(),
    ))
}
