#[automatically_derived]
#[allow(deprecated)]
impl ::login::UserMixin for User {
    type Id = ::login::__private::String;
    fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
        {
            #[allow(unused_imports)]
            use ::login::UserMixin as _;
            ::login::__private::get_id_is_derived(
                <Self as ::login::UserMixin>::get_id,
                Self::get_id,
            );
            ::login::__private::is_active_is_derived(
                <Self as ::login::UserMixin>::is_active,
                Self::is_active,
            );
            ::login::__private::session_hash_is_derived(
                <Self as ::login::UserMixin>::session_hash,
                Self::session_hash,
            );
        }
        ::login::__private::ToString::to_string(&Self::token(self))
    }
}
