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
    /// Whether the command has an option for half-transparent pixels.
    has_glass: bool,
    files: Vec<(String, Remarks)>,
}

impl FileRemarks {
    pub(super) fn new(colours: &ColourArgs) -> Self {
        Self { is_asked: colours.is_given(), has_glass: false, files: Vec::new() }
    }

    /// Of a command that has the option `--half-transparent`.
    pub(super) fn with_glass(colours: &ColourArgs) -> Self {
        Self { has_glass: true, ..Self::new(colours) }
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
        let is_emptied = |remark: &Remark| matches!(remark, Remark::Emptied(_));
        if self.has_glass && self.files.iter().any(|(_, it)| it.iter().any(is_emptied)) {
            output::complain(
                "half-transparent pixels stay with --half-transparent ground:#rrggbb or dither",
            );
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
