//! Tables that nobody knows: what a person sees of them, what is guessed, and what is never shown.

use countersign_enrollment::import::{
    ColumnRole, ImportError, TableLook, TableMapping, look_at_table, read, read_table,
};

const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DP";
const PASSWORD: &str = "Tr0ub4dor&3!";

fn look(text: &str) -> TableLook {
    assert_eq!(read(text.as_bytes(), None).expect_err("nobody knows it"), ImportError::ColumnsUnknown);
    look_at_table(text.as_bytes()).expect("it is a table")
}

fn roles(look: &TableLook) -> Vec<Option<ColumnRole>> {
    look.columns.iter().map(|column| column.role).collect()
}

#[test]
fn columns_are_guessed_by_their_values_where_they_have_no_names() {
    use ColumnRole::{Account, Algorithm, Digits, Issuer, Kind, Period, Secret};

    let rows = format!(
        "Harbor,ada@harbor.example,{SECRET},totp,SHA256,30,6\nLantern,mary@lantern.example,{SECRET},totp,SHA1,60,8\n"
    );
    let look = look(&rows);
    assert!(!look.has_header);
    assert_eq!(roles(&look), [Issuer, Account, Secret, Kind, Algorithm, Period, Digits].map(Some));
    let mapping = TableMapping::of_roles(&roles(&look), look.has_header).expect("there is a secret");
    let read = read_table(rows.as_bytes(), &mapping).expect("the columns are known now");
    let names: Vec<_> = read.entries.iter().map(|entry| (entry.issuer(), entry.account())).collect();
    assert_eq!(
        names,
        [(Some("Harbor"), Some("ada@harbor.example")), (Some("Lantern"), Some("mary@lantern.example"))]
    );
    assert_eq!(read.entries[1].generator().length(), 8);
}

#[test]
fn columns_are_guessed_by_names_that_only_contain_what_is_known() {
    let look = look(&format!("Web service;My user;2FA seed;Remarks\nHarbor;ada;{SECRET};blue door\n"));
    assert!(look.has_header);
    assert_eq!(
        roles(&look),
        [Some(ColumnRole::Issuer), Some(ColumnRole::Account), Some(ColumnRole::Secret), None]
    );
    let names: Vec<_> = look.columns.iter().filter_map(|column| column.name.as_ref()).collect();
    assert_eq!(
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
        ["Web service", "My user", "2FA seed", "Remarks"]
    );
}

#[test]
fn no_secret_and_no_password_is_shown() {
    let text = format!(
        "Where,Hint,Seed,Else,Password hint\nHarbor,{PASSWORD},{SECRET},otpauth://totp/x?secret={SECRET},tulip\nQuay,plain words,{SECRET},-,rose\n"
    );
    let look = look_at_table(text.as_bytes()).expect("it is a table");
    let shown = format!("{look:?}");
    for hidden in [SECRET, &SECRET[..4], PASSWORD, "tulip"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
    assert_eq!(look.columns[0].samples, ["Harbor", "Quay"]);
    assert_eq!(look.columns[1].samples, ["…", "plain words"]);
    assert_eq!(look.columns[2].samples, ["JB…", "JB…"]);
    assert_eq!(look.columns[3].samples, ["otpauth://…", "-"]);
}

#[test]
fn other_files_are_no_tables() {
    for text in [
        "",
        "one column\nonly",
        "Dear all, the meeting\nis on Monday",
        "a,b,c",
        "{\"a\": 1,\n\"b\": 2,\n}",
        "<svg a=',' />\n<b c=',' />",
    ] {
        assert_eq!(look_at_table(text.as_bytes()), None, "{text}");
    }
    assert_eq!(look_at_table(&[0xff, 0xd8, 0xff, 0xe0, b',', b'\n', b',']), None);
    assert_eq!(read(b"one column\nonly", None).expect_err("no table"), ImportError::NotRecognized);
}

#[test]
fn a_mapping_needs_a_secret() {
    assert_eq!(TableMapping::of_roles(&[Some(ColumnRole::Issuer), None], true), None);
}
