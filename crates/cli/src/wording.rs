//! The sentences of errors. They are the app's own, so that both shells say the same.

use std::collections::BTreeMap;
use std::time::Duration;

use countersign_authenticator::Error;

/// The app's English messages.
const MESSAGES: &str = include_str!("../../../ui/src/i18n/messages/en.json");

/// Where the app's sentence speaks of a window.
const OWN: &[(&str, &str)] = &[
    ("no_codes", "This account makes no such code here."),
    (
        "vault_busy",
        "Another program is making the vault or bringing it up to date. Wait a moment, then try again.",
    ),
    ("already_linked", "This account is in the vault already. Nothing was changed."),
    ("file_exists", "There is a file of this name already. Choose another name, or --replace it."),
    (
        "backup_folder_missing",
        "No folder is chosen for automatic backups. Choose one in the app, or name a file.",
    ),
    ("nothing_asks", "Nobody would be asked to unlock it again. Set a PIN or a passphrase in the app first."),
    ("clipboard_unavailable", "The clipboard does not answer. Leave out --copy and read the code."),
    ("internal", "Something went wrong inside the program. Nothing was changed. Try again."),
];

/// The sentence of an error: what happened, then what to do.
pub(crate) fn sentence(error: &Error) -> String {
    let details = error.details();
    let origin = details.origin.map_or_else(|| "the server".to_owned(), |origin| host(&origin.to_string()));
    let time = details.retry_after.map_or_else(|| "a while".to_owned(), length);
    template(error.code()).replace("{origin}", &origin).replace("{time}", &time)
}

/// The sentence of a name alone, with its gaps.
pub(crate) fn template(code: &str) -> String {
    if let Some((_, own)) = OWN.iter().find(|(name, _)| *name == code) {
        return (*own).to_owned();
    }
    text(&format!("error_{code}")).or_else(|| text("error_internal")).unwrap_or_default()
}

/// One of the app's messages, its gaps filled in.
pub(crate) fn message(key: &str, gaps: &[(&str, &str)]) -> String {
    let template = text(key).unwrap_or_default();
    gaps.iter().fold(template, |text, (gap, filling)| text.replace(&format!("{{{gap}}}"), filling))
}

fn text(key: &str) -> Option<String> {
    let messages: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(MESSAGES).expect("the app's messages are JSON");
    messages.get(key).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// An origin as people read it.
pub(crate) fn host(origin: &str) -> String {
    origin.split_once("://").map_or(origin, |(_, host)| host).to_owned()
}

/// How long to wait, in the largest unit that says it well.
pub(crate) fn length(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} seconds"),
        seconds @ 120..7_200 => format!("{} minutes", seconds.div_ceil(60)),
        seconds @ 7_200..172_800 => format!("{} hours", seconds.div_ceil(3_600)),
        seconds => format!("{} days", seconds.div_ceil(86_400)),
    }
}

#[cfg(test)]
mod tests {
    use super::template;

    /// The names that the core's `code` functions return, read from their source.
    fn names() -> Vec<String> {
        let source = include_str!("../../authenticator/src/error.rs");
        let (_, functions) = source.split_once("fn code(&self)").unwrap();
        let is_name = |text: &&str| text.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
        functions.split('"').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect()
    }

    #[test]
    fn every_error_of_the_core_has_a_sentence_of_its_own() {
        let names = names();
        assert!(names.len() > 40, "the core's source is read as it is written: {names:?}");
        for name in names {
            let sentence = template(&name);
            assert!(sentence.ends_with('.'), "{name}: {sentence}");
            assert!(name == "internal" || sentence != template("internal"), "{name} has no sentence");
        }
    }
}
