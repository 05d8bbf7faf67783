//! The option that says when coarse pictures are drawn first.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
};

use crate::generate::{ShapeFirst, SpriteRequest};

#[derive(Clone, Copy, Debug, Args)]
pub(super) struct ShapeFirstArgs {
    /// Draw the coarse picture of a sprite first, from the model's exemplars and with its shape
    /// network: where a trait is asked for and no critic that knows it has a second attempt, always
    /// (a sketch is completed), or never; the recipe holds the picture
    #[arg(
        long, value_name = "WHEN", default_value = ShapeFirst::Auto.name(),
        value_parser = PossibleValuesParser::new(ShapeFirst::ALL.map(ShapeFirst::name))
            .map(|name| ShapeFirst::named(&name).unwrap_or_default())
    )]
    shape_first: ShapeFirst,
}

impl ShapeFirstArgs {
    /// When it is.
    pub(super) fn when(self) -> ShapeFirst {
        self.shape_first
    }

    /// Requests as they are to be drawn.
    pub(super) fn apply(self, requests: Vec<SpriteRequest>) -> Vec<SpriteRequest> {
        requests.into_iter().map(|request| request.with_shape_first(self.shape_first)).collect()
    }
}
