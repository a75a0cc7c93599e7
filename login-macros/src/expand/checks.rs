//! The checks of a user beyond the login, one statement each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Type, spanned::Spanned};

use super::tokens::{located_at, private};
use crate::model::{Check, Condition, Policy};

/// Writes a statement that refuses users who do not pass the check.
pub(super) fn expand(
    check: &Check,
    policy: &Policy,
    user: Option<&Type>,
    known: &Ident,
) -> TokenStream {
    let (asks_for, condition) = match check {
        Check::Test(test) => {
            let place = test.span();
            let runtime = private(policy.runtime.as_ref(), place);
            let known = located_at(place, known.to_token_stream());
            let user = user.map(|user| located_at(place, user.to_token_stream()));
            let user = user.map(|user| quote_spanned!(place=> ::<#user>));
            return quote_spanned!(place=> #runtime::test #user (#test, &#known)?;);
        }
        Check::Role(condition) => ("role", condition),
        Check::Permission(condition) => ("permission", condition),
    };
    let runtime = private(policy.runtime.as_ref(), Span::call_site());
    let passes = condition_of(condition, asks_for, policy, user, known);
    quote!(#runtime::only_if(#passes, &#known)?;)
}

/// Writes an expression of type `bool`, grouped exactly as the condition is written.
fn condition_of(
    condition: &Condition,
    asks_for: &str,
    policy: &Policy,
    user: Option<&Type>,
    known: &Ident,
) -> TokenStream {
    let each = |conditions: &[Condition]| -> Vec<TokenStream> {
        conditions
            .iter()
            .map(|condition| condition_of(condition, asks_for, policy, user, known))
            .collect()
    };
    match condition {
        Condition::Any(conditions) => {
            let each = each(conditions);
            quote!((#(#each)||*))
        }
        Condition::All(conditions) => {
            let each = each(conditions);
            quote!((#(#each)&&*))
        }
        Condition::Has(asked) => {
            let place = asked.span();
            let runtime = private(policy.runtime.as_ref(), place);
            let known = located_at(place, known.to_token_stream());
            let ask = if let Some(user) = user {
                let ask = format_ident!("{asks_for}_of", span = place);
                let user = located_at(place, user.to_token_stream());
                quote_spanned!(place=> #runtime::#ask::<#user, _>)
            } else {
                let ask = format_ident!("{asks_for}", span = place);
                quote_spanned!(place=> #runtime::#ask)
            };
            quote_spanned!(place=> #ask(#asked, &#known)?)
        }
    }
}
