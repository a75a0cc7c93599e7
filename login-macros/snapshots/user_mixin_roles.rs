#[automatically_derived]
#[allow(deprecated)]
impl ::login::UserMixin for User {
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
    fn as_has_roles(&self) -> ::login::__private::Option<&dyn ::login::AnyRoles> {
        ::login::__private::Option::Some(::login::__private::with_roles(self))
    }
    fn as_has_permissions(
        &self,
    ) -> ::login::__private::Option<&dyn ::login::AnyPermissions> {
        ::login::__private::Option::Some(::login::__private::with_permissions(self))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::HasRoles for User {
    type Role = Role;
    fn has_role(
        &self,
        __login_asked: &<Self as ::login::HasRoles>::Role,
    ) -> ::login::__private::bool {
        ::login::__private::is_among_roles(
            self,
            ::login::__private::once(&self.role),
            __login_asked,
        )
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::HasPermissions for User {
    type Permission = ::login::__private::str;
    fn has_permission(
        &self,
        __login_asked: &<Self as ::login::HasPermissions>::Permission,
    ) -> ::login::__private::bool {
        ::login::__private::is_among_permissions(self, self.may.iter(), __login_asked)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::PartialEq for User {
    fn eq(&self, __login_other: &Self) -> ::login::__private::bool {
        self.id == __login_other.id
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
        ::login::__private::Hash::hash(&self.id, __login_state)
    }
}
