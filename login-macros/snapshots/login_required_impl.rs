impl<S: Store> Api<S> {
    const NAME: &'static str = "api";
    pub fn new(store: S) -> Self {
        Self { store }
    }
    #[allow(clippy::unused_async, non_snake_case)]
    async fn __login_show(store: web::Data<Self>) -> Result<Json<S::Item>> {
        store.show()
    }
    #[allow(clippy::future_not_send)]
    pub async fn show(
        __login_request: ::login::__private::Unguarded,
    ) -> ::login::__private::Result<
        ::login::__private::HttpResponse,
        ::login::__private::Error,
    > {
        let __login_known = ::login::__private::guard(
                __login_request,
                ::login::__private::Requirement::LOGIN,
            )
            .await?;
        let mut __login_admitted = __login_known.admit()?;
        let __login_argument_0 = ::login::__private::known_argument(
                &mut __login_admitted,
            )
            .await?;
        ::login::__private::Ok(
            ::login::__private::answer(
                Self::__login_show(__login_argument_0).await,
                &__login_admitted,
            ),
        )
    }
    #[allow(clippy::unused_async, non_snake_case)]
    async fn __login_delete<T: Key>(key: web::Path<T>) -> HttpResponse {
        Self::gone(key)
    }
    #[allow(clippy::future_not_send)]
    #[allow(clippy::missing_errors_doc)]
    pub async fn delete<T: Key + 'static>(
        __login_request: ::login::__private::Unguarded,
    ) -> ::login::__private::Result<
        ::login::__private::HttpResponse,
        ::login::__private::Error,
    > {
        #[fresh_login_required(__login_merged)]
        const _: () = ::core::compile_error!(
            "this is not the attribute of `login`; write `use login::fresh_login_required;`, or, if another crate's is meant, its path, as in `#[other::fresh_login_required]`"
        );
        let __login_known = ::login::__private::guard(
                __login_request,
                ::login::__private::Requirement::FRESH_LOGIN,
            )
            .await?;
        let mut __login_admitted = __login_known.admit()?;
        let __login_argument_0 = ::login::__private::known_argument(
                &mut __login_admitted,
            )
            .await?;
        ::login::__private::Ok(
            ::login::__private::HandlerAnswer::answer(
                Self::__login_delete::<T>(__login_argument_0).await,
                &__login_admitted,
            ),
        )
    }
    async fn method(&self) {}
}
