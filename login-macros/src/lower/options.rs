//! Options of an attribute. Each one is taken by its name, at most once. A remaining option is an
//! error that suggests the one that was probably meant.

use darling::{Error, Result, error::Accumulator};
use quote::ToTokens;
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, LitStr, Path};

use crate::{diagnostics::error_on, parse::Pair};

pub(crate) struct Options<'a> {
    /// What has the options, for messages.
    owner: &'a str,
    known: &'a [&'a str],
    pairs: Vec<Pair>,
    errors: Accumulator,
}

impl<'a> Options<'a> {
    pub(crate) fn new(owner: &'a str, known: &'a [&'a str], pairs: Vec<Pair>) -> Self {
        Self {
            owner,
            known,
            pairs,
            errors: Error::accumulator(),
        }
    }

    fn take(&mut self, name: &str) -> Option<Pair> {
        let is_named = |pair: &mut Pair| pair.key == name;
        let mut named = self
            .pairs
            .extract_if(.., is_named)
            .collect::<Vec<_>>()
            .into_iter();
        let first = named.next();
        for again in named {
            self.errors.push(error_on(
                &again.key,
                format!("`{name}` is given twice; remove one of the two"),
            ));
        }
        first
    }

    /// Adds an error for an option that belongs to another attribute.
    pub(crate) fn refuse(&mut self, name: &str, message: &str) {
        if let Some(pair) = self.take(name) {
            self.errors.push(error_on(&pair.key, message));
        }
    }

    /// Adds an error about a value that was taken.
    pub(crate) fn mistake(&mut self, place: &dyn ToTokens, message: &str) {
        self.errors.push(error_on(place, message));
    }

    /// Takes the value of an option. An option without a value is an error that shows `example`.
    pub(crate) fn value(&mut self, name: &str, example: &str) -> Option<Expr> {
        let Pair { key, value } = self.take(name)?;
        if value.is_none() {
            self.errors.push(error_on(
                &key,
                format!("`{name}` needs a value; write `{name} = {example}`"),
            ));
        }
        value
    }

    /// Takes an option whose value is text.
    pub(crate) fn text(&mut self, name: &str, example: &str) -> Option<LitStr> {
        match self.value(name, example)? {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text),
            other => self.wrong(&other, name, "a string", example),
        }
    }

    /// Takes an option whose value is a path.
    pub(crate) fn path(&mut self, name: &str, example: &str) -> Option<Path> {
        match self.value(name, example)? {
            Expr::Path(ExprPath {
                qself: None, path, ..
            }) => Some(path),
            other => self.wrong(&other, name, "a path", example),
        }
    }

    /// Takes an option whose value is the name of a new item.
    pub(crate) fn name(&mut self, name: &str, example: &str) -> Option<Ident> {
        let value = self.value(name, example)?;
        let ident = match &value {
            Expr::Path(ExprPath {
                qself: None, path, ..
            }) => path.get_ident().cloned(),
            _ => None,
        };
        ident.or_else(|| self.wrong(&value, name, "a name", example))
    }

    /// Takes an option without a value.
    pub(crate) fn flag(&mut self, name: &str) -> Option<Ident> {
        let Pair { key, value } = self.take(name)?;
        if let Some(value) = value {
            self.errors.push(error_on(
                &value,
                format!("`{name}` takes no value; write `{name}`"),
            ));
        }
        Some(key)
    }

    fn wrong<T>(
        &mut self,
        value: &dyn ToTokens,
        name: &str,
        kind: &str,
        example: &str,
    ) -> Option<T> {
        self.errors.push(error_on(
            value,
            format!("`{name}` takes {kind}; write `{name} = {example}`"),
        ));
        None
    }

    /// Reports the remaining options as unknown.
    pub(crate) fn finish<T>(mut self, taken: T) -> Result<T> {
        for Pair { key, .. } in &self.pairs {
            let (key_text, owner) = (key.to_string(), self.owner);
            let nearest = self
                .known
                .iter()
                .map(|known| (strsim::jaro_winkler(&key_text, known), known))
                .filter(|(similarity, _)| *similarity > 0.8)
                .max_by(|(a, _), (b, _)| a.total_cmp(b));
            let advice = match nearest {
                Some((_, nearest)) => format!("did you mean `{nearest}`?"),
                None if self.known.is_empty() => "it has no options".to_owned(),
                None => format!("its options are `{}`", self.known.join("`, `")),
            };
            self.errors.push(error_on(
                key,
                format!("`{key_text}` is not an option of `{owner}`; {advice}"),
            ));
        }
        self.errors.finish_with(taken)
    }
}
