//! What the reader of arguments says, in the words of the rest of the program.

/// A sentence of it in plain words: what is missing, and which numbers would do.
pub(super) fn plain(sentence: &str) -> String {
    let sentence = sentence
        .replace(" tip: ", "; ")
        .replace("invalid digit found in string", "a whole number is needed")
        .replace("number too large to fit in target type", "the number is too large")
        .replace("the following required arguments were not provided:", "still missing:");
    in_range(&sentence).unwrap_or(sentence)
}

/// "99 is not in 1..=16" as the numbers that are wanted.
fn in_range(sentence: &str) -> Option<String> {
    let (before, range) = sentence.split_once(" is not in ")?;
    let (head, _) = before.rsplit_once(": ")?;
    let (least, most) = range.split_once("..=")?;
    Some(format!("{head}: a whole number from {least} to {most} is needed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_say_what_would_do() {
        for (said, expected) in [
            (
                "invalid value '99' for '--scale <N>': 99 is not in 1..=16",
                "invalid value '99' for '--scale <N>': a whole number from 1 to 16 is needed",
            ),
            (
                "the following required arguments were not provided: --out <PATH>",
                "still missing: --out <PATH>",
            ),
            (
                "invalid value 'x' for '--seed <N>': invalid digit found in string",
                "invalid value 'x' for '--seed <N>': a whole number is needed",
            ),
            ("unexpected argument '--a' found tip: b", "unexpected argument '--a' found; b"),
        ] {
            assert_eq!(plain(said), expected);
        }
    }
}
