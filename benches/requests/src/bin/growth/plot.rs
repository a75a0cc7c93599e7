//! Draws the plots.

use std::path::Path;

use plotters::prelude::{
    ChartBuilder, Circle, IntoDrawingArea, IntoLogRange, LineSeries, RGBColor, SVGBackend,
    SeriesLabelPosition, WHITE,
};
use requests::Result;

/// Draws one line per server. The scale of the sizes is logarithmic.
pub(crate) fn draw(axis: &str, lines: &[(&str, Vec<(usize, u32)>)], file: &Path) -> Result<()> {
    let root = SVGBackend::new(file, (560, 320)).into_drawing_area();
    root.fill(&WHITE)?;
    let points = || lines.iter().flat_map(|(_, line)| line);
    let widest = points().map(|(size, _)| *size).max().unwrap_or(1);
    let highest = points().map(|(_, count)| *count).max().unwrap_or(1);
    let mut chart = ChartBuilder::on(&root)
        .caption(format!("Instructions by {axis}"), ("sans-serif", 16))
        .margin(12)
        .x_label_area_size(32)
        .y_label_area_size(64)
        .build_cartesian_2d((1..widest + 1).log_scale(), 0..highest + highest / 10)?;
    chart.configure_mesh().x_desc(axis).draw()?;
    let colours = [RGBColor(0, 114, 178), RGBColor(213, 94, 0)];
    for ((server, line), colour) in lines.iter().zip(colours) {
        let points: Vec<_> = line
            .iter()
            .map(|(size, count)| (*size + 1, *count))
            .collect();
        chart
            .draw_series(LineSeries::new(points.clone(), colour))?
            .label(*server)
            .legend(move |(x, y)| Circle::new((x + 8, y), 4, colour));
        chart.draw_series(
            points
                .into_iter()
                .map(|point| Circle::new(point, 3, colour)),
        )?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .draw()?;
    root.present()?;
    Ok(())
}
