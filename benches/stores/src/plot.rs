//! Draws the plot: one column per engine, one line per operation.

use std::path::Path;

use plotters::{
    coord::Shift,
    prelude::{
        BindKeyPoints, ChartBuilder, Circle, DrawingArea, IntoDrawingArea, IntoLogRange,
        PathElement, RGBColor, SVGBackend, Text, WHITE,
    },
    series::LineSeries,
    style::Color,
};

use crate::{
    Result,
    figures::{Figures, Latency, Operation},
};

type Panel<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Measure = fn(&Latency) -> f64;

/// The statistics to plot. Each of them has a row of panels.
const MEASURES: [(&str, Measure); 2] = [
    ("median", |latency| latency.median_us),
    ("99th percentile", |latency| latency.p99_us),
];
const PANEL: (u32, u32) = (420, 320);
const LEGEND: u32 = 40;

/// Writes the plot as SVG.
pub(crate) fn draw(all: &[Figures], file: &Path) -> Result<()> {
    let columns = u32::try_from(all.len())?;
    let rows = u32::try_from(MEASURES.len())?;
    let size = (PANEL.0 * columns, LEGEND + PANEL.1 * rows);
    let root = SVGBackend::new(file, size).into_drawing_area();
    root.fill(&WHITE)?;
    let (legend, charts) = root.split_vertically(LEGEND);
    draw_legend(&legend)?;
    let panels = charts.split_evenly((MEASURES.len(), all.len()));
    let contents = MEASURES
        .iter()
        .flat_map(|row| all.iter().map(move |figures| (figures, row)));
    for (panel, (figures, (name, measure))) in panels.iter().zip(contents) {
        draw_panel(panel, figures, name, *measure)?;
    }
    root.present()?;
    Ok(())
}

fn draw_legend(panel: &Panel<'_>) -> Result<()> {
    let mut x = 64;
    for operation in Operation::ALL {
        let colour = colour(operation);
        let line = [(x, 22), (x + 20, 22)];
        panel.draw(&PathElement::new(line, colour.stroke_width(3)))?;
        let name = Text::new(operation.name(), (x + 26, 14), ("sans-serif", 15));
        panel.draw(&name)?;
        x += 100;
    }
    Ok(())
}

fn draw_panel(panel: &Panel<'_>, figures: &Figures, name: &str, measure: Measure) -> Result<()> {
    let lines = Operation::ALL.map(|operation| (operation, line(figures, operation, measure)));
    let points = lines.iter().flat_map(|(_, line)| line);
    let highest = points.fold(0.0, |highest: f64, (_, time)| highest.max(*time));
    let sizes = figures.points.iter().map(|point| point.sessions.into());
    let sizes: Vec<f64> = sizes.collect();
    let smallest = sizes.first().copied().unwrap_or(1.0);
    let largest = sizes.last().copied().unwrap_or(1.0);
    let digits = usize::from(highest < 10.0);
    let mut chart = ChartBuilder::on(panel)
        .caption(format!("{}, {name}", figures.title()), ("sans-serif", 16))
        .margin(12)
        .margin_right(36)
        .x_label_area_size(36)
        .y_label_area_size(52)
        // The axis begins at zero, so that no line looks flatter or steeper than it is.
        .build_cartesian_2d(
            (smallest..largest).log_scale().with_key_points(sizes),
            0.0..highest * 1.1,
        )?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .max_light_lines(1)
        .x_desc("sessions")
        .y_desc("µs")
        .x_label_formatter(&|sessions| format!("{sessions:.0}"))
        .y_label_formatter(&|time| format!("{time:.digits$}"))
        .draw()?;
    for (operation, line) in lines {
        let colour = colour(operation);
        let circles = line.iter().map(|at| Circle::new(*at, 3, colour.filled()));
        chart.draw_series(circles)?;
        chart.draw_series(LineSeries::new(line, colour.stroke_width(2)))?;
    }
    Ok(())
}

fn line(figures: &Figures, operation: Operation, measure: Measure) -> Vec<(f64, f64)> {
    let points = figures.points.iter();
    let line = points.filter_map(|point| {
        let latency = point.latencies.get(&operation)?;
        Some((f64::from(point.sessions), measure(latency)))
    });
    line.collect()
}

/// The colours of Okabe and Ito, which colour-blind people can distinguish.
fn colour(operation: Operation) -> RGBColor {
    match operation {
        Operation::Load => RGBColor(0, 0, 0),
        Operation::Update => RGBColor(213, 94, 0),
        Operation::Touch => RGBColor(230, 159, 0),
        Operation::Replace => RGBColor(204, 121, 167),
        Operation::List => RGBColor(0, 114, 178),
        Operation::Create => RGBColor(0, 158, 115),
        Operation::Delete => RGBColor(86, 180, 233),
    }
}
