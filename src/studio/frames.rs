//! The frames of a sprite that moves, each a whole sprite that can be edited by itself.
//!
//! A clip is an [`Art`] that shows its first frame and holds all of them. Like
//! an art, [`Frames`] never change; an edit makes others.

use std::sync::Arc;

use super::art::Art;
use crate::{
    files::{self, Direction, Tag},
    motion::{Clip, Motion},
    sprite::Sprite,
};

/// Sprites that follow each other, all in one palette.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frames {
    arts: Vec<Arc<Art>>,
    clip: Arc<Clip>,
}

impl Frames {
    /// Frames with their times; `None` without a frame. All come into the palette of the first.
    pub(super) fn new(
        arts: Vec<Arc<Art>>,
        durations: &[u16],
        tag: &str,
        loops: bool,
    ) -> Option<Self> {
        let palette = Arc::clone(&arts.first()?.palette);
        let still = |art: Arc<Art>| {
            let art = if art.palette.has_colours_of(&palette) { art } else { art.unlit() };
            let art =
                if art.palette.has_colours_of(&palette) { art } else { art.recoloured(&palette) };
            if art.frames.is_none() { art } else { Arc::new(art.alone()) }
        };
        let arts: Vec<Arc<Art>> = arts.into_iter().map(still).collect();
        let usual = Motion::default().milliseconds;
        let time = |index: usize| durations.get(index).copied().unwrap_or(usual).max(1);
        let clip = Clip {
            frames: arts.iter().map(|art| art.sprite.clone()).collect(),
            durations: (0..arts.len()).map(time).collect(),
            tag: tag.to_owned(),
            loops,
        };
        Some(Self { arts, clip: Arc::new(clip) })
    }

    /// Every frame.
    pub(super) fn arts(&self) -> &[Arc<Art>] {
        &self.arts
    }

    /// The pixels and times.
    pub(super) fn clip(&self) -> &Arc<Clip> {
        &self.clip
    }

    fn rebuilt(&self, arts: Vec<Arc<Art>>, durations: &[u16]) -> Option<Self> {
        Self::new(arts, durations, &self.clip.tag, self.clip.loops)
    }

    /// The same with every frame changed in one way.
    pub(super) fn map(&self, change: impl FnMut(&Arc<Art>) -> Arc<Art>) -> Option<Self> {
        self.rebuilt(self.arts.iter().map(change).collect(), &self.clip.durations)
    }

    /// The same with another sprite for a frame.
    pub(super) fn with_frame(&self, index: usize, art: &Arc<Art>) -> Option<Self> {
        let mut arts = self.arts.clone();
        *arts.get_mut(index)? = Arc::clone(art);
        self.rebuilt(arts, &self.clip.durations)
    }

    /// The same with one frame more, which comes to stand at `index`.
    pub(super) fn inserted(&self, index: usize, art: &Arc<Art>) -> Option<Self> {
        let (mut arts, mut durations) = (self.arts.clone(), self.clip.durations.clone());
        let index = index.min(arts.len());
        let time = durations.get(index.saturating_sub(1)).copied();
        arts.insert(index, Arc::clone(art));
        durations.insert(index, time.unwrap_or(Motion::default().milliseconds));
        self.rebuilt(arts, &durations)
    }

    /// The same without a frame; `None` where it is the only one.
    pub(super) fn removed(&self, index: usize) -> Option<Self> {
        if index >= self.arts.len() {
            return None;
        }
        let (mut arts, mut durations) = (self.arts.clone(), self.clip.durations.clone());
        arts.remove(index);
        durations.remove(index);
        self.rebuilt(arts, &durations)
    }

    /// The same with a frame at another place among the others.
    pub(super) fn reordered(&self, from: usize, to: usize) -> Option<Self> {
        if from == to || self.arts.len() <= from.max(to) {
            return None;
        }
        let (mut arts, mut durations) = (self.arts.clone(), self.clip.durations.clone());
        let (art, time) = (arts.remove(from), durations.remove(from));
        arts.insert(to, art);
        durations.insert(to, time);
        self.rebuilt(arts, &durations)
    }

    /// The same with another time for a frame.
    pub(super) fn timed(&self, index: usize, milliseconds: u16) -> Option<Self> {
        let mut durations = self.clip.durations.clone();
        let time = durations.get_mut(index)?;
        *time = milliseconds.clamp(Motion::SHORTEST, Motion::LONGEST);
        self.rebuilt(self.arts.clone(), &durations)
    }

    /// The same under another name.
    pub(super) fn tagged(&self, tag: &str) -> Option<Self> {
        Self::new(self.arts.clone(), &self.clip.durations, tag, self.clip.loops)
    }

    /// Whether two play alike.
    pub(super) fn look_like(&self, other: &Self) -> bool {
        self.clip == other.clip
    }

    /// As [`Self::look_like`], with every frame made alike.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let recipes = |frames: &Self| -> Vec<_> {
            frames.arts.iter().map(|art| art.recipe.clone()).collect()
        };
        self.look_like(other) && recipes(self) == recipes(other)
    }

    /// The frames as writers of files want them.
    pub(super) fn for_files(&self) -> Vec<files::Frame> {
        let times = self.clip.durations.iter();
        let frame = |(index, (art, &milliseconds)): (usize, (&Arc<Art>, &u16))| {
            let frame = files::Frame::new(index.to_string(), art.sprite.clone());
            let frame = files::Frame { milliseconds, ..frame };
            art.recipe.clone().map_or(frame.clone(), |recipe| frame.with_recipe(recipe))
        };
        self.arts.iter().zip(times).enumerate().map(frame).collect()
    }

    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let arts: usize = self.arts.iter().map(|art| art.size() + size_of::<Sprite>()).sum();
        arts + size_of::<Self>()
    }
}

impl Art {
    /// The sprite that shows the first of some frames and holds them all.
    pub(super) fn of_frames(frames: Frames, title: &str, file_name: String) -> Option<Self> {
        let first = frames.arts.first()?;
        let art = Self { title: title.to_owned(), file_name, ..(**first).clone() };
        Some(art.with_frames(Arc::new(frames)))
    }

    /// The same clip with other frames.
    pub(super) fn with_frames(&self, frames: Arc<Frames>) -> Self {
        let first = frames.arts.first().map(|first| (**first).clone());
        let first = first.unwrap_or_else(|| self.clone());
        Self {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            file_name: self.file_name.clone(),
            frames: Some(frames),
            ..first
        }
    }

    /// The same with its frames changed in one way; a still sprite stays.
    pub(super) fn map_frames(&self, change: impl FnMut(&Arc<Self>) -> Arc<Self>) -> Option<Self> {
        let frames = self.frames.as_ref()?.map(change)?;
        Some(self.with_frames(Arc::new(frames)))
    }

    /// The first frame as a still sprite.
    pub(super) fn alone(&self) -> Self {
        Self { frames: None, ..self.clone() }
    }
}

/// The places of the frames of a tag in the order in which they play.
pub(super) fn played(tag: &Tag, n_frames: usize) -> Vec<usize> {
    let last = tag.to.min(n_frames.saturating_sub(1));
    let forward: Vec<usize> = (tag.from.min(last)..=last).collect();
    let back = || forward.iter().rev().copied();
    let inner = |places: Vec<usize>| -> Vec<usize> {
        places.into_iter().skip(1).take(forward.len().saturating_sub(2)).collect()
    };
    match tag.direction {
        Direction::Forward => forward,
        Direction::Reverse => back().collect(),
        Direction::PingPong => [forward.clone(), inner(back().collect())].concat(),
        Direction::PingPongReverse => [back().collect(), inner(forward.clone())].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_play_in_their_order() {
        let tag = |direction| Tag { direction, ..Tag::new("walk", 1, 4) };
        assert_eq!(played(&tag(Direction::Forward), 9), [1, 2, 3, 4]);
        assert_eq!(played(&tag(Direction::Reverse), 9), [4, 3, 2, 1]);
        assert_eq!(played(&tag(Direction::PingPong), 9), [1, 2, 3, 4, 3, 2]);
        assert_eq!(played(&tag(Direction::PingPongReverse), 9), [4, 3, 2, 1, 2, 3]);
        // A tag that reaches beyond its file ends with it.
        assert_eq!(played(&tag(Direction::Forward), 3), [1, 2]);
        assert_eq!(played(&Tag::new("one", 2, 2), 3), [2]);
    }
}
