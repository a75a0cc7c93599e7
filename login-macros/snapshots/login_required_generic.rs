#[allow(clippy::future_not_send)]
#[allow(clippy::missing_errors_doc)]
async fn show<'a, S: Store, const N: usize>(
    __login_request: ::login::__private::Unguarded,
) -> ::login::__private::Result<
    ::login::__private::HttpResponse,
    ::login::__private::Error,
>
where
    S: 'static,
{
    #[allow(clippy::unused_async, non_snake_case)]
    async fn show<'a, S: Store, const N: usize>(store: web::Data<S>) -> HttpResponse
    where
        S: 'static,
    {
        store.show::<N>()
    }
    let __login_known = ::login::__private::guard(
            __login_request,
            ::login::__private::Requirement::LOGIN,
        )
        .await?;
    let mut __login_admitted = __login_known.admit()?;
    let __login_argument_0 = ::login::__private::known_argument(&mut __login_admitted)
        .await?;
    ::login::__private::Ok(
        ::login::__private::HandlerAnswer::answer(
            show::<S, N>(__login_argument_0).await,
            &__login_admitted,
        ),
    )
}
