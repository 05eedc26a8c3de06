//! The account server: accounts, sign-in, two-step verification.
