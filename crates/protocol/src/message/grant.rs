//! What entitles a device to be linked: a code from the screen, a typed one, or one from the consent page.

use serde::{Deserialize, Serialize};

use crate::id::{AuthorizationCode, EnrollmentCode};
use crate::optional::present;
use crate::setup_code::SetupCode;

/// What entitles a device to be linked; exactly one of the three.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, try_from = "Members")]
pub enum Grant {
    /// From a QR code.
    Code {
        /// The code.
        code: EnrollmentCode,
    },
    /// Typed by the person.
    Typed {
        /// The name of the account.
        user: String,
        /// The code.
        setup_code: SetupCode,
    },
    /// From the consent page (RFC 6749, RFC 7636).
    Authorization {
        /// The code.
        authorization_code: AuthorizationCode,
        /// The secret behind the code challenge.
        code_verifier: String,
        /// Where the code was sent.
        redirect_uri: String,
    },
}

#[derive(Deserialize)]
struct Members {
    #[serde(default, deserialize_with = "present")]
    code: Option<EnrollmentCode>,
    #[serde(default, deserialize_with = "present")]
    user: Option<String>,
    #[serde(default, deserialize_with = "present")]
    setup_code: Option<SetupCode>,
    #[serde(default, deserialize_with = "present")]
    authorization_code: Option<AuthorizationCode>,
    #[serde(default, deserialize_with = "present")]
    code_verifier: Option<String>,
    #[serde(default, deserialize_with = "present")]
    redirect_uri: Option<String>,
}

impl TryFrom<Members> for Grant {
    type Error = &'static str;

    fn try_from(members: Members) -> Result<Self, Self::Error> {
        let Members { code, user, setup_code, authorization_code, code_verifier, redirect_uri } = members;
        match (code, user, setup_code, authorization_code, code_verifier, redirect_uri) {
            (Some(code), None, None, None, None, None) => Ok(Self::Code { code }),
            (None, Some(user), Some(setup_code), None, None, None) => Ok(Self::Typed { user, setup_code }),
            (None, None, None, Some(authorization_code), Some(code_verifier), Some(redirect_uri)) => {
                Ok(Self::Authorization { authorization_code, code_verifier, redirect_uri })
            }
            _ => Err("a grant is one code, a name with a setup code, or an authorization code"),
        }
    }
}

impl Grant {
    /// What the types alone cannot say about the members; `Err` names the member.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Code { .. } => Ok(()),
            Self::Typed { user, .. } if (1..=256).contains(&user.len()) => Ok(()),
            Self::Typed { .. } => Err("user"),
            Self::Authorization { code_verifier, redirect_uri, .. } => {
                // RFC 7636 §4.1.
                let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                if !(43..=128).contains(&code_verifier.len()) || !code_verifier.bytes().all(unreserved) {
                    return Err("code_verifier");
                }
                if redirect_uri.len() <= 255 { Ok(()) } else { Err("redirect_uri") }
            }
        }
    }
}
