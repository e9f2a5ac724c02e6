//! A picture: what calls 1 to N take, as a part of what CPython's own function takes for them.

use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

/// Pixels.
const SIZE: (u32, u32) = (900, 480);

/// A format, and the ratios for each number of calls.
pub(crate) type Curve = (String, Vec<(f64, f64)>);

/// Draws curves.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn draw(file: &Path, version: &str, curves: &[Curve]) -> Result<(), Box<dyn Error>> {
    let release = version.split(' ').next().unwrap_or_default();
    let points = || curves.iter().flat_map(|(_, points)| points);
    let most = points().map(|&(calls, _)| calls).fold(1.0, f64::max);
    let least = points().map(|&(calls, _)| calls).fold(most, f64::min);
    let highest = points().map(|&(_, ratio)| ratio).fold(1.1, f64::max);
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(format!("CPython {release}: calls 1 to N, as a part of stock's"), ("sans-serif", 20))
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(50)
        .build_cartesian_2d((least..most).log_scale(), 0.0..highest)?;
    chart
        .configure_mesh()
        .x_desc("N, compilation included")
        .x_label_formatter(&|calls| format!("{calls:.0}"))
        .y_desc("1 is CPython's own function")
        .light_line_style(TRANSPARENT)
        .draw()?;
    chart.draw_series(LineSeries::new([(least, 1.0), (most, 1.0)], BLACK))?;
    for (index, (name, points)) in curves.iter().enumerate() {
        let colour = Palette99::pick(index).to_rgba();
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.3))
        .draw()?;
    area.present()?;
    Ok(())
}
