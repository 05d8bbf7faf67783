//! The frames of several files, one after the other, as what becomes one file.

use std::path::{Path, PathBuf};

use super::export::ExportFormat;
use crate::files::{
    Frame, Remark, Remarks, Tag, gif,
    import::ImportedFile,
    unique_names::{UniqueNames, bracketed},
};

/// Frames and the tags over them.
pub(super) struct Clip {
    format: ExportFormat,
    pub(super) frames: Vec<Frame>,
    pub(super) tags: Vec<Tag>,
    /// How often all of it plays; `None` is for ever.
    pub(super) plays: Option<u16>,
    /// Whether a file without tags becomes one.
    is_split: bool,
    /// Tags that share their name with one of another file.
    renamed: Vec<String>,
    /// The first and last frame of each file without tags.
    untagged: Vec<(usize, usize)>,
    /// Names of tags.
    names: UniqueNames,
}

impl Clip {
    /// What becomes a file of a format. `is_split` makes a tag of each file without tags, so that
    /// it gets a row of its own.
    pub(super) fn new(format: ExportFormat, is_split: bool) -> Self {
        Self {
            format,
            is_split,
            frames: Vec::new(),
            tags: Vec::new(),
            plays: None,
            renamed: Vec::new(),
            untagged: Vec::new(),
            names: UniqueNames::default(),
        }
    }

    /// Keeps the names of the tags of all files, so that none is called as a later one is.
    pub(super) fn reserve_names(&mut self, files: &[(PathBuf, ImportedFile)]) {
        let tags = files.iter().flat_map(|(_, file)| &file.tags);
        self.names.reserve(tags.map(|tag| tag.name.as_str()), str::to_owned);
    }

    /// A GIF plays as often as the files in it, where all say the same number, in a tag or without.
    pub(super) fn play_as(&mut self, files: &[(PathBuf, ImportedFile)]) {
        if self.format != ExportFormat::Gif {
            return;
        }
        let plays = |(_, file): &(PathBuf, ImportedFile)| match file.tags[..] {
            [] => file.plays,
            [ref tag] if tag.to - tag.from + 1 == file.sprites.len() => {
                Some(tag.repeat).filter(|repeat| *repeat > 0)
            }
            _ => None,
        };
        let first = files.first().and_then(plays);
        self.plays = first.filter(|_| files.iter().all(|file| plays(file) == first));
    }

    /// Adds the frames of a file, and gives back what there is to say of it. Tags of one name are
    /// told apart by numbers, for engines find them by their names.
    pub(super) fn add(&mut self, path: &Path, file: ImportedFile) -> Remarks {
        let ImportedFile { sprites, mut tags, plays, mut remarks, .. } = file;
        let (first, n_frames) = (self.frames.len(), sprites.len());
        self.frames.extend(sprites.into_iter().map(|imported| imported.frame));
        let is_kept = match self.format {
            ExportFormat::Gif => self.plays.is_some(),
            ExportFormat::Sheet | ExportFormat::Aseprite => true,
            ExportFormat::Png => false,
        };
        if let Some(repeat) = plays.filter(|_| is_kept) {
            remarks.retain(|remark| !matches!(remark, Remark::Plays(_)));
            // These formats say it of tags alone.
            if self.format != ExportFormat::Gif && n_frames > 0 {
                tags = vec![Tag { repeat, ..tag_of_file(path, n_frames) }];
            }
        }
        if self.is_split && tags.is_empty() && n_frames > 0 {
            tags = vec![tag_of_file(path, n_frames)];
        }
        if tags.is_empty() && n_frames > 0 {
            self.untagged.push((first, self.frames.len() - 1));
        }
        for tag in tags {
            let wanted = tag.name.clone();
            let name = self.add_tag(tag.shifted(first));
            if name != wanted {
                let name = name.to_owned();
                self.renamed.push(name);
            }
        }
        remarks
    }

    /// Adds a tag under a name that no other has, and gives that back.
    fn add_tag(&mut self, mut tag: Tag) -> &str {
        tag.name = self.names.next(&tag.name, str::to_owned, bracketed);
        self.tags.push(tag);
        self.tags.last().map_or("", |tag| &tag.name)
    }

    /// Gives the frames of files without tags their names as tags, where other files have some:
    /// a list of tags leaves none of the frames without a name. Of those names nothing is said: no
    /// artist gave them.
    pub(super) fn name_the_rest(&mut self) {
        let has_tags = matches!(self.format, ExportFormat::Sheet | ExportFormat::Aseprite);
        if !has_tags || self.tags.is_empty() {
            return;
        }
        for (first, last) in std::mem::take(&mut self.untagged) {
            for at in first..=last {
                let name = self.frames[at].name.clone();
                self.add_tag(Tag::new(name, at, at));
            }
        }
    }

    /// What is not as it was, and what the format has no place for.
    pub(super) fn remarks(&self) -> Remarks {
        let mut remarks = Remarks::default();
        match self.format {
            ExportFormat::Gif => remarks.extend(gif::remarks(&self.frames, &self.tags)),
            ExportFormat::Png => {
                let names = self.tags.iter().map(|tag| tag.name.clone()).collect();
                remarks.add(Remark::TagsDropped(names));
            }
            ExportFormat::Sheet | ExportFormat::Aseprite => {
                remarks.add(Remark::TagsRenamed(self.renamed.clone()));
            }
        }
        remarks
    }
}

/// A tag over all frames of a file, called as it is.
fn tag_of_file(path: &Path, n_frames: usize) -> Tag {
    Tag::new(path.file_stem().unwrap_or_default().to_string_lossy(), 0, n_frames - 1)
}
