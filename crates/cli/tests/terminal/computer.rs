//! A computer of its own for each test: a home, no key store, and a vault that a passphrase opens.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What opens the vault.
pub(crate) const PASSPHRASE: &str = "plum kettle orbit 41 lantern";

/// The secret of the vectors in RFC 4226 and 6238, as a setup key.
pub(crate) const RFC_KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// A home with nothing in it.
pub(crate) struct Computer {
    home: TempDir,
}

/// What a run of the program gave.
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) beside: String,
}

impl Computer {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("passphrase"), format!("{PASSPHRASE}\nnot this line\n")).unwrap();
        Self { home }
    }

    /// A file in the home.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program with the vault's passphrase at hand.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// The same with something in the standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let passphrase = self.path("passphrase");
        let mut all = arguments.to_vec();
        all.extend(["--passphrase-file", passphrase.to_str().unwrap()]);
        self.run_bare(&all, input)
    }

    /// The program with nothing but these arguments.
    pub(crate) fn run_bare(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self.command(arguments).spawn().unwrap();
        // A program that ends before it has read everything closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ran::from(child.wait_with_output().unwrap())
    }

    /// The program, not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_DATA_HOME", self.home.path())
            // Nobody listens there, so there is no key store.
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", self.home.path().display()))
            .current_dir(self.home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Adds an account by its link.
    pub(crate) fn add(&self, link: &str) -> Ran {
        self.run_with(&["add", "-"], link)
    }

    /// A computer with these accounts.
    pub(crate) fn with(links: &[&str]) -> Self {
        let computer = Self::new();
        computer.add(&links.join("\n")).done();
        computer
    }

    /// The accounts as JSON.
    pub(crate) fn accounts(&self) -> Vec<Value> {
        let list = self.run(&["list", "--json"]).done().json();
        list["accounts"].as_array().unwrap().clone()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            exit: output.status.code().expect("it ends by itself"),
            out: text(output.stdout),
            beside: text(output.stderr),
        }
    }
}

impl Ran {
    /// It went well.
    pub(crate) fn done(self) -> Self {
        self.ended(0)
    }

    /// It ended with this code.
    pub(crate) fn ended(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "{}{}", self.out, self.beside);
        assert!(!self.said(RFC_KEY), "the secret was said");
        self
    }

    pub(crate) fn said(&self, text: &str) -> bool {
        self.out.contains(text) || self.beside.contains(text)
    }

    /// The result as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{} is no JSON", self.out))
    }

    /// The failure's name as JSON tells it.
    pub(crate) fn failure(&self) -> String {
        let json: Value = serde_json::from_str(&self.beside).unwrap();
        json["error"]["code"].as_str().unwrap().to_owned()
    }
}
