//! The page of a problem: what happened, what to do, and the id of the request.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Language, Words, render};
use crate::http::{PageProblem, RequestId};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    words: Words,
    problem: &'static str,
    request: &'a str,
}

impl ProblemPage<'_> {
    fn say(&self, part: &str) -> String {
        self.words.say(&format!("problem-{}{part}", self.problem))
    }
}

/// The names of all problems, for the texts to be complete.
pub(super) fn name(problem: PageProblem) -> &'static str {
    match problem {
        PageProblem::NotFound => "not-found",
        PageProblem::Malformed => "malformed",
        PageProblem::Forgery => "forgery",
        PageProblem::NotAllowed => "not-allowed",
        PageProblem::MethodNotAllowed => "method",
        PageProblem::TooLarge => "too-large",
        PageProblem::TooSlow => "too-slow",
        PageProblem::SlowDown => "slow-down",
        PageProblem::Unavailable => "unavailable",
        PageProblem::Unexpected => "unexpected",
    }
}

/// Draws the page of a problem in the person's language.
pub fn render_problem(problem: PageProblem, headers: &HeaderMap, request: &RequestId) -> Response {
    render(&ProblemPage {
        words: Words(Language::of(headers)),
        problem: name(problem),
        request: request.as_str(),
    })
}
