//! What the whole grid was asked to be: its prompt line, its axes, and drawing it by them.

use std::mem;

use super::{Current, Grid, State};
use crate::{
    generate::{GridAxes, GridAxis},
    sprite::{Labels, ReadWord, Schema, WordsError},
    studio::{history::Change, jobs::Owner, names::display_name},
};

/// The most cells of a grid.
const MOST_CELLS: usize = 1024;

/// A grid of more cells than this is drawn once the artist agreed.
const MANY_CELLS: usize = 120;

/// A grid of very many cells that was asked for.
#[derive(Clone, Debug)]
pub(in crate::studio) struct AskedGrid {
    /// What the artist did, for the history.
    name: String,
    axes: GridAxes,
    /// How many cells are to be drawn.
    pub(in crate::studio) n_cells: usize,
    /// How long that takes, in seconds, if it is known how fast this computer draws.
    seconds: Option<f64>,
}

impl AskedGrid {
    /// How long it takes, in a sentence.
    pub(in crate::studio) fn duration(&self) -> String {
        let Some(seconds) = self.seconds else {
            return "How long that takes is not known before this computer has drawn some."
                .to_owned();
        };
        let time = match seconds.round() as u64 {
            0..=1 => "a second".to_owned(),
            few @ 2..=89 => format!("{few} seconds"),
            many => format!("{} minutes", (many + 30) / 60),
        };
        format!("At the speed of the last grid that takes about {time}.")
    }
}

/// How many words are offered for one that is not known.
const NEAR_WORDS: usize = 3;

/// The prompt line as typed.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct PromptLine {
    /// As typed, which may make no sense yet.
    pub(in crate::studio) text: String,
    /// Why the text makes no sense.
    pub(in crate::studio) error: Option<Misread>,
    /// Whether that was found while it was typed, and Enter was not pressed since.
    pub(in crate::studio) is_unfinished: bool,
    /// When it was last typed in, in seconds of the window's clock, until the line rested.
    pub(in crate::studio) typed_at: Option<f64>,
    /// The phrases that the grid's prompt consists of.
    pub(in crate::studio) words: Vec<ReadWord>,
    /// The labels that the phrases are of.
    words_of: Option<Labels>,
    /// The labels that the text says.
    text_of: Option<Labels>,
    /// Whether the line is to have the keyboard in the next frame.
    pub(in crate::studio) wants_keyboard: bool,
}

/// Why a line of words makes no sense, and what may have been meant.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Misread {
    /// What is wrong, for people.
    pub(in crate::studio) text: String,
    /// The word that is not known.
    pub(in crate::studio) wrong: String,
    /// Words that are, the nearest first.
    pub(in crate::studio) near: Vec<String>,
}

impl Misread {
    /// What there is to say about an error.
    pub(super) fn of(error: &WordsError, world: &Schema) -> Self {
        match error {
            WordsError::Unknown { word, .. } => Self {
                text: format!("\"{word}\" is no word of this model"),
                wrong: word.clone(),
                near: world.near_words(word, NEAR_WORDS),
            },
            WordsError::Lacking { word, axis } => Self::without_words(format!(
                "\"{word}\" needs a model with the axis \"{axis}\", which this one was not taught"
            )),
            WordsError::OtherCategory { kind, own, other, theirs } => Self::without_words(format!(
                "\"{kind}\" is of the category {}, and \"{other}\" of {}; leave one out",
                display_name(own),
                display_name(theirs)
            )),
            error => Self::without_words(error.to_string()),
        }
    }

    fn without_words(text: String) -> Self {
        Self { text, wrong: String::new(), near: Vec::new() }
    }

    /// Where the word that is not known stands in a line, in bytes.
    pub(in crate::studio) fn place(&self, line: &str) -> Option<std::ops::Range<usize>> {
        if self.wrong.is_empty() {
            return None;
        }
        let is_apart = |at: &usize| {
            let before = line[..*at].chars().next_back();
            let after = line[*at + self.wrong.len()..].chars().next();
            [before, after].into_iter().flatten().all(|letter| !letter.is_alphanumeric())
        };
        let found = line.match_indices(&self.wrong).map(|(at, _)| at).find(is_apart);
        found.map(|at| at..at + self.wrong.len())
    }

    /// The line with another word for the one that is not known.
    pub(super) fn mended(&self, line: &str, word: &str) -> String {
        self.place(line).map_or_else(
            || line.to_owned(),
            |place| format!("{}{word}{}", &line[..place.start], &line[place.end..]),
        )
    }
}

/// Whether the end of a line may become a word or phrase of the model: "octo", "vampire".
fn begins_a_word(world: &Schema, tail: &str) -> bool {
    let tail = tail.trim_end().to_lowercase();
    !tail.is_empty() && world.words().iter().any(|word| word.spelling.starts_with(&tail))
}

impl State {
    /// Writes the prompt line anew where the grid has another prompt than the line says, as
    /// after undo or in another tab.
    pub(in crate::studio) fn refresh_prompt(&mut self) {
        let labels = self.grid.axes.labels;
        let is_of =
            |of: Option<Labels>| of.is_some_and(|of| of == labels && of.world() == labels.world());
        let (is_read, is_written) = (is_of(self.prompt.words_of), is_of(self.prompt.text_of));
        let Some(world) = self.world().filter(|_| !is_read || !is_written) else { return };
        let line = world.write_words(labels);
        let words = world.read_phrases(&line).map(|(_, words)| words).unwrap_or_default();
        self.prompt.words = words;
        self.prompt.words_of = Some(labels);
        if !is_written {
            self.prompt.text = line;
            self.prompt.error = None;
            self.prompt.text_of = Some(labels);
        }
    }

    /// Reads the prompt line as typed and draws the grid by it; what makes no sense is kept and
    /// marked, and draws nothing.
    pub(in crate::studio) fn ask_line(&mut self) {
        self.prompt.is_unfinished = false;
        self.prompt.typed_at = None;
        let Some(world) = self.world() else { return };
        match world.read_words(&self.prompt.text) {
            Ok(labels) => {
                self.prompt.error = None;
                self.prompt.text_of = Some(labels);
                self.ask_grid("Prompt", GridAxes { labels, ..self.grid.axes });
            }
            Err(error) => self.prompt.error = Some(Misread::of(&error, world)),
        }
    }

    /// Marks a word that the model does not know while the line is typed: each word once it is
    /// finished, and the last one too once the line rests.
    pub(in crate::studio) fn read_as_typed(&mut self, is_resting: bool) {
        let Some(world) = self.world() else { return };
        let text = &self.prompt.text;
        let is_gap = |letter: char| letter.is_whitespace() || letter == ',';
        let end = if is_resting { text.len() } else { text.rfind(is_gap).unwrap_or(0) };
        let error = match world.read_words(&text[..end]) {
            Err(error @ (WordsError::Unknown { .. } | WordsError::Lacking { .. })) => {
                let misread = Misread::of(&error, world);
                let is_begun = |place: std::ops::Range<usize>| {
                    begins_a_word(world, text[place.start..].trim_start())
                };
                let (WordsError::Unknown { word, .. } | WordsError::Lacking { word, .. }) = &error
                else {
                    return;
                };
                let wrong = Misread { wrong: word.clone(), ..misread.clone() };
                (!wrong.place(text).is_some_and(is_begun)).then_some(misread)
            }
            // What does not go together may be said further on.
            _ => None,
        };
        self.prompt.is_unfinished = error.is_some();
        self.prompt.error = error;
    }

    /// What a prompt may say, in words of the model that is open.
    pub(in crate::studio) fn prompt_hint(&self) -> String {
        let Some(world) = self.world() else { return String::new() };
        let mut labels = Labels::default().bound(world.id());
        for (axis, found) in world.axes().take(2).enumerate() {
            // Any would do: these are "hadal, jellyfish" of the usual model.
            let value = found.values.len().checked_sub(1).map(|last| last.min(4 - axis));
            labels = labels.with(axis, value.map(|value| value as u8));
        }
        format!("such as: {}", world.write_words(labels))
    }

    /// Puts a word of the model in the place of the one that is not, and reads the line again; a
    /// line that is still being typed draws nothing.
    pub(in crate::studio) fn mend_line(&mut self, word: &str) {
        let Some(error) = &self.prompt.error else { return };
        self.prompt.text = error.mended(&self.prompt.text, word);
        if self.prompt.is_unfinished {
            self.read_as_typed(true);
        } else {
            self.ask_line();
        }
    }

    /// Gives up a line that makes no sense: it says again what the grid was asked to be.
    pub(in crate::studio) fn drop_line(&mut self) {
        self.prompt.error = None;
        self.prompt.is_unfinished = false;
        self.prompt.typed_at = None;
        self.prompt.text_of = None;
    }

    /// Changes one value of the grid's prompt and draws the grid by it.
    pub(in crate::studio) fn ask_value(&mut self, axis: usize, value: Option<u8>) {
        let Some(world) = self.world() else { return };
        let old = self.grid.axes.labels;
        let mut labels = old.with(axis, value);
        let own = world.category_of_kinds(labels);
        if axis == Schema::CATEGORY && own.is_some_and(|own| Some(own) != value) {
            // Another category leaves no kind of the old one.
            for (place, found) in world.traits.iter().enumerate() {
                if !found.categories.is_empty() {
                    labels = labels.with(place + 2, None);
                }
            }
        } else if own.is_some() {
            labels = labels.with(Schema::CATEGORY, own);
        } else if world.category_of_kinds(old).is_some() && axis != Schema::CATEGORY {
            // The category came with the kind, and goes with it.
            labels = labels.with(Schema::CATEGORY, None);
        }
        self.ask_grid("Prompt", GridAxes { labels, ..self.grid.axes });
    }

    /// Gives the grid other rows or columns.
    pub(in crate::studio) fn ask_axes(&mut self, rows: GridAxis, columns: GridAxis) {
        let axes = GridAxes { rows, columns, labels: self.grid.axes.labels };
        if let Some(world) = self.world() {
            let fixed = [rows, columns].into_iter().filter_map(|axis| match axis {
                GridAxis::Axis(place) if axes.shown(world, axis) != axis => {
                    world.axes().nth(place).map(|found| found.name.to_lowercase())
                }
                _ => None,
            });
            let fixed = fixed.collect::<Vec<_>>().join(" and ");
            if !fixed.is_empty() {
                let why = "the prompt or the other axis says it already";
                self.toasts.info(format!("Variants stand in the place of {fixed}: {why}"));
            }
        }
        self.ask_grid("Axes", axes);
    }

    /// Draws a grid of very many cells that the artist agreed to.
    pub(in crate::studio) fn draw_asked(&mut self, asked: &AskedGrid) {
        self.take_grid(&asked.name, asked.axes, true);
    }

    /// Gives the grid other cells and draws them; of very many it asks first.
    fn ask_grid(&mut self, name: &str, axes: GridAxes) {
        self.take_grid(name, axes, false);
    }

    /// Gives the grid other cells and draws them. The old ones come back by undo.
    fn take_grid(&mut self, name: &str, axes: GridAxes, is_agreed: bool) {
        let Some(world) = self.world() else { return };
        if axes == self.grid.axes || !self.can_draw() {
            return;
        }
        let mut grid = Grid { axes, n_candidates: self.grid.n_candidates, ..Grid::default() };
        grid.relabel(world);
        if grid.cells.len() > MOST_CELLS {
            let n_cells = grid.cells.len();
            self.toasts.error(format!("That grid has {n_cells} cells; {MOST_CELLS} are the most"));
            return;
        }
        grid.take_locked(&self.grid);
        let n_cells = grid.cells.iter().filter(|cell| !cell.is_locked).count();
        if !is_agreed && MANY_CELLS < n_cells {
            let seconds = self.jobs.seconds_a_sprite().map(|seconds| seconds * n_cells as f64);
            self.asked_grid = Some(AskedGrid { name: name.to_owned(), axes, n_cells, seconds });
            return;
        }
        self.end_light();
        self.leave_cells();
        let before = mem::replace(&mut self.grid, grid);
        self.history.did(name, Change::Axes(Box::new(before)));
        self.fill_grid();
    }

    /// Brings the cells of another prompt or other axes back, and puts away those on show.
    pub(super) fn swap_grid(&mut self, grid: &mut Grid) {
        self.leave_cells();
        mem::swap(&mut self.grid, grid);
        self.draw_missing();
    }

    /// Gives up what is drawn for the cells on show, and looks at none of them any more.
    fn leave_cells(&mut self) {
        self.jobs.cancel(Owner::Grid);
        self.jobs.cancel(Owner::Candidates);
        self.current = Current::Cell;
        self.forget_selections();
    }
}
