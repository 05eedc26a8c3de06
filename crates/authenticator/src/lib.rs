//! The use cases of the app: link, show codes, approve, remove, lock.
