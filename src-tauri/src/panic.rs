//! What is said when the app breaks: where, and never with what. A panic's message may quote data.

use std::io::Write;
use std::panic;

/// From now on a panic tells its place only.
pub(crate) fn keep_quiet_about_data() {
    panic::set_hook(Box::new(|broken| {
        let place = broken.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        // There may be nobody to read it.
        let _ = writeln!(std::io::stderr(), "countersign: stopped at {place}");
    }));
}
