//! Questions and their answers.

use tauri::State;

use crate::dto::{AnswerView, CommandError, Decision, QuestionView};
use crate::shell::{Shell, account, challenge};

/// Lists the questions that wait, oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn questions(shell: State<'_, Shell>) -> Result<Vec<QuestionView>, CommandError> {
    Ok(shell.core().questions().into_iter().map(QuestionView::from).collect())
}

/// Signs and sends an answer; without a network it is tried until the question expires.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_question(
    shell: State<'_, Shell>,
    account_id: String,
    cid: String,
    decision: Decision,
    number: Option<String>,
) -> Result<AnswerView, CommandError> {
    let (account, cid) = (account(&account_id)?, challenge(&cid)?);
    Ok(shell.core().answer_question(account, cid, decision.into(), number.as_deref()).await?.into())
}

/// YES without network: the eight digits that the person types on the page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_offline_digits(
    shell: State<'_, Shell>,
    account_id: String,
    cid: String,
) -> Result<String, CommandError> {
    let digits = shell.core().reveal_offline_digits(account(&account_id)?, challenge(&cid)?).await?;
    Ok(digits.to_string())
}

/// Tells the server that it was not the person, and opens its page for that.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report_not_me(
    shell: State<'_, Shell>,
    account_id: String,
    cid: String,
) -> Result<(), CommandError> {
    Ok(shell.core().report_not_me(account(&account_id)?, challenge(&cid)?).await?)
}

/// Asks all servers for questions, now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_now(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.core().check_now();
    Ok(())
}

/// Drops a question whose end the person has seen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_question(shell: State<'_, Shell>, cid: String) -> Result<(), CommandError> {
    Ok(shell.core().dismiss_question(challenge(&cid)?)?)
}
