//! Real exports of other apps, wherever they lie: each file of a folder's `expected.json`, entry by entry, code by
//! code. `COUNTERSIGN_EXPORTS=DIR cargo test -p countersign-enrollment --features exports --test exports`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use countersign_enrollment::import::{ImportError, Imported, ImportedEntry, Passphrase, Reading, read_texts};
use countersign_enrollment::read_image;
use countersign_otp::{Secret, UnixTime};
use serde_json::Value;
use zeroize::Zeroizing;

#[test]
fn every_file_of_the_folder_gives_exactly_what_is_expected() {
    let folder = PathBuf::from(env::var("COUNTERSIGN_EXPORTS").expect("COUNTERSIGN_EXPORTS names a folder"));
    let expected = fs::read(folder.join("expected.json")).expect("the folder has an expected.json");
    let expected: Value = serde_json::from_slice(&expected).expect("expected.json is JSON");
    let now = UnixTime::from_seconds(expected["at"].as_u64().expect("a time"));
    let files = expected["files"].as_array().expect("a list of files");
    assert!(!files.is_empty(), "the folder has no files");
    let mut wrong = String::new();
    for file in files.iter().filter(|file| file["companion"].is_null()) {
        if let Err(difference) = check(&folder, file, now) {
            writeln!(wrong, "{}: {difference}", text(file, "file")).expect("writes");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn check(folder: &Path, file: &Value, now: UnixTime) -> Result<(), String> {
    let path = folder.join(text(file, "file"));
    let read = read(&path, file["password"].as_str());
    if !file["refused"].is_null() {
        return match read {
            Err(_) => Ok(()),
            Ok(imported) => Err(format!("was not refused: {} entries", imported.len())),
        };
    }
    let found: Vec<String> =
        read.map_err(|error| format!("{error:?}"))?.iter().map(|entry| describe(entry, now)).collect();
    let expected: Vec<String> = file["entries"].as_array().into_iter().flatten().filter_map(expect).collect();
    let mut difference = String::new();
    for missing in expected.iter().filter(|entry| !found.contains(entry)) {
        write!(difference, "\n  missing {missing}").expect("writes");
    }
    for extra in found.iter().filter(|entry| !expected.contains(entry)) {
        write!(difference, "\n  extra   {extra}").expect("writes");
    }
    if found.len() != expected.len() {
        write!(difference, "\n  {} entries instead of {}", found.len(), expected.len()).expect("writes");
    }
    if difference.is_empty() { Ok(()) } else { Err(difference) }
}

fn read(path: &Path, password: Option<&str>) -> Result<Vec<ImportedEntry>, ImportError> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if let Ok(codes) = read_image(&bytes) {
        return Ok(read_texts(codes.iter().map(countersign_enrollment::QrText::reveal))?.accounts);
    }
    let passphrase = password.map(|text| Passphrase::new(Zeroizing::new(text.to_owned())));
    // A maFile's manifest is called by the maFile's name here.
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let manifest =
        name.rsplit_once("__").map(|(begin, _)| path.with_file_name(format!("{begin}__manifest.json")));
    let neighbor = manifest.and_then(|manifest| fs::read(manifest).ok());
    let reading =
        Reading { passphrase: passphrase.as_ref(), neighbor: neighbor.as_deref(), ..Reading::default() };
    let Imported { entries, .. } = reading.read(&bytes)?;
    Ok(entries)
}

fn describe(entry: &ImportedEntry, now: UnixTime) -> String {
    let generator = entry.generator();
    let moving = match (generator.counter(), generator.period()) {
        (Some(counter), _) => format!("counter {}", counter.value()),
        (None, Some(period)) => format!("period {}", period.seconds()),
        (None, None) => String::new(),
    };
    format!(
        "{} [{}] [{}] {} {} {} {moving} {}",
        generator.kind().name(),
        entry.issuer().unwrap_or_default(),
        entry.account().unwrap_or_default(),
        *generator.reveal_secret().reveal_base32(),
        generator.algorithm_name(),
        generator.length(),
        *generator.reveal_preview(now),
    )
}

/// The same description of an expected entry; `None` if its secret is none, so that it has to be skipped.
fn expect(entry: &Value) -> Option<String> {
    let secret = Secret::from_base32_in_use(text(entry, "secret")).ok()?;
    let moving = match entry["counter"].as_u64() {
        Some(counter) => format!("counter {counter}"),
        None => format!("period {}", entry["period"]),
    };
    Some(format!(
        "{} [{}] [{}] {} {} {} {moving} {}",
        text(entry, "kind"),
        text(entry, "issuer"),
        text(entry, "account"),
        *secret.reveal_base32(),
        text(entry, "algorithm"),
        entry["digits"],
        text(entry, "code"),
    ))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
