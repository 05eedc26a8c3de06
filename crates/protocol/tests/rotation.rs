//! A server's key hands over to the next, and an app that slept follows as far as the chain leads.

use std::sync::atomic::{AtomicU32, Ordering};

use countersign_protocol::limits::CHAIN_LINKS;
use countersign_protocol::message::{Instance, Jwks, KeyLink, Links, Push, Revocation, Revoked};
use countersign_protocol::{
    DeviceId, Jws, JwsError, KeptKeys, Origin, PersonText, PinError, Signer, SigningKey, VERSION,
};

/// A server with all keys that it ever had; the last one signs.
struct Server {
    keys: Vec<SigningKey>,
    chain: Vec<String>,
}

fn origin() -> Origin {
    Origin::parse("https://auth.example").expect("an origin")
}

/// Another key each time.
fn key() -> SigningKey {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let mut bytes = [7; 32];
    bytes[28..].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    SigningKey::from_bytes(&bytes).expect("below the order of the curve")
}

fn link(from: &SigningKey, to: &SigningKey) -> String {
    let link = KeyLink { iss: origin(), iat: 1, jwk: to.public().clone() };
    Jws::sign(&link, from).expect("it signs").into_string()
}

fn document(by: &SigningKey, listed: &[&SigningKey], chain: &[String]) -> String {
    let document = Instance {
        iss: origin(),
        iat: 1,
        name: PersonText::parse("Example").expect("a name"),
        versions: vec![VERSION],
        jwks: Jwks { keys: listed.iter().map(|key| key.public().clone()).collect() },
        chain: chain.to_vec(),
        push: Push::default(),
        features: Vec::new(),
        links: Links { manage: "/2fa".into(), secure: "/secure".into() },
    };
    Jws::sign(&document, by).expect("it signs").into_string()
}

impl Server {
    fn new() -> Self {
        Self { keys: vec![key()], chain: Vec::new() }
    }

    fn signing(&self) -> &SigningKey {
        self.keys.last().expect("there is one")
    }

    fn rotate(&mut self) {
        let next = key();
        self.chain.push(link(self.signing(), &next));
        self.keys.push(next);
        self.chain.drain(..self.chain.len().saturating_sub(CHAIN_LINKS));
    }

    /// The signing key first, then the one before.
    fn document(&self) -> String {
        let listed: Vec<_> = self.keys.iter().rev().take(2).collect();
        document(self.signing(), &listed, &self.chain)
    }

    fn pinned(&self) -> KeptKeys {
        KeptKeys::pin(&self.document(), &origin(), self.signing().public().thumbprint())
            .expect("first contact")
            .0
    }
}

/// A removal in a key's words.
fn revoked(by: &SigningKey) -> String {
    let aud = DeviceId::parse("device").expect("an id");
    let revoked = Revoked { iss: origin(), aud, iat: 1, reason: Revocation::Removed };
    Jws::sign(&revoked, by).expect("it signs").into_string()
}

#[test]
fn an_app_follows_over_one_step_five_and_as_many_as_the_chain_holds() {
    for steps in [1, 5, CHAIN_LINKS] {
        let mut server = Server::new();
        let kept = server.pinned();
        (0..steps).for_each(|_| server.rotate());
        let (renewed, _) = kept.renew(&server.document()).unwrap_or_else(|error| panic!("{steps}: {error}"));
        assert!(renewed.knows(server.signing().public().thumbprint()));
        assert!(renewed.verify::<Revoked>(&revoked(server.signing())).is_ok());
    }
}

#[test]
fn a_code_that_was_shown_before_a_rotation_still_pins() {
    let mut server = Server::new();
    let shown = server.signing().public().thumbprint();
    server.rotate();
    assert!(KeptKeys::pin(&server.document(), &origin(), shown).is_ok());
}

#[test]
fn whoever_slept_longer_than_the_chain_meets_a_stranger() {
    let mut server = Server::new();
    let kept = server.pinned();
    (0..=CHAIN_LINKS).for_each(|_| server.rotate());
    assert_eq!(kept.renew(&server.document()).err(), Some(PinError::Stranger));
}

#[test]
fn a_server_that_lost_its_key_is_a_stranger_whatever_it_says() {
    let mut server = Server::new();
    let kept = server.pinned();
    let lost = Server::new();
    assert_eq!(kept.renew(&lost.document()).err(), Some(PinError::Stranger));
    // With the old chain, which anybody can copy.
    server.rotate();
    let forged = document(lost.signing(), &[lost.signing(), &server.keys[0]], &server.chain);
    assert_eq!(kept.renew(&forged).err(), Some(PinError::Stranger));
    // With a link that the old key has not signed.
    let by_itself = link(lost.signing(), lost.signing());
    let forged = document(lost.signing(), &[lost.signing()], &[by_itself]);
    assert_eq!(kept.renew(&forged).err(), Some(PinError::Stranger));
}

#[test]
fn a_key_that_is_no_longer_listed_is_never_accepted_again() {
    let mut server = Server::new();
    let kept = server.pinned();
    server.rotate();
    let (kept, _) = kept.renew(&server.document()).expect("one step");
    assert!(kept.verify::<Revoked>(&revoked(&server.keys[0])).is_ok(), "for a day it is still named");
    server.rotate();
    let (kept, _) = kept.renew(&server.document()).expect("another step");
    let refused = kept.verify::<Revoked>(&revoked(&server.keys[0]));
    assert_eq!(refused.err(), Some(JwsError::OtherKey));
    // Neither by a document of its own, nor by handing over once more.
    let old = &server.keys[0];
    assert_eq!(kept.renew(&document(old, &[old], &[])).err(), Some(PinError::Stranger));
    let heir = key();
    let forged = document(&heir, &[&heir], &[link(old, &heir)]);
    assert_eq!(kept.renew(&forged).err(), Some(PinError::Stranger));
    // The chain of the past, which leads from it, leads nowhere else either.
    let forged = document(old, &[old], &server.chain);
    assert_eq!(kept.renew(&forged).err(), Some(PinError::Stranger));
}
