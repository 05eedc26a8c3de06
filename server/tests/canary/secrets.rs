//! Secrets that were planted, and whether they are in a text.

use std::collections::{BTreeSet, HashMap};

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use super::PASSWORD;

/// Secrets by name, each in every shape in which it could leak.
#[derive(Default)]
pub(crate) struct Secrets {
    shapes: Vec<(String, Vec<u8>)>,
    /// By their first bytes, so that one look at a place finds all that begin there.
    by_beginning: HashMap<[u8; BEGINNING], Vec<usize>>,
}

/// No shape is shorter.
const BEGINNING: usize = 6;

impl Secrets {
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.shape(name, value.as_bytes().to_vec());
        if value.len() >= 8 {
            self.shape(
                name,
                url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().into_bytes(),
            );
            self.encoded(name, value.as_bytes());
        }
    }

    pub(crate) fn bytes(&mut self, name: &str, value: &[u8]) {
        self.shape(name, value.to_vec());
        self.encoded(name, value);
    }

    /// A code of eight characters, whole and in halves.
    pub(crate) fn code(&mut self, name: &str, code: &str) {
        self.text(name, code);
        for between in ["-", " "] {
            self.text(name, &format!("{}{between}{}", &code[..4], &code[4..]));
        }
    }

    /// In how many shapes they are looked for.
    pub(crate) fn number(&self) -> usize {
        self.shapes.len()
    }

    fn encoded(&mut self, name: &str, value: &[u8]) {
        for encoding in [&BASE64, &BASE64URL_NOPAD, &HEXLOWER, &HEXUPPER] {
            self.shape(name, encoding.encode(value).into_bytes());
        }
    }

    fn shape(&mut self, name: &str, shape: Vec<u8>) {
        let beginning =
            *shape.first_chunk().unwrap_or_else(|| panic!("{name} is too short to be looked for"));
        self.by_beginning.entry(beginning).or_default().push(self.shapes.len());
        self.shapes.push((name.to_owned(), shape));
    }

    /// The names of those that are in `text`.
    pub(crate) fn inside(&self, text: &[u8]) -> Vec<&str> {
        let mut found = BTreeSet::new();
        for (at, beginning) in text.windows(BEGINNING).enumerate() {
            let beginning: &[u8; BEGINNING] = beginning.try_into().expect("windows have this size");
            for &known in self.by_beginning.get(beginning).into_iter().flatten() {
                let (name, shape) = &self.shapes[known];
                if text[at..].starts_with(shape) && counts(text, at, shape) {
                    found.insert(name.as_str());
                }
            }
        }
        found.into_iter().collect()
    }
}

/// Digits count only as a number of their own: longer numbers hold all kinds of others.
fn counts(text: &[u8], at: usize, shape: &[u8]) -> bool {
    let beside = [at.checked_sub(1), Some(at + shape.len())];
    let is_alone = beside.iter().flatten().all(|&at| text.get(at).is_none_or(|byte| !byte.is_ascii_digit()));
    is_alone || !shape.iter().all(u8::is_ascii_digit)
}

#[test]
fn the_canary_sings_when_there_is_something_to_sing_about() {
    let mut secrets = Secrets::default();
    secrets.text("password", PASSWORD);
    secrets.code("backup code", "ABCD1234");
    secrets.text("digits", "048213");
    secrets.bytes("key", &[7; 32]);
    for (text, expected) in [
        ("nothing here", &[][..]),
        ("a=canary+kettle+orbit+4100", &["password"]),
        ("\"canary kettle orbit 4100\"", &["password"]),
        ("Y2FuYXJ5IGtldHRsZSBvcmJpdCA0MTAw", &["password"]),
        ("code ABCD-1234.", &["backup code"]),
        ("digits=048213 at 10482139", &["digits"]),
        ("elapsed 10482139", &[]),
        ("0707070707070707070707070707070707070707070707070707070707070707", &["key"]),
    ] {
        assert_eq!(secrets.inside(text.as_bytes()), expected, "{text}");
    }
}
