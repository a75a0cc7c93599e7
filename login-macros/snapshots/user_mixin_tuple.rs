#[automatically_derived]
impl ::login::UserMixin for User {
    type Id = String;
    fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
        ::login::__private::Clone::clone(&self.0)
    }
}
#[automatically_derived]
impl ::login::__private::PartialEq for User {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
#[automatically_derived]
impl ::login::__private::Eq for User {}
#[automatically_derived]
impl ::login::__private::Hash for User {
    fn hash<H: ::login::__private::Hasher>(&self, state: &mut H) {
        ::login::__private::Hash::hash(&self.0, state);
    }
}
