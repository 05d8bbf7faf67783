//! Paths in lines that people copy into a terminal.

use std::path::Path;

/// A path as shells on any system take it for one word.
#[must_use]
pub fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/\\:._-".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) { text } else { format!("\"{text}\"") }
}
