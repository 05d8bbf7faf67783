//! Kept sprites as the animation that they were opened from: their order, times and tags.

use std::{collections::BTreeMap, sync::Arc};

use super::{art::Art, collection, frames::Frames, state::Item};
use crate::files::{
    Direction, FRAME_MILLISECONDS, Tag,
    import::ImportedFile,
    png::{FramePlace, FrameTag},
    unique_names::{UniqueNames, bracketed},
};

/// The place of each sprite of a file in its animation; none of a single sprite.
pub(super) fn places_of(name: &str, file: &ImportedFile) -> Vec<Option<FramePlace>> {
    if file.sprites.len() < 2 {
        return vec![None; file.sprites.len()];
    }
    let of = format!("{name} {}", collection::now());
    let place = |(index, milliseconds): (usize, u16)| {
        let spans = |tag: &&Tag| (tag.from..=tag.to).contains(&index);
        let tag = |tag: &Tag| FrameTag {
            name: tag.name.clone(),
            direction: tag.direction,
            repeat: tag.repeat,
        };
        let tags = file.tags.iter().filter(spans).map(tag).collect();
        Some(FramePlace { of: of.clone(), index, milliseconds, tags })
    };
    let times = file.sprites.iter().map(|imported| imported.frame.milliseconds);
    times.enumerate().map(place).collect()
}

/// A kept sprite, or all frames of a kept clip.
pub(super) fn sprites_of(item: &Item) -> Vec<(String, Arc<Art>, Option<FramePlace>)> {
    let standing = &item.standing;
    let Some(art) = &item.art else { return Vec::new() };
    match &art.frames {
        Some(frames) => frames_of(&standing.name, item.id, frames),
        None => vec![(standing.name.clone(), Arc::clone(art), standing.frame.clone())],
    }
}

/// The frames of a kept clip, each with its place.
fn frames_of(name: &str, id: u64, frames: &Frames) -> Vec<(String, Arc<Art>, Option<FramePlace>)> {
    let clip = frames.clip();
    let (direction, repeat) = (Direction::Forward, u16::from(!clip.loops));
    let tags = vec![FrameTag { name: clip.tag.clone(), direction, repeat }];
    let times = frames.arts().iter().zip(&clip.durations).enumerate();
    let frame = times.map(|(index, (art, &milliseconds))| {
        let of = format!("{name} {id}");
        let place = FramePlace { of, index, milliseconds, tags: tags.clone() };
        (format!("{name} {index}"), Arc::clone(art), Some(place))
    });
    frame.collect()
}

/// Sprites in the order in which they become one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequence {
    /// Each with its name.
    pub(super) sprites: Vec<(String, Arc<Art>)>,
    /// How long each is shown; none where no sprite was a frame.
    pub(super) durations: Vec<u16>,
    /// The tags of the animations.
    pub(super) tags: Vec<Tag>,
}

impl Sequence {
    /// Puts sprites of one animation together, in its order, at the place of the first of them; the
    /// others stay where they are.
    pub(super) fn of(sprites: Vec<(String, Arc<Art>, Option<FramePlace>)>) -> Self {
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        let mut ordered: Vec<_> = sprites.into_iter().enumerate().collect();
        ordered.sort_by_cached_key(|(at, (_, _, place))| match place {
            Some(place) => (*first.entry(place.of.clone()).or_insert(*at), place.index),
            None => (*at, 0),
        });
        let mut sequence = Self::default();
        let has_times = ordered.iter().any(|(_, (_, _, place))| place.is_some());
        let mut places = Vec::new();
        for (_, (name, art, place)) in ordered {
            sequence.sprites.push((name, art));
            if has_times {
                let time = place.as_ref().map_or(FRAME_MILLISECONDS, |place| place.milliseconds);
                sequence.durations.push(time);
            }
            places.push(place);
        }
        sequence.tags = tags_over(&places);
        tell_apart(&mut sequence.tags);
        sequence
    }
}

/// Numbers tags of one name, because engines find them by their names.
fn tell_apart(tags: &mut [Tag]) {
    let mut names = UniqueNames::default();
    names.reserve(tags.iter().map(|tag| tag.name.as_str()), str::to_owned);
    for tag in tags {
        tag.name = names.next(&tag.name, str::to_owned, bracketed);
    }
}

/// The tags of animations over those of their frames that stand one after the other.
fn tags_over(places: &[Option<FramePlace>]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    // The tags that the frame before has, with their places in the list.
    let mut open: Vec<(&str, &FrameTag, usize)> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let mut now = Vec::new();
        for tag in place.iter().flat_map(|place| &place.tags) {
            let of = place.as_ref().map_or("", |place| place.of.as_str());
            let known = open.iter().find(|(other, known, _)| *other == of && *known == tag);
            let index = known.map_or(tags.len(), |(.., index)| *index);
            if index == tags.len() {
                let FrameTag { name, direction, repeat } = tag.clone();
                tags.push(Tag { direction, repeat, ..Tag::new(name, at, at) });
            }
            tags[index].to = at;
            now.push((of, tag, index));
        }
        open = now;
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(of: &str, index: usize, tags: &[&str]) -> FramePlace {
        let tag = |name: &&str| FrameTag {
            name: (*name).to_owned(),
            direction: Direction::PingPong,
            repeat: 3,
        };
        let tags = tags.iter().map(tag).collect();
        FramePlace { of: of.to_owned(), index, milliseconds: 80, tags }
    }

    #[test]
    fn tags_span_frames_of_one_animation_that_follow_each_other() {
        let places = [
            Some(place("a", 0, &["swim"])),
            Some(place("a", 1, &["swim", "bite"])),
            Some(place("b", 0, &["swim"])),
            None,
            Some(place("a", 7, &["swim"])),
        ];
        let tag = |name: &str, from, to| Tag {
            direction: Direction::PingPong,
            repeat: 3,
            ..Tag::new(name, from, to)
        };
        let expected = [tag("swim", 0, 1), tag("bite", 1, 1), tag("swim", 2, 2), tag("swim", 4, 4)];
        let mut tags = tags_over(&places);
        assert_eq!(tags, expected);
        tell_apart(&mut tags);
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["swim", "bite", "swim (2)", "swim (3)"]);
    }
}
