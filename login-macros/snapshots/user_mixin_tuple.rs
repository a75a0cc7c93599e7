#[automatically_derived]
impl ::login::UserMixin for User {
    type Id = String;
    fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
        ::login::__private::Clone::clone(&self.0)
    }
}
