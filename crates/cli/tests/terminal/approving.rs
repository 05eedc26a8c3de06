//! `add` and `approve` against the real server, with a browser that speaks to its pages.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr};

use countersign_server::testing::{TestBrowser, TestPage, TestServer};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::computer::{Computer, PASSPHRASE};

const PASSWORD: &str = "plum kettle orbit 41";

/// A server that listens, a person's browser, and a computer.
struct Town {
    server: TestServer,
    origin: String,
    browser: TestBrowser,
    computer: Computer,
    serving: JoinHandle<()>,
}

impl Town {
    async fn found() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let server = TestServer::with(&format!("public_url = \"{origin}\"\n")).await;
        let service = server.router().into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        let token = server.app().setup_token().await.unwrap().unwrap();
        let mut browser = server.browser();
        let page = browser.get("/setup").await;
        let fields = [("token", token.as_str()), ("name", "ada"), ("password", PASSWORD)];
        let page = browser.submit(&page, "/setup", &fields).await;
        assert_eq!(page.path, "/2fa", "{}", page.text());
        Self { server, origin, browser, computer: Computer::new(), serving }
    }

    /// Links the computer by the setup code that the page shows.
    async fn link(&mut self) {
        let page = self.browser.get("/2fa/add").await;
        let page = self.browser.submit(&page, "/2fa/enrollments", &[]).await;
        let code = setup_code(&page);
        let arguments = ["add", "--server", &self.origin, "--account", "ada", "--yes", "--json", "-"];
        let mut adding = Running::start(&self.computer, &arguments);
        adding.type_line(&code);
        adding.end_input();
        let said = adding.hear("Type ").await;
        let digits: String = said.chars().filter(char::is_ascii_digit).take(6).collect();
        let path = page.path.clone();
        let page = self.browser.get(&path).await;
        let page = self.browser.submit(&page, &format!("{path}/confirm"), &[("digits", &digits)]).await;
        assert_eq!(page.path, "/2fa/backup-codes", "{}", page.text());
        adding.ended(0).await;
    }

    async fn sign_out(&mut self) {
        let page = self.browser.get("/account").await;
        self.browser.submit(&page, "/sign-out", &[]).await;
    }
}

/// The program while it runs.
struct Running {
    child: Child,
    beside: Option<BufReader<ChildStderr>>,
}

impl Running {
    fn start(computer: &Computer, arguments: &[&str]) -> Self {
        let passphrase = computer.path("passphrase");
        let mut all = arguments.to_vec();
        all.extend(["--passphrase-file", passphrase.to_str().unwrap()]);
        let mut child = computer.command(&all).spawn().unwrap();
        let beside = child.stderr.take().map(BufReader::new);
        Self { child, beside }
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    fn end_input(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Waits for a line with this in it, and gives all that was said up to it.
    async fn hear(&mut self, wanted: &'static str) -> String {
        let mut beside = self.beside.take().unwrap();
        let heard = tokio::task::spawn_blocking(move || {
            let mut said = String::new();
            while !said.lines().last().is_some_and(|line| line.contains(wanted)) {
                let read = beside.read_line(&mut said).unwrap();
                assert!(read > 0, "“{wanted}” never came: {said}");
            }
            (beside, said)
        });
        let (beside, said) = heard.await.unwrap();
        self.beside = Some(beside);
        said
    }

    async fn ended(mut self, exit: i32) -> String {
        let mut beside = self.beside.take().unwrap();
        let ended = tokio::task::spawn_blocking(move || {
            let mut said = String::new();
            beside.read_to_string(&mut said).unwrap();
            (self.child.wait().unwrap().code(), said)
        });
        let (code, said) = ended.await.unwrap();
        assert_eq!(code, Some(exit), "{said}");
        said
    }
}

/// The setup code stands beside the QR code, in two halves.
fn setup_code(page: &TestPage) -> String {
    let place = page.body.find("id=\"typed-code\"").expect("the page has the typed form");
    let shown = page.body[place..].split(['<', '>']).filter(|piece| piece.len() == 4 && *piece != "span");
    shown.take(2).collect()
}

async fn sign_in(browser: &mut TestBrowser) -> TestPage {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await
}

async fn go_on(browser: &mut TestBrowser) -> TestPage {
    let page = browser.get("/sign-in/wait").await;
    browser.submit(&page, "/sign-in/complete", &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_renewed_and_the_new_ones_count() {
    let mut town = Town::found().await;
    town.link().await;
    for _ in 0..2 {
        // The second time by the keys that the first one has made.
        Running::start(&town.computer, &["renew-keys", "ada"]).ended(0).await;
    }
    let storage = &town.server.app().state().storage;
    let account = storage.accounts().await.unwrap().remove(0).id;
    let entries = storage.journal_after(&account, 0, 100).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.contains("keys-renewed")).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_links_and_says_yes_in_the_terminal() {
    let mut town = Town::found().await;
    town.link().await;
    let list = town.computer.accounts();
    assert_eq!((&list[0]["linked"], &list[0]["server"]), (&true.into(), &town.origin.as_str().into()));
    town.sign_out().await;
    let mut approving = Running::start(&town.computer, &["approve", "--once"]);
    let page = sign_in(&mut town.browser).await;
    assert_eq!(page.path, "/sign-in/wait", "{}", page.text());
    let said = approving.hear("Press YES only if").await;
    for fact in ["Are you signing in to", "ada", "Browser", "Address", "Started", "localhost"] {
        assert!(said.contains(fact), "{fact}: {said}");
    }
    approving.type_line("y");
    approving.type_line("YES");
    let end = approving.ended(0).await;
    assert!(end.contains("YES. The page goes on.") && !end.contains(PASSPHRASE), "{end}");
    assert_eq!(go_on(&mut town.browser).await.path, "/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_is_the_yes_and_a_no_stops_the_sign_in() {
    let mut town = Town::found().await;
    town.link().await;
    let mut other = town.server.browser();
    let page = sign_in(&mut other).await;
    let number = page.text_of("id", "number").expect("the page shows it");
    let mut approving = Running::start(&town.computer, &["approve", "--once"]);
    approving.hear("Press YES only if").await;
    let wrong = if number == "00" { "11" } else { "00" };
    for line in ["yes", wrong, &number] {
        approving.type_line(line);
    }
    let end = approving.ended(0).await;
    assert!(end.contains("That is not the number on the page. Tries left: 2."), "{end}");
    assert_eq!(go_on(&mut other).await.path, "/account");

    let mut third = town.server.browser();
    sign_in(&mut third).await;
    let mut approving = Running::start(&town.computer, &["approve", "--once"]);
    approving.hear("Press YES only if").await;
    approving.type_line("no");
    approving.type_line("not me");
    let end = approving.ended(7).await;
    assert!(end.contains("NO. It was stopped."), "{end}");
    assert!(end.contains(&format!("{}/secure", town.origin)), "{end}");
    assert_ne!(third.get("/account").await.path, "/account");

    let told = town.computer.run(&["history", "ada", "--json"]).ended(0).json();
    let questions = told["questions"].as_array().unwrap();
    // Both may have come within one second.
    let mut ends: Vec<_> =
        questions.iter().map(|each| (each["end"].as_str().unwrap(), each["reported"].as_bool())).collect();
    ends.sort_unstable();
    assert_eq!(ends, [("no", Some(true)), ("yes", Some(false))], "{told}");
    assert_eq!((&questions[1]["mode"], &questions[1]["reason"]), (&"number".into(), &"sign-in".into()));
    let told = town.computer.run(&["history"]).ended(0);
    for fact in ["You said YES", "You said NO · It wasn’t me", "UTC", "Are you signing in to"] {
        assert!(told.out.contains(fact), "{fact}: {}", told.out);
    }
    town.computer.run(&["history", "--erase", "--yes"]).ended(0);
    let told = town.computer.run(&["history", "--json"]).ended(0).json();
    assert_eq!(told["questions"].as_array().map(Vec::len), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_network_the_pasted_link_of_the_page_is_answered_by_digits() {
    let mut town = Town::found().await;
    town.link().await;
    // Nobody reaches the server any more but its own pages.
    town.serving.abort();
    let mut other = town.server.browser();
    let page = sign_in(&mut other).await;
    let page = other.submit(&page, "/sign-in/without-network", &[]).await;
    let link = page.link("countersign://offline").expect("the page links to the app");
    let mut approving = Running::start(&town.computer, &["approve", "--once"]);
    approving.hear("Without network: paste").await;
    approving.type_line("https://elsewhere.example");
    approving.type_line(&link.replace("&j=ey", "&j=eY"));
    approving.type_line(&link);
    let said = approving.hear("Press YES only if you started").await;
    for fact in [
        "That is no link of a page",
        "This code is damaged",
        "ada",
        "by the server’s clock",
        "cannot know how old",
    ] {
        assert!(said.contains(fact), "{fact}: {said}");
    }
    approving.type_line("YES");
    let end = approving.ended(0).await;
    let (_, digits) = end.split_once("Type these digits on the page: ").expect("the digits");
    let digits: String = digits.chars().filter(char::is_ascii_digit).take(8).collect();
    let page = other.submit(&page, "/sign-in/offline", &[("digits", &digits)]).await;
    assert_eq!(page.path, "/account", "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_nothing_is_decided() {
    let mut town = Town::found().await;
    town.link().await;
    town.sign_out().await;
    sign_in(&mut town.browser).await;
    let mut approving = Running::start(&town.computer, &["approve", "--once"]);
    approving.end_input();
    approving.ended(7).await;
    let mut approving = Running::start(&town.computer, &["approve", "--once"]);
    approving.hear("Press YES only if").await;
    approving.type_line("yes");
    approving.ended(0).await;
    assert_eq!(go_on(&mut town.browser).await.path, "/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_asks_the_servers_and_finds_a_wrong_clock() {
    let mut town = Town::found().await;
    town.link().await;
    // The server's clock is set, this computer's is the real one.
    town.server.clock.advance(20 * 365 * 86_400);
    let computer = town.computer;
    let report = tokio::task::spawn_blocking(move || {
        let report = computer.run(&["doctor", "--json"]).ended(8).json();
        (computer, report)
    });
    let (_computer, report) = report.await.unwrap();
    let checks = report["checks"].to_string();
    assert!(checks.contains("knows this device") && checks.contains("days behind"), "{report}");
}

#[test]
fn without_a_linked_account_there_is_nothing_to_wait_for() {
    let link = format!("otpauth://totp/GitHub:ada?secret={}", crate::computer::RFC_KEY);
    let approve = Computer::with(&[&link]).run(&["approve"]).ended(3);
    assert!(approve.said("No account here is linked"), "{}", approve.beside);
}
