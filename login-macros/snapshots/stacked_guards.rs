#[fresh_login_required(__login_merged)]
const _: () = ::core::compile_error!(
    "this is not the attribute of `login`; write `use login::fresh_login_required;`, or, if another crate's is meant, its path, as in `#[other::fresh_login_required]`"
);
#[permission_required(__login_merged)]
const _: () = ::core::compile_error!(
    "this is not the attribute of `login`; write `use login::permission_required;`, or, if another crate's is meant, its path, as in `#[other::permission_required]`"
);
#[get("/posts")]
#[cfg(feature = "posts")]
async fn posts(
    ::login::__private::Admit {
        arguments: (user, (order, ())),
        ..
    }: ::login::__private::Admit<
        __login_needs_a_guard_on_the_impl_block_of_posts,
        (CurrentUser<User>, (Order, ())),
        {
            ::login::__private::is_user::<CurrentUser<User>>()
                & ::login::__private::is_argument::<Order>()
        },
    >,
) -> HttpResponse {
    body
}
#[cfg(feature = "posts")]
#[doc(hidden)]
#[allow(dead_code, missing_debug_implementations, non_camel_case_types, unreachable_pub)]
struct __login_needs_a_guard_on_the_impl_block_of_posts;
#[cfg(feature = "posts")]
#[automatically_derived]
impl ::login::__private::Guard for __login_needs_a_guard_on_the_impl_block_of_posts {
    const REQUIREMENT: ::login::__private::Requirement = ::login::__private::Requirement::FRESH_LOGIN
        .login_view("/in");
    fn check(
        __login_known: &::login::__private::LoggedIn,
    ) -> ::login::__private::Result<(), ::login::__private::Error> {
        ::login::__private::only_if(
            (::login::__private::role_of::<User, _>(Role::Admin, &__login_known)?
                || (::login::__private::role_of::<User, _>(Role::Editor, &__login_known)?
                    && ::login::__private::role_of::<
                        User,
                        _,
                    >(Role::Trusted, &__login_known)?)),
            &__login_known,
        )?;
        ::login::__private::only_if(
            ::login::__private::permission_of::<User, _>("posts.edit", &__login_known)?,
            &__login_known,
        )?;
        ::login::__private::Ok(())
    }
}
