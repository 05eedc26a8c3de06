//! One-time codes from a secret and a moving factor (RFC 4226, RFC 6238).
