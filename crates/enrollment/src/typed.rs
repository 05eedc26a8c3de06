//! What people type where there is nothing to scan.

use countersign_otp::Secret;
use countersign_protocol::{Origin, PersonText, SetupCode};

use crate::code_account::{CodeAccount, SetupKeyOptions};
use crate::error::EnrollmentError;

/// Address, user name and setup code of a server's typed form.
#[derive(Debug)]
pub struct TypedEnrollment {
    server: Origin,
    user: PersonText,
    code: SetupCode,
}

impl TypedEnrollment {
    /// The server.
    pub fn server(&self) -> &Origin {
        &self.server
    }

    /// The user name.
    pub fn user(&self) -> &str {
        self.user.as_str()
    }

    /// The setup code. Warning: whoever holds it can use it; only for the grant.
    pub fn reveal_code(&self) -> &SetupCode {
        &self.code
    }
}

/// Reads the typed form of a server. The address may lack its scheme or have a path after it.
///
/// # Errors
/// [`EnrollmentError::ServerAddress`], [`EnrollmentError::UserName`], [`EnrollmentError::SetupCode`].
pub fn read_typed_server(
    address: &str,
    user: &str,
    setup_code: &str,
) -> Result<TypedEnrollment, EnrollmentError> {
    let server = Origin::from_typed(address).map_err(|_| EnrollmentError::ServerAddress)?;
    let user = PersonText::parse(user.trim()).map_err(|_| EnrollmentError::UserName)?;
    let code = SetupCode::parse(setup_code.trim()).map_err(|_| EnrollmentError::SetupCode)?;
    Ok(TypedEnrollment { server, user, code })
}

/// Reads a setup key (base32) that a person typed for any service.
///
/// # Errors
/// [`EnrollmentError::Secret`].
pub fn read_setup_key(
    service: &str,
    user: &str,
    key: &str,
    options: SetupKeyOptions,
) -> Result<CodeAccount, EnrollmentError> {
    let secret = Secret::from_base32(key).map_err(EnrollmentError::Secret)?;
    Ok(CodeAccount::new(service, user, options.with_secret(secret)))
}
