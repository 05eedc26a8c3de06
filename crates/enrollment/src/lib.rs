//! QR codes, links, setup keys and texts turned into an enrollment.
