//! The shape of the house, as tests: arrows point inward, Tauri stays in the shell, SQL in its two places.
//! The picture these tests draw is in `docs/architecture.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each part may depend on. A new arrow is a change of this table, with its reason in the commit.
const ARROWS: &[(&str, &[&str])] = &[
    ("countersign-otp", &[]),
    ("countersign-protocol", &[]),
    ("countersign-keystore", &[]),
    ("countersign-enrollment", &["countersign-otp", "countersign-protocol"]),
    ("countersign-vault", &["countersign-otp", "countersign-protocol"]),
    ("countersign-backup", &["countersign-otp"]),
    ("countersign-api-client", &["countersign-protocol"]),
    (
        "countersign-authenticator",
        &[
            "countersign-api-client",
            "countersign-backup",
            "countersign-enrollment",
            "countersign-keystore",
            "countersign-otp",
            "countersign-protocol",
            "countersign-vault",
        ],
    ),
    ("countersign-screen", &["countersign-authenticator"]),
    ("countersign-app", &["countersign-authenticator", "countersign-keystore", "countersign-screen"]),
    ("countersign-cli", &["countersign-authenticator", "countersign-keystore", "countersign-screen"]),
    ("countersign-server", &["countersign-otp", "countersign-protocol"]),
];

/// The longest source file that still has an obvious subject.
const LINES_AT_MOST: usize = 500;

#[test]
fn arrows_point_inward_only() {
    let allowed: BTreeMap<_, BTreeSet<_>> =
        ARROWS.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    for package in workspace_packages() {
        let Some(may) = allowed.get(package.name.as_str()) else {
            panic!("{} is not in the table of arrows", package.name);
        };
        for needed in package.needs.iter().filter(|name| name.starts_with("countersign-")) {
            assert!(may.contains(needed.as_str()), "{} must not depend on {needed}", package.name);
        }
    }
}

#[test]
fn only_the_shell_knows_tauri() {
    for package in workspace_packages().iter().filter(|package| package.name != "countersign-app") {
        let tauri: Vec<_> = package.needs.iter().filter(|name| name.starts_with("tauri")).collect();
        assert!(tauri.is_empty(), "{} depends on {tauri:?}", package.name);
    }
}

#[test]
fn sql_stands_only_in_the_vault_and_in_the_servers_storage() {
    let places = [root().join("crates/vault/src"), root().join("server/src/storage")];
    let statements = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE ", "CREATE TABLE "];
    for file in sources() {
        if places.iter().any(|place| file.starts_with(place)) {
            continue;
        }
        for (number, line) in text(&file).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let quoted = code.contains('"') && statements.iter().any(|statement| code.contains(statement));
            let called = code.contains("sqlx::query");
            assert!(!quoted && !called, "{}:{}: SQL: {}", file.display(), number + 1, line.trim());
        }
    }
}

#[test]
fn only_the_backend_seam_of_the_ui_talks_to_tauri() {
    let seam = root().join("ui/src/shell.ts");
    for file in files(&root().join("ui/src"), &["ts", "svelte"]).into_iter().filter(|file| *file != seam) {
        for (number, line) in text(&file).lines().enumerate() {
            let types =
                line.trim_start().starts_with("import type") || line.trim_start().starts_with("export type");
            let imports = line.contains("from '") || line.contains("import(");
            let around =
                line.contains("@tauri-apps/") || (imports && line.contains("gen/bindings") && !types);
            assert!(!around, "{}:{}: goes around shell.ts", file.display(), number + 1);
        }
    }
}

#[test]
fn every_module_says_what_it_is_responsible_for() {
    for file in sources() {
        // A file that others include cannot open with an inner comment.
        let mark = if file.ends_with("commands/names.rs") { "// " } else { "//!" };
        let opening = text(&file);
        assert!(opening.starts_with(mark), "{} does not open with //!", file.display());
    }
}

#[test]
fn files_stay_small_enough_to_have_one_subject() {
    let mut ours = sources();
    ours.extend(files(&root().join("ui/src"), &["ts", "svelte"]));
    ours.extend(files(&root().join("scripts"), &["mjs"]));
    ours.extend(files(&root().join("tests"), &["rs", "mjs"]));
    for file in ours {
        let lines = text(&file).lines().count();
        assert!(lines <= LINES_AT_MOST, "{} has {lines} lines", file.display());
    }
}

/// French has a space before some marks, which a line must not break at: a colon would begin the next one.
#[test]
fn french_marks_stay_with_the_word_before_them() {
    let mut french = files(&root().join("server/locales/fr"), &["ftl"]);
    french.push(root().join("ui/src/i18n/messages/fr.json"));
    french.push(root().join("crates/backup/src/paper/fr.rs"));
    for file in french {
        for (number, line) in text(&file).lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let breaks = [" ;", " :", " !", " ?", " »", "« "].iter().any(|mark| line.contains(mark));
            assert!(!breaks, "{}:{}: a space that breaks: {}", file.display(), number + 1, line.trim());
        }
    }
}

/// `server/templates/states.json` says which states each page has; a story looks at each of them from all sides.
#[test]
fn every_page_of_the_server_is_looked_at_in_its_states() {
    let folder = root().join("server/templates");
    let states: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text(&folder.join("states.json"))).expect("names of states by template");
    // Parts of pages say which page they belong to by being included; mails are no pages.
    let is_page = |html: &str| html.starts_with("<!doctype html>") || html.contains("{% extends");
    let is_frame = |html: &str| {
        html.contains("{% block main %}{% endblock %}") || html.contains("{% block page %}{% endblock %}")
    };
    let pages: BTreeSet<_> = files(&folder, &["html"])
        .into_iter()
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text(&path)))
        .filter(|(name, html)| name != "mail.html" && is_page(html) && !is_frame(html))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(states.keys().cloned().collect::<BTreeSet<_>>(), pages, "server/templates/states.json");
    let stories: String =
        files(&root().join("tests/e2e/stories"), &["mjs"]).iter().map(|file| text(file)).collect();
    for (page, states) in states {
        assert!(!states.is_empty(), "{page} has no state");
        for state in states {
            assert!(stories.contains(&format!("'{state}'")), "no story looks at {state} of {page}");
        }
    }
}

#[test]
fn the_threat_model_names_tests_that_exist() {
    let model = text(&root().join("docs/threat-model.md"));
    let rows = model.lines().filter(|line| line.starts_with("| "));
    let named: BTreeSet<_> = rows
        .flat_map(|row| row.rsplit('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 60, "each row names what shows it: {named:?}");
    let places = ["crates", "server", "src-tauri"].map(|place| root().join(place));
    let code: String =
        places.iter().flat_map(|place| files(place, &["rs"])).map(|file| text(&file)).collect();
    // What is shown with the real program from outside is in Python.
    let suite: String =
        files(&root().join("tests/conformance"), &["py"]).iter().map(|file| text(file)).collect();
    let exists =
        |name: &str| code.contains(&format!("fn {name}(")) || suite.contains(&format!("def {name}("));
    let missing: Vec<_> = named.iter().filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "docs/threat-model.md names tests that do not exist: {missing:?}");
}

struct Package {
    name: String,
    needs: Vec<String>,
}

/// The workspace's packages with their normal dependencies; build and test ones may point anywhere.
fn workspace_packages() -> Vec<Package> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo metadata starts");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    packages
        .iter()
        .map(|package| Package {
            name: package["name"].as_str().unwrap_or_default().to_owned(),
            needs: package["dependencies"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|dependency| dependency["kind"].is_null())
                .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
                .collect(),
        })
        .collect()
}

/// Every Rust source of the product, its crates' own tests left out.
fn sources() -> Vec<PathBuf> {
    ["crates", "server/src", "src-tauri"]
        .iter()
        .flat_map(|place| files(&root().join(place), &["rs"]))
        .filter(|file| {
            !file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "fuzz")
        })
        .collect()
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            found.push(path);
        }
    }
    found
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
