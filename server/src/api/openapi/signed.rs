//! Signed messages as bodies. A schema of text cannot look into them; what is inside is in `docs/protocol.md`.

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Base64url of header, payload and 64 bytes of signature.
const JWS: &str = r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$";

macro_rules! signed {
    ($($name:ident($longest:literal): $text:literal;)*) => {
        $(
            #[doc = $text]
            pub(in crate::api) struct $name;

            impl ToSchema for $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new()
                        .schema_type(Type::String)
                        .description(Some($text))
                        .pattern(Some(JWS))
                        .max_length(Some($longest))
                        .content_media_type("application/jwt")
                        .into()
                }
            }
        )*
    };
}

signed! {
    CsInstance(32_768): "`cs-instance+jwt`, signed by the instance key: what the server says about itself (docs/protocol.md, The instance document).";
    CsAccount(8_192): "`cs-account+jwt`, signed by the instance key: the account as one of its devices hears it (docs/protocol.md, Linking a device).";
    CsChallenge(8_192): "`cs-challenge+jwt`, signed by the instance key: a question, the same bytes for every device (docs/protocol.md, Challenges).";
    CsRevoked(8_192): "`cs-revoked+jwt`, signed by the instance key: the device was removed (docs/protocol.md, Removal).";
    CsEnroll(8_192): "`cs-enroll+jwt`, signed by the new `pop`, which it carries: `grant`, `uv_proof`, `device` (docs/protocol.md, Linking a device).";
    CsAnswer(8_192): "`cs-answer+jwt`, signed by `uv`, a plain NO also by `pop`: the person's decision (docs/protocol.md, Answers).";
    CsRevoke(8_192): "`cs-revoke+jwt`, signed by `uv`: removes a device (docs/protocol.md, Removal).";
    CsKeys(8_192): "`cs-keys+jwt`, signed by the old `uv`: the new keys with their proofs (docs/protocol.md, New keys).";
    CsFreeze(8_192): "`cs-freeze+jwt`, signed by `uv`: stops all sign-ins and changes (docs/protocol.md, Freeze and unlock).";
    CsUnlock(8_192): "`cs-unlock+jwt`, signed by `uv`: lets sign-ins go on (docs/protocol.md, Freeze and unlock).";
}
