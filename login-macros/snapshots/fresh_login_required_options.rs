async fn secret(
    facade::auth::__private::Admit {
        arguments: (user, ()),
        ..
    }: facade::auth::__private::Admit<
        __login_needs_a_guard_on_the_impl_block_of_secret,
        (CurrentUser<User>, ()),
        { facade::auth::__private::is_user::<CurrentUser<User>>() },
    >,
) -> HttpResponse {
    body
}
#[doc(hidden)]
#[allow(dead_code, missing_debug_implementations, non_camel_case_types, unreachable_pub)]
struct __login_needs_a_guard_on_the_impl_block_of_secret;
#[automatically_derived]
impl facade::auth::__private::Guard
for __login_needs_a_guard_on_the_impl_block_of_secret {
    const REQUIREMENT: facade::auth::__private::Requirement = facade::auth::__private::Requirement::FRESH_LOGIN
        .within(900u64)
        .refresh_view("/again")
        .unauthorized(|__login_request| facade::auth::__private::respond(
            pages::sorry,
            __login_request,
        ));
    fn check(
        __login_known: &facade::auth::__private::LoggedIn,
    ) -> facade::auth::__private::Result<(), facade::auth::__private::Error> {
        facade::auth::__private::test::<User>(User::is_admin, &__login_known)?;
        facade::auth::__private::Ok(())
    }
}
