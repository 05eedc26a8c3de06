//! A database of its own for each test, a clock that stands still, and the people who use it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_otp::{Algorithm, Digits, Period, Secret, Totp, UnixTime};
use countersign_protocol::message::{
    Answer, Capability, Challenge, Decision, DeclineReason, DeviceDescription, Enroll, Grant, KeyProtection,
    Mode, Otp, Verification,
};
use countersign_protocol::{
    AccountId, ChallengeId, DeviceId, Digest, EnrollmentCode, Origin, PersonText, SigningKey, Unverified,
};
use countersign_server::Wake;
use countersign_server::domain::{
    AccountName, AttemptView, BrowserMark, Hashed, Joined, Policy, Reason, Session,
};
use countersign_server::keys::ServerKeys;
use countersign_server::rules::Rules;
use countersign_server::storage::{
    AnswerOutcome, Asked, CodeOutcome, Completed, ConfirmOutcome, EnrollOutcome, Keep, MadeAccount,
    NewAccount, NewAnswer, NewAttempt, NewDevice, StartedEnrollment, Storage,
};
use tempfile::TempDir;

/// What the tests call now at first: 2027-01-15.
pub(crate) const START: u64 = 1_800_000_000;

/// How an account's first device joined it.
pub(crate) const FIRST: Joined = Joined { is_first: true, at: START };

/// A storage with nothing in it.
pub(crate) struct Place {
    pub(crate) storage: Storage,
    pub(crate) now: u64,
    folder: TempDir,
    rules: Arc<Rules>,
    values: AtomicU64,
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) session: Session,
    /// The cookie of the browser that the person trusts.
    pub(crate) known: String,
}

/// What somebody says to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says<'a> {
    Yes,
    Number(&'a str),
    No,
    NotMe,
}

impl Place {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With other rules than the usual ones.
    pub(crate) async fn with(change: impl FnOnce(&mut Rules)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rules = Rules {
            origin: origin(),
            name: PersonText::parse("Countersign").expect("a name"),
            challenge_seconds: 120,
            approval: Policy::Adaptive,
        };
        change(&mut rules);
        let rules = Arc::new(rules);
        let storage = open(&folder, &rules).await;
        Self { storage, now: START, folder, rules, values: AtomicU64::new(0) }
    }

    /// The same database, opened once more as after a crash.
    pub(crate) async fn reopen(&mut self) {
        self.storage = open(&self.folder, &self.rules).await;
    }

    pub(crate) fn folder(&self) -> &TempDir {
        &self.folder
    }

    pub(crate) fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.now += seconds;
    }

    /// A value that no other call gives: for cookies and links.
    pub(crate) fn value(&self) -> String {
        format!("value-{}", self.values.fetch_add(1, Ordering::SeqCst))
    }

    /// An account that is signed in, without a second step.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let new =
            NewAccount { name: account_name(name), password_hash: "$argon2id$".into(), is_admin: false };
        let made = self.storage.make_account(new, self.now).await.expect("it works");
        let MadeAccount::Made(account) = made else { panic!("{made:?}") };
        let cookie = Hashed::of(&self.value());
        assert!(self.storage.sign_in(&account, cookie, firefox(), self.now).await.expect("it works"));
        let session = self.storage.session(cookie, self.now).await.expect("it works").expect("signed in");
        Person { account, session, known: String::new() }
    }

    /// An account with one device, linked in a browser that is trusted from then on.
    pub(crate) async fn person_with_device(&self, name: &str) -> (Person, DeviceId) {
        let mut person = self.person(name).await;
        person.known = self.value();
        let trusted = Some((Hashed::of(&person.known), firefox()));
        let (device, outcome) = self.link(&person, "Phone", trusted).await;
        assert_eq!(outcome, ConfirmOutcome::Activated { first: true, trusted: true });
        person.session.two_step = true;
        (person, device)
    }

    /// Links a device by QR code and six digits.
    pub(crate) async fn link(
        &self,
        person: &Person,
        name: &str,
        trusted: Option<(Hashed, BrowserMark)>,
    ) -> (DeviceId, ConfirmOutcome) {
        let (enrollment, code) = self.start_enrollment(person).await;
        let device = self.claim(&new_device(name, Grant::Code { code })).await;
        let digits = self.confirm_digits(&device).await;
        let outcome =
            self.storage.confirm_enrollment(&person.session, &enrollment, digits, trusted, self.now).await;
        (device, outcome.expect("it works"))
    }

    pub(crate) async fn start_enrollment(&self, person: &Person) -> (String, EnrollmentCode) {
        let started = self.storage.start_enrollment(&person.session, self.now).await.expect("it works");
        let StartedEnrollment::Started(id) = started else { panic!("{started:?}") };
        let view =
            self.storage.enrollment(&person.session, &id, self.now).await.expect("it works").expect("there");
        let (code, _) = view.shown.expect("the page shows it");
        (id, EnrollmentCode::parse(&code).expect("a code"))
    }

    /// Claims a grant; the message is as the device sends it.
    pub(crate) async fn enroll(&self, message: &str) -> EnrollOutcome {
        let verified: NewDevice = Enroll::verify(message, &origin()).expect("it proves itself");
        self.storage.enroll(verified, self.now).await.expect("it works")
    }

    pub(crate) async fn claim(&self, message: &str) -> DeviceId {
        match self.enroll(message).await {
            EnrollOutcome::Linked(device) => device,
            other => panic!("{other:?}"),
        }
    }

    /// The six digits that the device shows.
    pub(crate) async fn confirm_digits(&self, device: &DeviceId) -> String {
        let account = self.storage.device_account(device, self.now).await.expect("it works").expect("there");
        account.confirm.expect("unconfirmed devices show digits").expose().to_owned()
    }

    /// The code that a device shows now.
    pub(crate) async fn code(&self, device: &DeviceId) -> String {
        let account = self.storage.device_account(device, self.now).await.expect("it works").expect("there");
        code_of(&account.secrets.otp.expect("fetched within ten minutes"), self.now)
    }

    /// The password was right: the login cookie of a sign-in that has asked.
    pub(crate) async fn begin(
        &self,
        person: &Person,
        mark: BrowserMark,
        known: Option<&str>,
    ) -> (Hashed, Asked) {
        let login = Hashed::of(&self.value());
        let new = NewAttempt {
            login,
            account: person.account.clone(),
            mark,
            known: known.map(Hashed::of),
            next: "/account".into(),
            wrong_passwords: 0,
        };
        self.storage.begin_attempt(new, self.now).await.expect("it works");
        (login, self.ask(login).await)
    }

    pub(crate) async fn ask(&self, login: Hashed) -> Asked {
        self.storage.ask_about_sign_in(login, self.now).await.expect("it works")
    }

    pub(crate) async fn attempt(&self, login: Hashed) -> AttemptView {
        self.storage.attempt(login, self.now).await.expect("it works").expect("its time is not over")
    }

    /// The question that devices get now.
    pub(crate) async fn pending(&self, person: &Person) -> Option<Challenge> {
        let pending =
            self.storage.pending_challenge(&person.account, FIRST, self.now).await.expect("it works");
        pending.map(|(text, hash)| {
            assert_eq!(Digest::of(text.as_bytes()).as_bytes(), &hash);
            Unverified::<Challenge>::parse(&text).expect("a challenge").claimed().clone()
        })
    }

    pub(crate) async fn mode(&self, person: &Person) -> Mode {
        self.pending(person).await.expect("something is asked").mode
    }

    /// An answer to what is pending, as a message of its own.
    pub(crate) async fn says(&self, person: &Person, device: &DeviceId, says: Says<'_>) -> AnswerOutcome {
        let answer = self.answer(person, device, says).await.expect("something is asked");
        self.send(answer).await
    }

    pub(crate) async fn answer(
        &self,
        person: &Person,
        device: &DeviceId,
        says: Says<'_>,
    ) -> Option<NewAnswer> {
        let (text, _) =
            self.storage.pending_challenge(&person.account, FIRST, self.now).await.expect("it works")?;
        let cid = Unverified::<Challenge>::parse(&text).expect("a challenge").claimed().cid;
        Some(self.answer_to(person, device, cid, Digest::of(text.as_bytes()), says))
    }

    pub(crate) fn answer_to(
        &self,
        person: &Person,
        device: &DeviceId,
        cid: ChallengeId,
        challenge_sha256: Digest,
        says: Says<'_>,
    ) -> NewAnswer {
        let (decision, number, reason) = match says {
            Says::Yes => (Decision::Approve, None, None),
            Says::Number(number) => (Decision::Approve, Some(number.to_owned()), None),
            Says::No => (Decision::Decline, None, None),
            Says::NotMe => (Decision::Decline, None, Some(DeclineReason::NotMe)),
        };
        let answer = Answer {
            iss: device.clone(),
            aud: origin(),
            cid,
            challenge_sha256,
            decision,
            number,
            scan: None,
            reason,
            uv: Verification::None,
        };
        let identity = Digest::of(self.value().as_bytes());
        NewAnswer { device: device.clone(), account: person.account.clone(), answer, identity }
    }

    pub(crate) async fn send(&self, answer: NewAnswer) -> AnswerOutcome {
        self.storage.answer(answer, self.now).await.expect("it works")
    }

    /// Goes on from an approval; the session cookie and the cookie for trust are `Keep`'s.
    pub(crate) async fn complete(&self, login: Hashed, keep: Keep) -> Option<Completed> {
        self.storage.complete_sign_in(login, firefox(), keep, self.now).await.expect("it works")
    }

    pub(crate) fn keep(&self) -> Keep {
        Keep { session: Hashed::of(&self.value()), known: Hashed::of(&self.value()), trust: false }
    }

    pub(crate) async fn is_signed_in(&self, keep: Keep) -> bool {
        self.storage.session(keep.session, self.now).await.expect("it works").is_some()
    }

    /// The backup codes, as the page shows them.
    pub(crate) async fn backup_codes(&self, person: &Person) -> Vec<String> {
        let codes = self.storage.shown_backup_codes(&person.account, self.now).await.expect("it works");
        codes.unwrap_or_default().iter().map(countersign_protocol::SetupCode::expose_text).collect()
    }

    /// Proves a change with this backup code.
    pub(crate) async fn prove(&self, person: &Person, reason: Reason, code: &str) {
        let outcome = self
            .storage
            .prove_with_backup_code(&person.account, &person.session.id, reason, code, self.now)
            .await
            .expect("it works");
        assert_eq!(outcome, CodeOutcome::Accepted(None));
    }
}

async fn open(folder: &TempDir, rules: &Arc<Rules>) -> Storage {
    let file = folder.path().join("countersign.db");
    let keys = ServerKeys::load(folder.path(), file.exists()).expect("keys");
    Storage::open(&file, Arc::new(keys), rules.clone(), Wake::default()).await.expect("it opens")
}

pub(crate) fn origin() -> Origin {
    Origin::parse("https://auth.example").expect("an origin")
}

pub(crate) fn account_name(name: &str) -> AccountName {
    AccountName::parse(name).expect("a name")
}

/// What a new device with keys of its own sends.
pub(crate) fn new_device(name: &str, grant: Grant) -> String {
    device_with_keys(name, grant, &SigningKey::generate(random), &SigningKey::generate(random))
}

pub(crate) fn device_with_keys(name: &str, grant: Grant, pop: &SigningKey, uv: &SigningKey) -> String {
    let device = DeviceDescription {
        name: PersonText::parse(name).expect("a name"),
        platform: "linux".into(),
        key_protection: KeyProtection::Software,
        app: "countersign/0.1.0".into(),
        versions: vec![1],
        capabilities: vec![Capability::Tap, Capability::Number, Capability::Offline],
    };
    Enroll::sign(&origin(), grant, device, pop, uv).expect("software keys sign").into_string()
}

pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}

pub(crate) fn code_of(otp: &Otp, now: u64) -> String {
    let secret = Secret::from_base32(&otp.secret).expect("base32");
    let totp = Totp::new(secret, Algorithm::Sha1, Digits::default(), Period::default());
    totp.at(UnixTime::from_seconds(now)).reveal_digits().to_owned()
}

/// The usual browser.
pub(crate) fn firefox() -> BrowserMark {
    from([203, 0, 113, 7])
}

/// The same browser, elsewhere.
pub(crate) fn from(address: [u8; 4]) -> BrowserMark {
    BrowserMark { browser: "Firefox".into(), system: "Linux".into(), ip: IpAddr::V4(Ipv4Addr::from(address)) }
}
