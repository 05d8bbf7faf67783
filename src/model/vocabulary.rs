//! The 80 tokens, and sprites as sequences of them.

use crate::sprite::{PIXELS, Prompt, Sprite};

/// Number of tokens: 64 palette indices, PAD, BOS, EOS, MASK, 6 zones, 6 categories.
pub const TOKENS: usize = 80;
/// The first tokens are the palette indices themselves.
pub const COLOURS: usize = 64;
/// What lies beyond the edge of the canvas.
pub const PAD: u8 = 64;
/// Begins a sequence.
pub const BOS: u8 = 65;
/// Ends a sequence.
pub const EOS: u8 = 66;
/// Stands for a zone or category that is not given.
pub const MASK: u8 = 67;
/// The first of six zones.
pub const FIRST_ZONE: u8 = 68;
/// The first of six categories.
pub const FIRST_CATEGORY: u8 = 74;
/// Zones, and categories, that the vocabulary has room for.
pub const MAX_NAMES: usize = 6;

/// Tokens of a whole sequence: BOS, zone, category, 1024 pixels, EOS.
pub const SEQUENCE: usize = 3 + PIXELS + 1;

/// The token of a prompt's zone.
#[must_use]
pub fn zone_token(prompt: Prompt) -> u8 {
    name_token(prompt.zone, FIRST_ZONE)
}

/// The token of a prompt's category.
#[must_use]
pub fn category_token(prompt: Prompt) -> u8 {
    name_token(prompt.category, FIRST_CATEGORY)
}

/// Names that the vocabulary has no room for are read as "any".
fn name_token(index: Option<u8>, first: u8) -> u8 {
    index.filter(|index| usize::from(*index) < MAX_NAMES).map_or(MASK, |index| first + index)
}

/// The sequence of a sprite: [`SEQUENCE`] tokens.
#[must_use]
pub fn encode(prompt: Prompt, sprite: &Sprite) -> Vec<u8> {
    let mut tokens = vec![BOS, zone_token(prompt), category_token(prompt)];
    tokens.extend_from_slice(sprite.pixels());
    tokens.push(EOS);
    tokens
}

/// Reads a sequence back; `None` if it is not one that [`encode`] writes.
#[must_use]
pub fn decode(tokens: &[u8]) -> Option<(Prompt, Sprite)> {
    let [BOS, zone, category, pixels @ .., EOS] = tokens else { return None };
    let name = |token: u8, first: u8| match token {
        MASK => Some(None),
        _ => token.checked_sub(first).filter(|&index| usize::from(index) < MAX_NAMES).map(Some),
    };
    let prompt = Prompt::of(name(*zone, FIRST_ZONE)?, name(*category, FIRST_CATEGORY)?);
    Some((prompt, Sprite::from_indices(pixels)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sequences_round_trip(
            zone in prop::option::of(0..6_u8),
            category in prop::option::of(0..6_u8),
            pixels in prop::collection::vec(0..64_u8, PIXELS),
        ) {
            let prompt = Prompt::of(zone, category);
            let sprite = Sprite::from_indices(&pixels).unwrap();
            let tokens = encode(prompt, &sprite);
            prop_assert_eq!(tokens.len(), SEQUENCE);
            prop_assert!(tokens.iter().all(|&token| usize::from(token) < TOKENS));
            prop_assert_eq!(decode(&tokens), Some((prompt, sprite)));
        }
    }

    #[test]
    fn what_is_no_sequence_is_refused() {
        let good = encode(Prompt::cell(0, 0), &Sprite::EMPTY);
        for (at, token) in [(0, EOS), (1, FIRST_CATEGORY), (2, 3), (3, PAD), (SEQUENCE - 1, 0)] {
            let mut bad = good.clone();
            bad[at] = token;
            assert_eq!(decode(&bad), None, "token {token} at {at}");
        }
        assert_eq!(decode(&good[1..]), None);
    }
}
