//! Checks that a type with a derived `UserMixin` has no methods of its own that seem to override
//! it, as in Flask-Login: guards and loaders would not call them.

/// The derived `get_id` itself.
#[diagnostic::on_unimplemented(
    message = "the method `get_id` of this type is not called to get the id",
    label = "the derived `UserMixin::get_id` is called instead",
    note = "remove the method and mark a field `#[user(id)]`; \
            to compute the id, name the method in `#[user(id = \"get_id\")]`"
)]
pub trait DerivedGetId<Derived> {}

#[diagnostic::do_not_recommend]
impl<Derived> DerivedGetId<Derived> for Derived {}

/// The derived `is_active` itself.
#[diagnostic::on_unimplemented(
    message = "guards do not call the method `is_active` of this type",
    label = "guards call the derived `UserMixin::is_active` instead",
    note = "remove the method and mark a field `#[user(active)]`; \
            to compute the value, implement `UserMixin` by hand"
)]
pub trait DerivedIsActive<Derived> {}

#[diagnostic::do_not_recommend]
impl<Derived> DerivedIsActive<Derived> for Derived {}

/// The derived `session_hash` itself.
#[diagnostic::on_unimplemented(
    message = "logins are not bound to what the method `session_hash` of this type returns",
    label = "the derived `UserMixin::session_hash` is called instead",
    note = "remove the method and mark a field `#[user(session_hash)]`; \
            to compute the value, implement `UserMixin` by hand"
)]
pub trait DerivedSessionHash<Derived> {}

#[diagnostic::do_not_recommend]
impl<Derived> DerivedSessionHash<Derived> for Derived {}

/// Compiles only if the second method of each pair, written as `Type::method`, is the first one.
pub fn not_overridden<A, B, C>(
    _get_id: (A, impl DerivedGetId<A>),
    _is_active: (B, impl DerivedIsActive<B>),
    _session_hash: (C, impl DerivedSessionHash<C>),
) {
}
