//! How much a file may ask for.

use super::error::{Excess, ImportError};

pub(crate) const MAX_BYTES: usize = 32 << 20;
pub(crate) const MAX_ENTRIES: usize = 50_000;
const MAX_NESTING: usize = 48;

/// What deriving a key from the password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    /// How much memory it takes.
    pub memory_bytes: u64,
    /// How often it mixes a block of 64 bytes; some forty million take a second.
    pub work: u64,
}

/// How much opening a file may cost before the person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    cost: KdfCost,
}

impl Limits {
    /// What a phone does within some seconds: 1 GiB of memory and no more than about ten seconds.
    pub const fn comfortable() -> Self {
        Self { cost: KdfCost { memory_bytes: 1 << 30, work: 400_000_000 } }
    }

    /// What a person agreed to after [`ImportError::CostsMuch`].
    pub const fn agreed(cost: KdfCost) -> Self {
        Self { cost }
    }

    pub(crate) fn check(&self, cost: KdfCost) -> Result<(), ImportError> {
        let fits = cost.memory_bytes <= self.cost.memory_bytes && cost.work <= self.cost.work;
        if fits { Ok(()) } else { Err(ImportError::CostsMuch(cost)) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::comfortable()
    }
}

/// Refuses a file that is too large or, if it looks like JSON, too deep.
pub(crate) fn check_size(file: &[u8]) -> Result<(), ImportError> {
    if file.len() > MAX_BYTES { Err(ImportError::TooLarge(Excess::Bytes)) } else { Ok(()) }
}

/// Refuses JSON that nests deeper than any export, before anything recurses into it.
pub(crate) fn check_nesting(json: &[u8]) -> Result<(), ImportError> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(ImportError::TooLarge(Excess::Nesting));
        }
    }
    Ok(())
}
