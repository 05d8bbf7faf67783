//! Names of zones, categories and traits as people read them.

/// A name as it is shown: "vampire-squid" is "Vampire squid".
pub(super) fn display_name(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect::<String>().replace('-', " ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_models_read_as_names() {
        for (name, shown) in [
            ("vampire-squid", "Vampire squid"),
            ("Reef fish", "Reef fish"),
            ("écume", "Écume"),
            ("", ""),
        ] {
            assert_eq!(display_name(name), shown);
        }
    }
}
