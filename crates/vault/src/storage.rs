//! The SQL of the vault, one module for each table, and the connection under it.

pub(crate) mod connection;
pub(crate) mod format;
pub(crate) mod header;
pub(crate) mod records;
pub(crate) mod slots;
