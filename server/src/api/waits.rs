//! How many long polls, and how many streams, a device has open: two of each; a third ends the oldest as if its time
//! were over.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use countersign_protocol::DeviceId;
use tokio_util::sync::CancellationToken;

const PER_DEVICE: usize = 2;

/// The open long polls, or streams, of this process.
#[derive(Clone, Default)]
pub(super) struct Waits {
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    last_id: u64,
    by_device: HashMap<DeviceId, VecDeque<(u64, CancellationToken)>>,
}

/// One open long poll; closed on drop.
pub(super) struct Wait {
    waits: Waits,
    device: DeviceId,
    id: u64,
    ended: CancellationToken,
}

impl Waits {
    /// Opens a wait, and ends the oldest one of this device if there are too many.
    pub(super) fn begin(&self, device: DeviceId) -> Wait {
        let ended = CancellationToken::new();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.last_id += 1;
        let id = open.last_id;
        let of_device = open.by_device.entry(device.clone()).or_default();
        of_device.push_back((id, ended.clone()));
        if of_device.len() > PER_DEVICE
            && let Some((_, oldest)) = of_device.pop_front()
        {
            oldest.cancel();
        }
        drop(open);
        Wait { waits: self.clone(), device, id, ended }
    }
}

impl Wait {
    /// Resolves when a newer wait took this one's place.
    pub(super) async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut open = self.waits.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_device) = open.by_device.get_mut(&self.device) {
            of_device.retain(|(id, _)| *id != self.id);
            if of_device.is_empty() {
                open.by_device.remove(&self.device);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use countersign_protocol::DeviceId;

    use super::Waits;

    #[test]
    fn a_third_wait_ends_the_oldest_and_closed_ones_do_not_count() {
        let waits = Waits::default();
        let device = || DeviceId::parse("phone").unwrap();
        let first = waits.begin(device());
        let second = waits.begin(device());
        assert!(first.ended().now_or_never().is_none());
        let third = waits.begin(device());
        assert!(first.ended().now_or_never().is_some());
        assert!(second.ended().now_or_never().is_none());
        drop((first, second, third));
        assert!(waits.open.lock().unwrap().by_device.is_empty());
    }
}
