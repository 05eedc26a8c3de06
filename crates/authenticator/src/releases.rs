//! Whether there is a newer version of the app. It is said and never fetched: whoever publishes the app also says how
//! it is updated.

use countersign_api_client::{ReleasePage, ask_release};
use semver::Version;

use crate::Authenticator;
use crate::error::Error;

impl Authenticator {
    /// Asks the publisher for the newest version; nothing if `running` is as new. The vault may be locked.
    ///
    /// # Errors
    /// [`Error::Server`] where it does not answer, or not with a version.
    pub async fn newer_release(&self, page: &ReleasePage, running: &str) -> Result<Option<String>, Error> {
        let newest = ask_release(page, self.inner.settings.plain_http).await;
        let newest = newest.map_err(Error::server(page.origin()))?;
        Ok(is_newer(&newest, running).then(|| newest.to_string()))
    }
}

/// Whether somebody who runs one version would want another: nobody is led to a version for trying, nor back.
fn is_newer(newest: &Version, running: &str) -> bool {
    newest.pre.is_empty()
        && Version::parse(running).is_ok_and(|running| newest.cmp_precedence(&running).is_gt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_later_version_that_is_finished_is_newer() {
        for (newest, running, expected) in [
            ("1.10.0", "1.9.3", true),
            ("2.0.0", "1.99.99", true),
            ("1.0.0", "1.0.0-beta.1", true),
            ("1.9.3", "1.9.3", false),
            ("1.9.3+build.2", "1.9.3+build.1", false),
            ("1.9.2", "1.9.3", false),
            ("2.0.0-beta.1", "1.9.3", false),
        ] {
            let newest = Version::parse(newest).unwrap();
            assert_eq!(is_newer(&newest, running), expected, "{newest} for {running}");
        }
    }
}
