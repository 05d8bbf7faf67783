//! The option that says what becomes of half-transparent pixels.

use clap::Args;

use crate::files::Glass;

/// What becomes of half-transparent pixels of the files that are read.
#[derive(Debug, Args)]
pub(super) struct GlassArgs {
    /// What becomes of half-transparent pixels: threshold:N (opaque from N of 255 on), ground:#rrggbb
    /// (as they look on that colour) or dither (a pattern) [default: threshold:128]
    #[arg(long, value_name = "HOW")]
    half_transparent: Option<Glass>,
}

impl GlassArgs {
    pub(super) fn glass(&self) -> Glass {
        self.half_transparent.unwrap_or_default()
    }
}
