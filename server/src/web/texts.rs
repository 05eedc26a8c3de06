//! The texts are complete: what pages say is there, in every language, with the same parts, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::{
    ActKind, JournalKind, MailKind, MethodKind, NoticeKind, Policy, reason_from_name, reason_name,
};
use crate::http::PageProblem;

use super::Language;
use super::problem;
use super::prove::REASONS;

/// The texts of one language by name, each with its lines as the file has them.
fn texts(language: &str) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for file in files(&root().join("locales").join(language)) {
        let mut current = String::new();
        for line in fs::read_to_string(file).unwrap().lines().filter(|line| !line.starts_with('#')) {
            let text = match line.split_once(" =") {
                Some((name, text)) if line.starts_with(|first: char| first.is_ascii_lowercase()) => {
                    name.clone_into(&mut current);
                    assert!(all.insert(current.clone(), String::new()).is_none(), "{language}: {name} twice");
                    text
                }
                _ => line,
            };
            if let Some(known) = all.get_mut(&current) {
                known.push_str(text.trim());
                known.push('\n');
            }
        }
    }
    all
}

/// The parts of a text: what stands behind each `$`.
fn parts(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|each| each.is_ascii_alphanumeric() || *each == '-').collect::<String>()
    };
    text.split('$').skip(1).map(name).collect()
}

/// The forms of a text with a number, `0`, `one` and `*other`, in their order.
fn forms(text: &str) -> Vec<String> {
    let form = |line: &str| {
        let (mark, rest) = line.strip_prefix('*').map_or(("", line), |rest| ("*", rest));
        let (form, words) = rest.strip_prefix('[')?.split_once(']')?;
        assert!(!words.trim().is_empty(), "{text}");
        Some(format!("{mark}{form}"))
    };
    text.lines().filter_map(form).collect()
}

fn tags() -> [&'static str; 5] {
    Language::ALL.map(Language::tag)
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
    let ways = ways.into_iter().chain(["recovery-link"]);
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
    used.extend(Policy::ALL.iter().flat_map(|policy| {
        ["policy", "policy-text", "least"].map(|part| format!("{part}-{}", policy.name()))
    }));
    let suspended = MethodKind::ALL
        .iter()
        .flat_map(|kind| ["title", "text"].map(|part| format!("suspend-{part}-{}", kind.name())));
    used.extend(suspended);
    used.extend(ActKind::ALL.iter().map(|kind| format!("act-{}", kind.name())));
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
fn every_language_says_the_same_things_with_the_same_parts() {
    let shape = |language| -> BTreeMap<_, _> {
        texts(language).into_iter().map(|(name, text)| (name, (parts(&text), forms(&text)))).collect()
    };
    let english = shape("en");
    for language in tags() {
        assert_eq!(shape(language), english, "{language}");
    }
}

#[test]
fn a_text_with_a_number_has_a_form_for_one_and_one_for_all_others() {
    for language in tags() {
        for (name, text) in texts(language).into_iter().filter(|(_, text)| text.contains("->")) {
            let forms = forms(&text);
            assert!(forms.contains(&"one".to_owned()), "{language}: {name}");
            assert_eq!(forms.last().map(String::as_str), Some("*other"), "{language}: {name}");
        }
    }
}

#[test]
fn no_text_is_left_in_english_or_set_with_a_typewriters_marks() {
    let english = texts("en");
    for language in tags() {
        for (name, text) in texts(language) {
            assert!(!text.trim().is_empty(), "{language}: {name}");
            assert!(!text.contains(['\'', '"']), "{language}: {name}: {text}");
            let words = text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic));
            let is_sentence = words.filter(|word| word.len() > 3).count() > 2;
            assert!(language == "en" || !is_sentence || text != english[&name], "{language}: {name}: {text}");
        }
    }
}

#[test]
fn every_text_that_a_page_asks_for_is_there() {
    let texts = texts("en");
    let missing: Vec<_> = used().into_iter().filter(|key| !texts.contains_key(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_text_is_left_over() {
    let used = used();
    let left_over: Vec<_> = texts("en").into_keys().filter(|key| !used.contains(key)).collect();
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
