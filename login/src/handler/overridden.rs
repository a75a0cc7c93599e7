//! Checks that a type with a derived `UserMixin` has no methods of its own that seem to override
//! it, as in Flask-Login: guards and loaders would not call them. Each function compiles only if
//! both arguments are the same method, so `found` must be written as `Type::method`.

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

/// Checks `is_active`.
pub fn is_active_is_derived<Derived, Found>(_: Derived, _: Found)
where
    Found: DerivedIsActive<Derived>,
{
}

/// The derived `get_id` itself.
#[diagnostic::on_unimplemented(
    message = "the method `get_id` of this type is not called to get the id",
    label = "the derived `UserMixin::get_id` is called instead",
    note = "remove the method and mark a field `#[user(id)]`; \
            to compute the id, rename the method and name it in `#[user(id = \"…\")]`"
)]
pub trait DerivedGetId<Derived> {}

#[diagnostic::do_not_recommend]
impl<Derived> DerivedGetId<Derived> for Derived {}

/// Checks `get_id`.
pub fn get_id_is_derived<Derived, Found>(_: Derived, _: Found)
where
    Found: DerivedGetId<Derived>,
{
}

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

/// Checks `session_hash`.
pub fn session_hash_is_derived<Derived, Found>(_: Derived, _: Found)
where
    Found: DerivedSessionHash<Derived>,
{
}
