//! The configuration: what is taken, and what is refused with file and line or with the reason.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use countersign_server::config::{EXAMPLE, keep_port};
use countersign_server::mail::{Encryption, MailTransport};
use countersign_server::{Config, ConfigError};

const SAFE: &str = "public_url = \"https://auth.example\"\nproxies = [\"127.0.0.1/32\"]\n";

fn check(text: &str) -> Result<Config, ConfigError> {
    Config::from_toml(text, Path::new("/srv/countersign"))
}

#[test]
fn the_commented_example_is_complete_and_right() {
    let text: String = EXAMPLE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest)
                if rest.split(" = ").next().is_some_and(|key| !key.contains(' ')) && rest.contains(" = ") =>
            {
                rest
            }
            Some(table) if table.starts_with('[') => table,
            _ => line,
        })
        .filter(|line| !line.starts_with("mode"))
        .collect::<Vec<_>>()
        .join("\n");
    let config = check(&text).expect("every example is acceptable");
    assert_eq!(config.hashing.memory_kib, 19_456);
    assert!(config.tls.is_some() && config.public_url.is_some() && config.mail.is_some());
}

#[test]
fn unknown_and_wrong_keys_are_named_with_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("countersign.toml");
    for (text, line, word) in [
        ("name = \"A\"\n\npubic_url = \"x\"\n", 3, "pubic_url"),
        ("challenge_seconds = \"long\"\n", 1, "long"),
        ("name = \"A\"\nname = \"B\"\n", 2, "duplicate"),
        ("mode = \"test\"\n", 1, "test"),
        ("name = \n", 1, ""),
    ] {
        fs::write(&file, text).expect("written");
        let refused = Config::load(&file).expect_err(text);
        let told = refused.to_string();
        assert!(told.contains(&format!("countersign.toml, line {line}: ")) && told.contains(word), "{told}");
    }
    for (text, line, word) in [
        ("mode = \"development\"\n\nchallenge_seconds = 29\n", 3, "challenge_seconds: 30 to 300"),
        ("name = \"A\"\npublic_url = \"https://auth.example/\"\n", 2, "public_url: an origin"),
        ("mode = \"development\"\nlisten = \"localhost\"\n", 2, "listen: an address with a port"),
        ("# who\nname = \"\"\n", 2, "name: 1 to 64 characters"),
        ("\ntls_certificate = \"a.pem\"\n", 2, "tls_certificate and tls_key: both or neither"),
        ("mode = \"development\"\nhashing_queue = 5000\n", 2, "hashing_queue: at most 4096"),
    ] {
        fs::write(&file, text).expect("written");
        let told = Config::load(&file).expect_err(text).to_string();
        assert!(told.contains(&format!("countersign.toml, line {line}: {word}")), "{told}");
    }
    let refused = Config::load(&folder.path().join("nothing.toml")).expect_err("it is not there");
    assert!(refused.to_string().contains("nothing.toml"), "{refused}");
}

/// The keys that the software knows, in its own words.
fn known_keys() -> Vec<String> {
    let of = |text: &str, prefix: &str| -> Vec<String> {
        let refused = check(text).expect_err("no such key").to_string();
        let (_, expected) = refused.split_once("expected").expect("it says what it expects");
        let is_key =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let keys = expected.split('`').filter(is_key).filter(|key| *key != "no_such_key");
        keys.map(|key| format!("{prefix}{key}")).collect()
    };
    let mut keys = of("no_such_key = 1\n", "");
    keys.retain(|key| key != "mail" && key != "push");
    keys.extend(of("mail.no_such_key = 1\n", "mail."));
    keys.extend(of("push.no_such_key = 1\n", "push."));
    keys
}

#[test]
fn every_key_is_in_the_example_and_in_the_manual_with_its_default() {
    let mut known = known_keys();
    known.sort();
    assert!(known.len() > 12, "{known:?}");
    let keys_of = |text: &str, prefix: &str| -> Vec<String> {
        let keys = text.lines().filter_map(|line| line.strip_prefix("# ")?.trim().split_once(" = "));
        keys.filter(|(key, _)| !key.contains(' ')).map(|(key, _)| format!("{prefix}{key}")).collect()
    };
    let (top, tables) = EXAMPLE.split_once("# [mail]\n").expect("its table");
    let (mail, push) = tables.split_once("# [push]\n").expect("its table");
    let mut in_example = [keys_of(top, ""), keys_of(mail, "mail."), keys_of(push, "push.")].concat();
    in_example.sort();
    assert_eq!(in_example, known, "countersign.example.toml");

    let manual = include_str!("../../docs/configuration.md");
    let rows: Vec<Vec<&str>> = manual
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>())
        // The table of keys; that of files has fewer columns.
        .filter(|row| row.len() == 4)
        .collect();
    let mut in_manual: Vec<_> = rows.iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    in_manual.sort();
    assert_eq!(in_manual, known, "docs/configuration.md");
    for row in rows {
        let (key, default) = (row[0].trim_matches('`'), row[2]);
        let usual = match key {
            "mode" => SAFE,
            key if key.starts_with("mail.") => {
                "mode = \"development\"\nmail.from = \"a@b.example\"\nmail.server = \"c.example\"\n"
            }
            _ => "mode = \"development\"\n",
        };
        // A default in code is a value; others are said in words.
        if let Some(value) = default.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
            let [given, left_out] = [format!("{usual}{key} = {value}\n"), usual.to_owned()]
                .map(|text| format!("{:?}", check(&text).expect(key)));
            assert_eq!(given, left_out, "{key} is not {value} by default");
        }
    }
}

#[test]
fn values_out_of_range_are_refused() {
    for wrong in [
        "challenge_seconds = 29",
        "challenge_seconds = 301",
        "listen = \"localhost\"",
        "name = \"\"",
        "tls_key = \"key.pem\"",
        "hashing_permits = 0",
        "push.ports = []",
        "push.ports = [0]",
    ] {
        assert!(matches!(check(&format!("{SAFE}{wrong}\n")), Err(ConfigError::Value(_))), "{wrong}");
    }
    let refused = check("public_url = \"https://auth.example/\"\nproxies = [\"127.0.0.1/32\"]\n");
    assert!(matches!(refused, Err(ConfigError::Value(_))));
}

#[test]
fn combinations_without_encryption_are_refused_with_the_reason() {
    for (text, reason) in [
        ("", "public_url is missing"),
        ("public_url = \"http://localhost:8400\"\n", "not https"),
        ("public_url = \"https://auth.example\"\n", "neither TLS files"),
        ("mode = \"development\"\nlisten = \"0.0.0.0:8400\"\n", "loopback only"),
        ("mode = \"development\"\npublic_url = \"https://auth.example\"\n", "loopback only"),
    ] {
        let refused = check(text).expect_err(text).to_string();
        assert!(refused.contains("refuses to start") && refused.contains(reason), "{refused}");
    }
    check(SAFE).expect("a declared proxy is fine");
    check("public_url = \"https://auth.example\"\ntls_certificate = \"a.pem\"\ntls_key = \"b.pem\"\n")
        .expect("fine");
    check("mode = \"development\"\n").expect("fine");
}

#[test]
fn push_is_on_for_port_443_unless_the_operator_says_otherwise() {
    let push = |lines: &str| check(&format!("{SAFE}{lines}")).expect("acceptable").push;
    assert_eq!(push("").expect("on").ports, [443]);
    assert_eq!(push("[push]\nports = [443, 8443]\n").expect("on").ports, [443, 8443]);
    assert!(push("[push]\nenabled = false\n").is_none());
}

#[test]
fn the_port_that_was_found_is_kept_beside_what_the_operator_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deep/countersign.toml");
    Config::begin_development(&file).expect("written");
    let config = Config::load(&file).expect("fine");
    assert!(config.development && config.listen.port() == 0);
    assert_eq!(config.data, folder.path().join("deep/data"));
    let listening: SocketAddr = "127.0.0.1:8417".parse().expect("an address");
    assert_eq!(config.rules(listening).expect("an origin").origin.as_str(), "http://localhost:8417");
    keep_port(&file, listening).expect("written");
    assert!(fs::read_to_string(&file).expect("there").starts_with("# Plain HTTP"));
    Config::begin_development(&file).expect("left alone");
    assert_eq!(Config::load(&file).expect("fine").listen, listening);
}

#[test]
fn mail_is_off_without_its_table_and_wrong_tables_are_refused() {
    assert!(check(SAFE).expect("acceptable").mail.is_none());
    let with = |table: &str| check(&format!("{SAFE}[mail]\n{table}"));
    let from = "from = \"Countersign <countersign@auth.example>\"\n";
    for (table, expected) in [
        (format!("{from}server = \"smtp.example\""), ("smtp.example", 587, Encryption::Starttls)),
        (
            format!("{from}server = \"smtp.example\"\nencryption = \"tls\""),
            ("smtp.example", 465, Encryption::Tls),
        ),
        (format!("{from}server = \"::1\"\nencryption = \"none\""), ("::1", 25, Encryption::None)),
        (format!("{from}server = \"localhost\"\nport = 2525"), ("localhost", 2525, Encryption::Starttls)),
    ] {
        let mail = with(&table).expect(&table).mail.expect("on");
        let MailTransport::Smtp(smtp) = mail.transport else { panic!("{table}") };
        assert_eq!((smtp.server.as_str(), smtp.port, smtp.encryption), expected);
    }
    let mail = with(&format!("{from}folder = \"mails\"")).expect("acceptable").mail.expect("on");
    assert!(
        matches!(mail.transport, MailTransport::Folder(folder) if folder == Path::new("/srv/countersign/mails"))
    );
    let server = format!("{from}server = \"smtp.example\"\n");
    for (table, word) in [
        ("server = \"smtp.example\"".to_owned(), "from"),
        ("from = \"nobody\"\nfolder = \"mails\"".to_owned(), "mail.from: an address"),
        (
            "from = \"A <a@b.example>\\r\\nBcc: c@d.example\"\nfolder = \"m\"".to_owned(),
            "mail.from: an address",
        ),
        ("from = \"a@b.example, c@d.example\"\nfolder = \"m\"".to_owned(), "mail.from: an address"),
        (from.to_owned(), "mail: either server or folder"),
        (format!("{server}folder = \"mails\""), "mail: either server or folder"),
        (format!("{server}user = \"a\""), "mail.user and mail.password_file"),
        (format!("{server}encryption = \"none\""), "mail server on this machine only"),
        (format!("{from}server = \"smtp example\""), "mail.server: the name"),
        (format!("{from}folder = \"mails\"\nport = 25"), "mail.folder: goes without"),
        (format!("{server}pasword_file = \"a\""), "pasword_file"),
    ] {
        let refused = with(&table).expect_err(&table).to_string();
        assert!(refused.contains(word), "{table}: {refused}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("countersign.toml");
    fs::write(&file, "mode = \"development\"\n\n[mail]\nfolder = \"m\"\nfrom = \"x\"\n").expect("written");
    let told = Config::load(&file).expect_err("no address").to_string();
    assert!(told.contains("countersign.toml, line 5: mail.from: an address"), "{told}");
    fs::write(&file, format!("mode = \"development\"\n\n[mail]\n{from}")).expect("written");
    let told = Config::load(&file).expect_err("no way out").to_string();
    assert!(told.contains("countersign.toml, line 3: mail: either server or folder"), "{told}");
}
