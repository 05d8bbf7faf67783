//! Lines of JSON that each tell whether they are whole.
//!
//! A line is a part of the SHA-256 of its JSON, a space, and the JSON. A file that lost its end
//! or some bytes in its middle loses those lines and no others.

use std::fmt::Write as _;

use serde_json::Value;

use crate::sprite::hash_hex;

/// How many hexadecimal digits of the hash stand before a line.
const DIGITS: usize = 16;

/// The name of some JSON by its content; it is also what its line begins with.
pub(in crate::studio) fn name_of(json: &str) -> String {
    let mut name = hash_hex(json.as_bytes());
    name.truncate(DIGITS);
    name
}

/// Adds a line; returns its name.
pub(in crate::studio) fn push_line(text: &mut String, json: &str) -> String {
    let name = name_of(json);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{name} {json}");
    name
}

/// The whole lines of a file, each with its name, and how many are damaged.
pub(super) fn parse(bytes: &[u8]) -> (Vec<(String, Value)>, usize) {
    let mut lines = Vec::new();
    let mut n_damaged = 0;
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match parse_line(line) {
            Some(line) => lines.push(line),
            None => n_damaged += 1,
        }
    }
    (lines, n_damaged)
}

fn parse_line(line: &[u8]) -> Option<(String, Value)> {
    let line = std::str::from_utf8(line).ok()?;
    let (name, json) = line.split_at_checked(DIGITS)?;
    let json = json.strip_prefix(' ')?;
    (name_of(json) == name).then_some(())?;
    Some((name.to_owned(), serde_json::from_str(json).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole_is_read_and_what_is_not_is_counted() {
        let mut text = String::new();
        for number in 0..5 {
            push_line(&mut text, &format!("{{\"n\":{number}}}"));
        }
        let (lines, n_damaged) = parse(text.as_bytes());
        assert_eq!((lines.len(), n_damaged), (5, 0));
        assert_eq!(lines[3].1["n"], 3);
        // Torn at any byte, it loses no more than the line that was torn.
        for end in 0..text.len() {
            let (lines, n_damaged) = parse(&text.as_bytes()[..end]);
            assert_eq!(lines.len(), text[..end].matches('}').count());
            assert!(n_damaged <= 1);
        }
        let bent = text.replacen("\"n\":2", "\"n\":7", 1);
        let (lines, n_damaged) = parse(bent.as_bytes());
        assert_eq!((lines.len(), n_damaged), (4, 1));
    }
}
