//! Reading pictures and palettes of other programs, away from the thread that draws the window.

use std::{
    fs,
    io::Read as _,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use egui::{ColorImage, Context};

use super::{
    art::Art,
    foreign::{Foreign, in_own_colours},
    frames::{Frames, played},
    sequence,
    state::file_name,
};
use crate::{
    files::{
        FileError, Origin, Picture, Remark, Remarks, Tag,
        animation::read_first_picture,
        import::{self, Imported, ImportedFile},
        palette::{self, FittedPalette, MAX_COLOURS, Overflow, Swatches, SwatchesError},
        png::FramePlace,
        sheet, without_ending,
    },
    sprite::Palette,
};

/// What a picture without a file is called.
const PASTED_PICTURE: &str = "Pasted picture";

/// What is to be opened.
pub(super) enum Source {
    /// A file.
    File(PathBuf),
    /// A picture, although the JSON of a sheet beside it names it.
    Alone(PathBuf),
    /// A picture from the clipboard.
    Picture(Arc<ColorImage>),
    /// A picture that is to be a sketch.
    Sketch(SketchSource),
    /// A file whose colours are wanted, not its picture.
    Palette {
        /// The file.
        path: PathBuf,
        /// What becomes of too many of them.
        overflow: Overflow,
    },
}

/// Where a picture that is to be a sketch comes from.
pub(super) enum SketchSource {
    /// A file.
    File(PathBuf),
    /// The clipboard.
    Picture(Arc<ColorImage>),
}

/// What came of it.
pub(super) enum Opened {
    /// Sprites to keep.
    Sprites(OpenedSprites),
    /// A picture that the JSON of a sheet beside it names: the artist chooses.
    SheetBeside(SheetBeside),
    /// A file that is a model.
    Model(PathBuf),
    /// Sprites whose colours the working palette does not have: the artist chooses.
    Foreign(Foreign),
    /// A picture that is to be a sketch.
    Sketch {
        /// What was opened, for people.
        name: String,
        /// The picture and what there is to say of its file, or why there is none.
        result: Result<(Picture, Remarks), FileError>,
    },
    /// Colours to work in.
    Palette {
        /// What was opened, for people: "db32.hex".
        name: String,
        /// Its colours.
        result: Result<FittedPalette, NoPalette>,
    },
}

/// A picture and the sheet that it is of.
#[derive(Clone, Debug)]
pub(super) struct SheetBeside {
    /// The picture that was opened.
    pub(super) picture: PathBuf,
    /// The JSON that says which sprites it holds.
    pub(super) json: PathBuf,
}

impl SheetBeside {
    /// The sheet of a picture, if a JSON of its name lies beside it and names it.
    fn of(picture: &Path) -> Option<Self> {
        let json = sheet::json_path(picture);
        if json == *picture || !json.is_file() {
            return None;
        }
        let identity = |path: &Path| fs::canonicalize(path).ok();
        let own = identity(picture)?;
        let is_own = |part: &PathBuf| identity(part).as_ref() == Some(&own);
        let is_named = sheet::parts_of(&json).pictures.iter().any(is_own);
        is_named.then(|| Self { picture: picture.to_owned(), json })
    }
}

/// Whether a file begins as a model does: with the length of a header of JSON.
fn is_model(path: &Path) -> bool {
    let mut head = [0; 9];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && matches!(head, [_, _, _, _, 0, 0, 0, 0, b'{'])
}

/// Sprites that were opened, or were not.
pub(super) struct OpenedSprites {
    /// What was opened, for people: "fish.png".
    pub(super) name: String,
    /// Its sprites.
    pub(super) result: Result<ImportedFile, FileError>,
    /// The palette that they were brought into.
    pub(super) palette: Arc<Palette>,
}

impl OpenedSprites {
    /// Whether colours had to give.
    fn has_moved(&self) -> bool {
        let sprites = self.result.iter().flat_map(|file| &file.sprites);
        sprites.map(|imported| imported.n_moved_colours).any(|moved| 0 < moved)
    }

    /// The sprites with their names, ready to be kept. Those of an animation remember their place in
    /// it.
    pub(super) fn arts(
        name: &str,
        file: &ImportedFile,
        palette: &Arc<Palette>,
    ) -> Vec<(String, Arc<Art>, Option<FramePlace>)> {
        let places = sequence::places_of(name, file);
        let art = |(imported, place): (&Imported, Option<FramePlace>)| {
            let frame = &imported.frame;
            let art = Art {
                sprite: frame.sprite.clone(),
                palette: Arc::clone(palette),
                shading: frame.recipe().and_then(|it| it.shading.clone()).map(Box::new),
                recipe: frame.recipe().cloned(),
                drawn_as: None,
                frames: None,
                request: None,
                title: frame.name.clone(),
                subtitle: "Collection".to_owned(),
                file_name: format!("{}.png", without_ending(&frame.name)),
            };
            (frame.name.clone(), Arc::new(art), place)
        };
        file.sprites.iter().zip(places).map(art).collect()
    }

    /// What is kept of a file: its animations as clips, and each other frame as a sprite.
    pub(super) fn kept(
        name: &str,
        file: &ImportedFile,
        palette: &Arc<Palette>,
    ) -> Vec<(String, Arc<Art>, Option<FramePlace>)> {
        let arts = Self::arts(name, file, palette);
        if !has_clips(name, file) {
            return arts;
        }
        let is_in_clip = |at: usize| {
            file.tags.is_empty() || file.tags.iter().any(|tag| (tag.from..=tag.to).contains(&at))
        };
        let clips = clips_of(file, palette, without_ending(name)).into_iter();
        let clips = clips.map(|(name, art)| (name, art, None));
        let others = arts.into_iter().enumerate().filter(|(at, _)| !is_in_clip(*at));
        clips.chain(others.map(|(_, art)| art)).collect()
    }

    /// What the artist should know, in a sentence: how many sprites came, whether recipes still
    /// fit, and all that was left out or changed.
    pub(super) fn remark(name: &str, file: &ImportedFile) -> String {
        let n_clips = if has_clips(name, file) { file.tags.len().max(1) } else { 0 };
        let mut parts = vec![match file.sprites.len() {
            1 => format!("Opened {name}"),
            n if n_clips == 1 => format!("Opened {name} as a clip of {n} frames"),
            n if n_clips > 1 => format!("Opened {n_clips} clips of {name}, {n} frames"),
            n => format!("Opened {n} sprites of {name}"),
        }];
        if file.sprites.iter().all(|i| matches!(i.frame.origin, Origin::Recipe(_))) {
            parts[0].push_str(" with its recipe");
        }
        // A clip plays once or for ever here, so that "once" is kept.
        let is_kept = |remark: &&Remark| n_clips > 0 && **remark == Remark::Plays(1);
        parts.extend(file.remarks.iter().filter(|it| !is_kept(it)).map(ToString::to_string));
        if n_clips > 0 && file.tags.iter().any(|tag| tag.repeat > 1) {
            parts.push("clips that repeat a number of times play once".to_owned());
        }
        parts.join("; ")
    }
}

/// Whether the frames of a file follow each other: those of a GIF do, and those that a tag
/// names; sprites that were written side by side do not.
fn has_clips(name: &str, file: &ImportedFile) -> bool {
    if file.sprites.len() < 2 {
        return false;
    }
    let is = |ending: &&str| {
        Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
    };
    let is_sheet = ["json", "zip", "ora", "kra", "ico"].iter().any(is);
    // Sprites that were written side by side have names of their own, or each tell how they were
    // drawn; frames of a clip tell of a motion too.
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
    let is_still = |imported: &Imported| {
        !imported.frame.name.starts_with(&*stem)
            || imported.frame.recipe().is_some_and(|recipe| recipe.motion.is_none())
    };
    let are_stills = file.sprites.iter().all(is_still);
    !file.tags.is_empty() || !(is_sheet || are_stills)
}

/// The clips of a file of frames: one for each of its tags; without tags all frames are one.
pub(super) fn clips_of(
    file: &ImportedFile,
    palette: &Arc<Palette>,
    name: &str,
) -> Vec<(String, Arc<Art>)> {
    let arts = OpenedSprites::arts(name, file, palette);
    let repeat = u16::from(file.plays == Some(1));
    let whole = [Tag { repeat, ..Tag::new("", 0, arts.len().saturating_sub(1)) }];
    let tags = if file.tags.is_empty() { &whole[..] } else { &file.tags[..] };
    let clip = |tag: &Tag| {
        let places = played(tag, arts.len());
        let frames = places.iter().map(|&at| Arc::clone(&arts[at].1)).collect();
        let times: Vec<u16> =
            places.iter().map(|&at| file.sprites[at].frame.milliseconds).collect();
        let is_only = tags.len() == 1 && places.len() == arts.len();
        let title = match tag.name.as_str() {
            "" => name.to_owned(),
            tag if is_only && name.ends_with(tag) => name.to_owned(),
            // Called for itself already, as ours are: "crab-vent-7-0-walk".
            tag if tag.starts_with(name) || tag.contains('-') => tag.to_owned(),
            tag => format!("{name} {tag}"),
        };
        let tag_name = if tag.name.is_empty() { "clip" } else { &tag.name };
        let frames = Frames::new(frames, &times, tag_name, tag.repeat == 0)?;
        let art = Art::of_frames(frames, &title, format!("{}.png", without_ending(&title)))?;
        Some((title, Arc::new(Art { subtitle: "Collection".to_owned(), ..art })))
    };
    tags.iter().filter_map(clip).collect()
}

/// Opens files one by one as they come, each call on a thread of its own.
pub(super) struct Opener {
    sender: SyncSender<Opened>,
    receiver: Receiver<Opened>,
}

impl Opener {
    pub(super) fn new() -> Self {
        let (sender, receiver) = sync_channel(64);
        Self { sender, receiver }
    }

    /// Begins to read; what comes of it comes through [`Self::poll`].
    pub(super) fn open(
        &self,
        sources: Vec<Source>,
        palette: &Arc<Palette>,
        ctx: &Context,
    ) -> std::io::Result<()> {
        let (sender, ctx, palette) = (self.sender.clone(), ctx.clone(), Arc::clone(palette));
        thread::Builder::new().name("opening".to_owned()).spawn(move || {
            let mut foreign = Vec::new();
            for source in without_parts(sources) {
                let (source, opened) = begin(source, &palette);
                let opened = match opened {
                    Opened::Sprites(opened) if opened.has_moved() => {
                        foreign.push((source, opened));
                        continue;
                    }
                    opened => opened,
                };
                // If the window is gone by now, they are not wanted.
                if sender.send(opened).is_err() {
                    return;
                }
                ctx.request_repaint();
            }
            for opened in in_own_colours(foreign) {
                if sender.send(opened).is_err() {
                    return;
                }
                ctx.request_repaint();
            }
        })?;
        Ok(())
    }

    /// The next that was opened, or could not be.
    pub(super) fn poll(&self) -> Option<Opened> {
        self.receiver.try_recv().ok()
    }
}

/// Reads one source, unless it has to be asked first what it is wanted as.
fn begin(source: Source, palette: &Arc<Palette>) -> (Source, Opened) {
    let source = match source {
        Source::File(path) => {
            if is_model(&path) {
                return (Source::File(path.clone()), Opened::Model(path));
            }
            if let Some(beside) = SheetBeside::of(&path) {
                return (Source::File(path), Opened::SheetBeside(beside));
            }
            Source::File(path)
        }
        Source::Alone(path) => Source::File(path),
        source => source,
    };
    let opened = read(&source, palette);
    (source, opened)
}

/// Reads one source. A reader that panics makes an error of its source, and the others are read.
pub(super) fn read(source: &Source, palette: &Arc<Palette>) -> Opened {
    let read = AssertUnwindSafe(|| read_unguarded(source, palette));
    panic::catch_unwind(read).unwrap_or_else(|_| {
        let path = match source {
            Source::File(path)
            | Source::Alone(path)
            | Source::Palette { path, .. }
            | Source::Sketch(SketchSource::File(path)) => path.clone(),
            Source::Picture(_) | Source::Sketch(SketchSource::Picture(_)) => PASTED_PICTURE.into(),
        };
        let (name, palette) = (file_name(&path), Arc::clone(palette));
        let result = Err(FileError::Unsupported {
            path,
            problem: "stops the reader of such files".to_owned(),
            remedy: "open it in the program that made it and save it again",
        });
        match source {
            Source::Sketch(_) => {
                let result = result.map(|_| (Picture::default(), Remarks::default()));
                Opened::Sketch { name, result }
            }
            _ => Opened::Sprites(OpenedSprites { name, result, palette }),
        }
    })
}

fn read_unguarded(source: &Source, palette: &Arc<Palette>) -> Opened {
    let (name, result) = match source {
        Source::File(path) if is_palette(path) => return read_palette(path, Overflow::Refuse),
        Source::Sketch(source) => return read_sketch(source),
        Source::Palette { path, overflow } => return read_palette(path, *overflow),
        Source::File(path) | Source::Alone(path) => {
            (file_name(path), import::read_file(path, palette))
        }
        Source::Picture(image) => {
            let pixels = image.pixels.iter().map(egui::Color32::to_srgba_unmultiplied);
            let file = import::from_pixels(PASTED_PICTURE, image.size, pixels.collect(), palette);
            (PASTED_PICTURE.to_owned(), file)
        }
    };
    Opened::Sprites(OpenedSprites { name, result, palette: Arc::clone(palette) })
}

fn read_sketch(source: &SketchSource) -> Opened {
    match source {
        SketchSource::File(path) => {
            Opened::Sketch { name: file_name(path), result: read_first_picture(path) }
        }
        SketchSource::Picture(image) => {
            let [width, height] = image.size;
            let pixels = image.pixels.iter().map(egui::Color32::to_srgba_unmultiplied).collect();
            let result = Ok((Picture { width, height, pixels }, Remarks::default()));
            Opened::Sketch { name: PASTED_PICTURE.to_owned(), result }
        }
    }
}

/// The files without those that another of them reads as its parts.
fn without_parts(sources: Vec<Source>) -> Vec<Source> {
    let paths = sources.iter().filter_map(|source| match source {
        Source::File(path) => Some(path.clone()),
        _ => None,
    });
    let kept = sheet::without_parts(&paths.collect::<Vec<_>>());
    let is_kept = |source: &Source| match source {
        Source::File(path) => kept.contains(path),
        _ => true,
    };
    sources.into_iter().filter(is_kept).collect()
}

/// Whether a file can be nothing but colours. A picture that is opened or dropped is a sprite;
/// JSON may be either, so it is looked into.
fn is_palette(path: &Path) -> bool {
    let Some(extension) = path.extension() else { return false };
    let is = |wanted: &&str| extension.eq_ignore_ascii_case(wanted);
    ["gpl", "hex", "pal", "act", "txt", "aco", "kpl", "swatches", "pyxpal"].iter().any(is)
        || is(&"json") && palette::read_swatches(path).is_ok()
}

fn read_palette(path: &Path, overflow: Overflow) -> Opened {
    let result = palette::read_palette(path, overflow).map_err(|error| match error {
        FileError::Palette { error, .. } => {
            NoPalette::new(*error, || Oversized::File(path.to_owned()))
        }
        other => NoPalette::Unusable(other.to_string()),
    });
    Opened::Palette { name: file_name(path), result }
}

/// Why colours cannot be worked in.
#[derive(Clone, Debug)]
pub(super) enum NoPalette {
    /// There are none, or they cannot be read.
    Unusable(String),
    /// There are too many, which can be reduced.
    TooMany {
        /// How many, for people: "85", "more than 256".
        count: String,
        /// Where they are from.
        source: Oversized,
    },
}

/// Colours of which there are too many.
#[derive(Clone, Debug)]
pub(super) enum Oversized {
    /// Those of a file.
    File(PathBuf),
    /// Those of a pasted list.
    List(Swatches),
}

impl NoPalette {
    fn new(error: SwatchesError, source: impl FnOnce() -> Oversized) -> Self {
        match error {
            SwatchesError::TooMany(count) => {
                Self::TooMany { count: count.to_string(), source: source() }
            }
            SwatchesError::NotReduced => {
                Self::TooMany { count: format!("more than {MAX_COLOURS}"), source: source() }
            }
            other => Self::Unusable(other.to_string()),
        }
    }
}

/// The palette in pasted text.
pub(super) fn pasted_palette(text: &str) -> Result<FittedPalette, NoPalette> {
    let mut swatches =
        palette::parse_text(text).map_err(|error| NoPalette::Unusable(error.to_string()))?;
    if swatches.name.is_empty() {
        "Pasted palette".clone_into(&mut swatches.name);
    }
    swatches
        .fit(Overflow::Refuse)
        .map_err(|error| NoPalette::new(error, || Oversized::List(swatches.clone())))
}
