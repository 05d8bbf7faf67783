//! Sprites and palettes as lines that are named by their content.
//!
//! Whatever holds a sprite tells its name, so each is written once however many places show it,
//! and comes back as one that they share.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use serde_json::{Value, json};

use super::lines::{name_of, push_line};
use crate::{
    generate::SpriteRequest,
    sprite::{ENTRIES, HintPlane, Labels, Palette, Ramp, Rgb, Schema, Sketch, Sprite},
    studio::{art::Art, frames::Frames},
};

/// Turns sprites and palettes into lines, each of them once.
#[derive(Default)]
pub(in crate::studio) struct Objects {
    /// Names of what was met before. Each is held, so that nothing else takes its address.
    arts: HashMap<usize, (Arc<Art>, String)>,
    palettes: HashMap<usize, (Arc<Palette>, String)>,
    /// What this pass has named.
    live: HashSet<String>,
    /// The JSON of what is not in the log yet.
    fresh: Vec<(String, String)>,
    /// What is in the log.
    logged: HashSet<String>,
}

impl Objects {
    /// Begins another pass: what is not named in it is no longer needed.
    pub(super) fn begin(&mut self) {
        self.live.clear();
    }

    /// Ends a pass; returns the lines that the log still lacks.
    pub(super) fn end(&mut self) -> String {
        let live = &self.live;
        self.arts.retain(|_, (_, name)| live.contains(name));
        self.palettes.retain(|_, (_, name)| live.contains(name));
        let mut text = String::new();
        for (name, json) in self.fresh.drain(..) {
            if self.logged.insert(name) {
                push_line(&mut text, &json);
            }
        }
        text
    }

    /// Forgets what is in the log, because another one begins.
    pub(super) fn restart(&mut self) {
        self.arts.clear();
        self.palettes.clear();
        self.live.clear();
        self.fresh.clear();
        self.logged.clear();
    }

    /// How many of the log's lines are needed, and how many there are.
    pub(super) fn use_of_log(&self) -> (usize, usize) {
        (self.live.len(), self.logged.len())
    }

    /// The name of a sprite; `world` has the names of what it was asked for.
    pub(in crate::studio) fn art(&mut self, art: &Arc<Art>, world: &Schema) -> Value {
        let address = Arc::as_ptr(art) as usize;
        // What it is made of is needed too.
        let palette = self.palette(&art.palette);
        let drawn_as = art.drawn_as.as_ref().map(|art| self.art(art, world));
        for frame in art.frames.iter().flat_map(|frames| frames.arts()) {
            self.art(frame, world);
        }
        if let Some((_, name)) = self.arts.get(&address) {
            self.live.insert(name.clone());
            return Value::String(name.clone());
        }
        let frames = art.frames.as_ref().map(|frames| self.frames(frames, world));
        let told = art.recipe.as_ref().and_then(|recipe| recipe.shading.as_ref());
        let shading = art.shading.as_deref().filter(|shading| Some(*shading) != told);
        let json = json!({
            "px": art.sprite.to_letters(),
            "palette": palette,
            "recipe": art.recipe,
            "shading": shading,
            "lit": art.shading.is_some(),
            "as": drawn_as,
            "frames": frames,
            "request": art.request.as_ref().map(|request| request_json(request, world)),
            "title": art.title,
            "subtitle": art.subtitle,
            "file": art.file_name,
        });
        let name = self.add(&json);
        self.arts.insert(address, (Arc::clone(art), name.clone()));
        Value::String(name)
    }

    fn frames(&mut self, frames: &Frames, world: &Schema) -> Value {
        let clip = frames.clip();
        let arts: Vec<Value> = frames.arts().iter().map(|art| self.art(art, world)).collect();
        json!({ "arts": arts, "times": clip.durations, "tag": clip.tag, "loops": clip.loops })
    }

    /// The name of a sprite, or nothing.
    pub(in crate::studio) fn maybe(&mut self, art: Option<&Arc<Art>>, world: &Schema) -> Value {
        art.map_or(Value::Null, |art| self.art(art, world))
    }

    /// The name of a palette.
    pub(in crate::studio) fn palette(&mut self, palette: &Arc<Palette>) -> Value {
        let address = Arc::as_ptr(palette) as usize;
        if let Some((_, name)) = self.palettes.get(&address) {
            self.live.insert(name.clone());
            return Value::String(name.clone());
        }
        let hex = |Rgb([r, g, b]): &Rgb| format!("{r:02x}{g:02x}{b:02x}");
        let colours: String = palette.colours().iter().map(hex).collect();
        let ramps = palette.ramps().iter().map(|ramp| json!([ramp.name, ramp.indices]));
        let json = json!({
            "colours": colours,
            "name": palette.name(),
            "ramps": ramps.collect::<Vec<Value>>(),
        });
        let name = self.add(&json);
        self.palettes.insert(address, (Arc::clone(palette), name.clone()));
        Value::String(name)
    }

    fn add(&mut self, json: &Value) -> String {
        let json = json.to_string();
        let name = name_of(&json);
        self.live.insert(name.clone());
        if !self.logged.contains(&name) {
            self.fresh.push((name.clone(), json));
        }
        name
    }
}

/// What was asked of a model, by the names that its world has for it.
pub(in crate::studio) fn request_json(request: &SpriteRequest, world: &Schema) -> Value {
    json!({
        "zone": world.zone_name(request.brief.labels),
        "category": world.category_name(request.brief.labels),
        "with": world.named_traits(request.brief.labels),
        "seed": request.seed,
        "variant": request.variant,
        "sampling": *request.sampling,
        "hints": request.brief.hints,
        "sketch": request.brief.sketch,
        "parents": request.parents,
    })
}

/// Reads what [`request_json`] wrote.
pub(in crate::studio) fn request_from(json: &Value, world: &Schema) -> Option<SpriteRequest> {
    let with: BTreeMap<String, String> = serde_json::from_value(json["with"].clone()).ok()?;
    let named = [("zone", json["zone"].as_str()?), ("category", json["category"].as_str()?)];
    let with = with.iter().map(|(axis, value)| (axis.as_str(), value.as_str()));
    let labels = world.labels(named.into_iter().chain(with)).ok()?;
    // Where nothing is asked for, no world is either.
    let labels = if labels.is_any() { Labels::default() } else { labels };
    let variant = u32::try_from(json["variant"].as_u64()?).ok()?;
    let sampling = serde_json::from_value(json["sampling"].clone()).ok()?;
    let hints: Option<HintPlane> = serde_json::from_value(json["hints"].clone()).ok()?;
    let sketch: Option<Sketch> = serde_json::from_value(json["sketch"].clone()).ok()?;
    let request = SpriteRequest::new(labels, json["seed"].as_u64()?, variant, sampling);
    Some(SpriteRequest {
        parents: serde_json::from_value(json["parents"].clone()).ok()?,
        ..request.with_hints(hints).with_sketch(sketch)
    })
}

/// Gives sprites and palettes back by their names.
#[derive(Default)]
pub(in crate::studio) struct Shelf {
    lines: HashMap<String, Value>,
    arts: HashMap<String, Arc<Art>>,
    palettes: HashMap<String, Arc<Palette>>,
    /// How many were asked for that are not there, or that cannot be understood.
    pub(in crate::studio) n_missing: usize,
}

impl Shelf {
    /// What the lines of a log hold.
    pub(super) fn new(lines: Vec<(String, Value)>) -> Self {
        Self { lines: lines.into_iter().collect(), ..Self::default() }
    }

    /// A sprite by its name; `Null` is none.
    pub(in crate::studio) fn art(&mut self, name: &Value, world: &Schema) -> Option<Arc<Art>> {
        let name = name.as_str()?;
        if let Some(art) = self.arts.get(name) {
            return Some(Arc::clone(art));
        }
        let Some(art) = self.read_art(name, world) else {
            self.n_missing += 1;
            return None;
        };
        let art = Arc::new(art);
        self.arts.insert(name.to_owned(), Arc::clone(&art));
        Some(art)
    }

    /// Both sprites of a pair.
    pub(in crate::studio) fn pair(
        &mut self,
        names: &Value,
        world: &Schema,
    ) -> Option<[Arc<Art>; 2]> {
        Some([self.art(&names[0], world)?, self.art(&names[1], world)?])
    }

    fn read_art(&mut self, name: &str, world: &Schema) -> Option<Art> {
        // Taken out while it is read, so that no sprite can be made of itself.
        let mut json = self.lines.remove(name)?;
        let mut take = |key: &str| json.get_mut(key).map_or(Value::Null, Value::take);
        let text = |value: Value| value.as_str().map(str::to_owned);
        let sprite = Sprite::from_letters(take("px").as_str()?)?;
        let palette = self.palette(&take("palette"))?;
        let recipe: Option<crate::sprite::Recipe> = serde_json::from_value(take("recipe")).ok()?;
        let own: Option<crate::sprite::Shading> = serde_json::from_value(take("shading")).ok()?;
        let is_lit = take("lit").as_bool()?;
        let told = || recipe.as_ref().and_then(|recipe| recipe.shading.clone());
        let shading = if is_lit { own.or_else(told).map(Box::new) } else { None };
        let drawn_as = match take("as") {
            Value::Null => None,
            name => Some(self.art(&name, world)?),
        };
        let frames = match take("frames") {
            Value::Null => None,
            told => Some(Arc::new(self.read_frames(&told, world)?)),
        };
        Some(Art {
            frames,
            sprite,
            palette,
            shading,
            recipe,
            drawn_as,
            request: request_from(&take("request"), world),
            title: text(take("title"))?,
            subtitle: text(take("subtitle"))?,
            file_name: text(take("file"))?,
        })
    }

    fn read_frames(&mut self, json: &Value, world: &Schema) -> Option<Frames> {
        let arts = json["arts"].as_array()?.iter().map(|name| self.art(name, world));
        let arts: Option<Vec<Arc<Art>>> = arts.collect();
        let times: Vec<u16> = serde_json::from_value(json["times"].clone()).ok()?;
        Frames::new(arts?, &times, json["tag"].as_str()?, json["loops"].as_bool()?)
    }

    /// A palette by its name.
    pub(in crate::studio) fn palette(&mut self, name: &Value) -> Option<Arc<Palette>> {
        let name = name.as_str()?;
        if let Some(palette) = self.palettes.get(name) {
            return Some(Arc::clone(palette));
        }
        let palette = Arc::new(read_palette(self.lines.get(name)?)?);
        self.palettes.insert(name.to_owned(), Arc::clone(&palette));
        Some(palette)
    }
}

fn read_palette(json: &Value) -> Option<Palette> {
    let hex = json["colours"].as_str()?;
    let mut colours = [Rgb::default(); ENTRIES];
    for (at, colour) in colours.iter_mut().enumerate() {
        let value = u32::from_str_radix(hex.get(6 * at..6 * at + 6)?, 16).ok()?;
        let [_, r, g, b] = value.to_be_bytes();
        *colour = Rgb([r, g, b]);
    }
    let ramps: Vec<(String, Vec<u8>)> = serde_json::from_value(json["ramps"].clone()).ok()?;
    let ramps = ramps.into_iter().map(|(name, indices)| Ramp { name, indices }).collect();
    Some(Palette::new(json["name"].as_str()?, colours, ramps))
}
