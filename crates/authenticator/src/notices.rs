//! Notices.
use crate::{Authenticator, Error, NoticeId, NoticeView};

impl Authenticator {
    /// News that the person has not dismissed, newest first.
    pub async fn notices(&self) -> Result<Vec<NoticeView>, Error> {
        todo!()
    }
    /// Drops a notice that the person has seen.
    pub async fn dismiss_notice(&self, _id: NoticeId) -> Result<(), Error> {
        todo!()
    }
}
