//! The program: the command line, and nothing else.

use clap::Parser;
use countersign_server::cli::Command;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    Command::parse().run().await
}
