//! `--only-colours`: which colours of the palette sprites are drawn with.

use clap::Args;

use super::Usage;
use crate::sprite::{ColourSet, ENTRIES, Palette, slug};

/// Which colours to draw with.
#[derive(Debug, Args)]
pub(super) struct OnlyColoursArgs {
    /// Sprites have these colours only, and others become the like of them: names of ramps,
    /// palette indices or ranges of them, with commas between, as `shoal palette` prints them
    #[arg(long, alias = "only-colors", value_name = "LIST")]
    only_colours: Option<String>,
}

impl OnlyColoursArgs {
    /// The colours that were asked for; without a word all of them.
    pub(super) fn set(&self, palette: &Palette) -> Result<ColourSet, Usage> {
        let Some(list) = &self.only_colours else { return Ok(ColourSet::ALL) };
        let mut set = ColourSet::NONE;
        for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            for index in item_of(item, palette)? {
                set.set(index, true);
            }
        }
        if set.is_empty() {
            return Err(Usage("--only-colours names no colour".to_owned()));
        }
        Ok(set)
    }
}

/// A ramp, an index or a range.
fn item_of(item: &str, palette: &Palette) -> Result<Vec<u8>, Usage> {
    let ramps = palette.ramps();
    if let Some(ramp) = ramps.iter().find(|ramp| slug(&ramp.name) == slug(item)) {
        return Ok(ramp.indices.clone());
    }
    let ends = item.split_once('-').unwrap_or((item, item));
    if let (Ok(first), Ok(last)) = (ends.0.trim().parse::<u8>(), ends.1.trim().parse::<u8>()) {
        if first >= 1 && first <= last && usize::from(last) < ENTRIES {
            return Ok((first..=last).collect());
        }
        let most = ENTRIES - 1;
        let text = format!("--only-colours \"{item}\" is out of range: colours are 1 to {most}");
        return Err(Usage(text));
    }
    let names: Vec<String> = ramps.iter().map(|ramp| slug(&ramp.name)).collect();
    let known = if names.is_empty() { "it has none".to_owned() } else { names.join(", ") };
    let text = format!("there is no ramp \"{item}\" in the model's palette: {known}");
    Err(Usage(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(list: &str) -> Result<Vec<u8>, Usage> {
        let args = OnlyColoursArgs { only_colours: Some(list.to_owned()) };
        Ok(args.set(&Palette::ocean())?.iter().collect())
    }

    #[test]
    fn ramps_indices_and_ranges() {
        let palette = Palette::ocean();
        let ramp = &palette.ramps()[2];
        let mut expected = ramp.indices.clone();
        expected.sort_unstable();
        assert_eq!(set(&slug(&ramp.name)).unwrap(), expected);
        assert_eq!(set(&ramp.name.to_uppercase()).unwrap(), expected);
        assert_eq!(set("7, 3-5,").unwrap(), [3, 4, 5, 7]);
        assert_eq!(OnlyColoursArgs { only_colours: None }.set(&palette).unwrap(), ColourSet::ALL);
    }

    #[test]
    fn nonsense_is_told_with_what_would_do() {
        assert!(set("mauve").unwrap_err().0.contains(&slug(&Palette::ocean().ramps()[0].name)));
        for list in ["0", "64", "5-3", "1-99"] {
            assert!(set(list).unwrap_err().0.contains("1 to 63"), "{list}");
        }
        assert!(set(" , ").is_err());
    }
}
