async fn secret(
    __login_request: facade::auth::__private::Unguarded,
) -> facade::auth::__private::Result<
    facade::auth::__private::HttpResponse,
    facade::auth::__private::Error,
> {
    #[allow(clippy::unused_async)]
    async fn secret(user: CurrentUser<User>) -> HttpResponse {
        body
    }
    let mut __login_admitted = facade::auth::__private::guard(
            __login_request,
            facade::auth::__private::Requirement::FRESH_LOGIN
                .within(900u64)
                .login_view("/in")
                .refresh_view("/again")
                .unauthorized(|request| facade::auth::__private::respond(
                    pages::sorry,
                    request,
                )),
        )
        .await?;
    facade::auth::__private::test(User::is_admin, &__login_admitted)?;
    let __login_argument_0 = facade::auth::__private::argument::<
        CurrentUser<User>,
    >(&mut __login_admitted)
        .await?;
    facade::auth::__private::Ok(
        facade::auth::__private::HandlerAnswer::answer(
            secret(__login_argument_0).await,
            &__login_admitted,
        ),
    )
}
