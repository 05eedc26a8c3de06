//! Hints that the world around has changed: the device slept, or is on another network. They are guesses; the
//! core only asks its servers a little sooner.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

/// How often to look.
const EVERY: Duration = Duration::from_secs(4);

/// A difference between the two clocks that only sleep explains.
const SLEPT: Duration = Duration::from_secs(3);

/// What the network looked like, and how far the clocks were apart.
struct Glance {
    addresses: [Option<IpAddr>; 2],
    asleep_so_far: Duration,
}

/// Looks around for ever, and calls `changed` when the device woke or is on another network.
pub(crate) async fn watch(mut changed: impl FnMut()) {
    let started = Started::now();
    let mut last = started.glance();
    loop {
        tokio::time::sleep(EVERY).await;
        let now = started.glance();
        let woke = now.asleep_so_far.saturating_sub(last.asleep_so_far) > SLEPT;
        let connected = now.addresses.iter().any(Option::is_some);
        if woke || (connected && now.addresses != last.addresses) {
            changed();
        }
        last = now;
    }
}

/// The two clocks at the start: one stops during sleep, one goes on.
struct Started {
    awake: std::time::Instant,
    always: boot_time::Instant,
}

impl Started {
    #[expect(clippy::disallowed_methods, reason = "the shell is where time comes from")]
    fn now() -> Self {
        Self { awake: std::time::Instant::now(), always: boot_time::Instant::now() }
    }

    fn glance(&self) -> Glance {
        Glance {
            addresses: own_addresses(),
            asleep_so_far: self.always.elapsed().saturating_sub(self.awake.elapsed()),
        }
    }
}

/// The addresses that this device would send from, for both families. Connecting a datagram socket only picks a
/// route; nothing is sent. The far ends are addresses set aside for documentation.
fn own_addresses() -> [Option<IpAddr>; 2] {
    [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")].map(|(near, far)| {
        let socket = UdpSocket::bind(near).ok()?;
        socket.connect(far).ok()?;
        socket.local_addr().ok().as_ref().map(SocketAddr::ip)
    })
}
