//! Names from outside, made harmless for a terminal.

use std::fmt::Write;

/// The text with everything replaced that could steer a terminal or turn what is read: control characters, marks of
/// direction, characters of no width.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|each| if is_harmful(each) { char::REPLACEMENT_CHARACTER } else { each }).collect()
}

/// The same for JSON, where nothing may be replaced: such characters are written as escapes.
pub(crate) fn plain_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for each in json.chars() {
        // Between values stands only the line feed that we have put there.
        if is_harmful(each) && each != '\n' {
            let mut units = [0; 2];
            for unit in each.encode_utf16(&mut units) {
                write!(plain, "\\u{unit:04x}").expect("a string takes what is written");
            }
        } else {
            plain.push(each);
        }
    }
    plain
}

fn is_harmful(each: char) -> bool {
    each.is_control()
        || matches!(each,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{plain, plain_json};

    #[test]
    fn nothing_in_a_name_steers_the_terminal() {
        for (name, shown) in [
            ("GitHub", "GitHub"),
            ("Zoë 東京 🦊", "Zoë 東京 🦊"),
            ("a\u{1b}[31mb\u{7}", "a\u{fffd}[31mb\u{fffd}"),
            ("a\u{9b}2Jb\r\nc", "a\u{fffd}2Jb\u{fffd}\u{fffd}c"),
            ("moc.\u{202e}elpmaxe", "moc.\u{fffd}elpmaxe"),
        ] {
            assert_eq!(plain(name), shown);
        }
    }

    #[test]
    fn json_says_the_same_without_steering() {
        let name = "a\u{1b}[1m\u{9b}\u{202e}\u{e0041}z";
        let json = plain_json(&serde_json::to_string_pretty(&[name]).unwrap());
        assert!(json.chars().all(|each| each == '\n' || (' '..='~').contains(&each)), "{json}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap()[0], name);
    }
}
