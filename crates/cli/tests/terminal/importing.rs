//! `import`, `restore`, `scan`, `undo-import`, `trash`, on the importers' own fixtures.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::computer::{Computer, RFC_KEY};

/// What the fixtures' accounts are made of; none of it may ever be said.
const SECRETS: [&str; 3] =
    ["OBWGKYLTMUQHEZLBMQQHI2DF", "MZUXE43UEBRWQYLQORSXEIDPMYQHI2DF", "NVQW45LBNQQG64RAN5XGY2LOMUQG65DI"];
const PASSWORD: &str = "correct horse 🐎\n";

fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../enrollment/tests/fixtures").join(name);
    assert!(path.exists(), "{}", path.display());
    path
}

fn import(computer: &Computer, name: &str, more: &[&str]) -> crate::computer::Ran {
    let path = fixture(name);
    let mut arguments = vec!["import", path.to_str().unwrap()];
    arguments.extend(more);
    let ran = computer.run(&arguments);
    for secret in SECRETS {
        assert!(!ran.said(secret), "{name}: the secret was said");
    }
    ran
}

#[test]
fn a_preview_tells_all_but_the_secrets_and_needs_no_vault() {
    let computer = Computer::new();
    let preview =
        import(&computer, "aegis.json", &["--preview", "--json", "--at", "1700000000"]).done().json();
    assert_eq!(preview["format"], "Aegis");
    assert!(preview["done"].is_null());
    let entries = preview["entries"].as_array().unwrap();
    let first = &entries[0];
    for (name, value) in [
        ("issuer", Value::from("Harbor Mail")),
        ("account", "ada@harbor.example".into()),
        ("kind", "totp".into()),
        ("algorithm", "SHA1".into()),
        ("digits", 6.into()),
        ("period", 30.into()),
        ("standing", "new".into()),
    ] {
        assert_eq!(first[name], value, "{name}: {first}");
    }
    let code = first["code"].as_str().unwrap();
    let hotp = entries.iter().find(|entry| entry["kind"] == "hotp").unwrap();
    assert_eq!((&hotp["counter"], hotp.get("period")), (&41.into(), None));
    assert!(!computer.path("org.countersign.development").exists());
    assert!(!computer.path("org.countersign.authenticator").exists());
    // The same code comes out of the vault afterwards.
    import(&computer, "aegis.json", &[]).done();
    assert_eq!(computer.run(&["code", "harbor", "--at", "1700000000"]).done().out, format!("{code}\n"));
    let again = import(&computer, "aegis.json", &["--preview", "--json"]).done().json();
    let is_here = |entry: &Value| entry["standing"] == "here" && entry.get("code").is_none();
    assert!(again["entries"].as_array().unwrap().iter().all(is_here), "{again}");
}

#[test]
fn an_import_can_be_undone_as_a_whole() {
    let computer = Computer::with(&[&format!("otpauth://totp/First?secret={RFC_KEY}")]);
    let done = import(&computer, "2fas.json", &["--json"]).done().json();
    let added = done["done"]["added"].as_u64().unwrap();
    assert!(added >= 2, "{done}");
    let list = computer.run(&["undo-import", "--list", "--json"]).done().json();
    assert_eq!(list["imports"][0]["id"], done["done"]["import"]);
    let undone = computer.run(&["undo-import"]).done();
    assert!(undone.out.starts_with(&format!("Undone: {added} from 2FAS")), "{}", undone.out);
    assert_eq!(computer.accounts().len(), 1);
    assert_eq!(computer.run(&["undo-import", "--json"]).ended(3).failure(), "import_unknown");
}

#[test]
fn a_password_comes_from_a_file_and_a_wrong_one_is_told_apart() {
    let computer = Computer::new();
    let (right, wrong) = (computer.file("right", PASSWORD), computer.file("wrong", "no\n"));
    let with = |file: &Path| {
        import(
            &computer,
            "aegis-encrypted.json",
            &["--preview", "--json", "--password-file", file.to_str().unwrap()],
        )
    };
    assert_eq!(with(&right).done().json()["format"], "Aegis (encrypted)");
    assert_eq!(with(&wrong).ended(6).failure(), "file_password_wrong");
    let unasked = import(&computer, "aegis-encrypted.json", &["--preview", "--json"]).ended(6);
    assert_eq!(unasked.failure(), "file_password_needed");
    assert!(unasked.said("--password-file"), "{}", unasked.beside);
}

#[test]
fn a_costly_file_is_a_question() {
    let computer = Computer::new();
    let right = computer.file("right", PASSWORD);
    let arguments = ["--preview", "--json", "--password-file", right.to_str().unwrap()];
    let asked = import(&computer, "aegis-costly.json", &arguments).ended(6);
    assert_eq!(asked.failure(), "file_costs_much");
    assert!(asked.said("MiB of memory") && asked.said("--accept-cost"), "{}", asked.beside);
}

#[test]
fn what_is_no_export_is_said_to_be_none() {
    let computer = Computer::new();
    let noise = computer.file("noise.json", "{\"canary\": 1}");
    let refused = computer.run(&["import", noise.to_str().unwrap(), "--preview", "--json"]).ended(6);
    assert_eq!(refused.failure(), "file_unknown");
    assert!(!refused.said("canary"), "{}", refused.beside);
    let bomb = import(&computer, "bomb.zip", &["--preview", "--json"]).ended(6);
    assert_eq!(bomb.failure(), "file_too_large");
    assert!(computer.run(&["import"]).ended(2).out.is_empty());
}

#[test]
fn the_bad_lines_of_a_text_are_listed_with_their_reason() {
    let computer = Computer::new();
    let text =
        format!("otpauth://totp/Good?secret={RFC_KEY}\nWIFI:S:canary;;\notpauth://totp/Bad?secret=canary!\n");
    let ran = computer.run_with(&["import", "-", "--json"], &text).done();
    assert!(!ran.said("canary"), "{}", ran.out);
    let done = ran.json();
    assert_eq!(done["done"]["added"], 1);
    let lines: Vec<_> = done["skipped"].as_array().unwrap().iter().map(|each| each["line"].clone()).collect();
    assert_eq!(lines, [2, 3].map(Value::from), "{done}");
}

#[test]
fn a_table_is_read_by_the_columns_that_are_named() {
    let computer = Computer::new();
    let table =
        computer.file("table.csv", format!("who;what;where\nada;{RFC_KEY};Harbor\n").replace(';', ","));
    let path = table.to_str().unwrap();
    let arguments = [
        "import",
        path,
        "--preview",
        "--json",
        "--at",
        "59",
        "--header",
        "--columns",
        "account,secret,issuer",
    ];
    let preview = computer.run(&arguments).done().json();
    let entry = &preview["entries"][0];
    assert_eq!(
        (&entry["issuer"], &entry["account"], &entry["code"]),
        (&"Harbor".into(), &"ada".into(), &"287082".into())
    );
    assert_eq!(computer.run(&["import", path, "--columns", "account", "--json"]).ended(2).failure(), "usage");
}

#[test]
fn an_unknown_table_is_a_question_and_its_columns_have_names_and_numbers() {
    let computer = Computer::new();
    let table = computer.file("table.csv", format!("Who,Seed,Site\nada,{RFC_KEY},Harbor\n"));
    let import = |more: &[&str]| {
        let mut arguments = vec!["import", table.to_str().unwrap(), "--preview", "--json"];
        arguments.extend(more);
        computer.run(&arguments)
    };
    assert_eq!(import(&[]).ended(6).failure(), "file_columns_unknown");
    let shown = computer.run(&["import", table.to_str().unwrap(), "--preview"]).ended(6);
    assert!(shown.said("Harbor") && shown.said("--columns secret=2,issuer=3"), "{}", shown.beside);
    for columns in ["secret=2,issuer=site,account=1", "account=who,secret=SEED,issuer=3"] {
        let preview = import(&["--columns", columns, "--at", "59"]).done().json();
        assert_eq!(preview["entries"].as_array().unwrap().len(), 1, "{preview}");
        let entry = &preview["entries"][0];
        assert_eq!(
            (&entry["issuer"], &entry["account"], &entry["code"]),
            (&"Harbor".into(), &"ada".into(), &"287082".into()),
            "{columns}"
        );
    }
    for columns in ["secret=9", "secret=nowhere", "issuer=3"] {
        assert_eq!(import(&["--columns", columns]).ended(2).failure(), "usage", "{columns}");
    }
    assert_eq!(import(&["--columns", "colour=1"]).exit, 2);
}

#[test]
fn what_needs_a_pin_is_asked_for_it_and_left_out_where_nobody_answers() {
    let computer = Computer::new();
    let lines =
        format!("otpauth://totp/Harbor:ada?secret={RFC_KEY}\nmotp://Door:ada?secret=e3152afee62599c8\n");
    let done = computer.run_with(&["import", "-", "--json"], &lines).done();
    assert!(done.said("PIN"), "{}", done.beside);
    let done = done.json();
    assert_eq!((&done["done"]["added"], &done["need_pin"]), (&1.into(), &serde_json::json!(["Door, ada"])));
    let alone = computer.add("motp://Door:ada?secret=e3152afee62599c8").ended(7);
    assert!(alone.said("PIN of Door"), "{}", alone.beside);
}

#[test]
fn without_a_screen_nothing_is_scanned() {
    let computer = Computer::new();
    let scanned = computer.run(&["scan", "--screen", "--preview", "--json"]).ended(1);
    assert_eq!(scanned.failure(), "screen_unavailable");
    assert_eq!(computer.run(&["scan"]).exit, 2);
}

#[test]
fn what_differs_stays_out_unless_it_is_wanted() {
    let computer = Computer::with(&[&format!("otpauth://totp/Harbor:ada?secret={RFC_KEY}&issuer=Harbor")]);
    let other = "otpauth://totp/Harbor:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Harbor";
    let import = |more: &[&str]| {
        let mut arguments = vec!["import", "-", "--json"];
        arguments.extend(more);
        computer.run_with(&arguments, other).done().json()
    };
    let left = import(&[]);
    assert_eq!((&left["entries"][0]["standing"], &left["done"]["added"]), (&"differs".into(), &0.into()));
    assert_eq!(import(&["--if-different", "replace"])["done"]["replaced"], 1);
    assert_eq!(computer.accounts().len(), 1);
    assert_ne!(computer.run(&["code", "harbor", "--at", "59"]).done().out, "287082\n");
    computer.run(&["undo-import"]).done();
    assert_eq!(computer.run(&["code", "harbor", "--at", "59"]).done().out, "287082\n");
}

#[test]
fn a_removed_account_comes_back_from_the_trash() {
    let computer = Computer::with(&[&format!("otpauth://totp/Harbor:ada?secret={RFC_KEY}&issuer=Harbor")]);
    computer.run(&["remove", "harbor", "--yes"]).done();
    assert_eq!(computer.run(&["trash", "--json"]).done().json()["accounts"][0]["issuer"], "Harbor");
    assert_eq!(computer.run(&["trash"]).done().out, "Harbor, ada  kept for 30 days\n");
    computer.run(&["trash", "--restore", "ada"]).done();
    assert_eq!(computer.accounts().len(), 1);
    computer.run(&["remove", "harbor", "--yes"]).done();
    assert_eq!(computer.run_with(&["trash", "--erase", "harbor"], "n\n").exit, 7);
    computer.run(&["trash", "--erase", "harbor", "--yes"]).done();
    assert_eq!(
        computer.run(&["trash", "--restore", "harbor", "--json"]).ended(3).failure(),
        "account_unknown"
    );
}

#[test]
fn codes_by_a_counter_count_on_and_step_back() {
    let computer = Computer::new();
    computer.run_with(&["import", "-"], &format!("otpauth://hotp/Lantern?secret={RFC_KEY}&counter=0")).done();
    // RFC 4226, appendix D.
    for code in ["755224", "287082", "359152"] {
        assert_eq!(computer.run(&["code", "lantern"]).done().out, format!("{code}\n"));
    }
    assert_eq!(computer.run(&["code", "lantern", "--back"]).done().out, "287082\n");
    let next = computer.run(&["code", "lantern", "--json"]).done().json();
    assert_eq!((&next["code"], &next["counter"]), (&"359152".into(), &2.into()));
    for refused in [["--at", "59"].as_slice(), &["--next"]] {
        let mut arguments = vec!["code", "lantern", "--json"];
        arguments.extend(refused);
        assert_eq!(computer.run(&arguments).ended(2).failure(), "usage");
    }
    assert_eq!(computer.run(&["code", "lantern"]).done().out, "969429\n");
}

#[test]
fn pictures_are_scanned() {
    let computer = Computer::new();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/e2e/pictures");
    let (code, empty) = (pictures.join("otpauth.png"), pictures.join("no-code.png"));
    let scanned = computer.run(&["scan", code.to_str().unwrap(), "--json"]).done().json();
    assert_eq!(scanned["done"]["added"], 1);
    assert_eq!(computer.accounts().len(), 1);
    let none = computer.run(&["scan", empty.to_str().unwrap(), "--json"]).ended(6);
    assert_eq!(none.failure(), "no_qr_code");
}
