//! Measures how long `cargo check` and `cargo build` take for an application with guarded handlers, compared
//! with the same application without guards, and how large the programs are.

mod application;
mod arguments;
mod guard;
mod measure;
mod report;
mod sizes;
mod workspace;

use std::{collections::BTreeMap, error::Error, process::ExitCode};

use crate::{
    arguments::Arguments,
    guard::Guard,
    measure::Cost,
    report::Costs,
    workspace::{Action, Workspace},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(mistake) => {
            eprintln!("error: {mistake}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(arguments) {
        Ok(table) => {
            println!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(Arguments { rounds, handlers }: Arguments) -> Result<String> {
    let workspace = Workspace::create(handlers)?;
    eprintln!("building the dependencies");
    workspace.build_dependencies()?;
    let mut costs = Costs::new();
    for action in Action::ALL {
        for round in 1..=rounds {
            eprintln!("{action}: round {round} of {rounds}");
            measure_round(&workspace, action, &mut costs)?;
        }
    }
    let times = report::table(&costs);
    Ok(format!("{times}\n{}", sizes::table(handlers)?))
}

/// Measures one application after the other, so that other load on the machine affects all of them.
fn measure_round(workspace: &Workspace, action: Action, costs: &mut Costs) -> Result<()> {
    for guard in Guard::ALL {
        let cost: Cost = workspace.measure(action, guard)?;
        let of_action: &mut BTreeMap<Guard, Vec<Cost>> = costs.entry(action).or_default();
        of_action.entry(guard).or_default().push(cost);
    }
    Ok(())
}
