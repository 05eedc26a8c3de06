//! Questions: waited for, looked at, answered.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use countersign_protocol::message::Answer;
use countersign_protocol::{ChallengeId, ChallengeStatus, Digest, Problem as ProblemBody, ProblemKind};

use super::error::ApiError;
use super::openapi::{
    self, ACTIVE, CHANGES, ChallengePath, CsAnswer, CsChallenge, IfNoneMatch, PROOF, Removed, SIGNED,
    problems,
};
use super::poll::{WaitQuery, until_found};
use super::proof::ProvenActive;
use super::reply::{if_none_match, not_modified, tagged_jwt};
use super::revoked::standing;
use super::waits::Waits;
use crate::AppState;
use crate::domain::DeviceRecord;
use crate::http::Problem;
use crate::storage::{AnswerOutcome, NewAnswer};

/// When an app may ask again whether numbers count again, in seconds: only another way or a new password helps.
const CLOSED: u64 = 3600;

problems!(WaitProblems: PROOF, ACTIVE, &[ProblemKind::Malformed]);

/// The question that is pending: the same bytes for every device. Without one that the device has not seen, 204 or
/// 304 after the wait.
#[utoipa::path(
    get,
    path = "/api/v1/challenges",
    operation_id = "getChallenge",
    params(WaitQuery, IfNoneMatch),
    responses(
        (status = 200, description = "The question.", body = CsChallenge, content_type = "application/jwt"),
        (status = 204, description = "None is pending."),
        (status = 304, description = "Nothing differs."),
        Removed,
        WaitProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn wait_for_one(
    State(state): State<AppState>,
    Extension(waits): Extension<Waits>,
    Query(query): Query<WaitQuery>,
    ProvenActive(proven): ProvenActive,
) -> Result<Response, ApiError> {
    let device = &proven.device;
    let known = if_none_match(proven.headers());
    let changes = state.wake.listen(&device.account);
    let look = || look(&state, device, known);
    let found = if query.is_wait() {
        let wait = waits.begin(device.id.clone());
        until_found(changes, &state.stop, (&wait, query.duration()), look).await?
    } else {
        look().await?
    };
    Ok(match (found, known) {
        (Some(Some((text, tag))), _) => tagged_jwt(text, tag),
        (Some(None), _) | (None, None) => StatusCode::NO_CONTENT.into_response(),
        (None, Some(tag)) => not_modified(tag),
    })
}

/// What differs from what the device has: another question, or none where it had one.
async fn look(
    state: &AppState,
    device: &DeviceRecord,
    known: Option<Digest>,
) -> Result<Option<Option<(String, Digest)>>, ApiError> {
    let now = state.now();
    // A removal ends every wait at once.
    let device = state.storage.device(&device.id, now).await?.ok_or(ProblemKind::DeviceUnknown)?;
    standing(state, &device, now)?;
    let pending = state.storage.pending_challenge(&device.account, device.joined, now).await?;
    let pending = pending.map(|(text, hash)| (text, Digest::from_bytes(hash)));
    let tag = pending.as_ref().map(|(_, tag)| *tag);
    Ok((tag != known).then_some(pending))
}

problems!(StatusProblems: PROOF, ACTIVE, &[ProblemKind::Malformed, ProblemKind::NotFound]);

/// Where a question of this account stands.
#[utoipa::path(
    get,
    path = "/api/v1/challenges/{cid}",
    operation_id = "getChallengeStatus",
    params(ChallengePath),
    responses(
        (status = 200, description = "Where it stands.", body = openapi::ChallengeStatus),
        Removed,
        StatusProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    Path(cid): Path<String>,
    ProvenActive(proven): ProvenActive,
) -> Result<Json<ChallengeStatus>, ApiError> {
    let cid = ChallengeId::parse(&cid).map_err(|_| ProblemKind::NotFound)?;
    let found = state.storage.challenge(&proven.device.account, cid, state.now()).await?;
    let challenge = found.ok_or(ProblemKind::NotFound)?;
    let (by, at) = (challenge.decided_by, challenge.decided_at);
    Ok(Json(ChallengeStatus { cid, state: challenge.state, by, at }))
}

problems!(
    AnswerProblems: PROOF,
    ACTIVE,
    CHANGES,
    SIGNED,
    &[
        ProblemKind::Malformed,
        ProblemKind::WrongNumber,
        ProblemKind::TooNew,
        ProblemKind::NotFound,
        ProblemKind::ChallengeEnded,
        ProblemKind::SlowDown,
    ]
);

/// An answer: proved by the request, signed by the person's key, decided by one statement.
#[utoipa::path(
    post,
    path = "/api/v1/challenges/{cid}",
    operation_id = "answerChallenge",
    params(ChallengePath),
    request_body(content = CsAnswer, content_type = "application/jwt"),
    responses(
        (status = 200, description = "It counts.", body = openapi::ChallengeStatus),
        Removed,
        AnswerProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn answer(
    State(state): State<AppState>,
    Path(cid): Path<String>,
    ProvenActive(proven): ProvenActive,
) -> Result<Json<ChallengeStatus>, ApiError> {
    let device = &proven.device;
    let cid = ChallengeId::parse(&cid).map_err(|_| ProblemKind::NotFound)?;
    let keys = (&device.pop, &device.uv);
    let verified = Answer::verify(proven.jws()?, &state.rules.origin, &device.id, &cid, keys)?;
    if !verified.message().is_plain_no() {
        proven.decides(&state).await?;
    }
    let identity = verified.identity();
    let new = NewAnswer {
        device: device.id.clone(),
        account: device.account.clone(),
        answer: verified.into_message(),
        identity,
    };
    let now = state.now();
    let body = ProblemBody::new;
    match state.storage.answer(new, now).await? {
        AnswerOutcome::Taken(state) => Ok(Json(ChallengeStatus { cid, state, by: None, at: None })),
        AnswerOutcome::WrongNumber { tries_left } => {
            Err(ProblemBody { tries_left: Some(tries_left), ..body(ProblemKind::WrongNumber) }.into())
        }
        AnswerOutcome::Ended { state, by, at } => {
            Err(ProblemBody { state: Some(state), by, at, ..body(ProblemKind::ChallengeEnded) }.into())
        }
        AnswerOutcome::Paused { until } => {
            let problem = Problem::from(ProblemKind::SlowDown).retry_after(until.saturating_sub(now));
            Err(ApiError::Problem(problem))
        }
        AnswerOutcome::Closed => {
            Err(ApiError::Problem(Problem::from(ProblemKind::SlowDown).retry_after(CLOSED)))
        }
        AnswerOutcome::PersonNotVerified => Err(ProblemKind::KeyNotAllowed.into()),
        AnswerOutcome::TooNew => Err(ProblemKind::TooNew.into()),
        AnswerOutcome::NotThisQuestion => Err(ProblemKind::JwsInvalid.into()),
        AnswerOutcome::NotFound => Err(ProblemKind::NotFound.into()),
        AnswerOutcome::DeviceGone => {
            let device = state.storage.device(&device.id, now).await?.ok_or(ProblemKind::DeviceUnknown)?;
            standing(&state, &device, now)?;
            Err(ProblemKind::NotFound.into())
        }
    }
}
