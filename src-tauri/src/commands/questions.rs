//! Questions and their answers.

use tauri::State;

use crate::dto::{AnswerView, CommandError, Decision, QuestionView};
use crate::shell::Shell;

/// Lists the questions that wait, oldest first.
#[tauri::command]
#[specta::specta]
pub async fn questions(shell: State<'_, Shell>) -> Result<Vec<QuestionView>, CommandError> {
    shell.unfinished()
}

/// Signs and sends an answer; without a network it is tried until the question expires.
#[tauri::command]
#[specta::specta]
pub async fn answer_question(
    shell: State<'_, Shell>,
    account_id: String,
    cid: String,
    decision: Decision,
    number: Option<String>,
) -> Result<AnswerView, CommandError> {
    shell.unfinished()
}

/// Tells the server that it was not the person, and opens its page for that.
#[tauri::command]
#[specta::specta]
pub async fn report_not_me(
    shell: State<'_, Shell>,
    account_id: String,
    cid: String,
) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Asks all servers for questions, now.
#[tauri::command]
#[specta::specta]
pub async fn check_now(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Drops a question whose end the person has seen.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_question(shell: State<'_, Shell>, cid: String) -> Result<(), CommandError> {
    shell.unfinished()
}
