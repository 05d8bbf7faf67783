//! Words in lines that people copy into a terminal.

use std::{borrow::Cow, path::Path};

/// A path as one word of a terminal's line.
#[must_use]
pub fn shell_word(path: &Path) -> String {
    shell_text(&path.display().to_string())
}

/// A text as one word of a terminal's line, in which nothing is expanded: neither `$HOME` nor
/// what stands in backticks.
#[must_use]
pub fn shell_text(text: &str) -> String {
    // Windows' own command line knows double quotes alone, and no path of its holds one.
    if cfg!(windows) {
        let is_plain = |letter: char| letter.is_alphanumeric() || "/\\:._-".contains(letter);
        let is_word = !text.is_empty() && text.chars().all(is_plain);
        return if is_word { text.to_owned() } else { format!("\"{}\"", text.replace('"', "'")) };
    }
    // A path holds no zero byte, and where a text does, no terminal takes it.
    let text = text.replace('\0', "");
    shlex::try_quote(&text).unwrap_or(Cow::Borrowed("''")).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shell_reads_back_what_was_quoted(text in "[^\\x00]{0,40}") {
            let words = shlex::split(&shell_text(&text));
            prop_assert_eq!(words, Some(vec![text]));
        }
    }

    #[test]
    fn a_shell_expands_nothing() {
        for text in ["$HOME/art", "a `date` b", "it's", "two words", "", "~/x", "!!", "a\\b", "*"] {
            let line = format!("printf %s {}", shell_text(text));
            let output = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{line}");
        }
        assert_eq!(shell_word(Path::new("/home/me/fish-1.png")), "/home/me/fish-1.png");
    }
}
