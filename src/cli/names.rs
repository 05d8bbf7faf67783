//! `--names`: what files of sprites are called.

use clap::Args;

use super::{Usage, target::sprite_name};
use crate::{
    files::{NamePattern, Naming, digits},
    generate::{Generator, SpriteRequest},
    sprite::slug,
};

/// What files in a folder are called.
#[derive(Debug, Args)]
pub(super) struct NamesArgs {
    /// What the files in the folder are called, such as "{name}-{zone}-{seed}"; there are {name},
    /// {category}, {zone}, {seed}, {variant} and {number}, with zeros before the numbers of many
    /// [default: {name}]
    #[arg(long, value_name = "PATTERN")]
    names: Option<NamePattern>,
}

impl NamesArgs {
    /// The name of one of `count` sprites, counted from 1.
    pub(super) fn stem(&self, naming: &Naming, (number, count): (usize, usize)) -> String {
        match &self.names {
            Some(pattern) => pattern.stem(naming, (number, count)),
            None => naming.own.clone().unwrap_or_else(|| naming.usual.clone()),
        }
    }

    /// Whether a pattern was given.
    pub(super) fn is_given(&self) -> bool {
        self.names.is_some()
    }

    /// Refuses a pattern where `out` says already what the one file is called.
    pub(super) fn check(&self, is_file: bool) -> Result<(), Usage> {
        if is_file && self.names.is_some() {
            let why = "--names names files in a folder, and --out names the one file already";
            return Err(Usage(why.to_owned()));
        }
        Ok(())
    }

    /// Refuses a pattern where it would be ignored.
    pub(super) fn refuse(&self, why: &str) -> Result<(), Usage> {
        match self.names {
            Some(_) => Err(Usage(format!("--names {why}"))),
            None => Ok(()),
        }
    }
}

/// What is known of a sprite before it is drawn, where `last` is the last variant: numbers are as
/// long as that.
pub(super) fn naming(generator: &Generator, request: &SpriteRequest, last: u32) -> Naming {
    let (world, labels) = (generator.world(), request.brief.labels);
    let variant_digits = digits(last as usize);
    Naming {
        own: None,
        usual: sprite_name(generator, request, variant_digits),
        category: slug(world.category_name(labels)),
        zone: slug(world.zone_name(labels)),
        seed: Some(request.seed),
        variant: Some(request.variant),
        variant_digits,
    }
}
