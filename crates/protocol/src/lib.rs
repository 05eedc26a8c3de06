//! What app and server say to each other (CS/1): types, signing, verifying.
