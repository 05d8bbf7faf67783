//! `shoal grid`: every zone and category on one sheet.

use std::path::Path;

use super::{args::GridArgs, draw::Artist, open_generator, output};
use crate::{
    files::{FileError, create_folder, png},
    generate::grid_requests,
};

pub(super) fn run(args: &GridArgs, model: Option<&Path>) -> anyhow::Result<()> {
    let generator = open_generator(model)?;
    // Drawing takes a while; what is bound to fail should fail before it.
    if args.out.is_dir() {
        return Err(FileError::NotAFile(args.out.clone()).into());
    }
    if let Some(folder) = args.out.parent() {
        create_folder(folder)?;
    }
    let world = generator.world();
    let requests = grid_requests(world, args.seed, args.sampling.sampling());
    let mut artist = Artist::new(&generator, args.threads.count(), requests.len());
    let sprites = artist.draw(&requests);
    let columns = world.categories.len();
    png::write_grid(&args.out, &sprites, columns, generator.palette(), args.scale)?;
    output::say(&args.out.display().to_string())
}
