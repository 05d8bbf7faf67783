//! Sprites to learn from that no model drew: an artist's own pictures, brought in.
//!
//! The road of a picture: `gather` finds its file, `labels` (with `pattern` and `manifest`) says
//! what it shows and whose it is, `grid` cuts sheets, `fit` brings it to 32x32, `simplify` takes shadow and
//! noise from it, `colours` makes a palette where one is wanted, `duplicates` drops what is there already, `assembly` joins
//! the rest, and `file` is what training reads. `import` walks the whole road, for the trainer and
//! for the window alike; `report` and `contact` tell what was done.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//!
//! use shoal::dataset::{self, ImportSettings, PaletteChoice};
//!
//! let settings = ImportSettings {
//!     inputs: vec!["art/demons".into()],
//!     palette: PaletteChoice::FromArt,
//!     ..ImportSettings::default()
//! };
//! let imported = dataset::import(&settings, |_| ControlFlow::Continue(()))?;
//! print!("{}", imported.report.summary(&imported.dataset));
//! imported.write("own-art".as_ref())?;
//! # Ok::<(), shoal::dataset::DatasetError>(())
//! ```

mod assembly;
mod colours;
mod contact;
mod duplicates;
mod error;
mod facing;
mod file;
mod fit;
mod gather;
mod grid;
mod import;
mod labels;
mod manifest;
mod pattern;
mod report;
mod simplify;

pub use assembly::{Assembly, Figure, Imported, PaletteChoice};
pub use error::DatasetError;
pub use facing::Facing;
pub use file::{Dataset, Example, FILE_NAME, Origin};
pub use fit::{Placing, fit};
pub use grid::CellSize;
pub use import::{GridChoice, ImportSettings, Progress, import};
pub use labels::{ONLY, world_of};
pub use manifest::{About, Credit, Manifest};
pub use pattern::{BadPattern, Found, Pattern};
pub use report::{AxisCount, Dropped, Report, Why, axis_counts, groups};
pub use simplify::{DropShadow, Simplification};
