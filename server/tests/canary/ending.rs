//! Where everything that was said and stored is looked through, place by place.

use std::fs;

use super::Story;
use super::heard::Exchange;

/// What was found, by the place where it was.
#[derive(Default)]
pub(crate) struct Found(Vec<String>);

impl Story {
    /// Looks at what only a server that runs can tell.
    pub(crate) async fn looks_inside(&mut self, exchanges: &[Exchange]) -> Found {
        for (name, value) in exchanges.iter().flat_map(|exchange| &exchange.headers) {
            let value = value.split(['=', ';']).nth(1).unwrap_or_default();
            if name == "set-cookie" && value.len() >= 16 {
                self.secrets.text("cookie", value);
            }
        }
        let mut found = Found::default();
        self.look_at_journals(&mut found).await;
        self.look_at_debug_output(&mut found).await;
        found
    }

    /// Looks everywhere else, once nothing is written any more.
    pub(crate) fn ends(self, exchanges: &[Exchange], log: &[u8], mut found: Found) {
        assert!(exchanges.len() > 150, "the story was told: {}", exchanges.len());
        assert!(self.secrets.number() > 450, "{}", self.secrets.number());
        self.look_at_the_wire(exchanges, &mut found);
        self.look_at_the_log(log, &mut found);
        self.look_at_the_database(&mut found);
        assert!(found.0.is_empty(), "{:#?}", found.0);
    }

    /// Nothing may be here.
    fn look(&self, found: &mut Found, place: &str, text: &[u8]) {
        for name in self.secrets.inside(text).into_iter().chain(self.passing.inside(text)) {
            found.0.push(format!("{name} in {place}"));
        }
    }

    /// Addresses, headers, and the bodies of refusals and of the pages for administrators.
    fn look_at_the_wire(&self, exchanges: &[Exchange], found: &mut Found) {
        let (mut refused, mut administration) = (0, 0);
        for exchange in exchanges {
            let here = format!("{} {}", exchange.status, exchange.uri.split('?').next().unwrap_or_default());
            // A link in a mail has nowhere else to carry its mark; it is for one thing, and only takes that away.
            if !exchange.uri.starts_with("/take-back?") {
                self.look(found, &format!("the address of {here}"), exchange.uri.as_bytes());
            }
            for (name, value) in exchange.headers.iter().filter(|(name, _)| name != "set-cookie") {
                self.look(found, &format!("the header {name} of {here}"), value.as_bytes());
            }
            if exchange.status >= 400 {
                refused += 1;
                self.look(found, &format!("the body of {here}"), &exchange.body);
            }
            // All but the one page that shows a link once. Forms carry their own token.
            if exchange.uri.starts_with("/admin") && !exchange.uri.contains("made=") {
                administration += 1;
                self.look(found, &format!("the body of {here}"), &without_form_tokens(&exchange.body));
            }
        }
        assert!(administration > 9, "the pages for administrators were looked at: {administration}");
        assert!(refused > 8, "errors were looked at: {refused}");
    }

    fn look_at_the_log(&self, log: &[u8], found: &mut Found) {
        let text = String::from_utf8_lossy(log);
        for expected in ["DEBUG sqlx::query", "UPDATE devices", "route=\"/sign-in/complete\"", "replied"] {
            assert!(text.contains(expected), "the log is as talkative as it can be: {expected}");
        }
        self.look(found, "the log", log);
        assert!(!text.contains("eyJ"), "signed messages are not for logs");
    }

    /// All but the keys, which have files of their own, and what may be there for a moment.
    fn look_at_the_database(&self, found: &mut Found) {
        for entry in fs::read_dir(self.server.folder().join("data")).expect("the folder") {
            let file = entry.expect("readable").path();
            if file.extension().is_none_or(|kind| kind != "key") {
                let inside = fs::read(&file).expect("readable");
                for name in self.secrets.inside(&inside) {
                    found.0.push(format!("{name} in {}", file.display()));
                }
            }
        }
    }

    /// What `countersign-server journal export` writes, and what administrators did.
    async fn look_at_journals(&self, found: &mut Found) {
        let storage = &self.server.app().state().storage;
        let people = storage.people("", "").await.expect("it works");
        assert_eq!(people.lines.len(), 2);
        for person in people.lines {
            let texts = storage.journal_after(&person.id, 0, 10_000).await.expect("it works");
            assert!(texts.len() > 5, "{} has a journal: {}", person.name, texts.len());
            self.look(found, "an exported journal", texts.join("\n").as_bytes());
        }
        let acts = storage.acts(None).await.expect("it works");
        assert!(acts.len() > 2, "{}", acts.len());
        self.look(found, "the administrators’ journal", format!("{acts:?}").as_bytes());
    }

    /// What a developer prints in a hurry.
    async fn look_at_debug_output(&self, found: &mut Found) {
        let state = self.server.app().state();
        let (storage, now) = (&state.storage, state.now());
        for person in storage.people("", "").await.expect("it works").lines {
            let all = storage.person_now(&person.id, now).await.expect("it works");
            self.look(found, "somebody, printed", format!("{all:#?}").as_bytes());
        }
        for printed in &self.printed {
            self.look(found, "what was printed on the way", printed.as_bytes());
        }
        let keys = format!("{:?} {:?}", state.keys, self.server.app().state().push);
        self.look(found, "the keys, printed", keys.as_bytes());
    }
}

/// A page without the values of its fields for the form token.
fn without_form_tokens(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let mut parts = text.split("name=\"csrf\" value=\"");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    kept.into_bytes()
}
