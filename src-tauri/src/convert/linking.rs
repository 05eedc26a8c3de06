//! The way from something read, typed or signed in to an account.

use countersign_authenticator as core;

use super::units::{millis, seconds};
use crate::dto::{
    CommandError, ErrorCode, FoundView, HashAlgorithm, LinkWay, PendingStatus, PendingView, SetupKeyOptions,
};

impl From<core::PendingView> for PendingView {
    fn from(view: core::PendingView) -> Self {
        match view {
            core::PendingView::CodeAccount { id, service, user, digits, period, is_weak } => {
                Self::CodeAccount {
                    pending_id: id.to_string(),
                    service,
                    user,
                    digits,
                    period_seconds: period.map_or(0, seconds),
                    weak_secret: is_weak,
                }
            }
            core::PendingView::Server { id, origin, is_private, way } => Self::Server {
                pending_id: id.to_string(),
                origin: origin.to_string(),
                private_address: is_private,
                way: match way {
                    core::LinkWay::Qr => LinkWay::Qr,
                    core::LinkWay::Typed => LinkWay::Typed,
                    core::LinkWay::Browser => LinkWay::Browser,
                },
            },
            core::PendingView::Question { id } => Self::Question { pending_id: id.to_string() },
            core::PendingView::PinNeeded { id, service, user } => {
                Self::PinNeeded { pending_id: id.to_string(), service, user }
            }
        }
    }
}

impl From<core::Found> for FoundView {
    fn from(found: core::Found) -> Self {
        match found {
            core::Found::One(pending) => Self::One { pending: pending.into() },
            core::Found::Several(preview) => Self::Several { preview: preview.into() },
        }
    }
}

impl From<core::PendingStatus> for PendingStatus {
    fn from(status: core::PendingStatus) -> Self {
        match status {
            core::PendingStatus::Asking => Self::Asking,
            core::PendingStatus::Contacting => Self::Contacting,
            core::PendingStatus::Browser { origin } => Self::Browser { origin: origin.to_string() },
            core::PendingStatus::ConfirmDigits { digits, service, user, left } => {
                Self::ConfirmDigits { digits: digits.to_string(), service, user, left_ms: millis(left) }
            }
            core::PendingStatus::Done { account, service, has_backup_codes } => {
                Self::Done { account_id: account.to_string(), service, show_backup_codes: has_backup_codes }
            }
            core::PendingStatus::Failed { error } => Self::Failed { error: (&*error).into() },
        }
    }
}

impl PendingStatus {
    /// Names a clock that is known to be off where that may be why: certificates and proofs have their times.
    pub(crate) fn with_clock(mut self, notices: &[core::NoticeView]) -> Self {
        let offset = notices.iter().find_map(|notice| match notice.kind {
            core::NoticeKind::ClockOff { offset_seconds } => Some(offset_seconds),
            _ => None,
        });
        if let Self::Failed { error } = &mut self
            && matches!(error.code, ErrorCode::CertificateInvalid | ErrorCode::ServerRefused)
        {
            error.details.get_or_insert_default().clock_offset_seconds = offset;
        }
        self
    }
}

impl TryFrom<SetupKeyOptions> for core::SetupKeyOptions {
    type Error = CommandError;

    fn try_from(options: SetupKeyOptions) -> Result<Self, CommandError> {
        let unsupported = || CommandError::new(ErrorCode::SetupUnsupported, "no code can be made so");
        Ok(Self {
            algorithm: match options.algorithm {
                HashAlgorithm::Sha1 => core::Algorithm::Sha1,
                HashAlgorithm::Sha256 => core::Algorithm::Sha256,
                HashAlgorithm::Sha512 => core::Algorithm::Sha512,
            },
            digits: core::Digits::new(options.digits.into()).map_err(|_| unsupported())?,
            period: core::Period::from_seconds(options.period_seconds.into()).map_err(|_| unsupported())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_named_where_it_may_be_why() {
        let notice = core::NoticeView {
            id: "1".parse().unwrap(),
            kind: core::NoticeKind::ClockOff { offset_seconds: -600 },
            account: None,
            service: "localhost".to_owned(),
            at: core::UnixTime::from_seconds(0),
        };
        for (code, offset) in [(ErrorCode::CertificateInvalid, Some(-600)), (ErrorCode::AlreadyLinked, None)]
        {
            let status = PendingStatus::Failed { error: CommandError::new(code, "") };
            let PendingStatus::Failed { error } = status.with_clock(std::slice::from_ref(&notice)) else {
                panic!()
            };
            assert_eq!(error.details.and_then(|details| details.clock_offset_seconds), offset, "{code:?}");
        }
    }

    #[test]
    fn a_code_that_cannot_be_made_is_refused() {
        let options = |digits, period_seconds| {
            let algorithm = HashAlgorithm::Sha256;
            core::SetupKeyOptions::try_from(SetupKeyOptions { algorithm, digits, period_seconds })
        };
        let fine = options(8, 60).unwrap();
        assert_eq!((fine.digits.count(), fine.period.seconds()), (8, 60));
        assert_eq!(fine.algorithm, core::Algorithm::Sha256);
        assert_eq!(options(3, 30).unwrap_err().code, ErrorCode::SetupUnsupported);
        assert_eq!(options(6, 0).unwrap_err().code, ErrorCode::SetupUnsupported);
    }
}
