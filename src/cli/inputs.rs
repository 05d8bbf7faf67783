//! What a command reads, so that it does not write over it; and what it did not write, so that it
//! asks before replacing that. An artist's original has no second copy.

use std::path::Path;

use same_file::Handle;

use super::{Usage, output::quoted};
use crate::files::{is_written_by_shoal, sheet::all_parts_of};

/// The files that a command reads, known by what they are and not by how they are spelt.
pub(super) struct Inputs {
    files: Vec<Handle>,
    /// Whether files that others wrote may be replaced, as long as they are not read.
    is_forced: bool,
}

impl Inputs {
    /// Nothing but the checkpoint, if that is a file.
    pub(super) fn new(model: Option<&Path>, is_forced: bool) -> Self {
        let mut inputs = Self { files: Vec::new(), is_forced };
        inputs.add_all(model);
        inputs
    }

    /// Keeps a file from being written over, and every file that is read through it, such as the
    /// picture of a sheet. One that is not there needs no keeping.
    pub(super) fn add(&mut self, path: &Path) {
        self.add_alone(path);
        for part in all_parts_of(path) {
            self.add_alone(&part);
        }
    }

    fn add_alone(&mut self, path: &Path) {
        // Opening a named pipe would wait for ever, and one cannot be written over.
        if path.is_file() {
            self.files.extend(Handle::from_path(path));
        }
    }

    /// Keeps several files.
    pub(super) fn add_all<P: AsRef<Path>>(&mut self, paths: impl IntoIterator<Item = P>) {
        for path in paths {
            self.add(path.as_ref());
        }
    }

    /// Refuses to write over what is read here, and, unless that is forced, over what others
    /// wrote.
    pub(super) fn check(&self, out: &Path) -> Result<(), Usage> {
        if !out.is_file() {
            return Ok(());
        }
        let is_read = Handle::from_path(out).is_ok_and(|out| self.files.contains(&out));
        if is_read {
            let why = "is read here and would be lost; give another --out";
            return Err(Usage(format!("{} {why}", quoted(out))));
        }
        if self.is_forced || is_written_by_shoal(out) {
            return Ok(());
        }
        let why = "is there already and was not written by Shoal; give another --out, or --force \
                   to replace it";
        Err(Usage(format!("{} {why}", quoted(out))))
    }

    /// As [`Self::check`], of several files.
    pub(super) fn check_all<P: AsRef<Path>>(
        &self,
        outs: impl IntoIterator<Item = P>,
    ) -> Result<(), Usage> {
        outs.into_iter().try_for_each(|out| self.check(out.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        files::png::write_sprite,
        sprite::{Palette, Sprite},
    };

    #[test]
    fn what_is_read_is_not_written_over_however_it_is_spelt() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        let mut inputs = Inputs::new(None, true);
        inputs.add(&file);
        assert!(inputs.check(&file).is_ok(), "there is nothing yet");
        write_sprite(&file, &Sprite::EMPTY, &Palette::ocean(), None, 1).unwrap();
        inputs.add(&folder.path().join("./a.png"));
        let link = folder.path().join("b.png");
        fs::hard_link(&file, &link).unwrap();
        for out in [&file, &link] {
            let error = inputs.check(out).unwrap_err().to_string();
            assert!(error.contains("would be lost") && error.contains("--out"), "{error}");
        }
        assert!(inputs.check(&folder.path().join("c.png")).is_ok());
    }

    #[test]
    fn what_a_sheet_names_is_read_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let frames = r#""frames": { "a": { "frame": { "x": 0, "y": 0, "w": 32, "h": 32 } } }"#;
        for (name, meta) in [
            ("one", r#""image": "one.png", "related_multi_packs": ["two.json"]"#),
            ("two", r#""image": "two%20.png""#),
        ] {
            let json = format!("{{ {frames}, \"meta\": {{ {meta} }} }}");
            fs::write(at(&format!("{name}.json")), json).unwrap();
        }
        for name in ["one.png", "two .png", "other.png"] {
            write_sprite(&at(name), &Sprite::EMPTY, &Palette::ocean(), None, 1).unwrap();
        }
        let mut inputs = Inputs::new(None, true);
        inputs.add(&at("one.json"));
        for name in ["one.png", "two.json", "two .png"] {
            let error = inputs.check(&at(name)).unwrap_err().to_string();
            assert!(error.contains("is read here"), "{error}");
        }
        assert!(inputs.check(&at("other.png")).is_ok());
    }

    #[test]
    fn what_others_wrote_is_replaced_when_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let [ours, theirs] = ["ours.png", "theirs.png"].map(|name| folder.path().join(name));
        write_sprite(&ours, &Sprite::EMPTY, &Palette::ocean(), None, 1).unwrap();
        fs::write(&theirs, b"\x89PNG of another program").unwrap();
        let inputs = Inputs::new(None, false);
        assert!(inputs.check(&ours).is_ok());
        let error = inputs.check_all([&ours, &theirs]).unwrap_err().to_string();
        assert!(error.contains("theirs.png") && error.contains("--force"), "{error}");
        assert!(Inputs::new(None, true).check(&theirs).is_ok());
    }
}
