//! Breeding a clip: every frame as parent A, with one mask, one B and one seed.

use std::sync::Arc;

use super::State;
use crate::{
    generate::SpriteRequest,
    sprite::Mask,
    studio::{art::Art, frames::Frames, jobs::Owner, state::Parent},
};

/// Frames on their way.
#[derive(Clone, Debug)]
pub(super) struct Litter {
    /// The frames that they are bred from.
    frames: Vec<Arc<Art>>,
    durations: Vec<u16>,
    tag: String,
    loops: bool,
    title: String,
    file: String,
    bred: Vec<Option<Arc<Art>>>,
}

impl State {
    /// Why the frames cannot be bred now, for people.
    pub(in crate::studio) fn frames_obstacle(&self) -> Option<&'static str> {
        if !self.can_draw() {
            return Some("There is no model to draw with");
        }
        let is_empty = self.breed.mask == Mask::NONE;
        is_empty.then_some("The mask of the Breed panel is empty: paint what is to be redrawn")
    }

    /// Asks the model for every frame anew inside the mask of the breeding panel.
    pub(super) fn breed_frames(&mut self) {
        let Some(shown) = self.shown_clip() else { return };
        let Some((frames, durations, file)) = self.clip_arts() else { return };
        let seed = self.breed.seed.unwrap_or(self.settings.seed);
        let b = self.breed.parent(Parent::B).map(|b| b.hash().into_owned());
        let requests = frames.iter().enumerate().filter_map(|(slot, frame)| {
            let flat = frame.unlit();
            let request = self.cross_with(&flat).requests(seed, 1).into_iter().next()?;
            let parents = [Some(flat.hash().into_owned()), b.clone()];
            let parents = parents.into_iter().flatten().collect();
            Some((slot, SpriteRequest { parents, ..request }))
        });
        let requests: Vec<(usize, SpriteRequest)> = requests.collect();
        self.jobs.cancel(Owner::Clip);
        self.jobs.submit(Owner::Clip, requests);
        let (title, clip) = (&shown.art.title, &shown.clip);
        self.animate.litter = Some(Litter {
            bred: vec![None; frames.len()],
            frames,
            durations,
            tag: clip.tag.clone(),
            loops: clip.loops,
            title: format!("{title}, bred"),
            file: format!("{file}-bred.png"),
        });
        self.toasts.info(format!("Breeding {} frames with the mask", clip.frames.len()));
    }

    /// Takes in a frame; the last one makes the clip, which is kept.
    pub(in crate::studio::state) fn put_bred_frame(&mut self, slot: usize, art: Art) {
        let Some(litter) = &self.animate.litter else { return };
        let Some(frame) = litter.frames.get(slot).cloned() else { return };
        let art = self.in_palette(Arc::new(art), &frame.palette);
        let light = frame.shading.as_ref().filter(|shading| shading.flat.is_some());
        let light = light.map(|shading| shading.light);
        let art = self.relit(&art, light);
        let Some(litter) = &mut self.animate.litter else { return };
        litter.bred[slot] = Some(art);
        let Some(arts) = litter.bred.iter().cloned().collect::<Option<Vec<Arc<Art>>>>() else {
            return;
        };
        let Some(Litter { durations, tag, loops, title, file, .. }) = self.animate.litter.take()
        else {
            return;
        };
        let clip = Frames::new(arts, &durations, &tag, loops)
            .and_then(|frames| Art::of_frames(frames, &title, file));
        let Some(clip) = clip else { return };
        let ids = self.keep(vec![(title.clone(), Arc::new(clip))], "Breed frames");
        if let Some(&id) = ids.first() {
            self.pick_kept(id);
        }
        self.toasts.info(format!("Kept \"{title}\""));
    }
}
