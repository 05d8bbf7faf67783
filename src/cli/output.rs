//! What goes to standard output and standard error.

use std::{
    io::{self, ErrorKind, IsTerminal as _, Write as _},
    path::Path,
};

use anyhow::Context as _;

/// Prints a line for people and scripts. A reader who has gone away, as in `| head -1`, is
/// no error: the files are still to be written.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output; where does it lead?"),
    }
}

/// Prints one line that begins as all our remarks do. Where standard error is closed
/// nothing is printed.
pub(super) fn complain(message: &str) {
    show_on_stderr(&format!("shoal: {}\n", printable(message)));
}

/// Prints text as it is on standard error.
pub(super) fn show_on_stderr(text: &str) {
    let mut stderr = io::stderr().lock();
    stderr.write_all(text.as_bytes()).ok();
}

/// The text on one line and without anything that a terminal might obey: names come from
/// files that may be anybody's.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A path as messages show it.
pub(super) fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

/// One line on a terminal that says how far the drawing is; silent elsewhere.
pub(super) struct Progress {
    n_sprites: usize,
    shown: Option<usize>,
    visible: bool,
}

impl Progress {
    pub(super) fn new(n_sprites: usize) -> Self {
        Self { n_sprites, shown: None, visible: io::stderr().is_terminal() }
    }

    /// Shows how many pixels of all sprites are drawn, if the percentage changed.
    pub(super) fn show(&mut self, n_pixels: usize) {
        let percent = n_pixels * 100 / (self.n_sprites * crate::sprite::PIXELS).max(1);
        if self.visible && self.shown != Some(percent) {
            self.shown = Some(percent);
            let noun = if self.n_sprites == 1 { "sprite" } else { "sprites" };
            show_on_stderr(&format!("\rdrawing {} {noun}: {percent:3} %", self.n_sprites));
        }
    }

    /// Takes the line away, so that what is printed next starts on a clean one.
    pub(super) fn clear(&mut self) {
        if self.shown.take().is_some() {
            show_on_stderr("\r\x1b[K");
        }
    }
}

/// Errors that cut the drawing short should not be written behind the percentage.
impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
