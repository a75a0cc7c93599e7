//! The command line arguments.

pub(crate) const USAGE: &str = "\
usage: compile-time [--rounds NUMBER] [--handlers NUMBER]

  --rounds NUMBER    how often everything is measured (5)
  --handlers NUMBER  how many handlers each application has (300)";

#[derive(Clone, Copy)]
pub(crate) struct Arguments {
    pub(crate) rounds: u32,
    pub(crate) handlers: u32,
}

impl Arguments {
    /// Parses the arguments. Those that are missing keep their defaults.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            rounds: 5,
            handlers: 300,
        };
        while let Some(option) = words.next() {
            let setting = match option.as_str() {
                "--rounds" => &mut arguments.rounds,
                "--handlers" => &mut arguments.handlers,
                _ => return Err(format!("unknown argument `{option}`")),
            };
            *setting = positive_number(&option, words.next())?;
        }
        Ok(arguments)
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
