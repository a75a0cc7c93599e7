#[automatically_derived]
#[allow(deprecated)]
impl ::login::UserMixin for User {
    type Id = ::login::__private::String;
    fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
        ::login::__private::ToString::to_string(&Self::token(self))
    }
}
