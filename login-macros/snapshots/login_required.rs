/// Shows the account.
#[get("/account/{id}")]
pub async fn account(
    __login_request: ::login::__private::Unguarded,
) -> ::login::__private::Result<
    ::login::__private::HttpResponse,
    ::login::__private::Error,
> {
    #[tracing::instrument(skip(form))]
    #[allow(clippy::unused_async)]
    async fn account(
        id: web::Path<u64>,
        web::Form(form): web::Form<Edit>,
    ) -> impl Responder {
        format!("{id}")
    }
    let mut __login_admitted = ::login::__private::guard(
            __login_request,
            ::login::__private::Requirement::LOGIN,
        )
        .await?;
    let __login_argument_0 = ::login::__private::argument::<
        web::Path<u64>,
    >(&mut __login_admitted)
        .await?;
    let __login_argument_1 = ::login::__private::argument::<
        web::Form<Edit>,
    >(&mut __login_admitted)
        .await?;
    ::login::__private::Ok(
        ::login::__private::HandlerAnswer::answer(
            account(__login_argument_0, __login_argument_1).await,
            &__login_admitted,
        ),
    )
}
