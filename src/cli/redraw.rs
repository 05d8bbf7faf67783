//! `shoal generate --recipe`: draws the sprite of an exported PNG again and compares.

use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::{
    draw::Artist,
    generate::GenerateArgs,
    inputs::Inputs,
    open_generator,
    output::{self, quoted},
    recipe,
    target::{Target, sprite_name},
    worlds,
};
use crate::{
    files::png::{self, PictureBeside, RecipeAndPicture},
    generate::{Brief, Generator, Precision, SpriteRequest},
    motion,
    shade::follow,
    sprite::{ENTRIES, MotionStep, PIXELS, Palette, PixelEdit, Recipe, SIDE, Shading, Sprite},
};

pub(super) fn run(
    args: &GenerateArgs,
    source: &Path,
    model: Option<&Path>,
    is_world_given: bool,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let (recipe, picture) = recipe::read(source)?;
    // Without a world the one that drew the sprite does it again.
    let found = if is_world_given { Ok(None) } else { worlds::file_of_recipe(&recipe) };
    let missing = found.as_ref().err().map(ToString::to_string);
    let found = found.unwrap_or_default();
    let model = found.as_deref().or(model);
    let own = Precision::named(&recipe.precision);
    let generator = open_generator(model, args.drawing.engine.precision(own))?;
    let cannot = || format!("the recipe in {} cannot be followed", quoted(source));
    let request = match (request_of(&recipe, &generator), &missing) {
        (Err(_), Some(missing)) => return Err(anyhow!(missing.clone()).context(cannot())),
        (request, _) => request.with_context(cannot)?,
    };
    let path = Target::new(&args.out, 1)?.path(&sprite_name(&generator, &request, 1));
    inputs.add(source);
    inputs.add_all(model);
    inputs.check(&path)?;
    let mut artist = Artist::new(&generator, args.drawing.engine.threads(), 1);
    let drawn = artist.draw(std::slice::from_ref(&request)).pop();
    let mut sprite = drawn.context("the engine drew nothing")?.sprite;
    edit(&mut sprite, &recipe.edits);
    let mut fresh = generator.recipe(&request, &sprite);
    fresh.edits.clone_from(&recipe.edits);
    fresh.palette.clone_from(&recipe.palette);
    let palette = recipe.own_palette().unwrap_or_else(|| generator.palette().clone());
    if let Some(step) = &recipe.motion {
        let moved = motion::follow(step, &sprite, &palette).with_context(|| {
            format!("the recipe in {} tells of a motion that is none", quoted(source))
        })?;
        let rest = Some(Box::new(sprite));
        let step = MotionStep { rest, rules: motion::RULES_VERSION, ..step.clone() };
        fresh = fresh.moved(step, &moved);
        sprite = moved;
    }
    if let Some(shading) = &recipe.shading {
        let flat = sprite;
        sprite = follow(shading, &flat, &palette);
        fresh = fresh.lit(Some(Shading { flat: Some(Box::new(flat)), ..shading.clone() }), &sprite);
    }
    let kept = args.scale.kept(Some(&fresh));
    png::write_sprite(&path, &sprite, &palette, kept, args.scale.times())?;
    output::say(&path.display().to_string())?;
    let why = || missing.unwrap_or_else(|| difference(&recipe, &fresh, &picture).to_owned());
    output::complain(&compared(source, &picture.look, (&sprite, &palette), why));
    Ok(())
}

/// What is said of the picture beside the recipe.
fn compared(
    source: &Path,
    look: &PictureBeside,
    (sprite, palette): (&Sprite, &Palette),
    why: impl FnOnce() -> String,
) -> String {
    let source = quoted(source);
    let drawn = "the sprite of its recipe was drawn, and cannot be compared with it";
    match look {
        PictureBeside::Resized { width, height } => format!(
            "warning: {source} is {width}x{height} pixels and a sprite {SIDE}x{SIDE}: it was cut or \
             resized after its recipe was written; {drawn}"
        ),
        PictureBeside::Smoothed { scale } => format!(
            "warning: {source} is no {scale}-fold enlargement of a sprite of {SIDE}x{SIDE} pixels: it \
             was resized or painted on after its recipe was written; {drawn}"
        ),
        PictureBeside::Sprite(_) => match look.n_different(sprite, palette) {
            None | Some(0) => format!("the pixels are the same as in {source}"),
            Some(n) => {
                let verb = if n == 1 { "differs" } else { "differ" };
                let why = why();
                format!(
                    "warning: the pixels are not the same as in {source}, {n} of {PIXELS} {verb}: {why}"
                )
            }
        },
    }
}

/// What to ask the engine for. The recipe comes from a file that may be anybody's.
pub(super) fn request_of(recipe: &Recipe, generator: &Generator) -> anyhow::Result<SpriteRequest> {
    let labels = recipe
        .labels(generator.world())
        .context("this model was not trained for it; give the right one with --model")?;
    let off_canvas = |PixelEdit(at, colour): &PixelEdit| {
        usize::from(*at) >= PIXELS || usize::from(*colour) >= ENTRIES
    };
    if let Some(PixelEdit(at, colour)) = recipe.edits.iter().find(|edit| off_canvas(edit)) {
        return Err(anyhow!("it sets pixel {at} to colour {colour}, and one of them is none"));
    }
    let brief =
        Brief { labels, hints: recipe.hints.clone(), sketch: recipe.sketch.as_deref().cloned() };
    let mut request = SpriteRequest::new(brief, recipe.seed, recipe.variant, recipe.sampling);
    request.parents.clone_from(&recipe.parents);
    Ok(request)
}

/// Changes the pixels that were changed by hand.
pub(super) fn edit(sprite: &mut Sprite, edits: &[PixelEdit]) {
    for &PixelEdit(at, colour) in edits {
        let at = usize::from(at);
        sprite.set((at % SIDE) as i32, (at / SIDE) as i32, colour);
    }
}

/// The likeliest reason why a recipe did not lead to the pixels beside it.
fn difference(old: &Recipe, fresh: &Recipe, picture: &RecipeAndPicture) -> &'static str {
    if old.checkpoint != fresh.checkpoint {
        "another checkpoint drew it; give that one with --model"
    } else if (&old.engine, &old.precision) != (&fresh.engine, &fresh.precision) {
        "another version of Shoal drew it"
    } else if old.motion.as_ref().map(|it| it.rules) != fresh.motion.as_ref().map(|it| it.rules) {
        "another version of Shoal moved it"
    } else if !picture.sprite.as_ref().is_some_and(|sprite| old.describes(sprite)) {
        "they were changed after its recipe was written"
    } else {
        "its recipe was changed"
    }
}
