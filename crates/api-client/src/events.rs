//! The event stream of a server (server-sent events, WHATWG HTML §9.2): hints that something changed, and nothing
//! that could be believed.

use std::collections::VecDeque;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::connection::failure;
use crate::error::ApiError;

const MEDIA_TYPE: &str = "text/event-stream";
/// A longer line says nothing that we know; only its beginning is kept.
const LINE_LIMIT: usize = 64;

/// What a stream says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Ask the server.
    Changed,
    /// The stream comes through.
    Alive,
}

/// An open stream. It says nothing of its own accord when the connection is dead: whoever listens counts the time.
pub struct Events {
    response: reqwest::Response,
    lines: Lines,
}

impl Events {
    /// The stream in a reply, or the reply back if it is none.
    pub(crate) fn of(response: reqwest::Response) -> Result<Self, Box<reqwest::Response>> {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        let is_stream = response.status() == StatusCode::OK
            && kind.trim().eq_ignore_ascii_case(MEDIA_TYPE)
            && !response.headers().contains_key(CONTENT_ENCODING);
        if is_stream { Ok(Self { response, lines: Lines::default() }) } else { Err(Box::new(response)) }
    }

    /// The next hint; `None` when the stream has ended. Nothing is lost if the future is dropped.
    ///
    /// # Errors
    /// [`ApiError::Unreachable`] when the connection breaks.
    pub async fn next(&mut self) -> Result<Option<Hint>, ApiError> {
        loop {
            if let Some(hint) = self.lines.hints.pop_front() {
                return Ok(Some(hint));
            }
            match self.response.chunk().await.map_err(failure)? {
                Some(chunk) => self.lines.read(&chunk),
                None => return Ok(None),
            }
        }
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Events")
    }
}

/// Lines as they come in pieces, and what they amount to.
#[derive(Default)]
struct Lines {
    line: Vec<u8>,
    /// The last byte was a carriage return, whose line feed may follow.
    is_after_return: bool,
    is_changed: bool,
    has_data: bool,
    hints: VecDeque<Hint>,
}

impl Lines {
    fn read(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'\n' if std::mem::take(&mut self.is_after_return) => {}
                b'\n' | b'\r' => {
                    self.is_after_return = byte == b'\r';
                    self.end_line();
                }
                _ => {
                    self.is_after_return = false;
                    if self.line.len() < LINE_LIMIT {
                        self.line.push(byte);
                    }
                }
            }
        }
        // One piece is one sign of life, however much is in it.
        if !bytes.is_empty() && self.hints.is_empty() {
            self.hints.push_back(Hint::Alive);
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let (field, value) = match line.iter().position(|&byte| byte == b':') {
            Some(at) => (&line[..at], line[at + 1..].strip_prefix(b" ").unwrap_or(&line[at + 1..])),
            None => (&line[..], &[][..]),
        };
        match field {
            b"" if line.is_empty() => {
                let (is_changed, has_data) =
                    (std::mem::take(&mut self.is_changed), std::mem::take(&mut self.has_data));
                // Many at once ask for one look.
                if is_changed && has_data && self.hints.is_empty() {
                    self.hints.push_back(Hint::Changed);
                }
            }
            b"event" => self.is_changed = value == b"changed",
            b"data" => self.has_data = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(pieces: &[&str]) -> Vec<Hint> {
        let mut lines = Lines::default();
        for piece in pieces {
            lines.read(piece.as_bytes());
        }
        lines.hints.into()
    }

    #[test]
    fn a_change_is_heard_however_it_is_cut_and_whatever_ends_its_lines() {
        for text in [
            "event: changed\ndata: \n\n",
            "event:changed\r\ndata:\r\n\r\n",
            "data\revent: changed\r\r",
            ": hello\n\nevent: changed\ndata: x\ndata: y\nid: 7\n\n",
            "event: changed\ndata:\n\nevent: changed\ndata:\n\n",
        ] {
            assert_eq!(hints(&[text]), [Hint::Changed], "{text:?}");
            for at in 1..text.len() {
                let mut lines = Lines::default();
                let mut heard = Vec::new();
                for piece in [&text[..at], &text[at..]] {
                    lines.read(piece.as_bytes());
                    heard.extend(lines.hints.drain(..));
                }
                assert!(heard.contains(&Hint::Changed), "{text:?} cut at {at}");
            }
        }
    }

    #[test]
    fn anything_else_is_only_a_sign_of_life() {
        for text in [
            ":\n\n",
            "event: changed\n\n",
            "data: changed\n\n",
            "event: changed\ndata:\n",
            "event: changed back\ndata:\n\n",
            "event: other\ndata:\n\n",
            "event: changed\nevent: other\ndata:\n\n",
        ] {
            assert_eq!(hints(&[text]), [Hint::Alive], "{text:?}");
        }
        assert!(hints(&[""]).is_empty());
        let long = format!("event: changed{}\ndata:\n\n", " ".repeat(100_000));
        assert_eq!(hints(&[&long]), [Hint::Alive]);
    }
}
