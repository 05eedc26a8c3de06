//! `code`: the vectors of the standards, codes by a counter, and what does not fit.

use crate::computer::{Computer, RFC_KEY};

#[test]
fn the_codes_are_those_of_rfc_6238() {
    let sha256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    let sha512 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                  GEZDGNBVGY3TQOJQGEZDGNA";
    let computer = Computer::with(&[
        &format!("otpauth://totp/one?secret={RFC_KEY}&digits=8"),
        &format!("otpauth://totp/two?secret={sha256}&digits=8&algorithm=SHA256"),
        &format!("otpauth://totp/three?secret={sha512}&digits=8&algorithm=SHA512"),
    ]);
    for (name, at, code) in [
        ("one", "59", "94287082"),
        ("two", "59", "46119246"),
        ("three", "59", "90693936"),
        ("one", "1111111109", "07081804"),
        ("two", "1234567890", "91819424"),
        ("three", "20000000000", "47863826"),
    ] {
        assert_eq!(computer.run(&["code", name, "--at", at]).done().out, format!("{code}\n"), "{name} {at}");
    }
    assert_eq!(computer.run(&["code", "one", "--at", "29", "--next"]).done().out, "94287082\n");
}

#[test]
fn a_code_of_now_says_how_long_it_holds() {
    let computer = Computer::with(&[&format!("otpauth://totp/GitHub:ada?secret={RFC_KEY}&issuer=GitHub")]);
    let now = computer.run(&["code", "github", "--json"]).done().json();
    let left = now["valid_for"].as_u64().unwrap();
    assert!((1..=30).contains(&left), "{now}");
    let code = now["code"].as_str().unwrap();
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{now}");
    let then = computer.run(&["code", "github", "--json", "--at", "59"]).done().json();
    assert_eq!((&then["code"], &then["issuer"]), (&"287082".into(), &"GitHub".into()));
    assert!(then.get("valid_for").is_none());
}

#[test]
fn counter_options_do_not_fit_codes_by_time() {
    let computer = Computer::with(&[&format!("otpauth://totp/GitHub:ada?secret={RFC_KEY}")]);
    assert_eq!(computer.run(&["code", "github", "--back", "--json"]).ended(2).failure(), "usage");
    assert_eq!(computer.run(&["code", "github", "--at", "soon"]).ended(2).out, "");
}

#[test]
fn without_a_clipboard_the_code_is_still_printed() {
    let computer = Computer::with(&[&format!("otpauth://totp/GitHub:ada?secret={RFC_KEY}")]);
    let copied = computer.run(&["code", "github", "--at", "59", "--copy"]).ended(1);
    assert_eq!(copied.out, "287082\n");
    assert!(copied.beside.contains("clipboard"), "{}", copied.beside);
}
