//! The program as operators meet it: its commands, its refusals, its files.
#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

const PASSWORD: &str = "plum kettle orbit 41\n";

struct Home {
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn with(config: &str) -> Self {
        let home = Self::new();
        fs::write(home.config(), config).expect("written");
        home
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("countersign.toml")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
        command.arg("--config").arg(self.config()).args(arguments);
        command.env_clear().env("COUNTERSIGN_HASHING_MEMORY_KIB", "64");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).spawn().expect("it starts");
        // A command that refuses early does not read its input.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        child.wait_with_output().expect("it ends")
    }

    /// Starts the server and waits until it answers.
    fn serve(&self) -> Served {
        self.wait_for(self.command(&["serve", "--development"]))
    }

    /// The same where no file may grow beyond this many half kilobytes, as on a disk that is full.
    fn serve_on_a_full_disk(&self, blocks: u64) -> Served {
        let mut shell = Command::new("sh");
        let program = env!("CARGO_BIN_EXE_countersign-server");
        // Without the signal, writes fail as they do without room.
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""), program]);
        shell.arg("--config").arg(self.config()).args(["serve", "--development"]);
        shell.env_clear().env("COUNTERSIGN_HASHING_MEMORY_KIB", "64").env("PATH", "/usr/bin:/bin");
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.wait_for(shell)
    }

    fn wait_for(&self, command: Command) -> Served {
        self.look_each(Duration::from_millis(50), command)
    }

    fn look_each(&self, pause: Duration, mut command: Command) -> Served {
        let child = command.spawn().expect("it starts");
        let mut served = Served { child, port: 0 };
        for _ in 0..Duration::from_secs(30).as_micros() / pause.as_micros() {
            if let Some(port) = self.port().filter(|port| get(*port, "/healthz").contains("200 OK")) {
                served.port = port;
                return served;
            }
            if let Some(status) = served.child.try_wait().expect("it can be asked") {
                panic!("ended with {status}: {}", read(served.child.stderr.take()));
            }
            std::thread::park_timeout(pause);
        }
        panic!("no answer within half a minute");
    }

    fn port(&self) -> Option<u16> {
        let text = fs::read_to_string(self.config()).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("listen = \"127.0.0.1:"))?;
        line.trim_end_matches('"').parse().ok()
    }
}

struct Served {
    child: Child,
    port: u16,
}

impl Served {
    /// Asks it to stop, as service managers do; gives what it logged.
    fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("kill is on every system");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}");
        read(self.child.stderr.take())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(pipe: Option<impl Read>) -> String {
    let mut text = String::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.read_to_string(&mut text);
    }
    text
}

fn get(port: u16, path: &str) -> String {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return String::new() };
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(request.as_bytes());
    read(Some(stream))
}

/// Sends the sign-in form as a browser does; gives the whole reply.
fn sign_in(port: u16, name: &str, password: &str) -> String {
    let shown = get(port, "/sign-in");
    let between = |before: &str, after: char| {
        let rest = shown.split_once(before).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split(after).next()).unwrap_or_default().to_owned()
    };
    let cookie = format!("cs_dev_{port}_form={}", between(&format!("cs_dev_{port}_form="), ';'));
    let token = between("name=\"csrf\" value=\"", '"');
    let body = format!("csrf={token}&name={name}&password={password}");
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:{port}\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return String::new() };
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
    read(Some(stream))
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn the_server_keeps_its_port_its_keys_and_its_first_link() {
    let home = Home::new();
    let served = home.serve();
    let port = served.port;
    let link = fs::read_to_string(home.data().join("setup-link")).expect("no terminal, so a file");
    assert!(link.starts_with(&format!("http://localhost:{port}/setup#")), "another link");
    for file in ["setup-link", "server.key", "instance.key"] {
        assert_eq!(mode(&home.data().join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&home.data()), 0o700);
    let log = served.stop();
    let token = link.trim().rsplit_once('#').expect("a fragment").1;
    assert!(log.contains("setup-link") && !log.contains(token), "the log tells where, never what");

    let keys = fs::read(home.data().join("instance.key")).expect("there");
    let served = home.serve();
    assert_eq!(served.port, port);
    assert_eq!(fs::read(home.data().join("instance.key")).expect("there"), keys);
    let renewed = fs::read_to_string(home.data().join("setup-link")).expect("renewed");
    assert_ne!(renewed, link);

    let refused = home.run(&["serve"], "");
    let expected = format!("127.0.0.1:{port} is taken by countersign-ser (process {})", served.child.id());
    assert!(!refused.status.success() && told(&refused).contains(&expected), "{}", told(&refused));
}

#[test]
fn a_missing_key_stops_the_server_and_no_new_one_is_made() {
    let home = Home::new();
    home.serve().stop();
    for name in ["server.key", "instance.key"] {
        let file = home.data().join(name);
        let kept = home.folder.path().join(name);
        fs::rename(&file, &kept).expect("it goes");
        let refused = home.run(&["serve"], "");
        assert!(!refused.status.success());
        let expected = format!("{name} is missing, but the database is there");
        assert!(told(&refused).contains(&expected), "{}", told(&refused));
        assert!(!file.exists());
        fs::rename(&kept, &file).expect("it comes back");
    }
    home.serve().stop();
}

#[test]
fn wrong_configurations_are_refused_with_their_line_or_reason() {
    for (config, expected) in [
        ("name = \"A\"\npublic_ulr = \"x\"\n", "countersign.toml, line 2: unknown field `public_ulr`"),
        ("", "public_url is missing"),
        ("public_url = \"https://auth.example\"\n", "neither TLS files"),
    ] {
        let refused = Home::with(config).run(&["serve"], "");
        assert!(!refused.status.success() && told(&refused).contains(expected), "{}", told(&refused));
    }
    let nothing = Home::new().run(&["serve"], "");
    assert!(told(&nothing).contains("countersign-server config > "), "{}", told(&nothing));
}

#[test]
fn accounts_are_made_and_invited_on_the_console() {
    let home = Home::new();
    home.serve().stop();
    assert!(home.run(&["user", "add", "Ada", "--admin"], PASSWORD).status.success());
    let taken = home.run(&["user", "add", "ADA"], PASSWORD);
    assert!(!taken.status.success() && told(&taken).contains("somebody has the name"), "{}", told(&taken));
    let short = home.run(&["user", "add", "Bob"], "short\n");
    assert!(!short.status.success() && told(&short).contains("too short"), "{}", told(&short));
    let list = home.run(&["user", "list"], "");
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    assert!(list.starts_with("Ada\tadministrator\tsince ") && list.lines().count() == 1, "{list}");

    let invited = home.run(&["user", "invite", "for Bob"], "");
    let said = String::from_utf8_lossy(&invited.stdout).into_owned();
    let file =
        said.lines().next().and_then(|line| line.strip_prefix("The link is in ")).expect("where it is");
    assert_eq!(mode(Path::new(file)), 0o600);
    let link = fs::read_to_string(file).expect("there");
    assert!(link.contains("/invite#") && !said.contains(&link), "never on a pipe");
}

#[test]
fn the_next_instance_key_is_made_on_the_console() {
    let home = Home::new();
    assert!(!home.run(&["keys", "show"], "").status.success(), "there is no server yet");
    home.serve().stop();
    let said = |arguments: &[&str]| {
        let output = home.run(arguments, "");
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let first = said(&["keys", "show"]);
    assert!(first.starts_with("signing\t") && first.contains("since the beginning"), "{first}");
    assert!(!first.contains("next\t"), "{first}");
    let served = home.serve();
    let rotated = said(&["keys", "rotate"]);
    let named = |text: &str, word: &str| {
        let line = text.lines().find(|line| line.starts_with(word)).map(str::to_owned);
        line.and_then(|line| line.split('\t').nth(1).map(str::to_owned))
    };
    assert_eq!(named(&rotated, "signing"), named(&first, "signing"), "a day later only");
    assert!(named(&rotated, "next").is_some() && rotated.contains("instance.json"), "{rotated}");
    for file in ["instance.key", "instance.next.key", "instance.json"] {
        assert_eq!(mode(&home.data().join(file)), 0o600, "{file}");
    }
    let again = home.run(&["keys", "rotate"], "");
    assert!(!again.status.success() && told(&again).contains("announced already"), "{}", told(&again));
    let lost = home.run(&["keys", "replace-lost", "--every-device-links-again"], "");
    assert!(!lost.status.success(), "a server runs here: {}", told(&lost));
    served.stop();
    let unsure = home.run(&["keys", "replace-lost"], "");
    assert!(!unsure.status.success() && told(&unsure).contains("linked again"), "{}", told(&unsure));
    let there = home.run(&["keys", "replace-lost", "--every-device-links-again"], "");
    assert!(!there.status.success() && told(&there).contains("keys rotate"), "{}", told(&there));
    for file in ["instance.key", "instance.next.key"] {
        fs::remove_file(home.data().join(file)).expect("it goes");
    }
    let anew = said(&["keys", "replace-lost", "--every-device-links-again"]);
    assert_ne!(named(&anew, "signing"), named(&first, "signing"));
    home.serve().stop();
}

#[test]
fn administrators_suspended_accounts_and_resets_are_the_console_s_too() {
    let home = Home::new();
    home.serve().stop();
    let run = |arguments: &[&str]| home.run(arguments, "");
    let said = |arguments: &[&str]| {
        let output = run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(home.run(&["user", "add", "Ada"], PASSWORD).status.success());
    assert!(said(&["user", "admin", "ada"]).contains("The pages open once two-step verification is on"));
    assert!(said(&["user", "list"]).starts_with("Ada\tadministrator\t"));
    assert!(said(&["user", "admin", "ada", "--revoke"]).contains("is no administrator"));
    assert!(said(&["user", "suspend", "ada"]).contains("is suspended"));
    assert!(said(&["user", "suspend", "ada", "--lift"]).contains("is not suspended"));
    for (arguments, expected) in [
        (["user", "reset", "ada"].as_slice(), "there is nothing to reset"),
        (&["user", "reset", "ada", "--cancel"], "no reset of ada waits"),
        (&["user", "link", "ada"], "needs no link"),
        (&["user", "admin", "nobody"], "nobody has the name"),
    ] {
        let refused = run(arguments);
        assert!(
            !refused.status.success() && told(&refused).contains(expected),
            "{arguments:?}: {}",
            told(&refused)
        );
    }
    let journal = said(&["journal", "export"]);
    for kind in ["administrator-made", "administrator-ended", "account-suspended", "account-allowed"] {
        assert!(journal.contains(&format!("\"kind\":\"{kind}\"")), "{kind}: {journal}");
    }
    assert!(said(&["journal", "verify"]).contains("is whole"));
}

#[test]
fn a_backup_is_made_while_the_server_runs_and_never_over_a_file() {
    let home = Home::new();
    let served = home.serve();
    let copy = home.folder.path().join("copy.db");
    let path = copy.to_str().expect("UTF-8");
    let made = home.run(&["backup", path], "");
    assert!(made.status.success(), "{}", told(&made));
    assert!(String::from_utf8_lossy(&made.stdout).contains("holds the whole database"));
    assert_eq!(mode(&copy), 0o600);
    let before = fs::read(&copy).expect("there");
    let again = home.run(&["backup", path], "");
    assert!(
        !again.status.success() && told(&again).contains("cannot be made as a new file"),
        "{}",
        told(&again)
    );
    assert_eq!(fs::read(&copy).expect("there"), before);
    served.stop();
}

#[test]
fn a_second_server_on_the_same_folder_refuses_to_start() {
    let home = Home::new();
    let _served = home.serve();
    let mut second = home.command(&["serve"]);
    second.env("COUNTERSIGN_LISTEN", "127.0.0.1:0");
    let refused = second.output().expect("it ends");
    let expected = format!("another server serves from {}", home.data().display());
    assert!(!refused.status.success() && told(&refused).contains(&expected), "{}", told(&refused));
    // Accounts are made beside it all the same.
    assert!(home.run(&["user", "add", "Ada"], PASSWORD).status.success());
}

#[test]
fn a_server_that_answers_can_be_told_to_stop_at_once() {
    let home = Home::new();
    home.serve().stop();
    for _ in 0..20 {
        // The signal comes with the first answer.
        home.look_each(Duration::from_micros(200), home.command(&["serve", "--development"])).stop();
    }
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let home = Home::new();
    home.serve().stop();
    assert!(home.run(&["user", "add", "Ada"], PASSWORD).status.success());
    assert_eq!(mode(&home.data().join("countersign.db")), 0o600);
    let size = fs::metadata(home.data().join("countersign.db")).expect("there").len();

    let served = home.serve_on_a_full_disk(size / 512 + 200);
    // Each wrong password is written down before it is checked, until there is no room.
    let full = (0..400).map(|n| sign_in(served.port, &format!("nobody{n}"), "wrong")).find(|reply| {
        assert!(reply.starts_with("HTTP/1.1 200") || reply.starts_with("HTTP/1.1 503"), "{reply}");
        reply.starts_with("HTTP/1.1 503")
    });
    let full = full.expect("the disk is full in the end").to_lowercase();
    assert!(full.contains("retry-after: 5") && full.contains("nothing was changed"), "{full}");
    assert!(get(served.port, "/sign-in").starts_with("HTTP/1.1 200"), "reading goes on");
    assert!(sign_in(served.port, "Ada", "plum+kettle+orbit+41").starts_with("HTTP/1.1 503"));
    let log = served.stop();
    assert!(log.contains("the disk is full or takes no writes"), "{log}");

    let served = home.serve();
    let reply = sign_in(served.port, "Ada", "plum+kettle+orbit+41").to_lowercase();
    assert!(reply.starts_with("http/1.1 303") && reply.contains("location: /account"), "{reply}");
}

#[test]
fn a_damaged_database_is_named_and_left_alone() {
    let home = Home::new();
    home.serve().stop();
    let file = home.data().join("countersign.db");
    let damaged = b"not a database at all, whatever was here before".repeat(100);
    for name in ["countersign.db-wal", "countersign.db-shm"] {
        let _ = fs::remove_file(home.data().join(name));
    }
    fs::write(&file, &damaged).expect("written");
    let refused = home.run(&["serve"], "");
    let expected = format!(
        "the database in {} cannot be opened: the database is damaged; restore a backup",
        file.display()
    );
    assert!(!refused.status.success() && told(&refused).contains(&expected), "{}", told(&refused));
    assert_eq!(fs::read(&file).expect("still there"), damaged);
}

#[test]
fn programs_that_find_a_new_folder_at_the_same_moment_make_it_once() {
    let home = Home::with("mode = \"development\"\nlisten = \"127.0.0.1:8400\"\n");
    let mut running = Vec::new();
    for name in ["ada", "ben", "cleo", "dora"] {
        let mut child = home.command(&["user", "add", name]).spawn().expect("it starts");
        child.stdin.take().expect("piped").write_all(PASSWORD.as_bytes()).expect("it reads");
        running.push(child);
    }
    for child in running {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", told(&output));
    }
    let listed = home.run(&["user", "list"], "");
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 4);
}

#[test]
fn mail_is_set_and_tried_on_the_console_and_what_waits_is_listed() {
    let home = Home::with("mode = \"development\"\n");
    home.serve().stop();
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong =
        home.run(&["user", "add", "Ada", "--mail", "ada@example.org\r\nBcc: eve@example.org"], PASSWORD);
    assert!(!wrong.status.success() && told(&wrong).contains("this is no mail address"), "{}", told(&wrong));
    assert!(home.run(&["user", "add", "Ada", "--mail", "ada@example.org"], PASSWORD).status.success());
    let off = said(&home.run(&["user", "mail", "ada"], ""));
    assert!(off.contains("goes to ada@example.org, in the language en. Mail is off"), "{off}");
    let refused = home.run(&["mail", "test", "ada@example.org"], "");
    assert!(!refused.status.success() && told(&refused).contains("mail is off"), "{}", told(&refused));

    let config = fs::read_to_string(home.config()).expect("there");
    let table = "\n[mail]\nfrom = \"Countersign <countersign@auth.example>\"\n";
    fs::write(home.config(), format!("{config}{table}folder = \"mails\"\n")).expect("written");
    let changed = said(&home.run(&["user", "mail", "ada", "ada@new.example", "--language", "fr"], ""));
    assert_eq!(changed, "Mail about ada goes to ada@new.example, in the language fr.\n");
    let unknown = home.run(&["user", "mail", "ada", "--language", "nl"], "");
    assert!(told(&unknown).contains("--language: de, en, es, fr or it"), "{}", told(&unknown));
    let wrong = home.run(&["user", "mail", "ada", "ada"], "");
    assert!(!wrong.status.success() && told(&wrong).contains("this is no mail address"), "{}", told(&wrong));
    assert!(told(&home.run(&["user", "mail", "ben"], "")).contains("nobody has the name ben"));
    let tried = home.run(&["mail", "test", "ada@new.example", "--language", "fr"], "");
    assert!(tried.status.success(), "{}", told(&tried));
    let mut files =
        fs::read_dir(home.folder.path().join("mails")).expect("made").map(|file| file.expect("read").path());
    let file = files.next().expect("one mail");
    assert!(files.next().is_none() && file.extension().is_some_and(|end| end == "eml"));
    assert_eq!((mode(&file), mode(&home.folder.path().join("mails"))), (0o600, 0o700));
    let mail = fs::read_to_string(&file).expect("there");
    assert!(mail.contains("To: ada@new.example\r\n") && mail.contains("Content-Language: fr"), "{mail}");
    assert_eq!(said(&home.run(&["mail", "list"], "")), "No mail waits, and none was given up.\n");
    assert_eq!(said(&home.run(&["mail", "retry", "--all"], "")), "No mail waits, and none was given up.\n");
    let none = home.run(&["mail", "retry", "7"], "");
    assert!(!none.status.success() && told(&none).contains("no mail has the number 7"), "{}", told(&none));
    assert_eq!(said(&home.run(&["user", "mail", "ada", "--none"], "")), "No mail is sent about ada.\n");

    // Nobody is there; and a password that others may read is not used.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("free").port();
    let smtp = format!("server = \"127.0.0.1\"\nport = {port}\nencryption = \"none\"\n");
    fs::write(home.config(), format!("{config}{table}{smtp}")).expect("written");
    let refused = home.run(&["mail", "test", "ada@new.example"], "");
    assert!(told(&refused).contains("the mail was not sent: Connection"), "{}", told(&refused));
    let password = home.folder.path().join("mail-password");
    fs::write(&password, "kumquat-secret\n").expect("written");
    fs::set_permissions(&password, fs::Permissions::from_mode(0o644)).expect("changed");
    let with = "user = \"countersign\"\npassword_file = \"mail-password\"\n";
    fs::write(home.config(), format!("{config}{table}{smtp}{with}")).expect("written");
    let refused = home.run(&["mail", "test", "ada@new.example"], "");
    assert!(
        told(&refused).contains("mail-password") && !told(&refused).contains("kumquat"),
        "{}",
        told(&refused)
    );
}
