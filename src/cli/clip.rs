//! The frames of several files, one after the other, as what becomes one file.

use super::export::ExportFormat;
use crate::files::{
    Frame, Remark, Remarks, Tag, gif,
    import::Imported,
    unique_names::{UniqueNames, bracketed},
};

/// Frames and the tags over them.
#[derive(Default)]
pub(super) struct Clip {
    pub(super) frames: Vec<Frame>,
    pub(super) tags: Vec<Tag>,
    /// The first and last frame of each file without tags.
    untagged: Vec<(usize, usize)>,
    /// Names of tags.
    names: UniqueNames,
}

impl Clip {
    /// Adds the frames of a file. Tags of one name are told apart by numbers, for engines find
    /// them by their names.
    pub(super) fn add(&mut self, sprites: Vec<Imported>, tags: Vec<Tag>) {
        let first = self.frames.len();
        self.frames.extend(sprites.into_iter().map(|imported| imported.frame));
        if tags.is_empty() && first < self.frames.len() {
            self.untagged.push((first, self.frames.len() - 1));
        }
        for tag in tags {
            let mut tag = tag.shifted(first);
            tag.name = self.names.next(&tag.name, str::to_owned, bracketed);
            self.tags.push(tag);
        }
    }

    /// Gives the frames of files without tags their names as tags, where other files have some:
    /// a list of tags leaves none of the frames without a name.
    pub(super) fn name_the_rest(&mut self) {
        if self.tags.is_empty() {
            return;
        }
        for (first, last) in self.untagged.drain(..) {
            let names = self.frames[first..=last].iter().enumerate();
            let tag = |(index, frame): (usize, &Frame)| {
                Tag::new(frame.name.clone(), first + index, first + index)
            };
            self.tags.extend(names.map(tag));
        }
    }

    /// What a format has no place for.
    pub(super) fn remarks(&self, format: ExportFormat) -> Remarks {
        match format {
            ExportFormat::Gif => gif::remarks(&self.frames, &self.tags),
            ExportFormat::Png => {
                let mut remarks = Remarks::default();
                let names = self.tags.iter().map(|tag| tag.name.clone()).collect();
                remarks.add(Remark::TagsDropped(names));
                remarks
            }
            ExportFormat::Sheet | ExportFormat::Aseprite => Remarks::default(),
        }
    }
}
