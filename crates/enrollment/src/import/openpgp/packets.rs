//! A message taken apart into its packets (RFC 9580 §4.2).

use zeroize::Zeroizing;

use crate::import::error::ImportError;

const MAX_PACKETS: usize = 64;

/// The kinds of packets that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// A session key sealed with a password, or the password's own.
    KeyByPassword,
    /// Sealed and integrity protected data.
    Sealed,
    /// Packed packets.
    Compressed,
    /// The data itself.
    Literal,
    /// Any other.
    Other,
}

/// A packet, its parts put together.
pub(super) struct Packet {
    pub(super) tag: Tag,
    pub(super) body: Zeroizing<Vec<u8>>,
}

pub(super) fn read_packets(mut bytes: &[u8]) -> Result<Vec<Packet>, ImportError> {
    let damaged = || ImportError::damaged("the packets of the message");
    let mut packets = Vec::new();
    while let Some((&head, rest)) = bytes.split_first() {
        if head & 0x80 == 0 || packets.len() >= MAX_PACKETS {
            return Err(damaged());
        }
        let (number, (body, after)) = if head & 0x40 == 0 {
            (head >> 2 & 0x0f, old_body(head & 3, rest).ok_or_else(damaged)?)
        } else {
            (head & 0x3f, new_body(rest).ok_or_else(damaged)?)
        };
        let tag = match number {
            3 => Tag::KeyByPassword,
            8 => Tag::Compressed,
            11 => Tag::Literal,
            18 => Tag::Sealed,
            _ => Tag::Other,
        };
        packets.push(Packet { tag, body });
        bytes = after;
    }
    Ok(packets)
}

type Body<'a> = (Zeroizing<Vec<u8>>, &'a [u8]);

/// A length of one, two or four bytes, or all that is left.
fn old_body(kind: u8, rest: &[u8]) -> Option<Body<'_>> {
    let bytes = match kind {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => return Some((Zeroizing::new(rest.to_vec()), &[])),
    };
    let (length, rest) = rest.split_at_checked(bytes)?;
    let length = length.iter().fold(0_usize, |number, &byte| number << 8 | usize::from(byte));
    let (body, rest) = rest.split_at_checked(length)?;
    Some((Zeroizing::new(body.to_vec()), rest))
}

/// A length of one, two or five bytes, or that of a part with more to come.
fn new_body(mut rest: &[u8]) -> Option<Body<'_>> {
    let mut body = Zeroizing::new(Vec::new());
    loop {
        let (&first, after) = rest.split_first()?;
        let (length, after, is_last) = match first {
            0..=191 => (usize::from(first), after, true),
            192..=223 => {
                let (&second, after) = after.split_first()?;
                (((usize::from(first) - 192) << 8) + usize::from(second) + 192, after, true)
            }
            224..=254 => (1_usize << (first & 0x1f), after, false),
            255 => {
                let (length, after) = after.split_at_checked(4)?;
                (length.iter().fold(0, |number, &byte| number << 8 | usize::from(byte)), after, true)
            }
        };
        let (part, after) = after.split_at_checked(length)?;
        body.extend_from_slice(part);
        rest = after;
        if is_last {
            return Some((body, rest));
        }
    }
}
