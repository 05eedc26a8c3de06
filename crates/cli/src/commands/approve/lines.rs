//! What is typed, line by line, while something else may happen.

use std::io::BufRead;

use tokio::sync::mpsc;

/// A line of the input.
pub(super) enum Line {
    /// Somebody typed it.
    Typed(String),
    /// There will be no more.
    Ended,
}

/// The lines of the standard input. A thread of its own reads them: reading cannot be given up half way.
pub(super) struct Lines(mpsc::UnboundedReceiver<String>);

impl Lines {
    pub(super) fn of_the_input() -> Self {
        let (typed, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                let Ok(line) = line else { break };
                if typed.send(line).is_err() {
                    break;
                }
            }
        });
        Self(lines)
    }

    pub(super) async fn next(&mut self) -> Line {
        self.0.recv().await.map_or(Line::Ended, Line::Typed)
    }
}
