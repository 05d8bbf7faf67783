//! Shoal draws 32x32 palette-indexed sea creatures with a tiny transformer that
//! runs in your process.
//!
//! # In a game
//!
//! With `default-features = false` the library is the generator alone: no window, no command
//! line, a dozen small crates. It needs no file, no network and no set-up, keeps no global
//! state, and everything that draws is `Send + Sync`.
//!
//! ```
//! use std::time::Duration;
//!
//! use shoal::{
//!     generate::{Effort, Generator, Room, SpriteRequest, StreamSettings},
//!     shade::Shader,
//!     sprite::{Light, Sampling},
//! };
//!
//! let generator = Generator::embedded();
//!
//! // One sprite now, on this thread. The same request makes the same sprite, always.
//! let jellyfish = generator.world().prompt("shallows", "jellyfish")?;
//! let request = SpriteRequest::new(jellyfish, 7, 0, Sampling::default());
//! let sprite = generator.generate(&request);
//!
//! // Lit from below, as RGBA or as palette indices.
//! let lantern = Light::preset("lantern").unwrap_or_default();
//! let lit = Shader::new(generator.palette()).shade(&sprite, &lantern);
//! assert_eq!(lit.to_rgba(generator.palette()).len(), 32 * 32 * 4);
//! assert_eq!(lit.pixels().len(), 32 * 32);
//!
//! // New ones in the background, on a quarter of a core, with no more than 16 MiB.
//! let mut settings = StreamSettings::new(7);
//! settings.prompts = vec![jellyfish, generator.world().prompt("any", "reef-fish")?].into();
//! settings.effort = Effort::share(0.25);
//! settings.room = Room::Bytes(16 << 20);
//! let stream = generator.stream(settings)?;
//!
//! // Once a frame, which never waits; or for as long as a loading screen may take.
//! let _maybe = stream.try_next();
//! let _arrival = stream.next_timeout(Duration::from_millis(5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Many at once are quicker together: [`generate::Generator::generate_batch`]. `docs/GAMES.md`
//! has the dependency tree, the C library and what things cost.
//!
//! # Rooms
//!
//! The rooms, in reading order:
//!
//! - [`sprite`]: what a sprite, palette, mask, prompt and recipe are.
//! - [`model`]: vocabulary, configuration, checkpoint; with the feature `shape`, the network that
//!   draws coarse pictures.
//! - [`generate`]: the decode engine, the sampler, the worker thread and streams for games.
//! - [`shade`]: relights a sprite along the ramps of its palette.
//! - [`motion`]: makes clips of still sprites, in whole pixels.
//! - [`files`]: indexed PNG with recipes; with the feature `formats`, the files of other
//!   programs.
//! - [`shelf`]: worlds, which are checkpoint files in folders, found by name or identity.
//! - `dataset` (feature `import`): an artist's own pictures as sprites to learn from.
//! - `capi` (feature `capi`): the C library.
//! - `studio` (feature `studio`): the window.
//! - `cli` (feature `cli`): the command line.

pub mod sprite;

pub mod model;

pub mod generate;

pub mod shade;

pub mod motion;

pub mod files;

pub mod shelf;

#[cfg(feature = "import")]
pub mod dataset;

#[cfg(feature = "capi")]
pub mod capi;

#[cfg(any(feature = "studio", feature = "cli"))]
mod companion;
mod stable_header;

#[cfg(feature = "studio")]
pub mod studio;

#[cfg(feature = "cli")]
pub mod cli;
