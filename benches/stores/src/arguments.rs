//! The command line arguments.

use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
usage: stores [--sessions NUMBER] [--samples NUMBER] [--out FOLDER]

  --sessions NUMBER  how many sessions each engine holds in the end (1000000)
  --samples NUMBER   how often each operation is measured at each size (2000)
  --out FOLDER       where the plot and the figures go (results, beside its Cargo.toml)";

/// The sizes at which to measure before the last one.
const SIZES: [u32; 5] = [1_000, 10_000, 100_000, 300_000, 1_000_000];

pub(crate) struct Arguments {
    pub(crate) sessions: u32,
    pub(crate) samples: u32,
    pub(crate) out: PathBuf,
}

impl Arguments {
    /// Parses the arguments. Those that are missing keep their defaults.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            sessions: 1_000_000,
            samples: 2_000,
            out: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results"),
        };
        while let Some(option) = words.next() {
            let word = words.next();
            match option.as_str() {
                "--sessions" => arguments.sessions = positive_number(&option, word)?,
                "--samples" => arguments.samples = positive_number(&option, word)?,
                "--out" => arguments.out = word.ok_or("`--out` needs a folder")?.into(),
                _ => return Err(format!("unknown argument `{option}`")),
            }
        }
        Ok(arguments)
    }

    /// Returns the sizes at which to measure, the smallest first.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = u32> {
        let smaller = SIZES.into_iter().filter(|size| *size < self.sessions);
        smaller.chain([self.sessions])
    }
}

fn positive_number(option: &str, word: Option<String>) -> Result<u32, String> {
    let word = word.ok_or_else(|| format!("`{option}` needs a number"))?;
    match word.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!(
            "`{option}` needs a whole number above 0, not `{word}`"
        )),
    }
}
