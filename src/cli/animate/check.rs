//! `shoal animate --check`: how steady frames are.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};

use super::{actions, args::AnimateArgs, stills};
use crate::{
    cli::output::{self, quoted},
    files::{Frame, Tag, import::ImportedFile},
    motion::{Action, Animator, Consistency, Expectations},
    sprite::{Palette, Sprite},
};

/// Measures the frames of animations, and of still sprites the clips that would be made of them.
pub(super) fn run(
    args: &AnimateArgs,
    files: &[(PathBuf, ImportedFile)],
    palette: &Palette,
) -> anyhow::Result<()> {
    let (mut n_clips, mut n_unsteady) = (0, 0);
    let mut tell = |name: &str, n_frames: usize, measured: &Consistency| -> anyhow::Result<()> {
        n_clips += 1;
        n_unsteady += usize::from(!measured.is_steady());
        let Consistency { growth, drift, mean_change, seam, .. } = measured;
        let verdict = if measured.is_steady() { "steady" } else { "not steady" };
        output::say(&format!(
            "{name}: {verdict}; {n_frames} frames, grows by {:.1} %, drifts by {drift:.1} pixels, \
             {mean_change:.0} pixels change a frame and {seam} in the seam",
            growth * 100.0
        ))?;
        measured.slips.iter().try_for_each(|slip| output::say(&format!("  {slip}")))
    };
    for (path, file) in files {
        let shown = path.display().to_string();
        if file.sprites.len() > 1 && args.motion.is_empty() {
            for (name, frames) in animations(&shown, file) {
                tell(&name, frames.len(), &measured(&frames))?;
            }
            continue;
        }
        for still in stills(args, file.clone(), palette) {
            for action in actions(args) {
                let animator = Animator::new(&still.sprite, palette, still.plan);
                let clip = animator
                    .clip(&args.stroke.motion(action))
                    .with_context(|| format!("cannot animate {}", quoted(path)))?;
                let expected = animator.expectations(action);
                let measured = Consistency::measure(&still.sprite, &clip.frames, expected);
                let (plan, tag) = (still.plan.name(), &clip.tag);
                tell(&format!("{shown}, {plan}, {tag}"), clip.frames.len(), &measured)?;
            }
        }
    }
    if n_clips > 1 || n_unsteady > 0 {
        output::say(&format!("{} of {n_clips} clips are steady", n_clips - n_unsteady))?;
    }
    if n_unsteady > 0 {
        return Err(anyhow!("a player would see slips in {n_unsteady} of {n_clips} clips"));
    }
    Ok(())
}

/// Measures frames against the sprite at rest that their recipes tell of; where they tell of
/// none, among each other.
fn measured(frames: &[Frame]) -> Consistency {
    let step = |frame: &Frame| {
        let recipe = frame.recipe().filter(|recipe| recipe.shading.is_none())?;
        let step = recipe.motion.as_ref()?;
        Some((step.rest.as_deref()?.clone(), Action::named(&step.action)?))
    };
    let told = frames.iter().map(step).collect::<Option<Vec<_>>>();
    let told = told.and_then(|told| told.into_iter().next());
    let loops = told.as_ref().is_none_or(|(_, action)| action.loops());
    let expected = Expectations { loops, stands: false, is_action: !loops };
    let sprites: Vec<Sprite> = frames.iter().map(|frame| frame.sprite.clone()).collect();
    match told {
        Some((rest, _)) => Consistency::measure(&rest, &sprites, expected),
        None => Consistency::measure_frames(&sprites, expected),
    }
}

/// The clips of a file: those of its tags, or all frames as one.
fn animations(shown: &str, file: &ImportedFile) -> Vec<(String, Vec<Frame>)> {
    let frames: Vec<Frame> = file.sprites.iter().map(|imported| imported.frame.clone()).collect();
    let of_tag = |tag: &Tag| {
        let range = frames.get(tag.from..=tag.to).unwrap_or_default();
        (format!("{shown}, {}", tag.name), range.to_vec())
    };
    let tagged: Vec<_> =
        file.tags.iter().map(of_tag).filter(|(_, frames)| frames.len() > 1).collect();
    if tagged.is_empty() { vec![(shown.to_owned(), frames)] } else { tagged }
}
