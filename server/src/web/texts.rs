//! The texts are complete: what pages say is there, in both languages, with the same parts, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::{JournalKind, MailKind, MethodKind, NoticeKind, Policy, reason_from_name, reason_name};
use crate::http::PageProblem;

use super::problem;
use super::prove::REASONS;

/// Messages of one language, with the parts that each has.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for file in files(&root().join("locales").join(language)) {
        let mut current = String::new();
        for line in fs::read_to_string(file).unwrap().lines() {
            let name = line.split(" =").next().unwrap_or_default();
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                name.clone_into(&mut current);
                assert!(
                    all.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{language}: {current} twice"
                );
            }
            let parts = line.split('$').skip(1).map(|rest| {
                rest.chars()
                    .take_while(|each| each.is_ascii_alphanumeric() || *each == '-')
                    .collect::<String>()
            });
            if let Some(known) = all.get_mut(&current) {
                known.extend(parts);
            }
        }
    }
    all
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// What pages ask for by name, and the families whose members are named in code.
fn used() -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let folders = ["src/web", "src/mail", "templates"];
    let sources = folders.iter().flat_map(|folder| files(&root().join(folder)));
    for file in sources.filter(|file| !file.ends_with("texts.rs")) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        for call in [".t(", ".with(", ".count(", ".say("] {
            for rest in text.split(call).skip(1) {
                if let Some((key, _)) =
                    rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
                {
                    used.insert(key.to_owned());
                }
            }
        }
    }
    used.extend((1..=12).map(|month| format!("month-{month}")));
    used.extend(NoticeKind::ALL.iter().map(|kind| format!("notice-{}", kind.name())));
    let own = JournalKind::all().filter(|kind| !matches!(kind, JournalKind::Notice(_)));
    used.extend(own.map(|kind| format!("activity-{}", kind.name())));
    let ways = ["password", "approval", "offline", "code", "backup-code", "passkey", "passkey-alone"];
    used.extend(ways.map(|way| format!("activity-by-{way}")));
    let reasons = ["sign-in", "step-up", "add-method", "remove-method", "new-codes", "change-password"];
    let others = ["change-address", "change-policy", "switch-off", "test"];
    for reason in reasons.into_iter().chain(others) {
        assert!(reason_from_name(reason).is_some(), "{reason}");
        used.insert(format!("activity-for-{reason}"));
    }
    used.extend(
        MailKind::all()
            .flat_map(|kind| ["subject", "text", "do"].map(|part| format!("mail-{part}-{}", kind.name()))),
    );
    used.extend(
        Policy::ALL
            .iter()
            .flat_map(|policy| ["policy", "policy-text"].map(|part| format!("{part}-{}", policy.name()))),
    );
    let suspended = MethodKind::ALL
        .iter()
        .flat_map(|kind| ["title", "text"].map(|part| format!("suspend-{part}-{}", kind.name())));
    used.extend(suspended);
    used.extend(REASONS.iter().map(|reason| format!("prove-{}", reason_name(reason))));
    for each in [
        PageProblem::NotFound,
        PageProblem::Malformed,
        PageProblem::Forgery,
        PageProblem::NotAllowed,
        PageProblem::MethodNotAllowed,
        PageProblem::TooLarge,
        PageProblem::TooSlow,
        PageProblem::SlowDown,
        PageProblem::Unavailable,
        PageProblem::Unexpected,
    ] {
        used.extend(["", "-text"].map(|part| format!("problem-{}{part}", problem::name(each))));
    }
    used
}

#[test]
fn both_languages_say_the_same_things_with_the_same_parts() {
    assert_eq!(messages("en"), messages("fr"));
}

#[test]
fn every_text_that_a_page_asks_for_is_there() {
    let messages = messages("en");
    let missing: Vec<_> = used().into_iter().filter(|key| !messages.contains_key(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_text_is_left_over() {
    let used = used();
    let left_over: Vec<_> = messages("en").into_keys().filter(|key| !used.contains(key)).collect();
    assert!(left_over.is_empty(), "{left_over:?}");
}

#[test]
fn no_template_needs_more_than_the_content_security_policy_allows() {
    for file in files(&root().join("templates")) {
        let text = fs::read_to_string(&file).unwrap();
        for forbidden in [" style=", "<style", "<script>", " onclick=", " onload=", "javascript:", " data-"] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}
