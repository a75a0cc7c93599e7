//! Every way through a run that has to choose, one after the other: depth first.

/// What was chosen of how many, at each choice of one run.
#[derive(Default)]
pub(crate) struct Search {
    chosen: Vec<(usize, usize)>,
    at: usize,
}

impl Search {
    /// Which one it is in this run.
    pub(crate) fn choose<T: Copy>(&mut self, options: &[T]) -> T {
        if self.at == self.chosen.len() {
            self.chosen.push((0, options.len()));
        }
        let (choice, of) = self.chosen[self.at];
        assert_eq!(of, options.len(), "the same choices lead elsewhere");
        self.at += 1;
        options[choice]
    }

    /// Makes ready for the next run, if there is another one.
    pub(crate) fn next(&mut self) -> bool {
        self.at = 0;
        while let Some((choice, options)) = self.chosen.pop() {
            if choice + 1 < options {
                self.chosen.push((choice + 1, options));
                return true;
            }
        }
        false
    }
}
