#[automatically_derived]
#[allow(deprecated)]
impl<T: 'static> ::login::UserMixin for User<T> {
    type Id = i64;
    fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
        {
            #[allow(unused_imports)]
            use ::login::UserMixin as _;
            ::login::__private::not_overridden(
                (<Self as ::login::UserMixin>::get_id, Self::get_id),
                (<Self as ::login::UserMixin>::is_active, Self::is_active),
                (<Self as ::login::UserMixin>::session_hash, Self::session_hash),
            );
        }
        ::login::__private::Clone::clone(&self.id)
    }
    fn is_active(&self) -> ::login::__private::bool {
        <bool as ::login::__private::ActiveFlag>::is_set(&self.enabled)
    }
    fn session_hash(
        &self,
    ) -> ::login::__private::Option<
        ::login::__private::Cow<'_, [::login::__private::u8]>,
    > {
        ::login::__private::Option::Some(
            ::login::__private::Cow::Borrowed(
                <String as ::login::__private::SessionHash>::bytes(&self.password),
            ),
        )
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: 'static> ::login::__private::PartialEq for User<T> {
    fn eq(&self, __login_other: &Self) -> ::login::__private::bool {
        self.id == __login_other.id
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: 'static> ::login::__private::Eq for User<T> {}
#[automatically_derived]
#[allow(deprecated)]
impl<T: 'static> ::login::__private::Hash for User<T> {
    fn hash<__LoginHasher: ::login::__private::Hasher>(
        &self,
        __login_state: &mut __LoginHasher,
    ) {
        ::login::__private::Hash::hash(&self.id, __login_state)
    }
}
