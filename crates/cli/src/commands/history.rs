//! `countersign history`: the questions that reached this device, as they were shown, and how they ended.

use countersign_authenticator::{
    AccountId, Authenticator, HistoryEnd, HistoryView, QuestionMode, Reason, UnixTime,
};
use serde::Serialize;

use crate::arguments::HistoryArguments;
use crate::asking;
use crate::failure::{Failure, Outcome};
use crate::find::{Named, both, find, names};
use crate::plain::plain;
use crate::screen::{Screen, faint, strong};
use crate::wording::{host, message};

/// An account that is named in the history; it may be gone.
struct InHistory {
    id: AccountId,
    service: String,
    user: String,
}

impl Named for InHistory {
    fn id(&self) -> AccountId {
        self.id
    }

    fn service(&self) -> &str {
        &self.service
    }

    fn user(&self) -> &str {
        &self.user
    }
}

#[derive(Serialize)]
struct History {
    questions: Vec<Question>,
}

/// A question as JSON tells it. Times are seconds since 1970.
#[derive(Serialize)]
struct Question {
    id: String,
    account_id: String,
    issuer: String,
    account: String,
    server: String,
    /// `sign-in`, `step-up` … as in the protocol.
    reason: String,
    /// `tap`, `number`, `scan`, `offline` or `unknown`.
    mode: &'static str,
    application: String,
    page: Option<String>,
    browser: String,
    system: String,
    ip: String,
    place: Option<String>,
    unusual: Vec<String>,
    asked_at: u64,
    /// `open`, `yes`, `no`, `digits`, `yes_elsewhere`, `no_elsewhere`, `cancelled`, `expired`, `failed` or `unknown`.
    end: &'static str,
    by: Option<String>,
    ended_at: Option<u64>,
    reported: bool,
}

impl From<&HistoryView> for Question {
    fn from(view: &HistoryView) -> Self {
        Self {
            id: view.cid.to_string(),
            account_id: view.account.to_string(),
            issuer: view.service.clone(),
            account: view.user.clone(),
            server: view.origin.to_string(),
            reason: name_of(&view.reason).to_owned(),
            mode: match view.mode {
                QuestionMode::Tap => "tap",
                QuestionMode::Number { .. } => "number",
                QuestionMode::Scan { .. } => "scan",
                QuestionMode::Offline { .. } => "offline",
                QuestionMode::Unknown => "unknown",
            },
            application: view.application.clone(),
            page: view.page.clone(),
            browser: view.browser.clone(),
            system: view.system.clone(),
            ip: view.ip.clone(),
            place: view.place.clone(),
            unusual: view.unusual.clone(),
            asked_at: view.asked_at.seconds(),
            end: end_of(view.end),
            by: view.by.clone(),
            ended_at: view.ended_at.map(countersign_authenticator::UnixTime::seconds),
            reported: view.is_reported,
        }
    }
}

pub(crate) async fn run(arguments: &HistoryArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let all = core.history(None).await?;
    let account = match &arguments.name {
        Some(name) => {
            let mut accounts: Vec<InHistory> = Vec::new();
            for view in core.accounts().await? {
                accounts.push(InHistory { id: view.id, service: view.service, user: view.user });
            }
            for HistoryView { account, service, user, .. } in &all {
                if !accounts.iter().any(|each| each.id == *account) {
                    accounts.push(InHistory { id: *account, service: service.clone(), user: user.clone() });
                }
            }
            let found = find(&accounts, name)?;
            Some((found.id, plain(&names(found))))
        }
        None => None,
    };
    let of_account = account.as_ref().map(|(id, _)| *id);
    if arguments.erase {
        let question = match &account {
            Some((_, name)) => format!("Erase the history of {name} for good?"),
            None => "Erase the whole history for good?".to_owned(),
        };
        if !arguments.yes && !asking::yes(&question)? {
            return Err(Failure::unanswered("Nothing was erased."));
        }
        core.erase_history(of_account).await?;
        if screen.is_json() {
            return screen.value(&History { questions: Vec::new() });
        }
        return screen.line("The history is erased.");
    }
    let wanted: Vec<_> =
        all.iter().filter(|view| of_account.is_none_or(|account| view.account == account)).collect();
    if screen.is_json() {
        let questions = wanted.into_iter().map(Question::from).collect();
        return screen.value(&History { questions });
    }
    if wanted.is_empty() {
        screen.note(&message("history_empty", &[]));
    }
    for view in wanted {
        for line in lines(view) {
            screen.line(&line)?;
        }
    }
    Ok(())
}

fn lines(view: &HistoryView) -> [String; 3] {
    let browser = match (view.browser.as_str(), view.system.as_str()) {
        ("", "") => message("fact_browser_unnamed", &[]),
        (browser, "") => browser.to_owned(),
        ("", system) => system.to_owned(),
        (browser, system) => message("fact_browser_on", &[("browser", browser), ("system", system)]),
    };
    let place = match &view.place {
        Some(place) => format!("{place}, {}", view.ip),
        None => view.ip.clone(),
    };
    let page = view.page.clone().unwrap_or_else(|| host(&view.origin.to_string()));
    let odd = if view.unusual.is_empty() { "" } else { "  !" };
    [
        format!(
            "{}  {}  {}",
            utc(view.asked_at),
            strong(&end(view)),
            plain(&both(&view.service, &view.user))
        ),
        format!("    {}", message(reason_key(view), &[("application", &plain(&view.application))])),
        format!("    {}", faint(&plain(&format!("{browser} · {place} · {page}{odd}")))),
    ]
}

fn end(view: &HistoryView) -> String {
    let device = view.by.as_deref().map(plain);
    let ended = match (view.end, device) {
        (HistoryEnd::YesElsewhere, Some(device)) => message("history_yes_on", &[("device", &device)]),
        (HistoryEnd::NoElsewhere, Some(device)) => message("history_no_on", &[("device", &device)]),
        (end, _) => message(&format!("history_{}", end_of(end)), &[]),
    };
    if view.is_reported { format!("{ended} · {}", message("history_reported", &[])) } else { ended }
}

fn end_of(end: HistoryEnd) -> &'static str {
    match end {
        HistoryEnd::Open => "open",
        HistoryEnd::Yes => "yes",
        HistoryEnd::No => "no",
        HistoryEnd::Digits => "digits",
        HistoryEnd::YesElsewhere => "yes_elsewhere",
        HistoryEnd::NoElsewhere => "no_elsewhere",
        HistoryEnd::Cancelled => "cancelled",
        HistoryEnd::Expired => "expired",
        HistoryEnd::Failed => "failed",
        HistoryEnd::Unknown => "unknown",
    }
}

fn name_of(reason: &Reason) -> &str {
    match reason {
        Reason::SignIn => "sign-in",
        Reason::StepUp => "step-up",
        Reason::AddMethod => "add-method",
        Reason::RemoveMethod => "remove-method",
        Reason::NewCodes => "new-codes",
        Reason::ChangePassword => "change-password",
        Reason::ChangeAddress => "change-address",
        Reason::ChangePolicy => "change-policy",
        Reason::SwitchOff => "switch-off",
        Reason::Test => "test",
        Reason::Other(name) => name,
    }
}

/// The app's sentence for what was asked.
fn reason_key(view: &HistoryView) -> &'static str {
    if view.only_no {
        return "question_unknown";
    }
    match view.reason {
        Reason::SignIn => "question_sign_in",
        Reason::StepUp => "question_step_up",
        Reason::AddMethod => "question_add_method",
        Reason::RemoveMethod => "question_remove_method",
        Reason::NewCodes => "question_new_codes",
        Reason::ChangePassword => "question_change_password",
        Reason::ChangeAddress => "question_change_address",
        Reason::ChangePolicy => "question_change_policy",
        Reason::SwitchOff => "question_switch_off",
        Reason::Test => "question_test",
        Reason::Other(_) => "question_unknown",
    }
}

/// `2026-11-24 09:41 UTC`.
fn utc(time: UnixTime) -> String {
    let at =
        i64::try_from(time.seconds()).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    at.map_or_else(|| "?".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}
