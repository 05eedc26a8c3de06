//! Names of reasons, as they are stored and as they stand in addresses.

use countersign_protocol::message::Reason;

/// The name of a reason, as on the wire.
pub fn reason_name(reason: &Reason) -> &str {
    match reason {
        Reason::SignIn => "sign-in",
        Reason::StepUp => "step-up",
        Reason::AddMethod => "add-method",
        Reason::RemoveMethod => "remove-method",
        Reason::NewCodes => "new-codes",
        Reason::ChangePassword => "change-password",
        Reason::ChangeAddress => "change-address",
        Reason::ChangePolicy => "change-policy",
        Reason::SwitchOff => "switch-off",
        Reason::Test => "test",
        Reason::Other(name) => name,
    }
}

/// The reason with this name, if it is one of ours.
pub fn reason_from_name(name: &str) -> Option<Reason> {
    Some(match name {
        "sign-in" => Reason::SignIn,
        "step-up" => Reason::StepUp,
        "add-method" => Reason::AddMethod,
        "remove-method" => Reason::RemoveMethod,
        "new-codes" => Reason::NewCodes,
        "change-password" => Reason::ChangePassword,
        "change-address" => Reason::ChangeAddress,
        "change-policy" => Reason::ChangePolicy,
        "switch-off" => Reason::SwitchOff,
        "test" => Reason::Test,
        _ => return None,
    })
}
