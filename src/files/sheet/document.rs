//! The JSON of a sheet as packers write it: numbers may be texts or have a point, most fields may
//! be missing, and frames are listed by name, in a row, or page by page.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{
    files::{Direction, Tag, animation::MAX_FRAMES},
    sprite::Recipe,
};

/// A JSON that may be that of a sheet. Fields that other programs write say whose it is.
#[derive(Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) frames: Option<Entries>,
    /// Pages with frames of their own, as Phaser 3 has them.
    #[serde(default)]
    pub(super) textures: Option<Vec<Page>>,
    #[serde(default, deserialize_with = "or_none")]
    pub(super) meta: Meta,
    #[serde(default)]
    pub(super) animations: Animations,
    /// The picture, as Egret names it.
    #[serde(default, deserialize_with = "if_known")]
    pub(super) file: Option<String>,
    /// Animations of Phaser, which name frames of sheets elsewhere.
    #[serde(default)]
    anims: Option<IgnoredAny>,
    #[serde(default)]
    piskel: Option<IgnoredAny>,
    #[serde(default)]
    tiledversion: Option<IgnoredAny>,
    #[serde(default)]
    tilewidth: Option<IgnoredAny>,
    #[serde(default)]
    skeleton: Option<IgnoredAny>,
    #[serde(default)]
    armature: Option<IgnoredAny>,
    #[serde(default, rename = "__header__")]
    ldtk: Option<IgnoredAny>,
    #[serde(default, rename = "defaultGridSize")]
    ldtk_grid: Option<IgnoredAny>,
    #[serde(default)]
    colors: Option<IgnoredAny>,
    #[serde(default)]
    colours: Option<IgnoredAny>,
}

/// What a JSON is that no program is known to write, and what to do.
pub(in crate::files) const NO_SHEET: (&str, &str) = (
    "is JSON, but not that of a sprite sheet",
    "choose the JSON that Aseprite, TexturePacker or Shoal wrote beside the sheet",
);

impl Document {
    /// What this JSON is where it is no sheet, and how to get one from there.
    pub(super) fn foreign(&self) -> (&'static str, &'static str) {
        if self.piskel.is_some() {
            (
                "is a project of Piskel",
                "export it from Piskel as a PNG sheet, a GIF, or single PNGs, and choose that",
            )
        } else if self.tiledversion.is_some() || self.tilewidth.is_some() {
            (
                "is a map or tileset of Tiled",
                "choose the picture of the tileset; its tiles can be cut out with a grid",
            )
        } else if self.ldtk.is_some() || self.ldtk_grid.is_some() {
            ("is a project of LDtk", "choose the picture of its tileset instead")
        } else if self.skeleton.is_some() || self.armature.is_some() {
            (
                "is a skeleton animation (Spine or DragonBones)",
                "export its frames as PNGs or as a sprite sheet, and choose that",
            )
        } else if self.anims.is_some() {
            (
                "holds animations of Phaser, and no sprite",
                "choose the JSON of the sheet that they are of",
            )
        } else if self.colors.is_some() || self.colours.is_some() {
            ("holds the colours of a palette, and no sprite", "use it as a palette instead")
        } else {
            NO_SHEET
        }
    }
}

/// Sheets of programs that list their frames in a way of their own.
#[derive(Deserialize)]
struct Otherwise {
    /// `EaselJS`: the pictures, beside frames of numbers alone.
    #[serde(default)]
    images: Option<Vec<IgnoredAny>>,
    #[serde(default)]
    frames: Option<IgnoredAny>,
    #[serde(default)]
    textures: Option<Vec<OtherPage>>,
}

/// `TexturePacker` for Godot.
#[derive(Deserialize)]
struct OtherPage {
    #[serde(default)]
    sprites: Option<IgnoredAny>,
}

/// What a JSON is that cannot be understood as a sheet, and how to get one from there.
pub(super) fn named_otherwise(json: &[u8]) -> Option<(&'static str, &'static str)> {
    const REMEDY: &str = "export the sheet again as JSON, by name (hash) or in a row (array)";
    let Otherwise { images, frames, textures } = serde_json::from_slice(json).ok()?;
    if images.is_some() && frames.is_some() {
        return Some(("is a sheet of EaselJS (CreateJS)", REMEDY));
    }
    let is_godot = textures.iter().flatten().any(|page| page.sprites.is_some());
    is_godot.then_some(("is a sheet of TexturePacker for Godot (.tpsheet)", REMEDY))
}

/// A picture of a sheet, with the frames on it.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub(super) image: Option<String>,
    #[serde(default, deserialize_with = "if_known")]
    pub(super) size: Option<Size>,
    pub(super) frames: Entries,
}

/// Frames in the order of the file; those beyond the most that are read are only counted.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) list: Vec<Entry>,
    pub(super) n_all: usize,
}

impl Entries {
    fn push(&mut self, entry: Entry) {
        self.n_all += 1;
        if self.list.len() <= MAX_FRAMES {
            self.list.push(entry);
        }
    }
}

#[derive(Deserialize)]
#[serde(try_from = "WrittenEntry")]
pub(super) struct Entry {
    pub(super) filename: String,
    pub(super) frame: Area,
    pub(super) rotated: Flag,
    pub(super) source_place: Option<Area>,
    pub(super) source_size: Option<Size>,
    pub(super) duration: Option<Number>,
}

/// A frame as packers write it.
#[derive(Deserialize)]
struct WrittenEntry {
    #[serde(default, alias = "name")]
    filename: String,
    #[serde(default)]
    frame: Option<Area>,
    #[serde(default)]
    rotated: Flag,
    #[serde(default, rename = "spriteSourceSize")]
    source_place: Option<Area>,
    #[serde(default, rename = "sourceSize")]
    source_size: Option<Size>,
    #[serde(default)]
    duration: Option<Number>,
    // Egret and small tools write the area without a name, and where it stood beside it.
    #[serde(default)]
    x: Number,
    #[serde(default)]
    y: Number,
    #[serde(default, alias = "width")]
    w: Option<Number>,
    #[serde(default, alias = "height")]
    h: Option<Number>,
    #[serde(default, rename = "offX")]
    offset_x: Number,
    #[serde(default, rename = "offY")]
    offset_y: Number,
    #[serde(default, rename = "sourceW")]
    source_width: Option<Number>,
    #[serde(default, rename = "sourceH")]
    source_height: Option<Number>,
}

impl TryFrom<WrittenEntry> for Entry {
    type Error = &'static str;

    fn try_from(it: WrittenEntry) -> Result<Self, &'static str> {
        let plain = it.w.zip(it.h).map(|(w, h)| Area { x: it.x, y: it.y, w, h });
        let frame = it.frame.or(plain).ok_or("missing field `frame`")?;
        let source = it.source_width.zip(it.source_height).map(|(w, h)| Size { w, h });
        let place = Area { x: it.offset_x, y: it.offset_y, ..frame };
        Ok(Self {
            filename: it.filename,
            frame,
            rotated: it.rotated,
            source_place: it.source_place.or(source.map(|_| place)),
            source_size: it.source_size.or(source),
            duration: it.duration,
        })
    }
}

/// A rectangle; a place in the source may begin before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Area {
    #[serde(default)]
    pub(super) x: Number,
    #[serde(default)]
    pub(super) y: Number,
    #[serde(alias = "width")]
    pub(super) w: Number,
    #[serde(alias = "height")]
    pub(super) h: Number,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Size {
    #[serde(alias = "width")]
    pub(super) w: Number,
    #[serde(alias = "height")]
    pub(super) h: Number,
}

#[derive(Default, Deserialize)]
pub(super) struct Meta {
    #[serde(default)]
    pub(super) image: Option<String>,
    /// How large the picture should be.
    #[serde(default, deserialize_with = "if_known")]
    pub(super) size: Option<Size>,
    #[serde(default, rename = "frameTags", deserialize_with = "or_none")]
    frame_tags: Vec<FrameTag>,
    #[serde(default, deserialize_with = "or_none")]
    slices: Vec<Named>,
    /// The other pages of the sheet, as `PixiJS` has them.
    #[serde(default, deserialize_with = "or_none")]
    pub(super) related_multi_packs: Vec<String>,
}

impl Meta {
    /// The tags as they stand there, and the names of those that begin before the first frame.
    pub(super) fn tags(&self) -> (Vec<Tag>, Vec<String>) {
        let (mut tags, mut outside) = (Vec::new(), Vec::new());
        for tag in &self.frame_tags {
            let name = tag.name.clone();
            let (Ok(from), Ok(to)) = (usize::try_from(tag.from.0), usize::try_from(tag.to.0))
            else {
                outside.push(name);
                continue;
            };
            let direction = Direction::ALL.into_iter().find(|it| it.name() == tag.direction);
            let direction = direction.unwrap_or_default();
            let repeat = tag.repeat.map_or(0, |repeat| repeat.0.clamp(0, 0xFFFF) as u16);
            tags.push(Tag { name, from, to, direction, repeat });
        }
        (tags, outside)
    }

    pub(super) fn slice_names(&self) -> Vec<String> {
        self.slices.iter().map(|slice| slice.name.clone()).collect()
    }
}

#[derive(Deserialize)]
struct FrameTag {
    #[serde(default)]
    name: String,
    from: Number,
    to: Number,
    #[serde(default)]
    direction: String,
    #[serde(default)]
    repeat: Option<Number>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

/// Lists of frames by the name of an animation, as `PixiJS` has them; anything else that other
/// programs keep under that key counts as none.
#[derive(Default)]
pub(super) struct Animations(pub(super) Vec<(String, Vec<String>)>);

/// The recipes that our own sheets carry.
#[derive(Deserialize)]
struct WithGenerator {
    meta: GeneratorMeta,
}

#[derive(Deserialize)]
struct GeneratorMeta {
    generator: super::GeneratorData,
}

/// The recipes in a sheet of ours by the names of its frames; none in those of others, who may
/// use the key for anything.
pub(super) fn recipes(json: &[u8]) -> BTreeMap<String, Recipe> {
    let read: Result<WithGenerator, _> = serde_json::from_slice(json);
    read.map(|document| document.meta.generator.recipes).unwrap_or_default()
}

/// A field that some programs write as `null` where they have nothing for it.
fn or_none<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A field that says nothing where it is of another kind than it should be.
fn if_known<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(deserializer)?).ok())
}

/// A whole number, however it is written: 16, 16.0 or "16".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Number(pub(super) i64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl Visitor<'_> for Any {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                Ok(Number(number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                Ok(Number(i64::try_from(number).unwrap_or(i64::MAX)))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Number, E> {
                Ok(Number(number.round() as i64))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                let number: f64 = text.trim().parse().map_err(|_| E::custom("no number"))?;
                self.visit_f64(number)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// Yes or no, however it is written: true, "true" or 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl Visitor<'_> for Any {
            type Value = Flag;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Flag, E> {
                Ok(Flag(flag))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Flag, E> {
                Ok(Flag(number != 0))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Flag, E> {
                Ok(Flag(number != 0))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Flag, E> {
                Ok(Flag(number != 0.0))
            }

            fn visit_str<E>(self, text: &str) -> Result<Flag, E> {
                let text = text.trim();
                Ok(Flag(!(text.is_empty() || text == "0" || text.eq_ignore_ascii_case("false"))))
            }

            fn visit_unit<E>(self) -> Result<Flag, E> {
                Ok(Flag(false))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Entries {
    /// Frames by name or in a row, in the order of the file.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("frames by name or in a row")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries, A::Error> {
                let mut entries = Entries::default();
                while let Some(entry) = list.next_element()? {
                    entries.push(entry);
                }
                Ok(entries)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Entries::default();
                while let Some((filename, entry)) = map.next_entry::<String, Entry>()? {
                    entries.push(Entry { filename, ..entry });
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for Animations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Names {
            Frames(Vec<String>),
            Other(IgnoredAny),
        }

        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Animations;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("animations by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Animations, A::Error> {
                let mut animations = Vec::new();
                while let Some((name, frames)) = map.next_entry::<String, Names>()? {
                    if let Names::Frames(frames) = frames {
                        animations.push((name, frames));
                    }
                }
                Ok(Animations(animations))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Animations, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Animations::default())
            }

            fn visit_unit<E>(self) -> Result<Animations, E> {
                Ok(Animations::default())
            }
        }

        deserializer.deserialize_any(Any)
    }
}
