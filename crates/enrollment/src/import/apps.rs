//! One file for each app.

pub(crate) mod aegis;
pub(crate) mod andotp;
pub(crate) mod authenticator_plus;
pub(crate) mod authy;
pub(crate) mod battle_net;
pub(crate) mod bitwarden;
pub(crate) mod duo;
pub(crate) mod ente;
pub(crate) mod freeotp;
pub(crate) mod freeotp2;
pub(crate) mod google;
pub(crate) mod keepass;
pub(crate) mod lastpass;
pub(crate) mod microsoft;
pub(crate) mod nameless;
pub(crate) mod one_password;
pub(crate) mod others;
pub(crate) mod otp_client;
pub(crate) mod packed;
pub(crate) mod proton;
pub(crate) mod proton_pass;
pub(crate) mod raivo;
pub(crate) mod steam;
pub(crate) mod stratum;
pub(crate) mod totp_authenticator;
pub(crate) mod twofas;
