//! Draws the plot: the cost of a request, with one panel per kind of request and one bar per server.

use std::path::Path;

use plotters::{
    coord::Shift,
    prelude::{DrawingArea, IntoDrawingArea, RGBColor, Rectangle, SVGBackend, Text, WHITE},
    style::Color,
};
use requests::{Scenario, Server};

use crate::{Result, figures::Figures};

type Panel<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const PANELS: [Scenario; 6] = [
    Scenario::PublicWithCookie,
    Scenario::Guarded,
    Scenario::GuardedForeign,
    Scenario::Denied,
    Scenario::Login,
    Scenario::Restored,
];
const COLUMNS: usize = 2;
const WIDTH: i32 = 560;
const BAR: i32 = 20;
const HEAD: i32 = 40;
/// The position where the bars begin, and the length of the longest one.
const NAMES: i32 = 170;
const LENGTH: u64 = 300;

/// Writes the plot as SVG.
pub(crate) fn draw(figures: &Figures, file: &Path) -> Result<()> {
    let rows = PANELS.len().div_ceil(COLUMNS);
    let height = HEAD + BAR * i32::try_from(Server::ALL.len() + 1)?;
    let size = (
        (WIDTH * i32::try_from(COLUMNS)?).try_into()?,
        (height * i32::try_from(rows)?).try_into()?,
    );
    let root = SVGBackend::new(file, size).into_drawing_area();
    root.fill(&WHITE)?;
    let panels = root.split_evenly((rows, COLUMNS));
    for (panel, scenario) in panels.iter().zip(PANELS) {
        draw_panel(panel, figures, scenario)?;
    }
    root.present()?;
    Ok(())
}

/// Draws a panel. Its bars begin at zero and share one scale.
fn draw_panel(panel: &Panel<'_>, figures: &Figures, scenario: Scenario) -> Result<()> {
    let title = format!("{}: instructions", scenario.name());
    panel.draw(&Text::new(title, (12, 12), ("sans-serif", 16)))?;
    let found = Server::ALL.map(|server| figures.find(server, scenario));
    let found: Vec<_> = found.into_iter().flatten().collect();
    let most = found.iter().map(|request| request.instructions).max();
    let most = u64::from(most.unwrap_or(1).max(1));
    let scale = |instructions: u32| i32::try_from(u64::from(instructions) * LENGTH / most);
    let mut y = HEAD;
    for request in found {
        let name = request.server.name();
        panel.draw(&Text::new(name, (12, y + 2), ("sans-serif", 13)))?;
        let end = NAMES + scale(request.instructions)?;
        let bar = [(NAMES, y), (end, y + BAR - 6)];
        panel.draw(&Rectangle::new(bar, colour(request.server).filled()))?;
        let count = request.instructions.to_string();
        panel.draw(&Text::new(count, (end + 6, y + 2), ("sans-serif", 13)))?;
        y += BAR;
    }
    Ok(())
}

/// The colours of Okabe and Ito, which colour-blind people can distinguish.
fn colour(server: Server) -> RGBColor {
    match server {
        Server::Plain | Server::AxumPlain => RGBColor(150, 150, 150),
        Server::Floor => RGBColor(0, 0, 0),
        Server::Login | Server::LoginPassword | Server::LoginMemory | Server::LoginRedis => {
            RGBColor(0, 114, 178)
        }
        Server::Identity | Server::IdentityRedis => RGBColor(213, 94, 0),
        Server::AxumLogin => RGBColor(230, 159, 0),
    }
}
