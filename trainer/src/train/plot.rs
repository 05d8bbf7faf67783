//! The loss curve of a run as a picture, drawn from its log.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context as _, Result, anyhow};
use plotters::{
    backend::BitMapBackend,
    chart::ChartBuilder,
    drawing::IntoDrawingArea as _,
    element::PathElement,
    series::LineSeries,
    style::{Color as _, FontStyle, RGBColor, register_font},
};
use shoal::files::{
    run::{LOG_FILE, LogRow},
    write_atomically,
};

/// Width and height of the picture in pixels.
const SIZE: (u32, u32) = (1200, 700);

const PAPER: RGBColor = RGBColor(250, 250, 248);
const INK: RGBColor = RGBColor(52, 58, 70);
const GRID: RGBColor = RGBColor(226, 226, 222);
const TRAINING: RGBColor = RGBColor(150, 176, 205);
const HELD_OUT: RGBColor = RGBColor(214, 84, 60);

/// What a log says about the loss, as (sprites seen, nats a pixel).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Curve {
    /// One point a step, smoothed.
    pub(crate) training: Vec<(f64, f64)>,
    /// One point a measurement on sprites that are not learned from.
    pub(crate) held_out: Vec<(f64, f64)>,
}

impl Curve {
    /// Reads a log of one JSON object a line.
    ///
    /// A run that was killed and went on has steps twice, and its last line may be torn: of equal
    /// steps the later one counts, and lines that are no JSON are passed over.
    pub(crate) fn from_log(text: &str) -> Self {
        let mut curve = Self::default();
        let mut step_loss: Vec<(f64, f64)> = Vec::new();
        let mut sprites = 0.0;
        for row in text.lines().filter_map(|line| serde_json::from_str::<LogRow>(line).ok()) {
            if let (Some(seen), Some(loss)) = (row.sprites, row.loss) {
                let seen = seen as f64;
                sprites = seen;
                step_loss.retain_from_end(|&(at, _)| at < seen);
                curve.held_out.retain_from_end(|&(at, _)| at < seen);
                step_loss.push((seen, loss));
            } else if let Some(loss) = row.held_out_loss {
                curve.held_out.push((sprites, loss));
            }
        }
        // The mean over a hundredth of the run: single steps of eight sprites only show noise.
        let past = 1.0 - 1.0 / (step_loss.len() as f64 / 100.0).max(1.0);
        let mut mean = None;
        for (seen, loss) in step_loss {
            let smooth = mean.map_or(loss, |mean| past * mean + (1.0 - past) * loss);
            mean = Some(smooth);
            curve.training.push((seen, smooth));
        }
        curve
    }

    /// Draws it on a logarithmic axis and writes a PNG.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let points = || self.training.iter().chain(&self.held_out);
        let Some(most) = points().map(|point| point.0).reduce(f64::max) else { return Ok(()) };
        let (low, high) = points()
            .map(|point| point.1.max(1e-4))
            .fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
        let mut rgb = vec![0; (SIZE.0 * SIZE.1 * 3) as usize];
        self.draw(&mut rgb, most.max(1.0), (low * 0.9, high * 1.1))
            .map_err(|error| anyhow!("cannot draw the loss curve: {error}"))?;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&rgb)?;
        writer.finish()?;
        write_atomically(path, &bytes)?;
        Ok(())
    }

    fn draw(
        &self,
        rgb: &mut [u8],
        sprites: f64,
        (low, high): (f64, f64),
    ) -> Result<(), Box<dyn std::error::Error>> {
        load_font()?;
        let area = BitMapBackend::with_buffer(rgb, SIZE).into_drawing_area();
        area.fill(&PAPER)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(24)
            .x_label_area_size(48)
            .y_label_area_size(76)
            // The library's own logarithmic axis has marks at powers of ten only, and a run may
            // never cross one.
            .build_cartesian_2d(0.0..sprites, low.ln()..high.ln())?;
        chart
            .configure_mesh()
            .bold_line_style(GRID)
            .light_line_style(PAPER)
            .axis_style(INK)
            .label_style(("sans-serif", 18, &INK))
            .x_desc("sprites seen")
            .y_desc("loss, nats a pixel")
            .x_label_formatter(&|seen| format!("{seen:.0}"))
            .y_label_formatter(&|loss| format!("{:.3}", loss.exp()))
            .draw()?;
        for (points, colour, name) in [
            (&self.training, TRAINING, "training, running mean".to_owned()),
            (&self.held_out, HELD_OUT, self.held_out_name()),
        ] {
            let line = points.iter().map(|&(seen, loss)| (seen, loss.max(1e-4).ln()));
            chart.draw_series(LineSeries::new(line, colour.stroke_width(2)))?.label(name).legend(
                move |(x, y)| PathElement::new([(x, y), (x + 24, y)], colour.stroke_width(3)),
            );
        }
        chart
            .configure_series_labels()
            .border_style(GRID)
            .background_style(PAPER)
            .label_font(("sans-serif", 18, &INK))
            .margin(12)
            .draw()?;
        Ok(())
    }

    fn held_out_name(&self) -> String {
        let best = self.held_out.last();
        best.map_or_else(
            || "held out, not measured yet".to_owned(),
            |(_, loss)| format!("held out, now {loss:.4}"),
        )
    }
}

/// Draws the curve of a run's folder from its `log.jsonl` to its `loss.png`, and says where that
/// is.
pub(crate) fn of_run(run: &Path) -> Result<PathBuf> {
    let log = run.join(LOG_FILE);
    let text = fs::read_to_string(&log)
        .with_context(|| format!("cannot read {}: is this the folder of a run?", log.display()))?;
    let picture = run.join("loss.png");
    Curve::from_log(&text).write(&picture)?;
    Ok(picture)
}

/// Hands the drawing library a font, once: it finds none by itself without one on the system.
pub(crate) fn load_font() -> Result<(), String> {
    static LOADED: OnceLock<bool> = OnceLock::new();
    let loaded = *LOADED.get_or_init(|| {
        let font = epaint_default_fonts::UBUNTU_LIGHT;
        register_font("sans-serif", FontStyle::Normal, font).is_ok()
    });
    if loaded { Ok(()) } else { Err("the built-in font cannot be read".to_owned()) }
}

/// Dropping from the end of a list in order.
trait RetainFromEnd<T> {
    /// Drops items from the end for as long as they are not `wanted`.
    fn retain_from_end(&mut self, wanted: impl Fn(&T) -> bool);
}

impl<T> RetainFromEnd<T> for Vec<T> {
    fn retain_from_end(&mut self, wanted: impl Fn(&T) -> bool) {
        while self.pop_if(|item| !wanted(item)).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_were_done_again_count_once() {
        let log = "\
            {\"step\":1,\"sprites\":8,\"loss\":4.0}\n\
            {\"step\":2,\"sprites\":16,\"loss\":3.0}\n\
            {\"held_out_loss\":2.5,\"step\":2}\n\
            {\"step\":3,\"sprites\":24,\"loss\":9.0}\n\
            {\"step\":2,\"sprites\":16,\"loss\":3.5}\n\
            {\"held_out_loss\":2.25,\"step\":2}\n\
            {\"step\":3,\"spri";
        let curve = Curve::from_log(log);
        assert_eq!(curve.training, [(8.0, 4.0), (16.0, 3.5)]);
        assert_eq!(curve.held_out, [(16.0, 2.25)]);
    }

    #[test]
    fn the_picture_shows_both_lines() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loss.png");
        let falling =
            |factor: f64| (1..50).map(|i| (f64::from(i), factor / f64::from(i))).collect();
        Curve { training: falling(2.0), held_out: falling(1.0) }.write(&path).unwrap();
        let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(&path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rgb).unwrap();
        let count = |colour: RGBColor| {
            rgb.chunks_exact(3).filter(|pixel| *pixel == [colour.0, colour.1, colour.2]).count()
        };
        assert!(count(TRAINING) > 500 && count(HELD_OUT) > 500);
    }

    #[test]
    fn an_empty_log_draws_nothing() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("log.jsonl"), "").unwrap();
        of_run(dir.path()).unwrap();
        assert!(!dir.path().join("loss.png").exists());
        assert!(of_run(&dir.path().join("nowhere")).is_err());
    }
}
