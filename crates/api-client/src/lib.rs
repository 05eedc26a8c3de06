//! HTTP to an account server.
