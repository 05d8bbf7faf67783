//! Palette swaps of one creature: a row of liveries, rolled or chosen ramp by ramp.

use std::sync::Arc;

use super::{Art, State};
use crate::sprite::Livery;

/// How many liveries there can be.
pub(in crate::studio) const LIVERIES: std::ops::RangeInclusive<u32> = 1..=Livery::MAX;

/// The dialog of liveries.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Liveries {
    /// Whether the dialog is open.
    pub(in crate::studio) is_open: bool,
    /// The sprite as it is.
    pub(in crate::studio) source: Option<Arc<Art>>,
    /// What the liveries are rolled from.
    pub(in crate::studio) seed: u64,
    /// How many are wanted.
    pub(in crate::studio) count: u32,
    /// Which ramp becomes which.
    pub(in crate::studio) all: Vec<Livery>,
    /// The sprite in each of them.
    pub(in crate::studio) arts: Vec<Arc<Art>>,
    /// The one whose ramps are on show.
    pub(in crate::studio) selected: usize,
}

impl Default for Liveries {
    fn default() -> Self {
        Self {
            is_open: false,
            source: None,
            seed: 0,
            count: 5,
            all: Vec::new(),
            arts: Vec::new(),
            selected: 0,
        }
    }
}

impl Liveries {
    /// Rolls all of them anew.
    pub(in crate::studio) fn roll(&mut self) {
        let Some(source) = &self.source else { return };
        self.count = self.count.clamp(*LIVERIES.start(), *LIVERIES.end());
        self.all = Livery::roll(&source.sprite, &source.palette, self.seed, self.count);
        self.selected = self.selected.min(self.all.len().saturating_sub(1));
        self.dress();
    }

    /// The ramps of the sprite, and what each becomes in the selected livery.
    pub(in crate::studio) fn worn(&self) -> Vec<(usize, usize)> {
        let Some(source) = &self.source else { return Vec::new() };
        let livery = self.all.get(self.selected);
        let becomes = |ramp: usize| {
            let swaps = livery.map_or(&[][..], |livery| &livery.swaps);
            swaps.iter().find(|(from, _)| *from == ramp).map_or(ramp, |(_, to)| *to)
        };
        let worn = Livery::worn(&source.sprite, &source.palette).into_iter();
        worn.map(|(ramp, _)| (ramp, becomes(ramp))).collect()
    }

    /// Chooses what a ramp becomes in the selected livery.
    pub(in crate::studio) fn choose(&mut self, from: usize, to: usize) {
        let Some(livery) = self.all.get_mut(self.selected) else { return };
        livery.swaps.retain(|(ramp, _)| *ramp != from);
        if from != to {
            livery.swaps.push((from, to));
        }
        self.dress();
    }

    fn dress(&mut self) {
        let Some(source) = &self.source else { return };
        let stem = source.file_name.trim_end_matches(".png");
        let dress = |(index, livery): (usize, &Livery)| {
            let number = index + 1;
            let sprite = livery.dress(&source.sprite, &source.palette);
            Arc::new(Art {
                title: format!("{} livery {number}", source.title),
                file_name: format!("{stem}-livery-{number}.png"),
                request: None,
                frames: None,
                ..source.edited(sprite)
            })
        };
        self.arts = self.all.iter().enumerate().map(dress).collect();
    }
}

impl State {
    /// Opens the dialog for the current sprite. Liveries that were made of it are still there.
    pub(in crate::studio) fn open_liveries(&mut self) {
        let Some(art) = self.current_art().cloned() else { return };
        if art.palette.ramps().len() < 2 {
            self.toasts.info("Its palette has no ramps to swap: light-to-dark rows of colours");
            return;
        }
        self.liveries.is_open = true;
        let is_same = self.liveries.source.as_ref().is_some_and(|it| it.sprite == art.sprite);
        if !is_same {
            self.liveries.source = Some(art);
            self.liveries.selected = 0;
            self.liveries.roll();
        }
    }

    /// Keeps every livery.
    pub(in crate::studio) fn keep_liveries(&mut self) {
        let arts = self.liveries.arts.iter();
        let named: Vec<_> = arts.map(|art| (art.title.clone(), Arc::clone(art))).collect();
        let count = named.len();
        self.keep(named, "Keep liveries");
        self.toasts.info(format!("Kept {}", super::n_sprites(count)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::{Palette, Sprite};

    #[test]
    fn liveries_are_rolled_and_chosen_and_go_back() {
        let palette = Arc::new(Palette::ocean());
        let mut sprite = Sprite::EMPTY;
        for x in 4..20 {
            sprite.set(x, 9, palette.ramps()[1].indices[2]);
        }
        let source = Arc::new(Art {
            sprite: sprite.clone(),
            palette: Arc::clone(&palette),
            recipe: None,
            shading: None,
            drawn_as: None,
            frames: None,
            request: None,
            title: "Fish".to_owned(),
            subtitle: String::new(),
            file_name: "fish.png".to_owned(),
        });
        let mut liveries = Liveries { source: Some(source), ..Liveries::default() };
        liveries.roll();
        assert_eq!((liveries.all.len(), liveries.arts.len()), (5, 5));
        assert_eq!(liveries.arts[4].file_name, "fish-livery-5.png");
        assert_eq!(liveries.worn().len(), 1);
        liveries.selected = 2;
        liveries.choose(1, 4);
        assert_eq!(liveries.worn(), [(1, 4)]);
        assert_eq!(liveries.arts[2].sprite.at(5, 9), palette.ramps()[4].indices[2]);
        liveries.choose(1, 1);
        assert_eq!(liveries.arts[2].sprite, sprite);
        liveries.count = 99;
        liveries.roll();
        assert!(liveries.count == 64 && liveries.all.len() <= 8, "there are nine ramps");
    }
}
