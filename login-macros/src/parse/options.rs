//! The arguments of a guard: `within = "15m"` and the like.

use darling::{Error, FromMeta, Result, ast::NestedMeta};
use proc_macro2::TokenStream;
use syn::{Expr, LitStr, Path};

/// As written.
#[derive(FromMeta, Default)]
pub(crate) struct Options {
    pub(crate) within: Option<LitStr>,
    pub(crate) login_view: Option<LitStr>,
    pub(crate) refresh_view: Option<LitStr>,
    pub(crate) unauthorized: Option<Path>,
    pub(crate) test: Option<Expr>,
    #[darling(rename = "crate")]
    pub(crate) runtime: Option<Path>,
}

impl Options {
    pub(crate) fn parse(arguments: TokenStream) -> Result<Self> {
        let metas = NestedMeta::parse_meta_list(arguments).map_err(Error::from)?;
        Self::from_list(&metas)
    }
}
