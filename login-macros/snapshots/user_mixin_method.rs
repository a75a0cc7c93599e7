#[automatically_derived]
#[allow(deprecated)]
impl ::login::UserMixin for User {
    type Id = ::login::__private::String;
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
        ::login::__private::ToString::to_string(&Self::token(self))
    }
}
