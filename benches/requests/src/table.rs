//! The tables of results, in Markdown.

use std::fmt::Write;

use requests::{Scenario, Server};

use crate::{
    figures::{Figures, Request, median},
    targets,
};

pub(crate) fn markdown(figures: &Figures) -> String {
    let mut text = String::new();
    for scenario in Scenario::ALL {
        in_process(&mut text, figures, scenario);
    }
    over_loopback(&mut text, figures);
    aims(&mut text, figures);
    text
}

fn servers(figures: &Figures, scenario: Scenario) -> impl Iterator<Item = &Request> {
    let of_it = move |server| figures.find(server, scenario);
    Server::ALL.into_iter().filter_map(of_it)
}

// Writing to a `String` cannot fail.
fn in_process(text: &mut String, figures: &Figures, scenario: Scenario) {
    if servers(figures, scenario).next().is_none() {
        return;
    }
    _ = writeln!(
        text,
        "#### {}\n\n\
         | server | instructions | / framework | / floor | above framework | allocations | \
         above framework | best ns | median ns | round trips |\n\
         |---|{}",
        scenario.name(),
        "---:|".repeat(9)
    );
    for request in servers(figures, scenario) {
        let plain = figures.plain(request.server, scenario);
        let floor = figures.floor(scenario);
        let ratio = |to: Option<&Request>| match to {
            Some(to) => format!(
                "{:.2}",
                f64::from(request.instructions) / f64::from(to.instructions)
            ),
            None => "-".to_owned(),
        };
        let above = |of: fn(&Request) -> u32| match plain {
            Some(plain) => (i64::from(of(request)) - i64::from(of(plain))).to_string(),
            None => "-".to_owned(),
        };
        _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            request.server.name(),
            request.instructions,
            ratio(plain),
            ratio(floor),
            above(|request| request.instructions),
            request.allocations,
            above(|request| request.allocations),
            request.nanoseconds.best,
            request.nanoseconds.median,
            request
                .round_trips
                .map_or_else(|| "-".to_owned(), |trips| format!("{trips:.1}")),
        );
    }
    text.push('\n');
}

fn over_loopback(text: &mut String, figures: &Figures) {
    for scenario in Scenario::ALL {
        if figures.load(Server::Plain, scenario).is_none() {
            continue;
        }
        _ = writeln!(
            text,
            "#### {}, over loopback\n\n\
             | server | requests/s | / actix-web | / floor |\n|---|---:|---:|---:|",
            scenario.name()
        );
        for server in Server::ALL {
            let Some(load) = figures.load(server, scenario) else {
                continue;
            };
            let per_second = median(load.per_second.clone()).unwrap_or_default();
            let ratio = |to| {
                let ratio = figures.load_ratio(server, to, scenario);
                ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"))
            };
            _ = writeln!(
                text,
                "| {} | {per_second:.0} | {} | {} |",
                server.name(),
                ratio(Server::Plain),
                ratio(Server::Floor)
            );
        }
        text.push('\n');
    }
}

fn aims(text: &mut String, figures: &Figures) {
    text.push_str("#### Aims\n\n| aim | found | at most | met |\n|---|---:|---:|---|\n");
    for target in targets::all(figures) {
        _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            target.what,
            short(target.found),
            short(target.at_most),
            if target.is_met() { "yes" } else { "**no**" }
        );
    }
}

fn short(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}
