//! A contact sheet of one axis against another, with the names of their values.

use plotters::{
    backend::BitMapBackend,
    drawing::IntoDrawingArea as _,
    element::Text,
    style::{IntoFont as _, RGBColor, TextStyle},
};
use shoal::{
    shade::Shader,
    sprite::{Light, Palette, SIDE},
};

use super::{
    Category, Split, Zone, draw, roll_with,
    traits::{Axis, Body, Traits},
    wanted::{self, Wish},
};
use crate::train::plot::load_font;

/// Colour between the cells.
const GAP: [u8; 3] = [14, 15, 18];
/// Background of a cell: dark and neutral, as the studio's canvas.
const CELL: [u8; 3] = [30, 32, 38];
/// Names.
const INK: RGBColor = RGBColor(206, 210, 218);
/// Height of the names in pixels.
const LETTERS: usize = 15;
/// Pixels that a letter takes at most.
const LETTER: usize = 8;

/// What a sheet shows.
pub(crate) struct Table {
    /// The axis of its rows.
    pub(crate) rows: Axis,
    /// The axis of its columns.
    pub(crate) columns: Axis,
    /// Values that everything on it has.
    pub(crate) wishes: Vec<Wish>,
    /// Which sprites.
    pub(crate) split: Split,
    /// Index of the first sprite.
    pub(crate) first: u64,
    /// Sprites in a cell.
    pub(crate) per_cell: u32,
    /// Times a pixel is enlarged.
    pub(crate) scale: usize,
    /// How it is lit.
    pub(crate) light: Light,
}

/// RGB pixels with their width and height.
type Picture = (Vec<u8>, (usize, usize));

/// Where things are on a sheet, in pixels.
struct Measures {
    head: usize,
    side: usize,
    tile: usize,
    gap: usize,
    cell: (usize, usize),
}

impl Table {
    /// Draws the sheet, or says in one line why it cannot be.
    pub(crate) fn draw(&self) -> Result<Picture, String> {
        let (rows, columns) = (self.shown(self.rows), self.shown(self.columns));
        if rows.is_empty() || columns.is_empty() {
            return Err("nothing is left to show".to_owned());
        }
        let names = |axis: Axis, values: &[usize]| -> Vec<&'static str> {
            values.iter().map(|&value| axis.values()[value]).collect()
        };
        let (row_names, column_names) = (names(self.rows, &rows), names(self.columns, &columns));
        let longest = |names: &[&str]| names.iter().map(|name| name.len()).max().unwrap_or(0);
        let tile = SIDE * self.scale;
        let (gap, variants) = (2 * self.scale, self.per_cell as usize);
        let at = Measures {
            head: LETTERS + 10,
            side: longest(&row_names) * LETTER + 12,
            tile,
            gap,
            cell: ((tile * variants).max(longest(&column_names) * LETTER) + gap, tile + gap),
        };
        let width = at.side + at.cell.0 * columns.len() + gap;
        let height = at.head + at.cell.1 * rows.len() + gap;
        let mut image = GAP.repeat(width * height);
        self.paint(&mut image, width, &at, (&rows, &columns));
        at.label(&mut image, (width, height), (&row_names, &column_names))
            .map_err(|error| format!("cannot write the names: {error}"))?;
        Ok((image, (width, height)))
    }

    /// The values of an axis that fit what is asked for.
    fn shown(&self, axis: Axis) -> Vec<usize> {
        let category = wanted::category_of(&self.wishes);
        let fits = |value: &usize| {
            let same = self.wishes.iter().all(|(other, wish)| *other != axis || wish == value);
            let own = match axis {
                Axis::Category => category.is_none_or(|category| category as usize == *value),
                Axis::Body => category.is_none_or(|it| it == Body::ALL[*value].plan().category),
                _ => true,
            };
            same && own
        };
        (0..axis.values().len()).filter(fits).collect()
    }

    fn paint(
        &self,
        image: &mut [u8],
        width: usize,
        at: &Measures,
        (rows, columns): (&[usize], &[usize]),
    ) {
        let palette = Palette::ocean();
        let mut shader = Shader::new(&palette);
        for (row, &down) in rows.iter().enumerate() {
            for (column, &across) in columns.iter().enumerate() {
                for variant in 0..self.per_cell as usize {
                    // A cell without a creature keeps the colour of the gaps.
                    let Some(traits) = self.traits((down, across), variant) else { continue };
                    let sprite = shader.shade(&draw(&traits, traits.pose()), &self.light);
                    let left = at.side + column * at.cell.0 + at.gap + variant * at.tile;
                    let top = at.head + row * at.cell.1 + at.gap;
                    for y in 0..at.tile {
                        for x in 0..at.tile {
                            let (px, py) = ((x / self.scale) as i32, (y / self.scale) as i32);
                            let [r, g, b, alpha] = palette.rgba(sprite.at(px, py));
                            let colour = if alpha == 0 { CELL } else { [r, g, b] };
                            let first = ((top + y) * width + left + x) * 3;
                            image[first..first + 3].copy_from_slice(&colour);
                        }
                    }
                }
            }
        }
    }

    /// What a cell shows; `None` where there is no such creature.
    fn traits(&self, (row, column): (usize, usize), variant: usize) -> Option<Traits> {
        let mut wishes = self.wishes.clone();
        wishes.retain(|(axis, _)| *axis != self.rows && *axis != self.columns);
        wishes.extend([(self.rows, row), (self.columns, column)]);
        let seed = self.split.seed(self.first + variant as u64);
        // Without a category of its own a cell shows all of them, one after another.
        let category = wanted::category_of(&wishes).unwrap_or(Category::ALL[variant % 6]);
        let zone = wishes.iter().find(|(axis, _)| *axis == Axis::Zone).map(|wish| wish.1);
        let zone = zone.map_or_else(|| home(category, &wishes, variant), |zone| Zone::ALL[zone]);
        let traits = roll_with(zone, category, seed, &wishes);
        let is_one = wishes.iter().all(|&(axis, value)| traits.value(axis) == value);
        (is_one && wanted::problem(&traits, self.split).is_none()).then_some(traits)
    }
}

/// A zone that a body lives in; they take turns where it is not said which.
fn home(category: Category, wishes: &[Wish], variant: usize) -> Zone {
    let body = wishes.iter().find(|(axis, _)| *axis == Axis::Body).map(|wish| wish.1);
    let lives =
        |zone: &Zone| body.is_none_or(|body| category.bodies(*zone).contains(&Body::ALL[body]));
    let zones: Vec<Zone> = Zone::ALL.into_iter().filter(lives).collect();
    zones[variant % zones.len().max(1)]
}

impl Measures {
    /// Writes the names beside the rows and above the columns.
    fn label(
        &self,
        image: &mut [u8],
        (width, height): (usize, usize),
        (rows, columns): (&[&str], &[&str]),
    ) -> Result<(), Box<dyn std::error::Error>> {
        load_font()?;
        let area = BitMapBackend::with_buffer(image, (width as u32, height as u32));
        let area = area.into_drawing_area();
        let style = TextStyle::from(("sans-serif", LETTERS as u32).into_font()).color(&INK);
        for (column, name) in columns.iter().enumerate() {
            let place = (self.side + column * self.cell.0 + self.gap, 6);
            area.draw(&Text::new(*name, (place.0 as i32, place.1), style.clone()))?;
        }
        for (row, name) in rows.iter().enumerate() {
            let middle = self.head + row * self.cell.1 + self.gap + self.tile / 2;
            let place = (6, (middle - LETTERS / 2) as i32);
            area.draw(&Text::new(*name, place, style.clone()))?;
        }
        area.present()?;
        Ok(())
    }
}
