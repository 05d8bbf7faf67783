//! What an artist should know of files that were read all the same.

use std::path::Path;

use super::{
    finish::ColourArgs,
    output::{self, quoted},
};
use crate::files::remarks::{self, Remark, Remarks};

/// The remarks of all files of a command.
pub(super) struct FileRemarks {
    /// Whether the colours were to become others: then it is no surprise.
    is_asked: bool,
    files: Vec<(String, Remarks)>,
}

impl FileRemarks {
    pub(super) fn new(colours: &ColourArgs) -> Self {
        Self { is_asked: colours.is_given(), files: Vec::new() }
    }

    /// Notes what there is to say of a file.
    pub(super) fn add(&mut self, path: &Path, remarks: Remarks) {
        let name = path.display().to_string();
        match self.files.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.extend(remarks),
            None => self.files.push((name, remarks)),
        }
    }

    /// Says it.
    pub(super) fn tell(mut self) {
        self.tell_colours();
        for line in remarks::lines(&self.files) {
            output::complain(&line);
        }
    }

    /// Colours have one line for all files, with what to do about them.
    fn tell_colours(&mut self) {
        let mut moved = Vec::new();
        for (name, remarks) in &mut self.files {
            remarks.retain(|remark| match remark {
                Remark::ColoursMoved(n) => {
                    moved.push((name.clone(), *n));
                    false
                }
                _ => true,
            });
        }
        let advice = "became the nearest there; name the model that drew it with --model, or \
                      another palette with --palette";
        match &moved[..] {
            _ if self.is_asked => {}
            [] => {}
            [(name, count)] => {
                let (noun, verb) = if *count == 1 { ("colour", "is") } else { ("colours", "are") };
                let name = quoted(Path::new(name));
                output::complain(&format!(
                    "{count} {noun} of {name} {verb} not in the palette and {advice}"
                ));
            }
            [(name, _), ..] => output::complain(&format!(
                "colours of {} files, {} the first, are not in the palette and {advice}",
                moved.len(),
                quoted(Path::new(name))
            )),
        }
    }
}
