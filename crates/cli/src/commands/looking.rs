//! Pictures of the screen.

use countersign_authenticator::Picture;
use countersign_screen::ScreenError;

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::wording::template;

/// Takes pictures of the screens.
pub(crate) async fn at_screen() -> Outcome<Vec<Picture>> {
    countersign_screen::capture().await.map_err(|error| {
        let (exit, code) = match error {
            ScreenError::Refused => (Exit::Unanswered, "screen_refused"),
            ScreenError::Unavailable | ScreenError::Failed => (Exit::Failed, "screen_unavailable"),
        };
        Failure::new(exit, code, template(code))
    })
}
