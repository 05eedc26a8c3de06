//! Being woken: what servers are told, when, and what a message does.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use countersign_authenticator::{
    AnswerOutcome, Decision, Looked, Phase, PushDistributor, PushSubscription, Stay, VapidKey, WakingView,
};
use countersign_protocol::encoding::encode;
use countersign_protocol::push::{PushAuth, PushReceiver, WakeUp};
use countersign_protocol::{ChallengeState, DeviceId, Signer, SigningKey};
use countersign_vault::DocumentName;
use tokio::net::TcpListener;
use tokio::sync::watch;
use zeroize::Zeroizing;

use crate::approving::{Stage, listen};
use crate::device::{Device, PATIENCE, PushPhone, soon};
use crate::linking::link;
use crate::real_server::{PASSWORD, Town};
use crate::verifier::{Verifier, Weather};

const AUTH: [u8; 16] = [9; 16];

fn receiver() -> PushReceiver {
    PushReceiver::new(&[8; 32], PushAuth::from_bytes(AUTH)).unwrap()
}

/// The system's address.
fn address(endpoint: &str) -> PushSubscription {
    serde_json::from_value(address_json(endpoint)).unwrap()
}

fn address_json(endpoint: &str) -> serde_json::Value {
    let p256dh = encode(&receiver().public().sec1());
    serde_json::json!({ "kind": "webpush", "endpoint": endpoint, "p256dh": p256dh, "auth": encode(&AUTH) })
}

fn server_key(number: u8) -> String {
    encode(&SigningKey::from_bytes(&[number; 32]).unwrap().public().sec1())
}

fn vapid(number: u8) -> VapidKey {
    VapidKey::parse(&server_key(number)).unwrap()
}

/// A phone that is linked with a server that wakes devices.
async fn awake() -> Stage {
    let device = Device::with_push_service();
    let verifier = Verifier::start().await;
    verifier.with(|state| state.vapid = Some(server_key(1)));
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    let listening = listen(&app);
    let stage = Stage { device, verifier, app, account, listening };
    stage.until_asked("open", &vapid(1)).await;
    stage
}

impl Stage {
    fn phone(&self) -> &PushPhone {
        self.device.phone.as_ref().unwrap()
    }

    async fn until_asked(&self, what: &str, key: &VapidKey) {
        soon(what, async || {
            let asked = self.phone().asked.lock().unwrap();
            asked.iter().any(|(how, whose)| *how == what && whose == key)
        })
        .await;
    }

    fn told(&self) -> Vec<Option<serde_json::Value>> {
        self.verifier.look(|state| state.subscriptions.clone())
    }

    async fn until_told(&self, count: usize) {
        soon("the server is told", async || self.told().len() >= count).await;
        // It is written down after the server's reply, and that is told.
        soon("it is written down", async || {
            self.view().await.told == usize::from(self.told().last().unwrap().is_some())
        })
        .await;
    }

    async fn view(&self) -> WakingView {
        self.app.waking().await.unwrap().unwrap()
    }

    fn message(&self) -> Vec<u8> {
        let device = self.verifier.look(|state| state.devices[0].id.clone());
        WakeUp::of(device).to_json().into_bytes()
    }

    fn looks(&self) -> usize {
        self.verifier.look(|state| {
            state.requests.iter().filter(|request| request.ends_with("GET /api/v1/challenges")).count()
        })
    }
}

#[tokio::test]
async fn a_server_is_told_once_where_this_phone_is_woken_and_again_when_that_changes() {
    let mut stage = awake().await;
    assert!(stage.told().is_empty(), "there is no address yet");
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    stage.until_told(1).await;
    assert_eq!(stage.told(), [Some(address_json("https://push.example/one"))]);

    // The same after a restart is no news.
    stage.restart().await;
    stage.until_asked("open", &vapid(1)).await;
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    stage.app.waking_address_came(&vapid(1), address("https://push.example/two"));
    soon("the other address", async || stage.told().len() == 2).await;
    assert_eq!(stage.told()[1], Some(address_json("https://push.example/two")));
    assert_eq!(stage.view().await.by, Some(PushDistributor::Program("ntfy".into())));

    // A day later once more: push services end subscriptions without a word.
    stage.device.clock.advance(Duration::from_hours(25));
    stage.app.check_now();
    soon("the reminder", async || stage.told().len() == 3).await;
    assert_eq!(stage.told()[2], stage.told()[1]);
    stage.stop().await;
}

#[tokio::test]
async fn an_address_for_another_server_is_told_to_nobody() {
    let stage = awake().await;
    stage.app.waking_address_came(&vapid(2), address("https://push.example/elsewhere"));
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    stage.until_told(1).await;
    assert_eq!(stage.told(), [Some(address_json("https://push.example/one"))]);
    stage.stop().await;
}

#[tokio::test]
async fn another_key_of_the_server_gets_an_address_of_its_own() {
    let mut stage = awake().await;
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    stage.until_told(1).await;
    stage.verifier.with(|state| state.vapid = Some(server_key(2)));
    stage.restart().await;
    stage.until_asked("open", &vapid(2)).await;
    assert_eq!(stage.told().len(), 1);
    stage.app.waking_address_came(&vapid(2), address("https://push.example/two"));
    soon("it is told anew", async || stage.told().len() == 2).await;
    assert_eq!(stage.told()[1], Some(address_json("https://push.example/two")));
    stage.until_asked("close", &vapid(1)).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_server_that_is_not_reached_is_told_later_and_one_that_refuses_seldom() {
    let stage = awake().await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    soon("it is tried", async || {
        stage.verifier.look(|state| state.requests.iter().any(|request| request == "PUT /api/v1/self/push"))
    })
    .await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.device.clock.advance(Duration::from_mins(1));
    stage.app.check_now();
    stage.until_told(1).await;

    // It wakes nobody any more, and says so.
    let tries = || {
        stage
            .verifier
            .look(|state| state.requests.iter().filter(|request| *request == "PUT /api/v1/self/push").count())
    };
    stage.verifier.with(|state| state.vapid = None);
    let before = tries();
    stage.app.waking_address_came(&vapid(1), address("https://push.example/two"));
    soon("it is tried", async || tries() == before + 1).await;
    for _ in 0..3 {
        stage.device.clock.advance(Duration::from_mins(2));
        let looks = stage.looks();
        stage.app.check_now();
        soon("the next look", async || stage.looks() > looks + 1).await;
    }
    assert_eq!((tries(), stage.told().len()), (before + 1, 1));
    stage.stop().await;
}

#[tokio::test]
async fn switched_off_the_server_forgets_it_also_if_it_was_away() {
    let mut stage = awake().await;
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    stage.until_told(1).await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.app.set_waking(false).await.unwrap();
    assert!(!stage.view().await.is_on);
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.restart().await;
    soon("it is withdrawn", async || stage.told().len() == 2).await;
    assert_eq!(stage.told()[1], None);
    stage.until_asked("close", &vapid(1)).await;
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));

    stage.app.set_waking(true).await.unwrap();
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    soon("it is told again", async || stage.told().len() == 3).await;
    assert!(stage.told()[2].is_some());
    stage.stop().await;
}

#[tokio::test]
async fn with_the_last_account_of_a_server_its_address_is_given_back() {
    let stage = awake().await;
    stage.app.waking_address_came(&vapid(1), address("https://push.example/one"));
    stage.until_told(1).await;
    stage.app.remove_account(stage.account).await.unwrap();
    stage.until_asked("close", &vapid(1)).await;
    stage.stop().await;
}

#[tokio::test]
async fn what_is_told_is_in_no_debug_output_and_its_address_is_not_in_the_vault() {
    let stage = awake().await;
    let secret = address("https://push.example/capability");
    assert!(!format!("{secret:?}").contains("capability"));
    stage.app.waking_address_came(&vapid(1), secret);
    stage.until_told(1).await;
    assert!(!format!("{:?} {:?}", stage.app, stage.view().await).contains("capability"));
    // What is written down is written in its order.
    stage.app.set_waking(true).await.unwrap();
    stage.stop().await;
    let vault = stage.open_vault().await;
    let written = vault.document(&DocumentName::new("waking").unwrap()).await.unwrap().unwrap();
    let written = String::from_utf8(written.reveal().to_vec()).unwrap();
    assert!(written.contains(&server_key(1)) && !written.contains("push.example"), "{written}");
    vault.close().await;
}

#[tokio::test]
async fn a_message_makes_the_app_ask_and_nothing_else() {
    let stage = Stage::linked().await;
    soon("the long poll", async || stage.verifier.look(|state| state.waits == 1)).await;
    let before = stage.looks();
    // Not a message, another version, somebody else's.
    let stranger = WakeUp::of(DeviceId::from_random([3; 16])).to_json();
    for other in [b"" as &[u8], b"look", br#"{"v":2,"device":"a"}"#, stranger.as_bytes()] {
        assert!(!stage.app.woken(other));
    }
    assert_eq!(stage.looks(), before);
    // Whatever else it says is not believed.
    let device = stage.verifier.look(|state| state.devices[0].id.clone());
    let more =
        format!(r#"{{"v":1,"device":"{device}","cid":"AAAAAAAAAAAAAAAAAAAAAA","decision":"approve"}}"#);
    assert!(stage.app.woken(more.as_bytes()));
    soon("a look", async || stage.looks() > before).await;
    assert!(stage.app.questions().is_empty());
    stage.stop().await;
}

#[tokio::test]
async fn many_messages_are_one_look_a_second() {
    let stage = Stage::linked().await;
    soon("the long poll", async || stage.verifier.look(|state| state.waits == 1)).await;
    let before = stage.looks();
    let began = tokio::time::Instant::now();
    for _ in 0..1_000 {
        assert!(stage.app.woken(&stage.message()));
        tokio::task::yield_now().await;
    }
    soon("a look", async || stage.looks() > before).await;
    // Each look is one request at once and one that waits.
    let seconds = usize::try_from(began.elapsed().as_secs()).unwrap();
    let looks = stage.looks() - before;
    assert!(looks <= 2 * (seconds + 2), "{looks} in {seconds} s");
    stage.stop().await;
}

/// The process that the system starts for a message alone.
fn visitor(stage: &Stage) -> countersign_authenticator::Authenticator {
    let mut device = Device::new();
    device.key_store = Arc::clone(&stage.device.key_store);
    device.clock = Arc::clone(&stage.device.clock);
    device.stay = Stay::Visitor;
    device.app_at(stage.device.vault())
}

#[tokio::test]
async fn a_closed_app_looks_once_and_can_say_no() {
    let stage = Stage::linked().await;
    stage.stop().await;
    let app = visitor(&stage);
    assert!(matches!(app.look(&stage.message()).await, Looked::Nothing));
    assert!(matches!(app.look(b"look").await, Looked::Nothing));
    let stranger = WakeUp::of(DeviceId::from_random([3; 16])).to_json();
    assert!(matches!(app.look(stranger.as_bytes()).await, Looked::Nothing));

    let cid = stage.verifier.ask(|_| {}, Some("07"));
    let Looked::Questions(questions) = app.look(&stage.message()).await else { panic!("it waits") };
    let [question] = &questions[..] else { panic!("{questions:?}") };
    assert_eq!((question.cid, question.service.as_str(), question.user.as_str()), (cid, "Example", "ada"));
    assert_eq!(question.left, Duration::from_mins(2));
    let answer = app.answer_question(question.account, cid, Decision::Decline, None).await.unwrap();
    assert_eq!(answer.outcome, AnswerOutcome::Declined);
    assert_eq!(stage.verifier.decision(), ChallengeState::Declined);
    assert!(matches!(app.look(&stage.message()).await, Looked::Nothing));
    app.close().await;
}

#[tokio::test]
async fn a_locked_vault_stays_shut_and_a_message_is_heeded_by_what_the_key_store_has() {
    let stage = Stage::linked().await;
    stage.app.set_pin(Zeroizing::new("4071".to_owned())).await.unwrap();
    stage.app.check_now();
    let index = countersign_keystore::SecretName::new("pairings").unwrap();
    soon("the index", async || {
        countersign_keystore::KeyStore::get(&*stage.device.key_store, &index).await.is_ok()
    })
    .await;
    stage.stop().await;
    let app = visitor(&stage);
    let cid = stage.verifier.ask(|_| {}, None);
    let Looked::Questions(questions) = app.look(&stage.message()).await else { panic!("it waits") };
    assert_eq!((questions[0].cid, questions[0].user.as_str()), (cid, ""));
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    let answer = app.answer_question(stage.account, cid, Decision::Decline, None).await.unwrap();
    assert_eq!(answer.outcome, AnswerOutcome::Declined);
    app.close().await;
}

#[tokio::test]
async fn a_look_that_sees_nothing_for_lack_of_a_key_or_network_says_so() {
    let stage = Stage::linked().await;
    stage.stop().await;
    let (message, cid) = (stage.message(), stage.verifier.ask(|_| {}, None));
    stage.device.key_store.fail_with(Some(countersign_keystore::Failure::Locked));
    let app = visitor(&stage);
    assert!(matches!(app.look(&message).await, Looked::Unseen));
    app.close().await;
    stage.device.key_store.fail_with(None);

    let app = visitor(&stage);
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
    stage.verifier.with(|state| state.weather = Weather::Down);
    assert!(matches!(app.look(&message).await, Looked::Unseen));
    // A server that does not know the device any more has nothing to show.
    stage.verifier.with(|state| state.weather = Weather::DeviceUnknown);
    assert!(matches!(app.look(&message).await, Looked::Nothing));
    stage.verifier.with(|state| state.weather = Weather::Fair);
    let Looked::Questions(questions) = app.look(&message).await else { panic!("it waits") };
    assert_eq!(questions[0].cid, cid);
    app.close().await;
}

/// A push service on a port of its own: it keeps what it gets.
struct Relay {
    endpoint: String,
    arrived: Arc<Mutex<Vec<Bytes>>>,
    count: watch::Receiver<usize>,
}

impl Relay {
    async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let endpoint = format!("http://127.0.0.1:{}/phone", listener.local_addr().unwrap().port());
        let arrived: Arc<Mutex<Vec<Bytes>>> = Arc::default();
        let (counter, count) = watch::channel(0);
        let kept = Arc::clone(&arrived);
        let routes = Router::new().fallback(move |body: Bytes| async move {
            kept.lock().unwrap().push(body);
            counter.send_modify(|count| *count += 1);
            StatusCode::CREATED
        });
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { endpoint, arrived, count }
    }
}

#[tokio::test]
async fn the_real_server_wakes_a_phone_by_what_the_real_client_told_it() {
    let mut relay = Relay::open().await;
    let mut town = Town::found_with(Device::with_push_service()).await;
    let rounds = tokio::spawn(countersign_server::push::run(town.server.app().state().clone()));
    let account = town.link().await;
    let asked = || town.phone().asked.lock().unwrap().first().map(|(_, key)| key.clone());
    soon("the server's key", async || asked().is_some()).await;
    town.app.waking_address_came(&asked().unwrap(), address(&relay.endpoint));
    soon("it is told", async || town.app.waking().await.unwrap().unwrap().told == 1).await;

    let mut other = town.server.browser();
    let page = other.get("/sign-in").await;
    other.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
    tokio::time::timeout(PATIENCE, relay.count.wait_for(|count| *count >= 1)).await.unwrap().unwrap();
    let sealed = relay.arrived.lock().unwrap()[0].clone();
    let opened = receiver().open(&sealed).unwrap();
    let message = WakeUp::read(&opened).unwrap();
    assert_eq!(*opened, message.to_json().into_bytes(), "that and no more");

    // What opens it is what a closed app looks with.
    assert!(town.app.woken(&opened));
    let Looked::Questions(questions) = town.app.look(&opened).await else { panic!("it waits") };
    assert_eq!((questions[0].account, questions[0].user.as_str()), (account, "ada"));
    rounds.abort();
}
