//! A row of a table as it lies in a page.

use zeroize::Zeroizing;

/// A value of a column. Secrets may be among them, so texts and bytes are wiped.
#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(Zeroizing<String>),
    Other,
}

/// A row with its columns' names.
pub(crate) struct Row(Vec<(String, Value)>);

impl Row {
    pub(crate) fn new(columns: &[String], values: Vec<Value>) -> Self {
        Self(columns.iter().cloned().zip(values).collect())
    }

    /// The text of a column; empty if it has none.
    pub(crate) fn text(&self, column: &str) -> &str {
        match self.value(column) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The number of a column.
    pub(crate) fn integer(&self, column: &str) -> Option<i64> {
        match self.value(column)? {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Null | Value::Other => None,
        }
    }

    fn value(&self, column: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, value)| value)
    }
}

/// The columns' names from the text of `CREATE TABLE`, as Android writes it: one level of parentheses, names bare
/// or quoted, constraints of the table last.
pub(crate) fn columns_of(statement: &str) -> Vec<String> {
    let Some((_, list)) = statement.split_once('(') else { return Vec::new() };
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for character in list.chars() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let Some(part) = parts.last_mut().filter(|_| !(character == ',' && depth == 0)) {
            part.push(character);
        }
    }
    let names = parts.iter().filter_map(|part| part.split_whitespace().next());
    names
        .filter(|name| !["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].contains(name))
        .map(|name| name.trim_matches(['`', '"', '[', ']', '\'']).to_owned())
        .collect()
}

/// Reads a record: the length of its header, a type for each column, the values.
pub(crate) fn read_record(payload: &[u8], row_id: i64) -> Option<Vec<Value>> {
    let (header, mut at) = read_varint(payload, 0)?;
    let header = usize::try_from(header).ok().filter(|&length| length <= payload.len())?;
    let mut body = header;
    let mut values = Vec::new();
    while at < header {
        let (kind, next) = read_varint(payload, at)?;
        at = next;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            _ => usize::try_from((kind.checked_sub(12)?) / 2).ok()?,
        };
        let bytes = payload.get(body..body.checked_add(length)?)?;
        body += length;
        values.push(match kind {
            // An alias of the row's number is stored as nothing.
            0 if values.is_empty() => Value::Integer(row_id),
            0 => Value::Null,
            1..=6 => Value::Integer(integer(bytes)),
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            kind if kind >= 13 && kind % 2 == 1 => {
                Value::Text(Zeroizing::new(String::from_utf8(bytes.to_vec()).ok()?))
            }
            _ => Value::Other,
        });
    }
    Some(values)
}

/// A big-endian number of up to eight bytes, with its sign.
fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|first| first & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |number, &byte| number << 8 | i64::from(byte))
}

/// A number of one to nine bytes with seven bits each, and the place after it.
pub(crate) fn read_varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for index in 0..9 {
        let byte = *bytes.get(at.checked_add(index)?)?;
        if index == 8 {
            return Some((number << 8 | u64::from(byte), at + 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, at + index + 1));
        }
    }
    None
}
