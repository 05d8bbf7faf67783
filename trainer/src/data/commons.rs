//! The `commons` subcommand: photographs of a category of Wikimedia Commons as sprites to learn
//! from, with whose they are.
//!
//! Everything that was fetched stays in the folder, so that a run that was stopped goes on where
//! it was, and another reduction of the same photographs asks for nothing.

mod api;
mod client;
mod cutout;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use shoal::{
    dataset::{
        About, Assembly, Credit, Figure, Manifest, Placing, Report, Simplification, Why, fit,
        world_of,
    },
    files::{Picture, animation::read_picture, create_folder, write_atomically},
};

use super::import::palette_choice;
use api::{Answer, Found};
use client::{Client, Manners};
use cutout::{cut_out, decode_jpeg};

const API: &str = "https://commons.wikimedia.org/w/api.php";

/// Width of the pictures that are asked for: enough to cut a subject from.
const THUMBNAIL_WIDTH: &str = "320";

/// An answer of the API has some hundred KiB, a small picture some ten.
const MAX_ANSWER: u64 = 8 << 20;
const MAX_PICTURE: u64 = 4 << 20;

/// Pages that are looked through for free pictures, at most.
const MAX_PAGES: usize = 400;

/// Pixels in which two photographs that are taken for one may differ.
const DUPLICATES: usize = 12;

/// Options of `shoal-trainer commons`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    shoal-trainer commons --category \"Category:Reef fish\" --limit 200 --out reef-fish\n\n\
    Needs a program that was built with `--features https`. A run that was stopped goes on where \
    it was when the same command is given again.")]
pub(crate) struct CommonsArgs {
    /// The category, as the site calls it
    #[arg(long, value_name = "TITLE")]
    pub(crate) category: String,
    /// Pictures to fetch
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=5000))]
    pub(crate) limit: u32,
    /// Folder for pictures, sprites, report and attribution
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// What the sprites are called; without it as the category
    #[arg(long)]
    pub(crate) label: Option<String>,
    /// Take pictures under licences that are not free, too
    #[arg(long, alias = "any-license")]
    pub(crate) any_licence: bool,
    /// Where Wikimedia may reach you: an address that is sent with each request
    #[arg(long, default_value = "")]
    pub(crate) contact: String,
    /// "built-in", "from-art", or a palette file of any kind
    #[arg(long, value_name = "PALETTE", default_value = "built-in")]
    pub(crate) palette: String,
    /// Another server that speaks the same language
    #[arg(long, value_name = "URL", default_value = API, hide = true)]
    pub(crate) api: String,
}

/// What was found so far, on disk after each answer.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Listing {
    category: String,
    found: Vec<Found>,
    more: Option<BTreeMap<String, String>>,
    is_complete: bool,
}

/// Runs the subcommand.
pub(crate) fn run(args: &CommonsArgs) -> Result<()> {
    ensure!(
        cfg!(feature = "https") || !args.api.starts_with("https:"),
        "this program was built without HTTPS: build it with \
         `cargo build --release -p trainer --features https`"
    );
    run_with(args, Manners::WIKIMEDIA)
}

fn run_with(args: &CommonsArgs, manners: Manners) -> Result<()> {
    create_folder(&args.out.join("pictures"))?;
    let agent = format!("shoal-trainer/{} ({})", env!("CARGO_PKG_VERSION"), args.contact);
    let mut client = Client::new(agent.trim_end_matches(" ()"), manners);
    let wanted = list(args, &mut client)?;
    let mut report = Report::default();
    let mut figures = Vec::new();
    for found in &wanted {
        report.n_files += 1;
        match fetch(args, &mut client, found)? {
            Ok(path) => take(args, found, &path, &mut figures, &mut report),
            Err(reason) => report.drop(&found.title, Why::Unreadable, reason),
        }
    }
    ensure!(!wanted.is_empty(), "{} has no pictures that may be used", args.category);
    let attribution = attribution(&wanted);
    write_atomically(&args.out.join("ATTRIBUTION.txt"), attribution.as_bytes())?;
    let name = label(args).to_owned();
    let world = world_of(&Manifest::default(), &figures.iter().map(|figure| &figure.about))?;
    let palette = palette_choice(&args.palette);
    let simplify = Simplification::default();
    let assembly = Assembly { name, palette, duplicates: DUPLICATES, simplify };
    let summary = assembly.dataset(figures, world, report)?.write(&args.out)?;
    let mut out = std::io::stdout();
    writeln!(out, "{summary}Whose they are: {}", args.out.join("ATTRIBUTION.txt").display())?;
    Ok(())
}

fn label(args: &CommonsArgs) -> &str {
    let title = args.category.rsplit_once(':').map_or(args.category.as_str(), |(_, name)| name);
    args.label.as_deref().unwrap_or(title.trim())
}

/// The pictures that are wanted, asked for as far as they are not known yet.
fn list(args: &CommonsArgs, client: &mut Client) -> Result<Vec<Found>> {
    let file = args.out.join("listing.json");
    let mut listing = match fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("cannot understand {}: remove it", file.display()))?,
        Err(_) => Listing { category: args.category.clone(), ..Listing::default() },
    };
    ensure!(
        listing.category == args.category,
        "{} holds pictures of \"{}\": give another folder as --out",
        args.out.display(),
        listing.category
    );
    let is_wanted = |found: &&Found| args.any_licence || found.is_free();
    for _ in 0..MAX_PAGES {
        let count = listing.found.iter().filter(is_wanted).count();
        if listing.is_complete || count >= args.limit as usize {
            break;
        }
        let answer = ask(args, client, listing.more.as_ref())?;
        listing.found.extend(answer.found());
        // A server that gives the same answer for ever would keep us for ever.
        listing.is_complete = answer.more.is_none() || answer.more == listing.more;
        listing.more = answer.more;
        write_atomically(&file, &serde_json::to_vec(&listing)?)?;
    }
    let wanted = listing.found.iter().filter(is_wanted).take(args.limit as usize);
    Ok(wanted.cloned().collect())
}

fn ask(
    args: &CommonsArgs,
    client: &mut Client,
    more: Option<&BTreeMap<String, String>>,
) -> Result<Answer> {
    let mut query = vec![
        ("action", "query"),
        ("format", "json"),
        ("formatversion", "2"),
        // Servers that lag behind say so instead of answering.
        ("maxlag", "5"),
        ("generator", "categorymembers"),
        ("gcmtitle", &args.category),
        ("gcmtype", "file"),
        ("gcmlimit", "50"),
        ("prop", "imageinfo"),
        ("iiprop", "url|mime|extmetadata"),
        ("iiurlwidth", THUMBNAIL_WIDTH),
        ("iiextmetadatafilter", "LicenseShortName|License|Artist"),
    ];
    query.extend(more.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str())));
    let is_good = |bytes: &[u8]| match serde_json::from_slice::<Answer>(bytes) {
        Err(error) => Err(format!("no answer of the API: {error}")),
        Ok(answer) => match answer.error {
            Some(problem) if ["maxlag", "ratelimited"].contains(&problem.code.as_str()) => {
                Err(problem.info)
            }
            _ => Ok(()),
        },
    };
    let bytes = client.get(&args.api, &query, MAX_ANSWER, is_good)?;
    let answer: Answer = serde_json::from_slice(&bytes)?;
    if let Some(problem) = &answer.error {
        bail!("the API refuses: {} ({})", problem.info, problem.code);
    }
    Ok(answer)
}

/// Where a picture lies; the inner error says why it is no good, the outer one ends everything.
fn fetch(
    args: &CommonsArgs,
    client: &mut Client,
    found: &Found,
) -> Result<std::result::Result<PathBuf, String>> {
    let path = |ending: &str| args.out.join(format!("pictures/{}.{ending}", found.page));
    if let Some(known) = ["jpg", "png"].map(path).into_iter().find(|path| path.is_file()) {
        return Ok(Ok(known));
    }
    // A hostile answer might name any address.
    let is_https = found.thumbnail.starts_with("https://") || !args.api.starts_with("https://");
    if !is_https {
        return Ok(Err(format!("its address is not HTTPS: {}", found.thumbnail)));
    }
    let bytes = client.get(&found.thumbnail, &[], MAX_PICTURE, |_| Ok(()))?;
    let ending = if bytes.starts_with(b"\xFF\xD8\xFF") {
        "jpg"
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        "png"
    } else {
        return Ok(Err("the server sent no picture".to_owned()));
    };
    write_atomically(&path(ending), &bytes)?;
    Ok(Ok(path(ending)))
}

/// Cuts the subject out and brings it to the size of a sprite.
fn take(
    args: &CommonsArgs,
    found: &Found,
    path: &Path,
    figures: &mut Vec<Figure>,
    report: &mut Report,
) {
    report.n_pictures += 1;
    let name = found.title.trim_start_matches("File:");
    let picture = match open(path) {
        Ok(picture) => picture,
        Err(reason) => return report.drop(name, Why::Unreadable, reason),
    };
    let fitted = cut_out(&picture).and_then(|cut| fit(&cut, Placing::Centre, false));
    let Some(picture) = fitted else {
        return report.drop(name, Why::Empty, "nothing stands out from its background");
    };
    let about =
        About { category: Some(label(args).to_owned()), credit: credit(found), ..About::default() };
    figures.push(Figure { name: name.to_owned(), about, picture });
}

fn open(path: &Path) -> std::result::Result<Picture, String> {
    if path.extension().is_some_and(|ending| ending == "jpg") {
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        return decode_jpeg(&bytes);
    }
    read_picture(path).map_err(|error| error.to_string())
}

fn credit(found: &Found) -> Credit {
    Credit {
        licence: found.licence.clone(),
        author: found.author.clone(),
        source: found.description.clone(),
    }
}

fn attribution(wanted: &[Found]) -> String {
    let mut text =
        "Pictures from Wikimedia Commons, one a line: title, author, licence, page\n\n".to_owned();
    for found in wanted {
        let author = if found.author.is_empty() { "unknown author" } else { &found.author };
        // Writing to a String cannot fail.
        let _ =
            writeln!(text, "{}, {author}, {}, {}", found.title, found.licence, found.description);
    }
    text
}

#[cfg(test)]
mod tests;
