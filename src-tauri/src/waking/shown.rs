//! What a look has found, as `LookService.kt` shows it: everything that a notification says and nothing that answers
//! it.

use countersign_authenticator::{Looked, QuestionView};
use serde::Serialize;

use crate::news::{body, title};
use crate::words::Language;

/// All of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seen {
    /// Something may wait that could not be looked at.
    is_unseen: bool,
    questions: Vec<Shown>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    cid: String,
    title: String,
    body: String,
    left_ms: u64,
    no: &'static str,
    yes: &'static str,
}

impl Seen {
    pub(super) fn new(looked: &Looked, language: Language) -> Self {
        let questions = match looked {
            Looked::Questions(questions) => questions.iter().map(|each| show(each, language)).collect(),
            Looked::Nothing | Looked::Unseen => Vec::new(),
        };
        Self { is_unseen: matches!(looked, Looked::Unseen), questions }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers")
    }
}

fn show(question: &QuestionView, language: Language) -> Shown {
    Shown {
        cid: question.cid.to_string(),
        title: title(question, language),
        body: body(question, language),
        left_ms: u64::try_from(question.left.as_millis()).unwrap_or(u64::MAX),
        no: language.no(),
        yes: language.yes(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use countersign_authenticator::{
        Answerable, ChallengeId, Looked, Origin, QuestionMode, QuestionView, Reason, Sending, UnixTime,
        Verification,
    };

    use super::Seen;
    use crate::words::Language;

    fn question() -> QuestionView {
        QuestionView {
            account: "00000000000000000000000000000001".parse().expect("it is an id"),
            cid: ChallengeId::from_bytes([7; 16]),
            service: "Example".into(),
            user: String::new(),
            origin: Origin::parse("https://auth.example").expect("it is an origin"),
            application: "Account".into(),
            page: None,
            browser: "Firefox".into(),
            system: "Linux".into(),
            ip: "203.0.113.7".into(),
            place: None,
            usual_place: None,
            browser_known: true,
            browser_last_at: None,
            unusual: Vec::new(),
            started_at: UnixTime::from_seconds(1_800_000_000),
            started_ago: None,
            reason: Reason::SignIn,
            mode: QuestionMode::Number { digits: 2 },
            left: Duration::from_millis(90_500),
            lifetime: Duration::from_mins(2),
            answerable: Answerable::YesNo,
            uv: Verification::None,
            sending: Sending::Idle,
            ended: None,
        }
    }

    #[test]
    fn a_notification_says_what_was_signed_and_nothing_that_answers_it() {
        let seen = Seen::new(&Looked::Questions(vec![question()]), Language::French);
        let json: serde_json::Value = serde_json::from_str(&seen.to_json()).expect("it is JSON");
        let expected = serde_json::json!({
            "isUnseen": false,
            "questions": [{
                "cid": "BwcHBwcHBwcHBwcHBwcHBw",
                "title": "Êtes-vous en train de vous connecter à Example\u{a0}?",
                "body": "Firefox sous Linux, 203.0.113.7",
                "leftMs": 90_500,
                "no": "NON",
                "yes": "OUI",
            }],
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn what_was_not_seen_has_no_facts() {
        let unseen = Seen::new(&Looked::Unseen, Language::English).to_json();
        assert_eq!(unseen, r#"{"isUnseen":true,"questions":[]}"#);
        let nothing = Seen::new(&Looked::Nothing, Language::English).to_json();
        assert_eq!(nothing, r#"{"isUnseen":false,"questions":[]}"#);
    }
}
