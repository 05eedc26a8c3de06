//! How a mail looks: what happened, when, from where, and what to do; in the reader's language, as text and as HTML.

use std::time::{Duration, UNIX_EPOCH};

use askama::Template;
use countersign_protocol::Origin;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::undo::undo_mark;
use crate::AppState;
use crate::domain::{MailAddress, MailKind, NoticeKind, TakeBack};
use crate::keys::ServerKeys;
use crate::rules::Rules;
use crate::storage::Letter;
use crate::web::{Language, Words};

/// A mail could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum NotALetter {
    /// Its text.
    #[error("the text of a mail cannot be drawn")]
    Text(#[from] askama::Error),
    /// Its envelope or headers.
    #[error("a mail cannot be put together")]
    Message(#[from] lettre::error::Error),
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    parts: &'a Parts,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    parts: &'a Parts,
}

/// What both forms of a mail are made of.
struct Parts {
    lang: &'static str,
    subject: String,
    hello: String,
    happened: String,
    /// When, and from where, with what that is.
    facts: Vec<(String, String)>,
    advice: Vec<String>,
    link: Option<(String, String)>,
    footer: String,
}

/// Puts a mail together.
///
/// # Errors
/// [`NotALetter`] if it cannot be; the same mail never can then.
pub fn write(letter: &Letter, from: &Mailbox, state: &AppState) -> Result<Message, NotALetter> {
    let words = Words(Language::from_tag(&letter.language).unwrap_or(Language::En));
    let parts = about(letter, words, state);
    message(&parts, &letter.address, &letter.message_id, (from, &state.rules.origin), state.now())
}

/// A mail that shows the operator that mail works.
///
/// # Errors
/// [`NotALetter`] if it cannot be put together.
pub fn trial(
    address: &MailAddress,
    id: &str,
    language: Language,
    from: &Mailbox,
    rules: &Rules,
    now: u64,
) -> Result<Message, NotALetter> {
    let (words, service) = (Words(language), rules.name.to_string());
    let parts = Parts {
        lang: language.tag(),
        subject: words.with("mail-trial-subject", &[("service", &service)]),
        hello: words.say("mail-hello-nobody"),
        happened: words.with("mail-trial-text", &[("service", &service)]),
        facts: Vec::new(),
        advice: Vec::new(),
        link: None,
        footer: footer(words, &service),
    };
    message(&parts, address, id, (from, &rules.origin), now)
}

/// The mail that carries an invitation to whom it is for. It goes out at once and is written down nowhere.
///
/// # Errors
/// [`NotALetter`] if it cannot be put together.
pub fn invitation(
    address: &MailAddress,
    id: &str,
    link: &str,
    language: Language,
    (from, rules): (&Mailbox, &Rules),
    now: u64,
) -> Result<Message, NotALetter> {
    let (words, service) = (Words(language), one_line(rules.name.as_str()));
    let parts = Parts {
        lang: language.tag(),
        subject: words.with("mail-invitation-subject", &[("service", &service)]),
        hello: words.say("mail-hello-nobody"),
        happened: words.with("mail-invitation-text", &[("service", &service)]),
        facts: Vec::new(),
        advice: vec![words.say("mail-invitation-do")],
        link: Some((words.say("mail-invitation-link"), link.to_owned())),
        footer: footer(words, &service),
    };
    message(&parts, address, id, (from, &rules.origin), now)
}

fn message(
    parts: &Parts,
    address: &MailAddress,
    id: &str,
    (from, origin): (&Mailbox, &Origin),
    now: u64,
) -> Result<Message, NotALetter> {
    let (text, html) = (Text { parts }.render()?, Html { parts }.render()?);
    let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, address.to_lettre()))
        .subject(parts.subject.clone())
        .date(UNIX_EPOCH + Duration::from_secs(now))
        .message_id(Some(format!("<{id}@{}>", host(origin))))
        // RFC 3834: nobody's holiday notice answers this.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", parts.lang))
        .multipart(MultiPart::alternative_plain_html(text, html))?;
    Ok(message)
}

/// The host of an origin, as mail servers and message ids name it.
pub fn host(origin: &Origin) -> String {
    let url = url::Url::parse(origin.as_str()).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
}

fn about(letter: &Letter, words: Words, state: &AppState) -> Parts {
    let rules = &state.rules;
    let (kind, service) = (letter.kind.name(), one_line(rules.name.as_str()));
    let detail = match letter.kind {
        MailKind::Notice(kind) if kind.is_by_administrator() && letter.detail.is_empty() => {
            words.say("the-operator")
        }
        _ => one_line(&letter.detail),
    };
    let happened = match letter.kind {
        MailKind::BackupCodesLow | MailKind::Notice(NoticeKind::BackupCodeUsed) => {
            words.count(&format!("mail-text-{kind}"), letter.detail.parse().unwrap_or_default())
        }
        MailKind::Notice(_) | MailKind::BrowserTrusted => {
            words.with(&format!("mail-text-{kind}"), &[("name", &detail)])
        }
    };
    let (_, day, time) = words.moment(letter.at);
    let mut facts = vec![(words.say("mail-when"), words.with("moment", &[("day", &day), ("time", &time)]))];
    if !letter.ip.is_empty() {
        let browser = words.browser(&one_line(&letter.browser), &one_line(&letter.system));
        let place = words.with("mail-place", &[("browser", &browser), ("ip", &one_line(&letter.ip))]);
        facts.push((words.say("mail-where"), place));
    }
    let mut advice = Vec::new();
    if !is_bad_news(letter.kind) {
        advice.push(words.say("mail-was-you"));
    }
    advice.push(match letter.undo {
        Some(TakeBack::TwoStep { .. }) => words.say("mail-do-first-device"),
        Some(TakeBack::Removal(_)) => words.say("mail-do-removal"),
        Some(TakeBack::Trust(_) | TakeBack::Method(..) | TakeBack::Reset(_)) | None => {
            words.say(&format!("mail-do-{kind}"))
        }
    });
    Parts {
        lang: words.0.tag(),
        subject: words.with(&format!("mail-subject-{kind}"), &[("service", &service)]),
        hello: words.with("mail-hello", &[("name", &one_line(&letter.person))]),
        happened,
        facts,
        advice,
        link: Some((words.say("mail-open"), format!("{}{}", rules.origin, page_for(letter, &state.keys)))),
        footer: footer(words, &service),
    }
}

/// Where the person can do something about it. Opening it changes nothing.
fn page_for(letter: &Letter, keys: &ServerKeys) -> String {
    if let Some(undo) = &letter.undo {
        let mark = undo_mark(keys, undo, letter.at + undo.lifetime());
        let mark: String = url::form_urlencoded::byte_serialize(mark.as_bytes()).collect();
        return format!("/take-back?mark={mark}");
    }
    let page = match letter.kind {
        MailKind::Notice(NoticeKind::Frozen | NoticeKind::Thawed | NoticeKind::RemovalUndone) => "/thaw",
        MailKind::Notice(NoticeKind::NotMe | NoticeKind::SecondStepMissing | NoticeKind::PasswordChanged) => {
            "/secure"
        }
        MailKind::BrowserTrusted
        | MailKind::Notice(
            NoticeKind::BrowserStolen
            | NoticeKind::AdministratorMade
            | NoticeKind::AdministratorEnded
            | NoticeKind::AccountAllowed
            | NoticeKind::AccountSuspended
            | NoticeKind::SessionsEnded
            | NoticeKind::ResetStarted
            | NoticeKind::ResetCancelled
            | NoticeKind::ResetRefused,
        ) => "/account",
        MailKind::Notice(NoticeKind::ResetDone | NoticeKind::RecoveryLinkMade) => "/recover",
        MailKind::Notice(
            NoticeKind::DeviceAdded
            | NoticeKind::DeviceRemoved
            | NoticeKind::AuthenticatorAdded
            | NoticeKind::AuthenticatorRemoved
            | NoticeKind::PasskeyAdded
            | NoticeKind::PasskeyRemoved
            | NoticeKind::PasskeyCopied
            | NoticeKind::PasskeyAloneOn
            | NoticeKind::PasskeyAloneOff
            | NoticeKind::SwitchedOff
            | NoticeKind::NewBackupCodes
            | NoticeKind::BackupCodeUsed
            | NoticeKind::PolicyChanged
            | NoticeKind::PolicySet
            | NoticeKind::DeviceSuspended
            | NoticeKind::SuspensionLifted
            | NoticeKind::DeviceCopied,
        )
        | MailKind::BackupCodesLow => "/2fa",
    };
    page.to_owned()
}

/// Whether it is never the person's own doing.
fn is_bad_news(kind: MailKind) -> bool {
    let bad = [NoticeKind::NotMe, NoticeKind::BrowserStolen, NoticeKind::PasskeyCopied];
    matches!(kind, MailKind::Notice(kind) if bad.contains(&kind) || kind.is_by_administrator())
}

fn footer(words: Words, service: &str) -> String {
    words.with("mail-footer", &[("service", service)])
}

/// What people and devices are called stays within its line.
fn one_line(text: &str) -> String {
    text.chars().map(|each| if each.is_control() { ' ' } else { each }).collect()
}
