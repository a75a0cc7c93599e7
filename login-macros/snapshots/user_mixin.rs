#[automatically_derived]
impl<T: 'static> ::login::UserMixin for User<T> {
    type Id = i64;
    fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
        ::core::clone::Clone::clone(&self.id)
    }
    fn is_active(&self) -> bool {
        self.enabled
    }
    fn session_hash(
        &self,
    ) -> ::login::__private::Option<::login::__private::Cow<'_, [u8]>> {
        ::login::__private::session_hash(&self.password)
    }
}
