//! The program: the command line, and nothing else.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use countersign_server::cli::Command;

/// Of a connection's two buffers of 8 KiB, which are hardly used, it takes what is used (docs/performance.md).
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line with all its causes; where it came from is of no use to an operator.
            let _ = writeln!(std::io::stderr(), "countersign-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
