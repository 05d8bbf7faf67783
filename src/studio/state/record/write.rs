//! From an image to lines of JSON.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Image, KeptImage, VERSION};
use crate::{
    generate::{GridAxes, GridAxis},
    sprite::{Mask, Schema},
    studio::{
        art::{Art, Current, Place},
        history::{Change, Step},
        state::{
            BreedChange, Edited, PartsChange, Relit, SketchChange,
            breed::Litter,
            edit::Target,
            grid::{Cell, Grid},
            shade::Where,
            tabs::Tab,
        },
        workspace::{Objects, name_of, push_line, request_json},
    },
};

/// Turns sprites into names.
struct Pen<'a> {
    objects: &'a mut Objects,
    world: &'a Schema,
}

impl Image {
    /// The image as lines. What sprites it names is left in `objects`.
    pub(in crate::studio) fn lines(&self, objects: &mut Objects) -> String {
        let mut text = String::new();
        let mut add = |json: Value| {
            push_line(&mut text, &json.to_string());
        };
        add(json!({
            "shoal-workspace": VERSION,
            "by": env!("CARGO_PKG_VERSION"),
            "edit": {
                "foreground": self.edit.foreground,
                "background": self.edit.background,
                "selection": mask_json(self.edit.selection.as_ref()),
                "tool": self.edit.tool,
                "options": self.edit.options,
            },
            "animate": self.animate,
            "light": self.shade.light,
            "scope": self.shade.scope,
            "ramps": self.shade.ramps,
            "zoom": self.zoom,
            "tiled": self.is_tiled,
            "search": self.search,
            "selected": self.selected,
        }));
        if let Some(tab) = self.tabs.first() {
            for kept in &self.kept {
                add(kept_json(&mut Pen { objects, world: &tab.model.world }, kept));
            }
        }
        for (at, tab) in self.tabs.iter().enumerate() {
            let mut pen = Pen { objects, world: &tab.model.world };
            add(pen.tab(at, tab));
            for (index, cell) in tab.grid.cells.iter().enumerate() {
                add(pen.cell((at, index), cell));
            }
            for (step, is_undone) in tab.history.steps() {
                let json = pen.step(step);
                add(json!({ "tab": at, "undone": is_undone, "step": json }));
            }
        }
        text
    }

    /// Names what the image tells of tabs, editor and light.
    pub(in crate::studio) fn digest(&self) -> String {
        let image = Self { kept: Vec::new(), ..self.clone() };
        name_of(&image.lines(&mut Objects::default()))
    }

    /// What the list of workspaces shows of it: the model, and how many sprites the grid shows.
    pub(in crate::studio) fn facts(&self) -> Value {
        let first = self.tabs.first();
        json!({
            "model": first.map(|tab| &tab.model.name),
            "path": first.and_then(|tab| tab.model.path.as_ref()),
            "sprites": first.map_or(0, |tab| {
                tab.grid.cells.iter().filter(|cell| cell.art.is_some()).count()
            }),
            "steps": first.map_or(0, |tab| tab.history.n_done()),
        })
    }
}

fn mask_json(mask: Option<&Mask>) -> Value {
    mask.map_or(Value::Null, |mask| Value::String(mask.to_hex()))
}

fn kept_json(pen: &mut Pen<'_>, kept: &KeptImage) -> Value {
    let KeptImage { id, file, kept, standing, art } = kept;
    json!({
        "kept": id,
        "file": file,
        "time": kept,
        "standing": standing,
        "art": pen.maybe(art.as_ref()),
    })
}

fn place_json(place: Place) -> Value {
    match place {
        Place::Cell(index) => json!(["cell", index]),
        Place::Candidate(number) => json!(["candidate", number]),
        Place::Sweep(slot) => json!(["sweep", slot]),
        Place::Kept(id) => json!(["kept", id]),
        Place::Parent(parent) => json!(["parent", parent as usize]),
        Place::Child(slot) => json!(["child", slot]),
        Place::Variant(slot) => json!(["variant", slot]),
        Place::Kin(index) => json!(["kin", index]),
        Place::Frame { clip, index } => json!(["frame", clip, index]),
    }
}

impl Pen<'_> {
    fn maybe(&mut self, art: Option<&Arc<Art>>) -> Value {
        self.objects.maybe(art, self.world)
    }

    fn pair(&mut self, [one, other]: &[Arc<Art>; 2]) -> Value {
        json!([self.objects.art(one, self.world), self.objects.art(other, self.world)])
    }

    fn all(&mut self, arts: &[Option<Arc<Art>>]) -> Vec<Value> {
        arts.iter().map(|art| self.maybe(art.as_ref())).collect()
    }

    fn litter(&mut self, litter: &Litter) -> Value {
        let asked = litter.asked.iter().map(|request| request_json(request, self.world));
        let asked: Vec<Value> = asked.collect();
        json!({ "asked": asked, "arts": self.all(&litter.arts) })
    }

    fn tab(&mut self, at: usize, tab: &Tab) -> Value {
        let model = &tab.model;
        let sweep = &tab.sweep;
        let asked = sweep.asked.iter().map(|request| request_json(request, self.world));
        let asked: Vec<Value> = asked.collect();
        let breed = &tab.breed;
        let known: Vec<Value> = breed.known.arts().map(|art| self.maybe(Some(art))).collect();
        let current = match &tab.current {
            Current::Cell => Value::Null,
            Current::Held { art, from } => json!([place_json(*from), self.maybe(Some(art))]),
        };
        json!({
            "tab": at,
            "model": {
                "name": model.name,
                "path": model.path,
                "checkpoint": model.checkpoint,
                "world": model.world,
                "palette": self.objects.palette(&model.palette),
            },
            "settings": tab.settings,
            "palette": tab.own_palette.as_ref().map(|own| self.objects.palette(own)),
            "drawn-with": tab.grid.drawn_with,
            "axes": self.axes(&tab.grid.axes),
            "selected": tab.grid.selected,
            "candidates": tab.grid.n_candidates,
            "grid-light": tab.grid_light,
            "sweep": {
                "settings": sweep.settings,
                "columns": sweep.n_columns,
                "asked": asked,
                "arts": self.all(&sweep.arts),
            },
            "breed": {
                "settings": breed.settings,
                "parents": self.all(&breed.parents),
                "mask": breed.mask.to_hex(),
                "mask-seed": breed.mask_seed,
                "seed": breed.seed,
                "litter": self.litter(&breed.litter),
                "known": known,
            },
            "sketch": {
                "settings": tab.sketch.settings,
                "cells": tab.sketch.sketch,
                "prompt": tab.sketch.prompt,
                "seed": tab.sketch.seed,
                "variants": self.litter(&tab.sketch.variants),
            },
            "current": current,
        })
    }

    fn axes(&self, axes: &GridAxes) -> Value {
        let name = |axis: GridAxis| match axis {
            GridAxis::Variants(count) => json!(count),
            GridAxis::Axis(place) => json!(self.world.axes().nth(place).map(|axis| axis.name)),
        };
        json!({
            "rows": name(axes.rows),
            "columns": name(axes.columns),
            "prompt": self.world.write_words(axes.labels),
        })
    }

    fn grid(&mut self, grid: &Grid) -> Value {
        let cells = grid.cells.iter().enumerate();
        let cells: Vec<Value> = cells.map(|(at, cell)| self.cell((0, at), cell)).collect();
        json!({
            "axes": self.axes(&grid.axes),
            "selected": grid.selected,
            "candidates": grid.n_candidates,
            "drawn-with": grid.drawn_with,
            "cells": cells,
        })
    }

    fn cell(&mut self, (tab, index): (usize, usize), cell: &Cell) -> Value {
        let candidates = cell.candidates.arts.iter();
        let candidates: Vec<Value> = candidates
            .map(|(number, art)| json!([number, self.objects.art(art, self.world)]))
            .collect();
        json!({
            "tab": tab,
            "cell": index,
            "zone": self.world.zone_name(cell.prompt),
            "category": self.world.category_name(cell.prompt),
            "art": self.maybe(cell.art.as_ref()),
            "locked": cell.is_locked,
            "asked": cell.last_asked,
            "candidates": candidates,
        })
    }

    fn step(&mut self, step: &Step) -> Value {
        let (kind, change) = match &step.change {
            Change::Cells { cells, settings, .. } => {
                let cells = cells.iter().map(|(at, art)| json!([at, self.maybe(art.as_ref())]));
                let cells: Vec<Value> = cells.collect();
                ("cells", json!({ "cells": cells, "settings": settings }))
            }
            Change::Edit(edited) => ("edit", self.edited(edited)),
            Change::Kept(standings) => ("kept", json!(standings)),
            Change::Lock(index) => ("lock", json!(index)),
            Change::Axes(grid) => ("axes", self.grid(grid)),
            Change::Light(relit) => ("light", self.relit(relit)),
            Change::Parts(PartsChange { sprite, parts }) => {
                ("parts", json!([sprite, parts.as_ref().map(|parts| parts.to_text())]))
            }
            Change::Breed(BreedChange::Mask(mask)) => ("mask", mask_json(Some(mask))),
            Change::Breed(BreedChange::Parents(parents)) => ("parents", json!(self.all(parents))),
            Change::Breed(BreedChange::Litter { litter, .. }) => ("litter", self.litter(litter)),
            Change::Sketch(SketchChange::Sketch(sketch)) => ("sketch", json!(sketch)),
            Change::Sketch(SketchChange::Variants { litter, .. }) => {
                ("variants", self.litter(litter))
            }
        };
        json!({ "name": step.name, "kind": kind, "change": change })
    }

    fn edited(&mut self, edited: &Edited) -> Value {
        let told =
            |target: &Target| (place_json(target.place()), matches!(target, Target::Held(_)));
        let arts = edited.arts.as_ref().map(|(target, arts)| {
            let (place, is_held) = told(target);
            json!([place, is_held, self.pair(arts)])
        });
        let of = edited.of.as_ref().map(told);
        json!({ "arts": arts, "selection": mask_json(edited.selection.as_ref()), "of": of })
    }

    fn relit(&mut self, relit: &Relit) -> Value {
        let dials = &relit.dials;
        let arts = relit.arts.iter().map(|(at, arts)| {
            let (kind, place) = match at {
                Where::Cell(index) => ("cell", Place::Cell(*index)),
                Where::Held(place) => ("held", *place),
                Where::Kept(id) => ("kept", Place::Kept(*id)),
            };
            json!([kind, place_json(place), self.pair(arts)])
        });
        let arts: Vec<Value> = arts.collect();
        json!({
            "light": dials.light,
            "palette": dials.own.as_ref().map(|own| self.objects.palette(own)),
            "grid-light": dials.grid_light,
            "ramps": dials.ramps,
            "arts": arts,
        })
    }
}
