//! The frames of a kept clip: which is looked at, and what is done to them.
//!
//! A clip that the rules made has no frames of its own. A change of one keeps the clip in
//! the collection first; there each frame is a sprite with a place.

use std::sync::Arc;

use super::State;
use crate::studio::{
    art::{Art, Current, Place, SpriteDrag},
    frames::Frames,
    history::Change,
    state::{Edited, edit::Target},
};

/// The most frames that a clip can be given by hand.
const MOST_FRAMES: usize = 256;

/// What a change of a frame's time is called.
const TIME: &str = "Frame time";

impl State {
    /// Keeps the clip on show in the collection, and makes it the current sprite; returns its
    /// number. A kept clip is there already.
    pub(super) fn keep_clip(&mut self) -> Option<u64> {
        let shown = self.shown_clip()?;
        if shown.kept.is_some() {
            return shown.kept;
        }
        let at = self.animate.on_show(&shown.clip);
        let clip = &shown.clip;
        let (arts, times, file) = self.clip_arts()?;
        let title = match &shown.art.frames {
            Some(_) => shown.art.title.clone(),
            None => format!("{} {}", shown.art.title, clip.tag),
        };
        let frames = Frames::new(arts, &times, &clip.tag, clip.loops)?;
        let art = Arc::new(Art::of_frames(frames, &title, format!("{file}.png"))?);
        let &id = self.keep(vec![(title.clone(), art)], "Keep clip").first()?;
        self.pick_kept(id);
        self.animate.show_frame(clip, at);
        self.toasts.info(format!("Kept \"{title}\": its frames can be changed now"));
        Some(id)
    }

    /// The kept clip with its number; one that the rules make is kept first.
    fn own_clip(&mut self) -> Option<(u64, Arc<Art>)> {
        let id = self.keep_clip()?;
        let art = self.collection.item(id)?.art.clone()?;
        art.frames.is_some().then_some((id, art))
    }

    /// Stops, and goes some frames on or back; the editor goes along.
    pub(super) fn step_frames(&mut self, steps: isize) {
        let Some(shown) = self.shown_clip() else { return };
        let n = shown.clip.frames.len().max(1) as isize;
        let frame = self.animate.on_show(&shown.clip) as isize;
        self.show_frame((frame + steps).rem_euclid(n) as usize);
    }

    /// Stops at a frame of the clip on show. Where one of its frames is the current sprite, this
    /// one is from then on.
    pub(in crate::studio) fn show_frame(&mut self, index: usize) {
        let Some(shown) = self.shown_clip() else { return };
        self.animate.show_frame(&shown.clip, index);
        if let Some(place) = shown.place(index)
            && matches!(self.current, Current::Held { from: Place::Frame { .. }, .. })
        {
            self.pick_place(place);
        }
    }

    /// Makes a frame of the kept clip on show the current sprite.
    pub(in crate::studio) fn pick_frame(&mut self, index: usize) {
        let Some(shown) = self.shown_clip() else { return };
        self.animate.show_frame(&shown.clip, index);
        if let Some(place) = shown.place(index) {
            self.pick_place(place);
        }
    }

    fn pick_place(&mut self, from: Place) {
        self.edit.abandon();
        if let Some(art) = self.art_at(from).cloned() {
            self.current = Current::Held { art, from };
        }
    }

    /// Makes the frame on show the current sprite, so that the editor changes it.
    pub(super) fn pick_frame_on_show(&mut self) {
        if self.own_clip().is_none() {
            return;
        }
        let Some(shown) = self.shown_clip() else { return };
        self.pick_frame(self.animate.on_show(&shown.clip));
    }

    /// Makes the clip with all its frames the current sprite, after one of its frames was.
    pub(super) fn pick_whole_clip(&mut self) {
        if let Current::Held { from: Place::Frame { clip, .. }, .. } = self.current {
            self.edit.abandon();
            self.pick_kept(clip);
        }
    }

    /// Changes the frames of the clip on show, and shows one of them. The change is handed the
    /// frame that is on show now.
    fn change_frames(
        &mut self,
        name: &str,
        change: impl FnOnce(&Frames, usize) -> Option<(Frames, usize)>,
    ) {
        self.edit.abandon();
        let Some((id, old)) = self.own_clip() else { return };
        let Some(frames) = &old.frames else { return };
        let Some((changed, at)) = change(frames, self.animate.on_show(frames.clip())) else {
            return;
        };
        let new = Arc::new(old.with_frames(Arc::new(changed)));
        self.collection.edit_art(id, &new);
        let was_frame = matches!(self.current, Current::Held { from: Place::Frame { .. }, .. });
        self.pick_kept(id);
        if was_frame {
            self.pick_frame(at);
        } else if let Some(shown) = self.shown_clip() {
            self.animate.show_frame(&shown.clip, at);
        }
        let arts = Some((Target::Held(Place::Kept(id)), [old, new]));
        self.history.did(name, Change::Edit(Edited { arts, selection: None, of: None }));
    }

    /// Puts a copy of the frame on show behind it.
    pub(super) fn insert_frame(&mut self) {
        self.change_frames("Insert frame", |frames, at| {
            let art = frames.arts().get(at).filter(|_| frames.arts().len() < MOST_FRAMES)?;
            Some((frames.inserted(at + 1, art)?, at + 1))
        });
    }

    /// Takes the frame on show away; the last one stays.
    pub(super) fn remove_frame(&mut self) {
        self.change_frames("Remove frame", |frames, at| {
            Some((frames.removed(at)?, at.min(frames.arts().len().saturating_sub(2))))
        });
    }

    /// Moves the frame on show towards the beginning or the end.
    pub(super) fn move_frame(&mut self, steps: isize) {
        self.change_frames("Move frame", |frames, at| {
            let to = at.checked_add_signed(steps)?;
            Some((frames.reordered(at, to)?, to))
        });
    }

    /// Takes in what was dropped on a frame: another frame of the clip moves there, any other
    /// sprite becomes a frame before it.
    pub(in crate::studio) fn drop_on_frame(&mut self, index: usize, drag: &SpriteDrag) {
        let own = self.shown_clip().and_then(|shown| shown.kept);
        match drag.from {
            Place::Frame { clip, index: from } if Some(clip) == own => {
                self.change_frames("Move frame", |frames, _| {
                    Some((frames.reordered(from, index)?, index))
                });
            }
            _ => self.change_frames("Insert frame", |frames, _| {
                let is_room = frames.arts().len() < MOST_FRAMES;
                let art = is_room.then(|| Arc::new(drag.art.alone()))?;
                Some((frames.inserted(index, &art)?, index))
            }),
        }
    }

    /// Shows the frame on show for another time, in milliseconds. While the dial is dragged all
    /// of it is one step.
    pub(in crate::studio) fn set_frame_time(&mut self, milliseconds: u16, is_dragged: bool) {
        let shown = self.shown_clip();
        let before = match self.history.last_done(TIME) {
            Some(Change::Edit(Edited { arts: Some((_, [before, now])), .. }))
                if self.animate.is_timing
                    && shown.is_some_and(|shown| Arc::ptr_eq(&shown.art, now)) =>
            {
                Some(Arc::clone(before))
            }
            _ => None,
        };
        self.animate.is_timing = is_dragged;
        self.change_frames(TIME, |frames, at| Some((frames.timed(at, milliseconds)?, at)));
        let last = self.history.last_done(TIME).cloned();
        if let (Some(before), Some(Change::Edit(edited))) = (before, last)
            && let Some((target, [_, now])) = edited.arts
        {
            let arts = Some((target, [before, now]));
            self.history.merge_last(Change::Edit(Edited { arts, ..edited }));
        }
    }

    /// The dial of a frame's time was let go.
    pub(in crate::studio) fn end_frame_time(&mut self) {
        self.animate.is_timing = false;
    }

    /// The frames before and after the frame that is edited, where the artist wants to see them.
    pub(in crate::studio) fn onion_frames(&self) -> Vec<Arc<Art>> {
        let Current::Held { from: Place::Frame { clip, index }, .. } = self.current else {
            return Vec::new();
        };
        if !self.animate.has_onion_skin {
            return Vec::new();
        }
        self.neighbours(clip, index)
    }

    /// The frames before and after a frame; those at the ends of a loop are neighbours too.
    pub(in crate::studio::state) fn neighbours(&self, clip: u64, index: usize) -> Vec<Arc<Art>> {
        let art = self.collection.item(clip).and_then(|item| item.art.as_ref());
        let Some(frames) = art.and_then(|art| art.frames.as_ref()) else { return Vec::new() };
        let (n, loops) = (frames.arts().len(), frames.clip().loops);
        let before = if index == 0 && !loops { None } else { (index + n).checked_sub(1) };
        let after = if index + 1 == n && !loops { None } else { Some(index + 1) };
        let places = [before, after].into_iter().flatten().map(|at| at % n.max(1));
        places.filter(|&at| at != index).map(|at| Arc::clone(&frames.arts()[at])).collect()
    }

    /// Calls the clip on show by another name in files.
    pub(in crate::studio) fn set_tag(&mut self, tag: &str) {
        let tag = tag.trim();
        if tag.is_empty() {
            return;
        }
        self.change_frames("Rename clip", |frames, at| {
            (frames.clip().tag != tag).then(|| frames.tagged(tag)).flatten().map(|it| (it, at))
        });
    }
}
