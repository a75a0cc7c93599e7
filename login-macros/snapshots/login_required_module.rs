/// Only for members.
pub mod members {
    #![allow(dead_code)]
    use super::*;
    const MOST: usize = { 3 };
    struct Wrapped(u8);
    #[get("/list")]
    pub async fn list(
        __login_request: ::login::__private::Unguarded,
    ) -> ::login::__private::Result<
        ::login::__private::HttpResponse,
        ::login::__private::Error,
    > {
        #[allow(clippy::unused_async)]
        async fn list() -> impl Responder {
            "list"
        }
        let __login_admitted = ::login::__private::guard(
                __login_request,
                ::login::__private::Requirement::LOGIN,
            )
            .await?;
        ::login::__private::Ok(
            ::login::__private::HandlerAnswer::answer(list().await, &__login_admitted),
        )
    }
    #[get("/open")]
    async fn open() -> impl Responder {
        "open"
    }
    fn helper() -> u8 {
        1
    }
    impl Display for Wrapped {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            Ok(())
        }
    }
    mod deeper {
        async fn hidden(
            __login_request: ::login::__private::Unguarded,
        ) -> ::login::__private::Result<
            ::login::__private::HttpResponse,
            ::login::__private::Error,
        > {
            #[allow(clippy::unused_async)]
            async fn hidden() -> impl Responder {
                "hidden"
            }
            let __login_admitted = ::login::__private::guard(
                    __login_request,
                    ::login::__private::Requirement::LOGIN,
                )
                .await?;
            ::login::__private::Ok(
                ::login::__private::HandlerAnswer::answer(
                    hidden().await,
                    &__login_admitted,
                ),
            )
        }
    }
}
