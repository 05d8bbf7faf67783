//! Which kept sprites fit what is searched for.

use super::{Item, Standing};
use crate::sprite::words;

impl Item {
    /// Whether each of the words, in lower case, is in its name, its tags or its cell, or begins a
    /// spelling of one of its traits.
    pub(super) fn fits(&self, words: &[String]) -> bool {
        let Standing { name, tags, .. } = &self.standing;
        let texts = [name].into_iter().chain(tags).chain(&self.cell);
        let texts: Vec<String> = texts.map(|text| text.to_lowercase()).collect();
        let spellings = self.spellings();
        let is_spelled = |word: &String| {
            let word = words::key(word);
            !word.is_empty() && spellings.iter().any(|spelling| spelling.starts_with(&word))
        };
        words.iter().all(|word| texts.iter().any(|text| text.contains(word)) || is_spelled(word))
    }

    /// All that the values of the sprite's recipe are called, in the singular.
    fn spellings(&self) -> Vec<String> {
        let Some(recipe) = self.art.as_ref().and_then(|art| art.recipe.as_ref()) else {
            return Vec::new();
        };
        let cell = [("zone", recipe.zone.as_str()), ("category", recipe.category.as_str())];
        let traits = recipe.with.iter().map(|(axis, value)| (axis.as_str(), value.as_str()));
        let spelled = cell.into_iter().chain(traits);
        let spelled = spelled.flat_map(|(axis, value)| words::spellings(axis, value));
        // A phrase counts by each of its words as well.
        let parts = |phrase: &str| {
            let words: Vec<String> = phrase.split([' ', '-']).map(words::key).collect();
            std::iter::once(words::key(phrase)).chain(words).collect::<Vec<_>>()
        };
        spelled.flat_map(parts).collect()
    }
}
