//! How much a document unpacks to, told without keeping any of it.

use std::io::{Cursor, Read};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use weezl::{BitOrder, LzwStatus, decode::Decoder};

use super::streams::{self, Filter, Stream};
use crate::pixels::ImageError;

/// All streams together, unpacked.
const MAX_UNPACKED: u64 = 256 << 20;
/// What is enciphered cannot be measured; a document below this cannot grow beyond the measure (DEFLATE's most is 1,032).
const MAX_ENCIPHERED: usize = 240 << 10;

/// Refuses a document that unpacks to more than anybody needs, also by packing what is packed.
pub(super) fn check(file: &[u8]) -> Result<(), ImageError> {
    let mut left = MAX_UNPACKED;
    streams::each(file, |stream| {
        left = left.saturating_sub(size(&stream, left).ok_or(ImageError::TooLarge)?);
        if left == 0 { Err(ImageError::TooLarge) } else { Ok(()) }
    })?;
    let is_enciphered = file.len() > MAX_ENCIPHERED && streams::has_name(file, b"Encrypt");
    if is_enciphered { Err(ImageError::Locked) } else { Ok(()) }
}

/// What a stream unpacks to, up to a limit. `None` if it is packed more than once.
fn size(stream: &Stream<'_>, limit: u64) -> Option<u64> {
    let is_text = |filter: &&Filter| matches!(filter, Filter::Hex | Filter::Ascii85);
    let is_packer = |filter: &&Filter| matches!(filter, Filter::Flate | Filter::Lzw | Filter::RunLength);
    let (mut texts, mut packers) =
        (stream.filters.iter().filter(is_text), stream.filters.iter().filter(is_packer));
    let (text, packer) = (texts.next(), packers.next());
    if texts.next().is_some() || packers.next().is_some() || stream.filters.contains(&Filter::Hidden) {
        return None;
    }
    let data = match text {
        Some(Filter::Hex) => hex(stream.data).into(),
        Some(_) => ascii85(stream.data).into(),
        None => std::borrow::Cow::Borrowed(stream.data),
    };
    Some(match packer {
        Some(Filter::Flate) => flate(&data, limit),
        Some(Filter::Lzw) => lzw(&data, limit, true).max(lzw(&data, limit, false)),
        Some(_) => run_length(&data),
        None => 0,
    })
}

/// With the head of RFC 1950, or without.
fn flate(data: &[u8], limit: u64) -> u64 {
    let has_head = matches!(data, [method, flags, ..]
        if method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31));
    if has_head {
        count(ZlibDecoder::new(Cursor::new(data)), limit)
    } else {
        count(DeflateDecoder::new(Cursor::new(data)), limit)
    }
}

fn count(unpacked: impl Read, limit: u64) -> u64 {
    let (mut unpacked, mut size, mut buffer) = (unpacked.take(limit), 0, [0; 8 << 10]);
    // What is damaged ends early.
    while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
        size += u64::try_from(read).unwrap_or(u64::MAX);
    }
    size
}

fn lzw(data: &[u8], limit: u64, is_early: bool) -> u64 {
    let mut decoder = if is_early {
        Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        Decoder::new(BitOrder::Msb, 8)
    };
    let (mut rest, mut size, mut buffer) = (data, 0, [0; 8 << 10]);
    while size < limit {
        let step = decoder.decode_bytes(rest, &mut buffer);
        rest = &rest[step.consumed_in..];
        size += u64::try_from(step.consumed_out).unwrap_or(u64::MAX);
        if !matches!(step.status, Ok(LzwStatus::Ok)) || (step.consumed_in == 0 && step.consumed_out == 0) {
            break;
        }
    }
    size
}

fn run_length(data: &[u8]) -> u64 {
    let (mut at, mut size) = (0, 0_u64);
    while let Some(&length) = data.get(at) {
        match length {
            128 => break,
            0..128 => {
                at += usize::from(length) + 2;
                size += u64::from(length) + 1;
            }
            _ => {
                at += 2;
                size += 257 - u64::from(length);
            }
        }
    }
    size
}

fn hex(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text
        .iter()
        .take_while(|&&byte| byte != b'>')
        .filter_map(|&byte| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn ascii85(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut group, mut many) = (Vec::new(), 0_u32, 0);
    for &byte in text.iter().take_while(|&&byte| byte != b'~') {
        match byte {
            b'z' if many == 0 => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                many += 1;
                if many == 5 {
                    bytes.extend(group.to_be_bytes());
                    (group, many) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if many > 1 {
        for _ in many..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        bytes.extend(&group.to_be_bytes()[..many - 1]);
    }
    bytes
}
