//! Coarse pictures as the shape network of a checkpoint draws them, six of each body plan or
//! cell: `cargo run --release --no-default-features --features shape --example shapes -- MODEL
//! STEPS TEMPERATURE ORDER-NOISE ORDER GUIDANCE NOISE OUT.png`, where ORDER is confidence, entropy,
//! random or raster.

use std::{env, path::Path, time::Instant};

use shoal::{
    files::png,
    generate::{Generator, ShapeOrder, ShapeRequest, ShapeSettings},
    sprite::{Labels, Sketch, Sprite},
};

/// Shapes of each kind.
const EACH: u32 = 6;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [model, steps, temperature, order_noise, order, guidance, noise, out] = &args[..] else {
        return Err("give MODEL STEPS TEMPERATURE ORDER-NOISE ORDER GUIDANCE NOISE OUT.png".into());
    };
    let settings = ShapeSettings {
        steps: steps.parse()?,
        temperature: temperature.parse()?,
        order_noise: order_noise.parse()?,
        order: match order.as_str() {
            "confidence" => ShapeOrder::Confidence,
            "entropy" => ShapeOrder::Entropy,
            "random" => ShapeOrder::Random,
            "raster" => ShapeOrder::Raster,
            other => return Err(format!("there is no order {other}").into()),
        },
        guidance: guidance.parse()?,
        noise: noise.parse()?,
    };
    let generator = Generator::open(Path::new(model))?;
    let world = generator.world();
    let kinds: Vec<Labels> = match world.axis_place("body") {
        Ok(place) => world.each_value(place, Labels::default()),
        Err(_) => world.cells().collect(),
    };
    let requests: Vec<ShapeRequest> = kinds
        .iter()
        .flat_map(|&labels| (0..EACH).map(move |variant| (labels, variant)))
        .map(|(labels, variant)| ShapeRequest {
            labels: world.with_category_of_kinds(labels),
            given: Sketch::BLANK,
            seed: 1,
            variant,
        })
        .collect();
    let begun = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let shapes = generator.draw_shapes(&requests, settings, threads);
    let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
    let palette = generator.palette();
    let sprites: Vec<Sprite> = shapes.iter().map(|shape| shape.flat(palette)).collect();
    png::write_grid(Path::new(out), &sprites, 4 * EACH as usize, palette, 1)?;
    #[expect(clippy::print_stdout, reason = "an example says what it did")]
    {
        println!("{} shapes, {:.1} ms each", shapes.len(), milliseconds / shapes.len() as f64);
    }
    Ok(())
}
