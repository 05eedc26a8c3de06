//! The operating system's key store behind one trait, with an in-memory double.
