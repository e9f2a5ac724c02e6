//! A picture: how long each way takes, as a part of what CPython's own function takes.

use crate::rounds::Times;
use fmtunit_benches::Row;
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

/// The variants that are drawn, and their colours.
const DRAWN: [(&str, RGBColor); 4] = [
    ("interpret", RGBColor(221, 170, 51)),
    ("jit", RGBColor(68, 119, 170)),
    ("macro", RGBColor(187, 85, 102)),
    ("by_hand", RGBColor(120, 120, 120)),
];

/// Pixels.
const WIDTH: u32 = 900;
const ROW: u32 = 26;
const AROUND: u32 = 130;

/// The rows of a picture.
pub(crate) struct Picture {
    title: String,
    rows: Vec<(String, Times)>,
}

impl Picture {
    /// An empty one.
    pub(crate) fn new(version: &str) -> Self {
        // Without the compiler and the date that follow.
        let release = version.split(" (").next().unwrap_or_default();
        Self { title: format!("{release}: time for a call, as a part of stock's"), rows: Vec::new() }
    }

    /// Adds the headline rows of a family.
    pub(crate) fn add(&mut self, family: &str, timed: Vec<(&Row, Times)>) {
        let headline = timed.into_iter().filter(|(row, _)| row.headline);
        self.rows.extend(headline.map(|(row, times)| (format!("{family} {}", row.name), times)));
    }

    /// Is there no row to draw?
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Draws it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn draw(&self, file: &Path) -> Result<(), Box<dyn Error>> {
        let count = self.rows.len();
        let area = SVGBackend::new(file, (WIDTH, AROUND + ROW * count as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(&self.title, ("sans-serif", 20))
            .margin(10)
            .x_label_area_size(40)
            .y_label_area_size(300)
            .build_cartesian_2d(0.0..1.1, -0.5..count as f64 - 0.5)?;
        // The first row stands at the top.
        let name = |at: &f64| {
            let row = count.checked_sub(1 + at.round() as usize).and_then(|index| self.rows.get(index));
            row.map_or_else(String::new, |(name, _)| name.clone())
        };
        chart
            .configure_mesh()
            .x_desc("1 is CPython's own function; less is faster")
            .y_labels(count.max(1))
            .y_label_formatter(&name)
            .light_line_style(TRANSPARENT)
            .draw()?;
        for (variant, colour) in DRAWN {
            let points = self
                .rows
                .iter()
                .rev()
                .enumerate()
                .filter_map(|(at, (_, times))| Some((times.ratio(variant, "stock")?, at as f64)));
            let dots = points.map(|point| Circle::new(point, 5, colour.filled()));
            chart
                .draw_series(dots)?
                .label(variant)
                .legend(move |at| Circle::new((at.0 + 8, at.1), 5, colour.filled()));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .background_style(WHITE.mix(0.8))
            .border_style(BLACK.mix(0.3))
            .draw()?;
        area.present()?;
        Ok(())
    }
}
