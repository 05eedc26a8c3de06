//! What stands in the tray's menu. A menu is a screen that others may see, and on free desktops D-Bus carries it: it
//! has names and never a code, and while the app is locked no names either.

use countersign_authenticator::{AccountId, ChallengeId};

use crate::notification::Asked;
use crate::words::Language;

/// How many accounts have a place in the menu.
const ACCOUNTS: usize = 8;
/// How many questions are named; the window has the others.
const QUESTIONS: usize = 3;
/// How many characters a line has at most.
const LENGTH: usize = 48;

/// Whether the vault is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vault {
    /// It is open.
    Open {
        /// Whether something would be asked to open it again.
        locks: bool,
    },
    /// The person can open it.
    Locked,
    /// Something else has to be done first, which the window says.
    Shut,
}

/// A pinned account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pinned {
    pub(super) id: AccountId,
    pub(super) service: String,
    pub(super) user: String,
}

/// What the menu is made of. There are no codes in it, so none can get out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) vault: Vault,
    /// In the person's order.
    pub(super) pinned: Vec<Pinned>,
    /// The questions that wait, with what they ask, oldest first.
    pub(super) questions: Vec<(Asked, String)>,
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Opens the window at a question. It answers nothing.
    Show(Asked),
    /// Copies the code of an account.
    Copy(AccountId),
    /// Opens the window.
    Open,
    Lock,
    Quit,
}

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Does(Deed, String),
    /// Stands above others and does nothing.
    Heads(String),
    Gap,
}

/// The menu as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Menu {
    pub(super) lines: Vec<Line>,
    /// Whether a question waits.
    pub(super) is_asked: bool,
}

impl Menu {
    /// What the menu says now.
    pub(super) fn of(facts: &Facts, language: Language) -> Self {
        let mut lines = questions(facts, language);
        if let Vault::Open { .. } = facts.vault {
            lines.extend(accounts(&facts.pinned, language));
        }
        if facts.vault == Vault::Locked {
            lines.push(Line::Does(Deed::Open, language.unlock().to_owned()));
        }
        lines.push(Line::Does(Deed::Open, language.open().to_owned()));
        if facts.vault == (Vault::Open { locks: true }) {
            lines.push(Line::Does(Deed::Lock, language.lock().to_owned()));
        }
        lines.push(Line::Does(Deed::Quit, language.quit().to_owned()));
        Self { lines, is_asked: !facts.questions.is_empty() }
    }
}

impl Deed {
    /// The name of a line in the system's menu. It names what is meant and not a place in the menu, which may be
    /// another one by the time somebody presses.
    pub(super) fn name(self) -> String {
        match self {
            Self::Show(Asked { account, cid }) => format!("show/{account}/{cid}"),
            Self::Copy(account) => format!("copy/{account}"),
            Self::Open => "open".to_owned(),
            Self::Lock => "lock".to_owned(),
            Self::Quit => "quit".to_owned(),
        }
    }

    /// What a line of this name does.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut parts = name.split('/');
        let (deed, account, cid) = (parts.next()?, parts.next(), parts.next());
        Some(match (deed, account, cid) {
            ("show", Some(account), Some(cid)) => {
                Self::Show(Asked { account: account.parse().ok()?, cid: ChallengeId::parse(cid).ok()? })
            }
            ("copy", Some(account), None) => Self::Copy(account.parse().ok()?),
            ("open", None, None) => Self::Open,
            ("lock", None, None) => Self::Lock,
            ("quit", None, None) => Self::Quit,
            _ => return None,
        })
    }
}

fn questions(facts: &Facts, language: Language) -> Vec<Line> {
    let Some((oldest, _)) = facts.questions.first() else { return Vec::new() };
    let mut lines: Vec<_> = match facts.vault {
        Vault::Open { .. } => {
            let named = facts.questions.iter().take(QUESTIONS);
            named.map(|(asked, words)| Line::Does(Deed::Show(*asked), words.clone())).collect()
        }
        Vault::Locked | Vault::Shut => {
            vec![Line::Does(Deed::Show(*oldest), language.a_question_waits().to_owned())]
        }
    };
    lines.push(Line::Gap);
    lines
}

fn accounts(pinned: &[Pinned], language: Language) -> Vec<Line> {
    let copies = pinned
        .iter()
        .take(ACCOUNTS)
        .map(|account| Line::Does(Deed::Copy(account.id), short(&name(account, pinned))));
    let mut lines: Vec<_> = copies.collect();
    if !lines.is_empty() {
        lines.insert(0, Line::Heads(language.copy_a_code().to_owned()));
        lines.push(Line::Gap);
    }
    lines
}

/// The service, and the user's name where that alone would not tell which.
fn name(account: &Pinned, all: &[Pinned]) -> String {
    let Pinned { service, user, .. } = account;
    if service.is_empty() {
        return user.clone();
    }
    let is_alone = all.iter().filter(|each| each.service == *service).count() == 1;
    if is_alone || user.is_empty() { service.clone() } else { format!("{service} – {user}") }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    text.chars().take(LENGTH - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> AccountId {
        format!("{number:032x}").parse().expect("it is an id")
    }

    fn pinned(number: usize, service: &str, user: &str) -> Pinned {
        Pinned { id: id(number), service: service.to_owned(), user: user.to_owned() }
    }

    fn asked(number: u8) -> (Asked, String) {
        let asked = Asked { account: id(1), cid: ChallengeId::from_bytes([number; 16]) };
        (asked, "Are you signing in to North now?".to_owned())
    }

    fn facts(vault: Vault) -> Facts {
        let pinned = vec![pinned(1, "North", "robin"), pinned(2, "Kestrel", "robin-v")];
        Facts { vault, pinned, questions: Vec::new() }
    }

    fn words(facts: &Facts) -> Vec<String> {
        let lines = Menu::of(facts, Language::English).lines;
        let words = |line| match line {
            Line::Does(_, text) => text,
            Line::Heads(text) => format!("[{text}]"),
            Line::Gap => "-".to_owned(),
        };
        lines.into_iter().map(words).collect()
    }

    #[test]
    fn an_open_vaults_pinned_accounts_stand_there_by_name() {
        let open = facts(Vault::Open { locks: true });
        assert_eq!(
            words(&open),
            ["[Copy a code]", "North", "Kestrel", "-", "Open Countersign", "Lock", "Quit"]
        );
        let without = Facts { pinned: Vec::new(), ..facts(Vault::Open { locks: false }) };
        assert_eq!(words(&without), ["Open Countersign", "Quit"], "nothing would be asked to unlock");
    }

    #[test]
    fn a_locked_menu_names_neither_accounts_nor_services() {
        let locked = Facts { questions: vec![asked(1), asked(2)], ..facts(Vault::Locked) };
        assert_eq!(words(&locked), ["A question is waiting", "-", "Unlock…", "Open Countersign", "Quit"]);
        assert_eq!(words(&facts(Vault::Locked)), ["Unlock…", "Open Countersign", "Quit"]);
        assert_eq!(words(&facts(Vault::Shut)), ["Open Countersign", "Quit"]);
        for language in Language::ALL {
            let menu = format!("{:?}", Menu::of(&locked, language).lines);
            assert!(!["North", "Kestrel", "robin"].iter().any(|name| menu.contains(name)), "{menu}");
        }
    }

    #[test]
    fn the_question_stands_first_opens_itself_and_shows_in_the_icon() {
        let asked_now = Facts { questions: vec![asked(7)], ..facts(Vault::Open { locks: false }) };
        let menu = Menu::of(&asked_now, Language::English);
        let (question, text) = asked(7);
        assert_eq!(menu.lines.first(), Some(&Line::Does(Deed::Show(question), text)));
        assert!(menu.is_asked);
        assert!(!Menu::of(&facts(Vault::Open { locks: false }), Language::English).is_asked);
    }

    #[test]
    fn eight_accounts_at_most_and_no_endless_lines() {
        let many = (1..=20).map(|number| pinned(number, &format!("Service {number}"), "")).collect();
        let crowded = Facts { pinned: many, ..facts(Vault::Open { locks: false }) };
        let lines = words(&crowded);
        assert_eq!(lines.iter().filter(|line| line.starts_with("Service")).count(), ACCOUNTS);
        let long = vec![pinned(1, &"é".repeat(200), "")];
        let lines = words(&Facts { pinned: long, ..facts(Vault::Open { locks: false }) });
        assert!(lines.iter().all(|line| line.chars().count() <= LENGTH), "{lines:?}");
    }

    #[test]
    fn two_accounts_of_one_service_are_told_apart() {
        let two = vec![pinned(1, "North", "robin"), pinned(2, "North", "sasha"), pinned(3, "", "solo")];
        let lines = words(&Facts { pinned: two, ..facts(Vault::Open { locks: false }) });
        assert_eq!(
            lines.get(1..4),
            Some(&["North – robin".into(), "North – sasha".into(), "solo".into()][..])
        );
    }

    #[test]
    fn a_lines_name_says_what_it_does_wherever_it_stands() {
        let (question, _) = asked(3);
        for deed in [Deed::Show(question), Deed::Copy(id(5)), Deed::Open, Deed::Lock, Deed::Quit] {
            assert_eq!(Deed::named(&deed.name()), Some(deed));
        }
        for name in ["", "show", "copy/", "copy/x", "open/1", "show/00000000000000000000000000000001/x"] {
            assert_eq!(Deed::named(name), None, "{name}");
        }
    }
}
