//! A question in lines: all that the app's window shows, in the app's words.

use std::time::Duration;

use countersign_authenticator::{Answerable, QuestionView, Reason, UnixTime};

use crate::find::both;
use crate::plain::plain;
use crate::screen::{faint, strong};
use crate::wording::{host, length, message};

/// One fact, with what is not as usual about it.
struct Fact {
    name: String,
    value: String,
    odd: Option<String>,
    note: Option<String>,
}

/// The lines of a question.
pub(super) fn lines(question: &QuestionView) -> Vec<String> {
    let facts = facts(question);
    let width = facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or(0);
    let mut lines = vec![
        String::new(),
        strong(&sentence(question)),
        format!(
            "  {}  ({})",
            plain(&both(&question.service, &question.user)),
            plain(&host(&question.origin.to_string()))
        ),
    ];
    for Fact { name, value, odd, note } in &facts {
        let odd = odd
            .as_ref()
            .map(|text| format!("  {}", strong(&format!("! {}", plain(text)))))
            .unwrap_or_default();
        let note = note.as_ref().map(|text| format!("  {}", faint(&plain(text)))).unwrap_or_default();
        lines.push(format!("  {name:width$}  {}{odd}{note}", plain(value)));
    }
    if facts.iter().filter(|fact| fact.odd.is_some()).count() > 1 {
        lines.push(strong(&message("odd_band_lead", &[])));
    }
    lines.extend(consequence(question));
    if question.started_ago.is_none() {
        lines.push(message("offline_age", &[]));
    }
    lines.push(message("rule", &[]));
    lines
}

fn sentence(question: &QuestionView) -> String {
    let application = if question.application.is_empty() { &question.service } else { &question.application };
    let name = match (&question.answerable, &question.reason) {
        (Answerable::NoOnly, _) | (_, Reason::Other(_)) => "question_unknown",
        (_, Reason::SignIn) => "question_sign_in",
        (_, Reason::StepUp) => "question_step_up",
        (_, Reason::AddMethod) => "question_add_method",
        (_, Reason::RemoveMethod) => "question_remove_method",
        (_, Reason::NewCodes) => "question_new_codes",
        (_, Reason::ChangePassword) => "question_change_password",
        (_, Reason::ChangeAddress) => "question_change_address",
        (_, Reason::ChangePolicy) => "question_change_policy",
        (_, Reason::SwitchOff) => "question_switch_off",
        (_, Reason::Test) => "question_test",
    };
    message(name, &[("application", &plain(application))])
}

/// What a YES changes, where that is more than a sign-in.
fn consequence(question: &QuestionView) -> Option<String> {
    let name = match (&question.answerable, &question.reason) {
        (Answerable::Doubted, _) => "question_doubted_text",
        (Answerable::NoOnly, _) | (_, Reason::Other(_)) => "question_update_text",
        (_, Reason::StepUp) => "question_step_up_text",
        (_, Reason::AddMethod) => "question_add_method_text",
        (_, Reason::RemoveMethod) => "question_remove_method_text",
        (_, Reason::NewCodes) => "question_new_codes_text",
        (_, Reason::SwitchOff) => "question_switch_off_text",
        (_, Reason::Test) => "question_test_text",
        (_, Reason::SignIn | Reason::ChangePassword | Reason::ChangeAddress | Reason::ChangePolicy) => {
            return None;
        }
    };
    Some(message(name, &[]))
}

/// Browser, place, started, page, and how long there is left.
fn facts(question: &QuestionView) -> Vec<Fact> {
    let simple = |name: &str, value: String| Fact { name: message(name, &[]), value, odd: None, note: None };
    let page = question.page.clone().unwrap_or_else(|| host(&question.origin.to_string()));
    vec![
        browser(question),
        place(question),
        simple("fact_started", started(question)),
        simple("fact_page", page),
        Fact { name: "Left".to_owned(), value: left(question), odd: None, note: None },
    ]
}

/// The hour of a day, as the server says it.
fn moment(time: UnixTime) -> String {
    let minutes = time.seconds() / 60;
    format!("{:02}:{:02} UTC", minutes / 60 % 24, minutes % 60)
}

fn left(question: &QuestionView) -> String {
    let most = if question.started_ago.is_none() { "at most " } else { "" };
    format!("{most}{}", length(question.left))
}

fn browser(question: &QuestionView) -> Fact {
    let is_odd = question.unusual.iter().any(|name| name == "browser" || name == "system");
    let named = match question.browser.as_str() {
        "" => message("fact_browser_unnamed", &[]),
        browser => browser.to_owned(),
    };
    let value = match question.system.as_str() {
        "" => named,
        system => message("fact_browser_on", &[("browser", &named), ("system", system)]),
    };
    let (odd, note) = match (is_odd, question.browser_known) {
        (true, true) => (Some("fact_browser_other"), None),
        (true, false) => (Some("fact_browser_new"), None),
        (false, true) => (None, Some("fact_browser_trusted")),
        (false, false) => (None, Some("fact_browser_not_trusted")),
    };
    let worded = |name: Option<&str>| name.map(|name| message(name, &[]));
    Fact { name: message("fact_browser", &[]), value, odd: worded(odd), note: worded(note) }
}

fn place(question: &QuestionView) -> Fact {
    let is_odd = question.unusual.iter().any(|name| name == "place" || name == "ip");
    let ip = question.ip.as_str();
    let Some(place) = &question.place else {
        let odd = is_odd.then(|| message("fact_place_other", &[]));
        return Fact { name: message("fact_address", &[]), value: ip.to_owned(), odd, note: None };
    };
    let (odd, note) = if is_odd {
        let odd = match &question.usual_place {
            Some(usual) => message("fact_place_usual", &[("place", usual)]),
            None => message("fact_place_other", &[]),
        };
        (Some(odd), message("fact_place_vpn", &[("ip", ip)]))
    } else {
        (None, ip.to_owned())
    };
    let value = message("fact_place_about", &[("place", place)]);
    Fact { name: message("fact_place", &[]), value, odd, note: Some(note) }
}

/// How long ago it began; what came without network has no age, only the server's word for when.
fn started(question: &QuestionView) -> String {
    match question.started_ago {
        Some(time) => ago(time),
        None => message("fact_started_by_server", &[("when", &moment(question.started_at))]),
    }
}

fn ago(time: Duration) -> String {
    if time.as_secs() == 0 { "now".to_owned() } else { format!("{} ago", length(time)) }
}
