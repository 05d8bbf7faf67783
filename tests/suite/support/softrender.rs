//! Draws the window on the CPU, so that pictures of it need no display, no driver and no GPU.
//!
//! It does what egui's OpenGL renderer does: textured triangles, blended premultiplied in
//! gamma space, clipped to rectangles of whole pixels. The same picture comes out everywhere.

use std::collections::HashMap;

use egui::{
    ClippedPrimitive, Color32, ColorImage, Context, FullOutput, ImageData, Pos2, Rect,
    TextureFilter, TextureId, TexturesDelta,
    epaint::{Mesh, Primitive, Vertex},
};
use image::{Rgba, RgbaImage};

/// Positions are rounded to this fraction of a pixel, so that edges shared by two triangles
/// are the same numbers for both.
const SUBPIXELS: f32 = 256.0;

/// A renderer for `egui_kittest`.
#[derive(Default)]
pub(crate) struct SoftRenderer {
    textures: HashMap<TextureId, Texture>,
}

struct Texture {
    image: ColorImage,
    is_nearest: bool,
}

impl egui_kittest::TestRenderer for SoftRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let sets: Vec<_> = delta.set.drain().collect();
        for (id, changes) in sets {
            for change in changes {
                let ImageData::Color(image) = &change.image;
                let known = self.textures.get_mut(&id);
                if let (Some([left, top]), Some(texture)) = (change.pos, known) {
                    paste(&mut texture.image, image, left, top);
                } else {
                    let is_nearest = change.options.magnification == TextureFilter::Nearest;
                    let texture = Texture { image: (**image).clone(), is_nearest };
                    self.textures.insert(id, texture);
                }
            }
        }
        let freed: Vec<TextureId> = delta.free.drain().collect();
        for id in freed {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let pixels_per_point = output.pixels_per_point;
        let size = ctx.content_rect().size() * pixels_per_point;
        let (width, height) = (size.x.round() as u32, size.y.round() as u32);
        let mut target = RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 255]));
        for clipped in ctx.tessellate(output.shapes.clone(), pixels_per_point) {
            let ClippedPrimitive { clip_rect, primitive } = clipped;
            let Primitive::Mesh(mesh) = primitive else {
                return Err("paint callbacks need OpenGL".to_owned());
            };
            let Some(texture) = self.textures.get(&mesh.texture_id) else {
                return Err(format!("there is no texture {:?}", mesh.texture_id));
            };
            draw_mesh(&mut target, &mesh, texture, clip_rect, pixels_per_point);
        }
        Ok(target)
    }
}

fn paste(target: &mut ColorImage, patch: &ColorImage, left: usize, top: usize) {
    let [width, height] = patch.size;
    for y in 0..height {
        let from = y * width;
        let to = (top + y) * target.size[0] + left;
        target.pixels[to..to + width].copy_from_slice(&patch.pixels[from..from + width]);
    }
}

fn draw_mesh(
    target: &mut RgbaImage,
    mesh: &Mesh,
    texture: &Texture,
    clip: Rect,
    pixels_per_point: f32,
) {
    let edge = |points: f32, last: u32| (points * pixels_per_point).round().clamp(0.0, last as f32);
    let (width, height) = target.dimensions();
    let columns = [edge(clip.min.x, width) as i64, edge(clip.max.x, width) as i64];
    let rows = [edge(clip.min.y, height) as i64, edge(clip.max.y, height) as i64];
    for corners in mesh.indices.chunks_exact(3) {
        let corners = [0, 1, 2].map(|k| &mesh.vertices[corners[k] as usize]);
        draw_triangle(target, corners, texture, (columns, rows), pixels_per_point);
    }
}

/// Twice the area of the triangle, in subpixels squared; its sign is the winding.
fn area(a: [i64; 2], b: [i64; 2], c: [i64; 2]) -> i64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn draw_triangle(
    target: &mut RgbaImage,
    mut corners: [&Vertex; 3],
    texture: &Texture,
    (columns, rows): ([i64; 2], [i64; 2]),
    pixels_per_point: f32,
) {
    let place = |vertex: &Vertex| {
        let to_subpixels = |points: f32| (points * pixels_per_point * SUBPIXELS).round() as i64;
        [to_subpixels(vertex.pos.x), to_subpixels(vertex.pos.y)]
    };
    let mut at = corners.map(place);
    let mut whole = area(at[0], at[1], at[2]);
    if whole == 0 {
        return;
    }
    if whole < 0 {
        at.swap(1, 2);
        corners.swap(1, 2);
        whole = -whole;
    }
    // A pixel whose centre lies on an edge belongs to the triangle below or right of it.
    let bias = [(1, 2), (2, 0), (0, 1)].map(|(from, to): (usize, usize)| {
        let (dx, dy) = (at[to][0] - at[from][0], at[to][1] - at[from][1]);
        i64::from(!(dy < 0 || (dy == 0 && 0 < dx)))
    });
    let unit = SUBPIXELS as i64;
    let span = |axis: usize, bounds: [i64; 2]| {
        let places = at.map(|point| point[axis]);
        let low = places.iter().min().map_or(0, |&low| low.div_euclid(unit));
        let high = places.iter().max().map_or(0, |&high| high.div_euclid(unit) + 1);
        low.max(bounds[0])..high.min(bounds[1])
    };
    for y in span(1, rows) {
        for x in span(0, columns) {
            let centre = [x * unit + unit / 2, y * unit + unit / 2];
            let weights = [
                area(at[1], at[2], centre),
                area(at[2], at[0], centre),
                area(at[0], at[1], centre),
            ];
            if (0..3).any(|k| weights[k] < bias[k]) {
                continue;
            }
            let shares = weights.map(|weight| weight as f32 / whole as f32);
            let colour = shade(corners, shares, texture);
            blend(target.get_pixel_mut(x as u32, y as u32), colour);
        }
    }
}

fn shade(corners: [&Vertex; 3], shares: [f32; 3], texture: &Texture) -> [f32; 4] {
    let mix =
        |of: &dyn Fn(&Vertex) -> f32| -> f32 { (0..3).map(|k| shares[k] * of(corners[k])).sum() };
    let uv = Pos2::new(mix(&|vertex| vertex.uv.x), mix(&|vertex| vertex.uv.y));
    let texel = sample(texture, uv);
    std::array::from_fn(|channel| {
        let vertex = mix(&|vertex| f32::from(vertex.color.to_array()[channel]));
        texel[channel] * vertex / 255.0
    })
}

fn sample(texture: &Texture, uv: Pos2) -> [f32; 4] {
    let [width, height] = texture.image.size;
    let texel = |x: f32, y: f32| -> [f32; 4] {
        let x = x.clamp(0.0, width as f32 - 1.0) as usize;
        let y = y.clamp(0.0, height as f32 - 1.0) as usize;
        Color32::to_array(&texture.image.pixels[y * width + x]).map(f32::from)
    };
    let (x, y) = (uv.x * width as f32, uv.y * height as f32);
    if texture.is_nearest {
        return texel(x.floor(), y.floor());
    }
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (right_share, bottom_share) = (x - left, y - top);
    let parts = [
        (texel(left, top), (1.0 - right_share) * (1.0 - bottom_share)),
        (texel(left + 1.0, top), right_share * (1.0 - bottom_share)),
        (texel(left, top + 1.0), (1.0 - right_share) * bottom_share),
        (texel(left + 1.0, top + 1.0), right_share * bottom_share),
    ];
    std::array::from_fn(|channel| parts.iter().map(|(texel, share)| texel[channel] * share).sum())
}

fn blend(pixel: &mut Rgba<u8>, source: [f32; 4]) {
    let keep = 1.0 - source[3] / 255.0;
    for (channel, colour) in pixel.0.iter_mut().zip(source) {
        let mixed = colour + f32::from(*channel) * keep;
        *channel = mixed.round().clamp(0.0, 255.0) as u8;
    }
}
