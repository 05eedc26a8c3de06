//! Push: devices are woken for what they should look at, sealed, by whoever the instance document names, and never at
//! an address that is none of the public's.

use axum::body::{Body, Bytes};
use countersign_protocol::DeviceId;
use countersign_protocol::message::Instance;
use countersign_protocol::push::{PushSubscription, WakeUp};
use countersign_server::push::{Carriage, Handed};
use countersign_server::testing::{Listening, Says, TestServer};
use futures_util::stream;

use crate::people::{Story, answer_yes, is_problem, member, prove, sign_in, sign_out};
use crate::push_relay::PushRelay;

/// Somebody whose phone is behind a push service, signed out; the server makes its rounds.
struct Woken {
    story: Story,
    service: PushRelay,
    _rounds: Listening,
}

impl Woken {
    async fn begin() -> Self {
        let (mut story, service) = (Story::begin().await, PushRelay::open().await);
        let rounds = story.server.listen().await;
        sign_out(&mut story.browser).await;
        assert_eq!(story.phone.subscribe(&service.subscription("/phone")).await.status, 204);
        Self { story, service, _rounds: rounds }
    }
}

#[tokio::test]
async fn a_question_wakes_the_phone_sealed_and_signed() {
    let Woken { mut story, service, _rounds } = Woken::begin().await;
    let Instance { push, .. } = story.phone.meet().await;
    let page = sign_in(&mut story.browser).await;
    let pushed = service.arrived(1).await.remove(0);
    let (_, question) = story.phone.pending().await.expect("it is pending");
    assert_eq!(service.opens(&pushed), WakeUp::of(story.phone.id.clone().expect("linked")));
    for (name, value) in [
        ("ttl", "120"),
        ("topic", &question.cid.to_string()),
        ("urgency", "high"),
        ("content-encoding", "aes128gcm"),
        ("content-type", "application/octet-stream"),
    ] {
        assert_eq!(pushed.header(name), value, "{name}");
    }
    let (claims, key) = pushed.vapid();
    assert_eq!(Some(key), push.vapid, "the key that the instance document names");
    assert_eq!(claims["aud"], format!("http://127.0.0.1:{}", service.port));
    let now = story.server.clock.now();
    assert_eq!(claims["exp"].as_u64(), Some(now + 12 * 3600));
    assert_eq!((pushed.path.as_str(), claims.as_object().expect("claims").len()), ("/phone", 2));
    assert!(!pushed.headers.contains_key("cookie") && !pushed.headers.contains_key("referer"));

    // Once for each question, and once more for a click on *Send again*.
    answer_yes(&mut story.browser, &mut story.phone, &page).await;
    sign_out(&mut story.browser).await;
    let page = sign_in(&mut story.browser).await;
    assert_ne!(service.arrived(2).await[1].header("topic"), pushed.header("topic"));
    story.server.clock.advance(20);
    story.browser.submit(&page, "/sign-in/resend", &[]).await;
    let again = service.arrived(3).await;
    assert_eq!((again[2].header("topic"), again[2].header("ttl")), (again[1].header("topic"), "100"));
    assert_eq!(service.count(), 3);
}

#[tokio::test]
async fn each_device_is_woken_at_its_own_address_and_not_for_what_it_may_not_prove() {
    let mut story = Story::begin().await;
    let (service, _rounds) = (PushRelay::open().await, story.server.listen().await);
    let mut tablet = story.second_device("Tablet").await;
    tablet.subscribe(&service.subscription("/tablet")).await;
    // A new device may not prove a removal, and is not woken for it.
    let page = story.browser.get("/2fa/backup-codes/new").await;
    let page = story.browser.submit(&page, "/prove/ask", &[]).await;
    story.phone.answer(Says::No).await;
    assert!(page.path.starts_with("/prove"), "{}", page.path);
    story.phone.subscribe(&service.subscription("/phone")).await;
    sign_in(&mut story.server.browser()).await;
    let pushed = service.arrived(2).await;
    let mut paths: Vec<_> = pushed.iter().map(|each| each.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/phone", "/tablet"]);
    for each in &pushed {
        let device = if each.path == "/phone" { &story.phone } else { &tablet };
        assert_eq!(Some(service.opens(each).device()), device.id.as_ref());
    }
    assert_ne!(pushed[0].body, pushed[1].body);
    assert_eq!(service.thumbprint().to_string().len(), 43);
}

#[tokio::test]
async fn news_about_the_account_have_a_topic_of_their_own() {
    let mut story = Story::begin().await;
    let page = story.browser.get("/2fa/policy").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let (service, _rounds) = (PushRelay::open().await, story.server.listen().await);
    story.phone.subscribe(&service.subscription("/phone")).await;
    let form = page.forms().into_iter().find(|form| form.fields.iter().any(|(_, value)| value == "strict"));
    story.browser.post("/2fa/policy", &form.expect("it is offered").fields).await;
    let pushed = service.arrived(1).await.remove(0);
    assert_eq!((pushed.header("topic"), pushed.header("ttl")), ("account", "86400"));
}

#[tokio::test]
async fn a_new_rule_for_everybody_wakes_whomever_it_concerns_once() {
    let mut story = Story::begin().await;
    let (_, mut hers) = member(&story.server, "eve").await;
    let page = story.browser.get("/admin/policy").await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    let (service, _rounds) = (PushRelay::open().await, story.server.listen().await);
    story.phone.subscribe(&service.subscription("/ada")).await;
    hers.subscribe(&service.subscription("/eve")).await;
    for (least, number) in [("strict", 2), ("adaptive", 4)] {
        story.browser.submit(&page, "/admin/policy", &[("approval", least)]).await;
        let pushed = service.arrived(number).await;
        let mut paths: Vec<_> = pushed[number - 2..].iter().map(|each| each.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["/ada", "/eve"], "{least}");
        assert!(pushed.iter().all(|each| each.header("topic") == "account"), "{least}");
    }
    // What was in force before stays in force: nobody hears of it, and the next message is another one's.
    story.browser.submit(&page, "/admin/policy", &[("approval", "tap")]).await;
    story.browser.submit(&page, "/admin/policy", &[("approval", "tap")]).await;
    sign_in(&mut story.server.browser()).await;
    let pushed = service.arrived(5).await;
    assert_eq!((pushed[4].path.as_str(), pushed[4].header("ttl")), ("/ada", "120"));
}

#[tokio::test]
async fn a_round_of_everybody_goes_from_device_to_device() {
    let mut story = Story::begin().await;
    let service = PushRelay::open().await;
    let (mut tablet, mut laptop) = (story.second_device("Tablet").await, story.second_device("Laptop").await);
    let mut all = Vec::new();
    for device in [&mut story.phone, &mut tablet, &mut laptop] {
        device.subscribe(&service.subscription("/device")).await;
        all.push(device.id.clone().expect("linked"));
    }
    all.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    let storage = &story.server.app().state().storage;
    let after =
        async |device: Option<&DeviceId>| storage.subscribers_after(device, 2).await.expect("it works");
    assert_eq!(after(None).await, all[..2]);
    assert_eq!(after(Some(&all[1])).await, all[2..]);
    assert!(after(Some(&all[2])).await.is_empty());
}

#[tokio::test]
async fn a_subscription_that_is_over_is_forgotten_and_another_one_takes_its_place() {
    let Woken { mut story, service, _rounds } = Woken::begin().await;
    for status in [410, 404] {
        service.will_answer(status, &[], "");
        let before = service.count();
        let page = sign_in(&mut story.browser).await;
        service.arrived(before + 1).await;
        until_forgotten(&story.server).await;
        answer_yes(&mut story.browser, &mut story.phone, &page).await;
        sign_out(&mut story.browser).await;
        story.phone.subscribe(&service.subscription("/phone")).await;
    }
    let page = sign_in(&mut story.browser).await;
    service.arrived(3).await;
    assert_eq!(story.phone.unsubscribe().await.status, 204);
    assert_eq!(story.phone.unsubscribe().await.status, 204, "also if there is none");
    answer_yes(&mut story.browser, &mut story.phone, &page).await;
    until_forgotten(&story.server).await;
}

async fn until_forgotten(server: &TestServer) {
    let forgotten = async {
        while !server.app().state().storage.subscribers_after(None, 1).await.expect("it works").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), forgotten).await.expect("it is forgotten");
}

#[tokio::test]
async fn what_fails_is_tried_again_while_the_question_lives() {
    let Woken { mut story, service, _rounds } = Woken::begin().await;
    service.will_answer(503, &[], "");
    service.will_answer(429, &[("retry-after", "1")], "");
    sign_in(&mut story.browser).await;
    let pushed = service.arrived(3).await;
    assert!(pushed.iter().all(|each| each.header("topic") == pushed[0].header("topic")));
    // Sealed anew each time: nobody learns that it is the same.
    assert_ne!(pushed[0].body, pushed[1].body);

    // What the service does not want is not tried again, and neither is what is over.
    let Woken { mut story, service, _rounds } = Woken::begin().await;
    service.will_answer(400, &[], "no");
    let page = sign_in(&mut story.browser).await;
    service.arrived(1).await;
    answer_yes(&mut story.browser, &mut story.phone, &page).await;
    sign_out(&mut story.browser).await;
    service.will_answer(500, &[], "");
    sign_in(&mut story.browser).await;
    service.arrived(2).await;
    story.server.clock.advance(121);
    let page = sign_in(&mut story.browser).await;
    assert_eq!(page.path, "/sign-in/wait");
    let pushed = service.arrived(3).await;
    assert_ne!(
        pushed[1].header("topic"),
        pushed[2].header("topic"),
        "the one that is over is not tried again"
    );
}

#[tokio::test]
async fn a_removed_device_is_not_woken_and_its_address_is_forgotten_with_it() {
    let mut story = Story::begin().await;
    let (service, _rounds) = (PushRelay::open().await, story.server.listen().await);
    let mut tablet = story.second_device("Tablet").await;
    assert_eq!(tablet.subscribe(&service.subscription("/tablet")).await.status, 204);
    let path = format!("/2fa/devices/{}/remove", tablet.id.clone().expect("linked"));
    let page = story.browser.get(&path).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, &path, &[]).await;
    let storage = &story.server.app().state().storage;
    assert!(storage.subscribers_after(None, 1).await.expect("it works").is_empty());
    assert_eq!(tablet.subscribe(&service.subscription("/tablet")).await.status, 410);
}

#[tokio::test]
async fn a_server_that_starts_takes_up_what_was_left_and_drops_what_is_for_another_key() {
    let Story { server, mut browser, mut phone, .. } = Story::begin().await;
    let service = PushRelay::open().await;
    sign_out(&mut browser).await;
    phone.subscribe(&service.subscription("/phone")).await;
    sign_in(&mut browser).await;
    assert_eq!(service.count(), 0, "nobody made rounds");
    let server = server.restarted().await;
    let rounds = server.listen().await;
    service.arrived(1).await;
    rounds.stop().await;

    std::fs::remove_file(server.folder().join("data/push.key")).expect("it was there");
    let server = server.restarted().await;
    let _rounds = server.listen().await;
    until_forgotten(&server).await;
}

#[tokio::test]
async fn an_endpoint_that_may_not_be_asked_is_refused() {
    let service = PushRelay::open().await;
    let server = TestServer::with("push.ports = [443, 8443]\n").await;
    let mut story = Story::on(server).await;
    for good in ["https://push.example/x", "https://push.example:8443/x", "http://127.0.0.1:9/x"] {
        assert_eq!(story.phone.subscribe(&service.subscription_at(good)).await.status, 204, "{good}");
    }
    for bad in [
        "http://push.example/x",
        "https://push.example:22/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/x",
        "https://0x0a000001/x",
        "https://ada@push.example/x",
    ] {
        is_problem(&story.phone.subscribe(&service.subscription_at(bad)).await, 400, "malformed");
    }
    let mut stranger = service.subscription("/x");
    stranger["kind"] = "apns".into();
    is_problem(&story.phone.subscribe(&stranger).await, 400, "malformed");

    let off = TestServer::with("push.enabled = false\n").await;
    let mut story = Story::on(off).await;
    assert!(story.phone.meet().await.push.vapid.is_none());
    is_problem(&story.phone.subscribe(&service.subscription("/x")).await, 404, "not-found");
}

#[tokio::test]
async fn no_name_leads_inside_no_redirect_is_followed_and_little_is_read() {
    let service = PushRelay::open().await;
    let to = |endpoint: &str| -> PushSubscription {
        serde_json::from_value(service.subscription_at(endpoint)).expect("a subscription")
    };
    let device = countersign_protocol::DeviceId::parse("phone").expect("an id");
    let message = WakeUp::of(device);
    let carriage = Carriage { topic: "account".into(), ttl: 60 };

    // As people run it: a name that leads to this machine is not connected to, on whatever port.
    let lines = format!(
        "mode = \"production\"\npublic_url = \"https://auth.example\"\nproxies = [\"127.0.0.1/32\"]\n\
         push.ports = [443, {}]\n",
        service.port
    );
    let server = TestServer::with(&lines).await;
    let courier = server.app().state().push.clone().expect("on");
    for inside in ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"] {
        let endpoint = format!("https://{inside}:{}/x", service.port);
        let handed = courier.hand_over(&message, &to(&endpoint), &carriage, 0).await;
        assert_eq!(handed, Handed::Forbidden, "{endpoint}");
    }
    let plain = to(&format!("http://127.0.0.1:{}/x", service.port));
    assert_eq!(courier.hand_over(&message, &plain, &carriage, 0).await, Handed::Forbidden);
    assert_eq!(service.count(), 0);

    let server = TestServer::new().await;
    let courier = server.app().state().push.clone().expect("on");
    service.will_answer(307, &[("location", "/elsewhere")], "");
    assert_eq!(courier.hand_over(&message, &plain, &carriage, 0).await, Handed::Refused);
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1_000])));
    service.will_answer(201, &[], Body::from_stream(endless));
    assert_eq!(courier.hand_over(&message, &plain, &carriage, 0).await, Handed::Taken);
    let paths: Vec<_> = service.arrived(2).await.iter().map(|each| each.path.clone()).collect();
    assert_eq!(paths, ["/x", "/x"]);
    let nobody = to("http://127.0.0.1:9/x");
    assert_eq!(courier.hand_over(&message, &nobody, &carriage, 0).await, Handed::Later { retry_after: None });
}
