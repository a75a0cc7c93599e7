#[automatically_derived]
#[allow(deprecated)]
impl ::login::UserMixin for Account {
    type Id = AccountId;
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
        match self {
            Self::Staff(__login_user) => {
                AccountId::Staff(::login::UserMixin::get_id(__login_user))
            }
            Self::Customer(__login_user) => {
                AccountId::Customer(::login::UserMixin::get_id(__login_user))
            }
        }
    }
    fn is_active(&self) -> ::login::__private::bool {
        match self {
            Self::Staff(__login_user) => ::login::UserMixin::is_active(__login_user),
            Self::Customer(__login_user) => ::login::UserMixin::is_active(__login_user),
        }
    }
    fn is_authenticated(&self) -> ::login::__private::bool {
        match self {
            Self::Staff(__login_user) => {
                ::login::UserMixin::is_authenticated(__login_user)
            }
            Self::Customer(__login_user) => {
                ::login::UserMixin::is_authenticated(__login_user)
            }
        }
    }
    fn session_hash(
        &self,
    ) -> ::login::__private::Option<
        ::login::__private::Cow<'_, [::login::__private::u8]>,
    > {
        match self {
            Self::Staff(__login_user) => ::login::UserMixin::session_hash(__login_user),
            Self::Customer(__login_user) => {
                ::login::UserMixin::session_hash(__login_user)
            }
        }
    }
    fn as_has_roles(&self) -> ::login::__private::Option<&dyn ::login::AnyRoles> {
        ::login::__private::Option::Some(::login::__private::with_roles(self))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::HasRoles for Account {
    type Role = <Staff as ::login::HasRoles>::Role;
    fn has_role(
        &self,
        __login_asked: &<Self as ::login::HasRoles>::Role,
    ) -> ::login::__private::bool {
        #[allow(unreachable_patterns)]
        match self {
            Self::Staff(__login_user) => {
                ::login::__private::kind_has_role(__login_user, __login_asked)
            }
            _ => false,
        }
    }
}
///The id of a [`Account`], as its user loader gets it.
pub enum AccountId {
    ///Of a [`Staff`].
    Staff(<Staff as ::login::UserMixin>::Id),
    ///Of a [`people :: Customer`].
    Customer(<people::Customer as ::login::UserMixin>::Id),
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Display for AccountId {
    fn fmt(
        &self,
        __login_formatter: &mut ::login::__private::Formatter<'_>,
    ) -> ::login::__private::FmtResult {
        match self {
            Self::Staff(__login_id) => {
                ::login::__private::write!(
                    __login_formatter, "Staff:{}", ::login::UserId::to_text(__login_id)
                )
            }
            Self::Customer(__login_id) => {
                ::login::__private::write!(
                    __login_formatter, "Customer:{}",
                    ::login::UserId::to_text(__login_id)
                )
            }
        }
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Debug for AccountId {
    fn fmt(
        &self,
        __login_formatter: &mut ::login::__private::Formatter<'_>,
    ) -> ::login::__private::FmtResult {
        ::login::__private::Display::fmt(self, __login_formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::FromStr for AccountId {
    type Err = ::login::__private::NoSuchKind;
    fn from_str(
        __login_text: &::login::__private::str,
    ) -> ::login::__private::Result<Self, ::login::__private::NoSuchKind> {
        if let ::login::__private::Option::Some(__login_id) = __login_text
            .strip_prefix("Staff:")
        {
            return ::login::__private::Ok(
                Self::Staff(::login::__private::id_of_kind(__login_id)?),
            );
        }
        if let ::login::__private::Option::Some(__login_id) = __login_text
            .strip_prefix("Customer:")
        {
            return ::login::__private::Ok(
                Self::Customer(::login::__private::id_of_kind(__login_id)?),
            );
        }
        ::login::__private::Err(::login::__private::NoSuchKind)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Clone for AccountId {
    fn clone(&self) -> Self {
        match self {
            Self::Staff(__login_id) => {
                Self::Staff(::login::__private::Clone::clone(__login_id))
            }
            Self::Customer(__login_id) => {
                Self::Customer(::login::__private::Clone::clone(__login_id))
            }
        }
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::PartialEq for AccountId {
    fn eq(&self, __login_other: &Self) -> ::login::__private::bool {
        ::login::__private::ToString::to_string(self)
            == ::login::__private::ToString::to_string(__login_other)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Eq for AccountId {}
#[automatically_derived]
#[allow(deprecated)]
impl ::login::__private::Hash for AccountId {
    fn hash<__LoginHasher: ::login::__private::Hasher>(
        &self,
        __login_state: &mut __LoginHasher,
    ) {
        ::login::__private::Hash::hash(
            &::login::__private::ToString::to_string(self),
            __login_state,
        )
    }
}
