#[automatically_derived]
#[allow(deprecated)]
impl ::login::UserMixin for User {
    type Id = String;
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
        ::login::__private::Clone::clone(&self.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::PartialEq for User {
    fn eq(&self, __login_other: &Self) -> ::login::__private::bool {
        self.0 == __login_other.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Eq for User {}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Hash for User {
    fn hash<__LoginHasher: ::login::__private::Hasher>(
        &self,
        __login_state: &mut __LoginHasher,
    ) {
        ::login::__private::Hash::hash(&self.0, __login_state)
    }
}
