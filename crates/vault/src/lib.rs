//! Accounts and pairings at rest: SQLite rows, each sealed.
