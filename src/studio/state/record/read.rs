//! From lines of JSON to an image, as far as they can be understood.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{EditImage, Image, KeptImage, LightImage, Losses, VERSION};
use crate::{
    generate::{GridAxes, GridAxis},
    motion::Parts,
    sprite::{ENTRIES, Light, Mask, Schema},
    studio::{
        art::{Art, Current, Place},
        history::{Change, History, Step},
        state::{
            AnimateSettings, Breed, BreedChange, Edited, Grid, Parent, PartsChange, Relit,
            SketchChange, SketchPad, SketchSettings, Sweep,
            breed::Litter,
            edit::{Target, ToolOptions},
            shade::{Dials, Where},
            tabs::{Tab, TabModel},
        },
        workspace::{Shelf, request_from},
    },
};

/// A tab that is being read: its number, what it holds, and the steps of its history.
type Draft = (usize, Tab, Vec<(Step, bool)>);

/// Turns names into sprites.
struct Eye<'a> {
    shelf: &'a mut Shelf,
    world: &'a Schema,
}

/// A value of its own type, if it is one.
fn told<T: DeserializeOwned>(json: &Value) -> Option<T> {
    serde_json::from_value(json.clone()).ok()
}

fn mask(json: &Value) -> Option<Mask> {
    Mask::from_hex(json.as_str()?)
}

fn index(json: &Value) -> Option<usize> {
    usize::try_from(json.as_u64()?).ok()
}

fn place(json: &Value) -> Option<Place> {
    let number = json[1].as_u64()?;
    let at = usize::try_from(number).ok()?;
    Some(match json[0].as_str()? {
        "cell" => Place::Cell(at),
        "candidate" => Place::Candidate(number),
        "sweep" => Place::Sweep(at),
        "kept" => Place::Kept(number),
        "parent" => Place::Parent(*Parent::BOTH.get(at)?),
        "child" => Place::Child(at),
        "variant" => Place::Variant(at),
        "kin" => Place::Kin(at),
        "frame" => Place::Frame { clip: number, index: index(&json[2])? },
        _ => return None,
    })
}

impl Image {
    /// The image that these lines tell of, and what is missing in it. Without one tab that can
    /// be understood there is none.
    pub(in crate::studio) fn read(
        lines: &[(String, Value)],
        shelf: &mut Shelf,
    ) -> (Option<Self>, Losses) {
        let mut losses = Losses::default();
        let mut image = Self {
            tabs: Vec::new(),
            kept: Vec::new(),
            edit: EditImage { foreground: 1, ..EditImage::default() },
            shade: LightImage {
                light: Light::DEFAULT,
                scope: super::Scope::default(),
                ramps: Vec::new(),
            },
            animate: AnimateSettings::default(),
            zoom: None,
            is_tiled: false,
            search: String::new(),
            selected: Vec::new(),
        };
        let mut tabs: Vec<Draft> = Vec::new();
        // Tabs first: what stands before a tab's line is read with its names.
        for (_, json) in lines {
            if json["model"].is_object() {
                match read_tab(json, shelf) {
                    Some((at, tab)) => tabs.push((at, tab, Vec::new())),
                    None => losses.lines += 1,
                }
            }
        }
        for (_, json) in lines {
            let is_understood = if let Some(version) = json["shoal-workspace"].as_u64() {
                losses.is_newer |= VERSION < version;
                image.read_head(json);
                true
            } else if json["kept"].is_u64() {
                let world = tabs.first().map(|(_, tab, _)| tab.model.world.clone());
                let kept =
                    world.and_then(|world| read_kept(json, &mut Eye { shelf, world: &world }));
                image.kept.extend(kept.clone());
                kept.is_some()
            } else if json["model"].is_object() {
                true
            } else {
                let tab = index(&json["tab"]);
                let tab = tabs.iter_mut().find(|(at, ..)| Some(*at) == tab);
                tab.is_some_and(|(_, tab, steps)| read_part(json, shelf, tab, steps))
            };
            losses.lines += usize::from(!is_understood);
        }
        tabs.sort_by_key(|(at, ..)| *at);
        image.tabs = tabs
            .into_iter()
            .map(|(_, tab, steps)| Arc::new(Tab { history: History::of(steps), ..tab }))
            .collect();
        losses.sprites = shelf.n_missing;
        ((!image.tabs.is_empty()).then_some(image), losses)
    }

    fn read_head(&mut self, json: &Value) {
        let colour = |json: &Value, usual: u8| {
            let index = json.as_u64().and_then(|index| u8::try_from(index).ok());
            index.filter(|index| usize::from(*index) < ENTRIES).unwrap_or(usual)
        };
        let edit = &json["edit"];
        self.edit.foreground = colour(&edit["foreground"], 1);
        self.edit.background = colour(&edit["background"], 0);
        self.edit.selection = mask(&edit["selection"]);
        self.edit.tool = told(&edit["tool"]).unwrap_or_default();
        self.edit.options = told::<ToolOptions>(&edit["options"]).unwrap_or_default().clamped();
        self.selected = told(&json["selected"]).unwrap_or_default();
        self.shade.light = told::<Light>(&json["light"]).unwrap_or(Light::DEFAULT).clamped();
        self.animate = told(&json["animate"]).unwrap_or_default();
        self.shade.scope = told(&json["scope"]).unwrap_or_default();
        self.shade.ramps = told(&json["ramps"]).unwrap_or_default();
        self.zoom = told(&json["zoom"]).flatten();
        self.is_tiled = json["tiled"].as_bool().unwrap_or(false);
        json["search"].as_str().unwrap_or_default().clone_into(&mut self.search);
    }

    /// The file of the model of the tab on show.
    pub(in crate::studio) fn model_file(&self) -> Option<std::path::PathBuf> {
        self.tabs.first()?.model.path.clone()
    }
}

fn read_kept(json: &Value, eye: &mut Eye<'_>) -> Option<KeptImage> {
    let art = eye.art(&json["art"]);
    if art.is_none() && json["art"].is_string() {
        return None;
    }
    Some(KeptImage {
        id: json["kept"].as_u64()?,
        file: told(&json["file"])?,
        kept: json["time"].as_u64()?,
        standing: told(&json["standing"])?,
        art,
    })
}

fn read_tab(json: &Value, shelf: &mut Shelf) -> Option<(usize, Tab)> {
    let model = &json["model"];
    let world: Schema = told(&model["world"])?;
    let model = TabModel {
        name: model["name"].as_str()?.to_owned(),
        path: told(&model["path"])?,
        checkpoint: model["checkpoint"].as_str()?.to_owned(),
        palette: shelf.palette(&model["palette"])?,
        world: world.clone(),
        generator: None,
    };
    let grid = empty_grid(json, &world);
    let own_palette = shelf.palette(&json["palette"]);
    let mut eye = Eye { shelf, world: &world };
    let mut settings: crate::studio::state::Settings = told(&json["settings"])?;
    settings.sampling = settings.sampling.clamped();
    let tab = Tab {
        settings,
        own_palette,
        grid,
        sweep: eye.sweep(&json["sweep"]).unwrap_or_default(),
        breed: eye.breed(&json["breed"]).unwrap_or_default(),
        sketch: eye.sketch(&json["sketch"]).unwrap_or_default(),
        grid_light: told(&json["grid-light"]).flatten(),
        current: eye.current(&json["current"]).unwrap_or_default(),
        history: History::default(),
        model,
    };
    Some((index(&json["tab"])?, tab))
}

/// The grid of a tab or of a step, its cells without sprites.
fn empty_grid(json: &Value, world: &Schema) -> Grid {
    let mut grid = Grid { axes: axes(&json["axes"], world), ..Grid::default() };
    grid.relabel(world);
    let n_cells = grid.cells.len();
    grid.selected = index(&json["selected"]).filter(|at| *at < n_cells).unwrap_or(0);
    grid.n_candidates = json["candidates"].as_u64().unwrap_or(0);
    grid.drawn_with = told(&json["drawn-with"]).flatten();
    grid
}

/// Rows, columns and prompt of a grid; what this world does not have is as it usually is.
fn axes(json: &Value, world: &Schema) -> GridAxes {
    let axis = |json: &Value| match json {
        Value::String(name) => world.axis_place(name).ok().map(GridAxis::Axis),
        count => {
            let count = count.as_u64().filter(|count| (1..=32).contains(count))?;
            Some(GridAxis::Variants(count as u8))
        }
    };
    let usual = GridAxes::default();
    GridAxes {
        rows: axis(&json["rows"]).unwrap_or(usual.rows),
        columns: axis(&json["columns"]).unwrap_or(usual.columns),
        labels: json["prompt"]
            .as_str()
            .and_then(|line| world.read_words(line).ok())
            .unwrap_or_default(),
    }
}

/// Reads a cell or a step of a tab; says whether it was one.
fn read_part(
    json: &Value,
    shelf: &mut Shelf,
    tab: &mut Tab,
    steps: &mut Vec<(Step, bool)>,
) -> bool {
    let world = tab.model.world.clone();
    let mut eye = Eye { shelf, world: &world };
    if json["step"].is_object() {
        let is_undone = json["undone"].as_bool().unwrap_or(false);
        if let Some(step) = eye.step(&json["step"]) {
            steps.push((step, is_undone));
            return true;
        }
        // What lies behind a step that is lost cannot be gone back to.
        if is_undone {
            steps.retain(|(_, is_undone)| !is_undone);
        } else {
            steps.clear();
        }
        return false;
    }
    eye.cell(json, &mut tab.grid)
}

impl Eye<'_> {
    fn art(&mut self, json: &Value) -> Option<Arc<Art>> {
        self.shelf.art(json, self.world)
    }

    /// Reads a cell into its place; says whether there is one.
    fn cell(&mut self, json: &Value, grid: &mut Grid) -> bool {
        let Some(cell) = index(&json["cell"]).and_then(|at| grid.cells.get_mut(at)) else {
            return false;
        };
        cell.art = self.art(&json["art"]);
        cell.is_locked = json["locked"].as_bool().unwrap_or(false);
        cell.last_asked = told(&json["asked"]).flatten();
        let candidates = json["candidates"].as_array().map_or(&[][..], Vec::as_slice);
        let candidates =
            candidates.iter().filter_map(|pair| Some((pair[0].as_u64()?, self.art(&pair[1])?)));
        cell.candidates.arts = candidates.collect();
        true
    }

    /// A grid with all of its cells.
    fn grid(&mut self, json: &Value) -> Option<Grid> {
        let mut grid = empty_grid(json, self.world);
        for cell in json["cells"].as_array()? {
            if !self.cell(cell, &mut grid) {
                return None;
            }
        }
        Some(grid)
    }

    fn all(&mut self, json: &Value) -> Option<Vec<Option<Arc<Art>>>> {
        Some(json.as_array()?.iter().map(|name| self.art(name)).collect())
    }

    fn parents(&mut self, json: &Value) -> Option<[Option<Arc<Art>>; 2]> {
        self.all(json)?.try_into().ok()
    }

    fn sweep(&mut self, json: &Value) -> Option<Sweep> {
        let asked = json["asked"].as_array()?.iter();
        let asked: Option<Vec<_>> =
            asked.map(|request| request_from(request, self.world)).collect();
        let settings: crate::studio::state::SweepSettings = told(&json["settings"])?;
        let mut sweep = Sweep::default();
        sweep.settings = settings.clamped();
        let (asked, arts) = (asked?, self.all(&json["arts"])?);
        if asked.len() == arts.len() {
            sweep.n_columns = index(&json["columns"])?;
            (sweep.asked, sweep.arts) = (asked, arts);
        }
        Some(sweep)
    }

    fn litter(&mut self, json: &Value) -> Option<Litter> {
        let asked = json["asked"].as_array()?.iter();
        let asked: Option<Vec<_>> =
            asked.map(|request| request_from(request, self.world)).collect();
        let litter = Litter { asked: asked?, arts: self.all(&json["arts"])? };
        (litter.asked.len() == litter.arts.len()).then_some(litter)
    }

    fn breed(&mut self, json: &Value) -> Option<Breed> {
        let settings: crate::studio::state::BreedSettings = told(&json["settings"])?;
        let mut breed = Breed::default();
        breed.settings = settings.clamped();
        breed.parents = self.parents(&json["parents"])?;
        breed.mask = mask(&json["mask"])?;
        breed.mask_seed = json["mask-seed"].as_u64()?;
        breed.seed = told(&json["seed"])?;
        breed.litter = self.litter(&json["litter"]).unwrap_or_default();
        let known: Vec<Arc<Art>> = self.all(&json["known"])?.into_iter().flatten().collect();
        breed.known.meet(known.iter());
        Some(breed)
    }

    fn sketch(&mut self, json: &Value) -> Option<SketchPad> {
        let mut pad = SketchPad::default();
        pad.settings = told::<SketchSettings>(&json["settings"])?.clamped();
        pad.sketch = told(&json["cells"])?;
        pad.prompt = json["prompt"].as_str()?.chars().take(Schema::MAX_PROMPT).collect();
        pad.seed = told(&json["seed"])?;
        pad.variants = self.litter(&json["variants"]).unwrap_or_default();
        Some(pad)
    }

    fn current(&mut self, json: &Value) -> Option<Current> {
        let from = place(&json[0])?;
        Some(Current::Held { art: self.art(&json[1])?, from })
    }

    fn step(&mut self, json: &Value) -> Option<Step> {
        let change = &json["change"];
        let change = match json["kind"].as_str()? {
            "cells" => {
                let cells = change["cells"].as_array()?.iter();
                let cells = cells.map(|pair| {
                    let art = self.art(&pair[1]);
                    (art.is_some() || pair[1].is_null()).then_some((index(&pair[0])?, art))
                });
                let cells: Option<Vec<_>> = cells.collect();
                Change::Cells { job: None, cells: cells?, settings: told(&change["settings"])? }
            }
            "edit" => Change::Edit(self.edited(change)?),
            "kept" => Change::Kept(told(change)?),
            "lock" => Change::Lock(index(change)?),
            "axes" => Change::Axes(Box::new(self.grid(change)?)),
            "light" => Change::Light(self.relit(change)?),
            "parts" => {
                let parts = match &change[1] {
                    Value::Null => None,
                    text => Some(Arc::new(Parts::from_text(text.as_str()?)?)),
                };
                Change::Parts(PartsChange { sprite: change[0].as_str()?.to_owned(), parts })
            }
            "mask" => Change::Breed(BreedChange::Mask(mask(change)?)),
            "parents" => Change::Breed(BreedChange::Parents(self.parents(change)?)),
            "litter" => {
                Change::Breed(BreedChange::Litter { job: None, litter: self.litter(change)? })
            }
            "sketch" => Change::Sketch(SketchChange::Sketch(Box::new(told(change)?))),
            "variants" => {
                Change::Sketch(SketchChange::Variants { job: None, litter: self.litter(change)? })
            }
            _ => return None,
        };
        Some(Step { name: json["name"].as_str()?.to_owned(), change })
    }

    fn edited(&mut self, json: &Value) -> Option<Edited> {
        let target = |told: &Value| {
            Some(match place(&told[0])? {
                Place::Cell(index) if !told[1].as_bool()? => Target::Cell(index),
                place => Target::Held(place),
            })
        };
        let arts = match &json["arts"] {
            Value::Null => None,
            told => Some((target(told)?, self.shelf.pair(&told[2], self.world)?)),
        };
        Some(Edited { arts, selection: mask(&json["selection"]), of: target(&json["of"]) })
    }

    fn relit(&mut self, json: &Value) -> Option<Relit> {
        let arts = json["arts"].as_array()?.iter().map(|told| {
            let place = place(&told[1])?;
            let at = match (told[0].as_str()?, place) {
                ("cell", Place::Cell(index)) => Where::Cell(index),
                ("kept", Place::Kept(id)) => Where::Kept(id),
                ("held", place) => Where::Held(place),
                _ => return None,
            };
            Some((at, self.shelf.pair(&told[2], self.world)?))
        });
        let arts: Option<Vec<_>> = arts.collect();
        let dials = Dials {
            light: told(&json["light"])?,
            own: self.shelf.palette(&json["palette"]),
            grid_light: told(&json["grid-light"])?,
            ramps: told(&json["ramps"])?,
        };
        Some(Relit::new(dials, arts?))
    }
}
