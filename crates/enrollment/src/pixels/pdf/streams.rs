//! The streams of a document, found without trusting its table of contents: what a renderer may unpack begins with
//! `obj` and a dictionary, wherever it stands.

use std::borrow::Cow;

/// A dictionary that is longer is none of a stream.
const LONGEST_DICTIONARY: usize = 64 << 10;

/// A packed or plain stream.
pub(super) struct Stream<'a> {
    pub(super) filters: Vec<Filter>,
    /// From its first byte to the end of the document: its own length is what it says of itself.
    pub(super) data: &'a [u8],
}

/// How bytes are packed, as far as that makes more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    Flate,
    Lzw,
    RunLength,
    Hex,
    Ascii85,
    /// A picture's own, whose size the picture tells.
    Picture,
    /// Named elsewhere in the document, which nobody does who means well.
    Hidden,
}

/// Hands each stream to `look` until that fails. Dictionaries within one another are read once each.
pub(super) fn each<E>(file: &[u8], mut look: impl FnMut(Stream<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut at = 0;
    while let Some(found) = find(&file[at..], b"obj") {
        at += found + b"obj".len();
        if let Some(stream) = stream_at(file, at) {
            look(stream)?;
        }
    }
    Ok(())
}

/// Whether a name stands in the document, also written with escapes.
pub(super) fn has_name(file: &[u8], name: &[u8]) -> bool {
    file.split(|&byte| byte == b'/').skip(1).any(|rest| {
        let end = rest.iter().position(|&byte| is_delimiter(byte)).unwrap_or(rest.len());
        end < 64 && unescaped(&rest[..end]).as_ref() == name
    })
}

fn stream_at(file: &[u8], at: usize) -> Option<Stream<'_>> {
    let end = file.len().min(at + LONGEST_DICTIONARY);
    let mut tokens = Tokens { text: &file[..end], at };
    if tokens.next()? != Token::Open {
        return None;
    }
    let (mut depth, mut filters) = (1, Vec::new());
    while depth > 0 {
        match tokens.next()? {
            Token::Open => depth += 1,
            Token::Close => depth -= 1,
            Token::Name(name) if depth == 1 && matches!(name.as_ref(), b"Filter" | b"F") => {
                tokens.filters(&mut filters)?;
            }
            _ => {}
        }
    }
    tokens.skip_space();
    let data = file[tokens.at..].strip_prefix(b"stream")?;
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).or(data.strip_prefix(b"\r"));
    Some(Stream { filters, data: data? })
}

#[derive(PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    ListOpen,
    ListClose,
    Name(Cow<'a, [u8]>),
    Other,
}

struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_space();
        let rest = self.text.get(self.at..)?;
        let (token, length) = match rest {
            [b'<', b'<', ..] => (Token::Open, 2),
            [b'>', b'>', ..] => (Token::Close, 2),
            [b'[', ..] => (Token::ListOpen, 1),
            [b']', ..] => (Token::ListClose, 1),
            [b'<', ..] => (Token::Other, find(rest, b">")? + 1),
            [b'(', ..] => (Token::Other, text_length(rest)?),
            [b'/', name @ ..] => {
                let end = name.iter().position(|&byte| is_delimiter(byte))?;
                (Token::Name(unescaped(&name[..end])), end + 1)
            }
            [_, word @ ..] => (Token::Other, 1 + word.iter().position(|&byte| is_delimiter(byte))?),
            [] => return None,
        };
        self.at += length;
        Some(token)
    }

    /// The value of a filter's key: a name, or a list of them.
    fn filters(&mut self, filters: &mut Vec<Filter>) -> Option<()> {
        match self.next()? {
            Token::Name(name) => filters.push(filter(&name)),
            Token::ListOpen => loop {
                match self.next()? {
                    Token::Name(name) => filters.push(filter(&name)),
                    Token::ListClose => break,
                    _ => filters.push(Filter::Hidden),
                }
            },
            _ => filters.push(Filter::Hidden),
        }
        Some(())
    }

    fn skip_space(&mut self) {
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'%' => {
                    let rest = &self.text[self.at..];
                    self.at +=
                        rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
                }
                b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => self.at += 1,
                _ => break,
            }
        }
    }
}

fn filter(name: &[u8]) -> Filter {
    match name {
        b"FlateDecode" | b"Fl" => Filter::Flate,
        b"LZWDecode" | b"LZW" => Filter::Lzw,
        b"RunLengthDecode" | b"RL" => Filter::RunLength,
        b"ASCIIHexDecode" | b"AHx" => Filter::Hex,
        b"ASCII85Decode" | b"A85" => Filter::Ascii85,
        _ => Filter::Picture,
    }
}

/// A text in parentheses, which may hold others and escaped ones.
fn text_length(text: &[u8]) -> Option<usize> {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let digit = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
    let (mut plain, mut at) = (Vec::with_capacity(name.len()), 0);
    while let Some(&byte) = name.get(at) {
        if byte == b'#'
            && let (Some(high), Some(low)) = (digit(name.get(at + 1)), digit(name.get(at + 2)))
        {
            plain.push(u8::try_from(high * 16 + low).expect("two digits are a byte"));
            at += 3;
        } else {
            plain.push(byte);
            at += 1;
        }
    }
    Cow::Owned(plain)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'\0'
            | b'\t'
            | b'\n'
            | b'\x0c'
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'/'
            | b'%'
    )
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}
