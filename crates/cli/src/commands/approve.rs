//! `countersign approve`: waits for questions and asks them in the terminal.

mod lines;
mod shown;

use std::collections::BTreeSet;
use std::time::Duration;

use countersign_authenticator::{
    AccountKind, AnswerOutcome, AnswerView, Answerable, Authenticator, ChallengeId, Decision, EndedAs,
    EndedView, LinkFollowed, QuestionMode, QuestionView,
};

use crate::asking::ask;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::opening::Opened;
use crate::plain::plain;
use crate::screen::{Screen, strong};
use lines::{Line, Lines};

/// How often to look whether a question has expired.
const LOOK: Duration = Duration::from_secs(1);

/// Asks until Ctrl+C, or until the first question is over.
pub(crate) async fn run(once: bool, opened: &Opened, screen: &Screen) -> Outcome<Exit> {
    let core = &opened.core;
    if !core.accounts().await?.iter().any(|account| account.kind == AccountKind::Linked) {
        let sentence = "No account here is linked with a server, so nothing will be asked.";
        return Err(Failure::new(Exit::NotFound, "device_unknown", sentence));
    }
    let listening = tokio::spawn({
        let core = core.clone();
        async move { core.listen().await }
    });
    screen.say("Waiting for questions. Ctrl+C ends the waiting.");
    screen.say("Without network: paste the link under the page’s code here (countersign://offline…).");
    let outcome = tokio::select! {
        outcome = wait(once, opened, screen) => outcome,
        _ = tokio::signal::ctrl_c() => Ok(Exit::Done),
    };
    listening.abort();
    outcome
}

async fn wait(once: bool, opened: &Opened, screen: &Screen) -> Outcome<Exit> {
    let mut lines = Lines::of_the_input();
    let mut seen = BTreeSet::new();
    loop {
        let waiting = opened
            .core
            .questions()
            .into_iter()
            .find(|each| each.ended.is_none() && !seen.contains(&each.cid.to_string()));
        if let Some(question) = waiting {
            seen.insert(question.cid.to_string());
            let exit = settle(&question, &mut lines, opened, screen).await?;
            if once {
                return Ok(exit);
            }
        } else {
            // Without an input nothing can be pasted, but questions arrive all the same.
            tokio::select! {
                () = opened.ears.hear() => {}
                Line::Typed(text) = lines.next() => read_page(text.trim(), opened, screen).await,
            }
        }
    }
}

/// Somebody pasted the link of a page whose question is to be answered without network; the question follows.
async fn read_page(text: &str, opened: &Opened, screen: &Screen) {
    if text.is_empty() {
        return;
    }
    if !text.starts_with("countersign://") {
        screen.say("That is no link of a page (countersign://offline…).");
        return;
    }
    match opened.core.follow_link(text).await {
        Ok(LinkFollowed::Question) => {}
        Ok(LinkFollowed::Pending(pending)) => {
            let _ = opened.core.cancel_pending(pending.id());
            screen.say("This link answers no question. “countersign add” takes it.");
        }
        Ok(LinkFollowed::CameBack(_)) => screen.say("This link answers no question."),
        Err(error) => screen.say(&Failure::from(error).sentence),
    }
}

/// Shows a question and stays with it until it is over.
async fn settle(
    question: &QuestionView,
    lines: &mut Lines,
    opened: &Opened,
    screen: &Screen,
) -> Outcome<Exit> {
    for line in shown::lines(question) {
        screen.say(&line);
    }
    loop {
        ask(&prompt(question));
        let typed = tokio::select! {
            line = lines.next() => match line {
                Line::Typed(text) => text,
                Line::Ended => {
                    screen.say("");
                    return Err(Failure::unanswered("The input has ended, so nothing was answered."));
                }
            },
            ended = ended(&opened.core, question.cid) => {
                screen.say("");
                screen.say(&over(&ended));
                return Ok(exit_of(ended.how));
            }
        };
        if let QuestionMode::Scan { .. } = question.mode
            && typed.trim().starts_with("countersign://approve")
        {
            // The link of the page's code, pasted by whoever sees the page: a YES like the number.
            opened.core.read_text(&typed)?;
            let answer =
                opened.core.answer_question(question.account, question.cid, Decision::Approve, None).await?;
            if let Some(exit) = tell(&answer, screen) {
                return Ok(exit);
            }
            continue;
        }
        if let QuestionMode::Offline { scanned } = question.mode {
            if typed.trim().starts_with("countersign://offline") {
                opened.core.follow_link(typed.trim()).await?;
                return show_digits(question, opened, screen).await;
            }
            if scanned && typed.trim().to_lowercase() == "yes" {
                return show_digits(question, opened, screen).await;
            }
        }
        let Some((decision, number)) = understood(question, typed.trim()) else { continue };
        let answer = opened.core.answer_question(question.account, question.cid, decision, number).await?;
        if let Some(exit) = tell(&answer, screen) {
            if answer.outcome == AnswerOutcome::Declined {
                not_me(question, lines, opened, screen).await?;
            }
            return Ok(exit);
        }
    }
}

/// YES without network: what is typed on the page.
async fn show_digits(question: &QuestionView, opened: &Opened, screen: &Screen) -> Outcome<Exit> {
    let digits = opened.core.reveal_offline_digits(question.account, question.cid).await?;
    let (first, second) = digits.split_at(4);
    screen.say(&format!("Type these digits on the page: {}", strong(&format!("{first} {second}"))));
    Ok(Exit::Done)
}

fn prompt(question: &QuestionView) -> String {
    let no = strong("NO");
    match (question.answerable, question.mode) {
        (Answerable::NoOnly | Answerable::Doubted, _) | (_, QuestionMode::Unknown) => format!("Type {no}: "),
        (Answerable::YesNo, QuestionMode::Tap) => format!("Type {no} or {}: ", strong("YES")),
        (Answerable::YesNo, QuestionMode::Number { digits }) => {
            format!("Type {no}, or for YES the {digits} digits that the page shows: ")
        }
        (Answerable::YesNo, QuestionMode::Scan { .. }) => {
            format!("Type {no}, or for YES paste the link under the page’s code (countersign://approve…): ")
        }
        (Answerable::YesNo, QuestionMode::Offline { scanned: true }) => {
            format!("Type {no} or {}: ", strong("YES"))
        }
        (Answerable::YesNo, QuestionMode::Offline { scanned: false }) => {
            format!("Type {no}, or for YES paste the link under the page’s code (countersign://offline…): ")
        }
    }
}

/// What was typed, if it is an answer: a NO in any length, a YES only as a whole word or as the number.
fn understood<'a>(question: &QuestionView, typed: &'a str) -> Option<(Decision, Option<&'a str>)> {
    let word = typed.to_lowercase();
    let can_approve = question.answerable == Answerable::YesNo;
    match question.mode {
        _ if word == "no" || word == "n" => Some((Decision::Decline, None)),
        QuestionMode::Tap if can_approve && word == "yes" => Some((Decision::Approve, None)),
        QuestionMode::Number { digits } if can_approve => {
            let fits = typed.len() == usize::from(digits) && typed.bytes().all(|byte| byte.is_ascii_digit());
            fits.then_some((Decision::Approve, Some(typed)))
        }
        QuestionMode::Tap
        | QuestionMode::Number { .. }
        | QuestionMode::Scan { .. }
        | QuestionMode::Offline { .. }
        | QuestionMode::Unknown => None,
    }
}

/// Says what became of an answer; nothing if it may be given again.
fn tell(answer: &AnswerView, screen: &Screen) -> Option<Exit> {
    match answer.outcome {
        AnswerOutcome::Approved => {
            screen.say("YES. The page goes on.");
            Some(Exit::Done)
        }
        AnswerOutcome::Declined => {
            screen.say("NO. It was stopped.");
            Some(Exit::Unanswered)
        }
        AnswerOutcome::WrongNumber if answer.ended.is_none() => {
            let left = answer.tries_left.unwrap_or_default();
            screen.say(&format!("That is not the number on the page. Tries left: {left}."));
            None
        }
        AnswerOutcome::WrongNumber => {
            screen.say("That is not the number on the page either. The sign-in was stopped.");
            Some(Exit::Failed)
        }
        AnswerOutcome::Ended => {
            let how = answer.ended.as_ref();
            screen.say(&how.map_or_else(|| "This question has ended already.".to_owned(), over));
            Some(how.map_or(Exit::Failed, |ended| exit_of(ended.how)))
        }
    }
}

/// After a NO: whether somebody else has begun it.
async fn not_me(question: &QuestionView, lines: &mut Lines, opened: &Opened, screen: &Screen) -> Outcome {
    ask(&format!("If somebody else started this, type {}; otherwise press Enter: ", strong("NOT ME")));
    let Line::Typed(typed) = lines.next().await else {
        screen.say("");
        return Ok(());
    };
    if typed.trim().to_lowercase() == "not me" {
        opened.core.report_not_me(question.account, question.cid).await?;
        screen.say("That browser is blocked for a while, and the next questions ask for the number.");
    }
    Ok(())
}

/// Waits until the question is over without this program's answer.
async fn ended(core: &Authenticator, cid: ChallengeId) -> EndedView {
    let mut look = tokio::time::interval(LOOK);
    loop {
        look.tick().await;
        match core.questions().into_iter().find(|each| each.cid == cid) {
            Some(question) => {
                if let Some(ended) = question.ended {
                    return ended;
                }
            }
            None => return EndedView { how: EndedAs::Cancelled, by: None, at: None },
        }
    }
}

fn over(ended: &EndedView) -> String {
    let by = ended.by.as_deref().map(|device| format!(" on {}", plain(device))).unwrap_or_default();
    match ended.how {
        EndedAs::Approved => format!("It was answered with YES{by}."),
        EndedAs::Declined => format!("It was answered with NO{by}."),
        EndedAs::Cancelled => "The page has given up.".to_owned(),
        EndedAs::Expired => "Its time is over. Nothing was answered.".to_owned(),
        EndedAs::Failed => "Too many wrong numbers: it was stopped.".to_owned(),
    }
}

fn exit_of(how: EndedAs) -> Exit {
    match how {
        EndedAs::Approved => Exit::Done,
        EndedAs::Declined => Exit::Unanswered,
        EndedAs::Cancelled | EndedAs::Expired | EndedAs::Failed => Exit::Failed,
    }
}
