//! `countersign list`: the accounts, without a code.

use countersign_authenticator::{AccountKind, AccountView, Authenticator};
use serde::Serialize;

use crate::arguments::ListArguments;
use crate::failure::Outcome;
use crate::plain::plain;
use crate::screen::{Screen, faint, strong};

#[derive(Serialize)]
struct Listed {
    accounts: Vec<Account>,
}

/// An account as JSON tells it.
#[derive(Serialize)]
pub(crate) struct Account {
    id: String,
    issuer: String,
    #[serde(rename = "account")]
    user: String,
    /// `totp`, `hotp`, `steam`, `yaotp`, `motp`; none if no codes are made here.
    kind: Option<&'static str>,
    digits: Option<u8>,
    period: Option<u64>,
    linked: bool,
    server: Option<String>,
    groups: Vec<String>,
    pinned: bool,
}

impl From<&AccountView> for Account {
    fn from(view: &AccountView) -> Self {
        Self {
            id: view.id.to_string(),
            issuer: view.service.clone(),
            user: view.user.clone(),
            kind: view.codes.map(|codes| codes.kind.name()),
            digits: view.codes.map(|codes| codes.length),
            period: view.codes.and_then(|codes| codes.period).map(|period| period.as_secs()),
            linked: view.kind == AccountKind::Linked,
            server: view.origin.as_ref().map(ToString::to_string),
            groups: view.groups.clone(),
            pinned: view.is_pinned,
        }
    }
}

pub(crate) async fn run(arguments: &ListArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let mut accounts = core.accounts().await?;
    if let Some(group) = &arguments.group {
        let wanted = group.to_lowercase();
        accounts.retain(|each| each.groups.iter().any(|group| group.to_lowercase() == wanted));
    }
    if screen.is_json() {
        return screen.value(&Listed { accounts: accounts.iter().map(Account::from).collect() });
    }
    if accounts.is_empty() {
        screen.note("There are no accounts here yet. `countersign add` adds one.");
    }
    let rows: Vec<_> = accounts.iter().map(row).collect();
    let widths =
        [0, 1, 2].map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    for [service, user, kind, groups] in &rows {
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.chars().count()));
        let line = format!(
            "{}{}  {user}{}  {}{}  {}",
            strong(service),
            pad(service, widths[0]),
            pad(user, widths[1]),
            faint(kind),
            pad(kind, widths[2]),
            groups,
        );
        screen.line(line.trim_end())?;
    }
    Ok(())
}

fn row(account: &AccountView) -> [String; 4] {
    let kind = match (account.kind, account.codes) {
        (AccountKind::Linked, _) => "linked",
        (AccountKind::CodeOnly, Some(codes)) => codes.kind.name(),
        (AccountKind::CodeOnly, None) => "no codes",
    };
    // An account without a service goes by its user.
    let (first, second) = match account.service.as_str() {
        "" => (account.user.as_str(), ""),
        service => (service, account.user.as_str()),
    };
    [plain(first), plain(second), kind.to_owned(), plain(&account.groups.join(", "))]
}
