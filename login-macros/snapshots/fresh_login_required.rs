async fn secret(
    __login_request: ::login::__private::Unguarded,
) -> ::login::__private::Result<
    ::login::__private::HttpResponse,
    ::login::__private::Error,
> {
    #[allow(clippy::unused_async)]
    async fn secret() -> &'static str {
        "x"
    }
    let __login_admitted = ::login::__private::guard(
            __login_request,
            ::login::__private::Requirement::FRESH_LOGIN,
        )
        .await?;
    ::login::__private::Ok(
        ::login::__private::HandlerAnswer::answer(secret().await, &__login_admitted),
    )
}
