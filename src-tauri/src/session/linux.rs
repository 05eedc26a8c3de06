//! A free desktop's session says it by D-Bus.

use countersign_authenticator::Authenticator;
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{BoxStream, select_all};
use zbus::zvariant::OwnedFd;
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::Said;

const LOGIN: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
/// The two names that desktops give the same signal.
const SCREENS: [&str; 2] = ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"];

/// Locks the app when the session says so, for ever. A system without these buses says nothing.
pub(super) async fn watch(core: Authenticator) {
    tokio::join!(heed_power(core.clone()), heed_screens(core));
}

async fn heed_power(core: Authenticator) {
    let Ok(bus) = Connection::system().await else { return };
    let mut hold = hold_sleep(&bus).await;
    let mut heard = power(&bus).await;
    while let Some(said) = heard.next().await {
        match said {
            Said::GoesToSleep => {
                core.device_sleeps().await;
                drop(hold.take());
            }
            Said::Woke => {
                hold = hold_sleep(&bus).await;
                core.check_now();
            }
            Said::ScreenLocked => core.screen_was_locked().await,
        }
    }
}

async fn heed_screens(core: Authenticator) {
    let Ok(bus) = Connection::session().await else { return };
    let mut heard = screens(&bus).await;
    while heard.next().await.is_some() {
        core.screen_was_locked().await;
    }
}

/// Asks the system to wait a moment before it sleeps, so that the app is locked by then.
async fn hold_sleep(bus: &Connection) -> Option<OwnedFd> {
    let what = ("sleep", "Countersign", "Locks itself", "delay");
    let reply = bus.call_method(Some(LOGIN), "/org/freedesktop/login1", Some(MANAGER), "Inhibit", &what);
    reply.await.ok()?.body().deserialize().ok()
}

/// Sleep, waking, and a session that is locked.
async fn power(bus: &Connection) -> BoxStream<'static, Said> {
    let sleep = signals(bus, MANAGER, "PrepareForSleep", |message| {
        let starts: bool = message.body().deserialize().ok()?;
        Some(if starts { Said::GoesToSleep } else { Said::Woke })
    });
    // Another session's lock locks this app too: better once too often.
    let lock = signals(bus, SESSION, "Lock", |_| Some(Said::ScreenLocked));
    select_all([sleep.await, lock.await]).boxed()
}

async fn screens(bus: &Connection) -> BoxStream<'static, Said> {
    let locked: fn(&Message) -> Option<Said> = |message| {
        let is_active: bool = message.body().deserialize().ok()?;
        is_active.then_some(Said::ScreenLocked)
    };
    let [one, other] = SCREENS.map(|name| signals(bus, name, "ActiveChanged", locked));
    select_all([one.await, other.await]).boxed()
}

/// The signals of this name, as far as they say something.
async fn signals(
    bus: &Connection,
    interface: &'static str,
    member: &'static str,
    read: fn(&Message) -> Option<Said>,
) -> BoxStream<'static, Said> {
    let rule = MatchRule::builder().msg_type(zbus::message::Type::Signal);
    let rule = rule.interface(interface).and_then(|rule| rule.member(member));
    let rule = rule.expect("the names are names").build();
    match MessageStream::for_match_rule(rule, bus, None).await {
        Ok(heard) => heard.filter_map(move |message| ready(message.ok().as_ref().and_then(read))).boxed(),
        Err(_) => futures_util::stream::empty().boxed(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};

    use super::*;

    /// A bus of its own, for one test.
    struct Bus {
        program: Child,
        address: String,
    }

    impl Bus {
        fn start() -> Self {
            let mut program = Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address"])
                .stdout(Stdio::piped())
                .spawn()
                .expect("dbus-daemon runs");
            let mut address = String::new();
            let output = program.stdout.take().expect("it is piped");
            BufReader::new(output).read_line(&mut address).expect("it says its address");
            Self { program, address: address.trim().to_owned() }
        }

        async fn connect(&self) -> Connection {
            let builder = zbus::connection::Builder::address(self.address.as_str()).expect("an address");
            builder.build().await.expect("connected")
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            let _ = self.program.kill();
            let _ = self.program.wait();
        }
    }

    async fn say(bus: &Connection, interface: &str, member: &str, is: bool) {
        bus.emit_signal(None::<&str>, "/some/where", interface, member, &is).await.expect("said");
    }

    #[tokio::test]
    async fn only_a_screen_that_is_locked_is_news() {
        let bus = Bus::start();
        let (here, there) = (bus.connect().await, bus.connect().await);
        let mut heard = screens(&here).await;
        say(&there, SCREENS[0], "ActiveChanged", false).await;
        say(&there, SCREENS[0], "SomethingElse", true).await;
        say(&there, SCREENS[1], "ActiveChanged", true).await;
        assert_eq!(heard.next().await, Some(Said::ScreenLocked));
    }

    #[tokio::test]
    async fn sleep_waking_and_the_sessions_lock_are_heard() {
        let bus = Bus::start();
        let (here, there) = (bus.connect().await, bus.connect().await);
        let mut heard = power(&here).await;
        for (is, said) in [(true, Said::GoesToSleep), (false, Said::Woke)] {
            say(&there, MANAGER, "PrepareForSleep", is).await;
            assert_eq!(heard.next().await, Some(said));
        }
        there.emit_signal(None::<&str>, "/session/1", SESSION, "Lock", &()).await.expect("said");
        assert_eq!(heard.next().await, Some(Said::ScreenLocked));
    }
}
