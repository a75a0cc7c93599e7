//! The application's loaders, with their types erased.

use std::{
    any::{TypeId, type_name},
    error::Error,
    fmt,
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use crate::{
    error::BoxError,
    request::LoginRequest,
    user::{AnyUser, UserId, UserMixin},
};

/// What a loader may return: `Option<User>`, or `Result<Option<User>, E>` if loading can fail. No
/// other type needs to implement this trait.
#[diagnostic::on_unimplemented(
    message = "a loader cannot return `{Self}`",
    label = "not what a loader returns",
    note = "return `Option<User>`, or `Result<Option<User>, E>` where `E` is an error"
)]
pub trait Loaded {
    /// The application's user type.
    type User: UserMixin;

    /// Returns the user, `None` if there is no such user, or the error of the loader.
    ///
    /// # Errors
    ///
    /// Returns the error that the loader returned.
    fn into_result(self) -> Result<Option<Self::User>, Box<dyn Error + Send + Sync>>;
}

impl<U: UserMixin> Loaded for Option<U> {
    type User = U;

    fn into_result(self) -> Result<Option<U>, Box<dyn Error + Send + Sync>> {
        Ok(self)
    }
}

impl<U: UserMixin, E: LoaderError> Loaded for Result<Option<U>, E> {
    type User = U;

    fn into_result(self) -> Result<Option<U>, Box<dyn Error + Send + Sync>> {
        self.map_err(LoaderError::into_error)
    }
}

/// What a loader may fail with: an error or a text that is `Send` and `Sync`, so that a
/// [`LoginError`](crate::LoginError) is too. There is nothing to implement: the trait exists so that
/// the compiler can explain what is wrong.
#[diagnostic::on_unimplemented(
    message = "a loader cannot return the error `{Self}`",
    label = "not an error of a loader",
    note = "return an error that is `Send` and `Sync`, or a string; \
            convert any other, such as `actix_web::Error`, by `.map_err(|error| error.to_string())?`"
)]
pub trait LoaderError {
    #[doc(hidden)]
    fn into_error(self) -> Box<dyn Error + Send + Sync>;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn Error + Send + Sync>>> LoaderError for E {
    fn into_error(self) -> Box<dyn Error + Send + Sync> {
        self.into()
    }
}

/// An id of users that a loader takes as an `I`, which is the same type. There is nothing to
/// implement: the trait exists so that the compiler can explain what is wrong.
#[diagnostic::on_unimplemented(
    message = "this loader takes `{I}`, but the ids of its users are of type `{Self}`",
    label = "must take `{Self}`",
    note = "a user loader takes what `get_id` of the user returns: the type of the field that holds the id, \
            or `String` if a method returns it"
)]
pub trait TakenAs<I> {
    #[doc(hidden)]
    fn into_argument(self) -> I;
}

impl<I> TakenAs<I> for I {
    fn into_argument(self) -> I {
        self
    }
}

/// The type of the ids of the users that a loader returns.
type IdOf<L> = <<L as Loaded>::User as UserMixin>::Id;

/// A running call of a loader.
pub(crate) type Loading = Pin<Box<dyn Future<Output = Result<Option<Rc<dyn AnyUser>>, BoxError>>>>;

type UserLoader = Box<dyn Fn(&str) -> Loading + Send + Sync>;
type RequestLoader = Box<dyn Fn(LoginRequest) -> Loading + Send + Sync>;

/// The loaders of one application.
#[derive(Default)]
pub(crate) struct Loaders {
    user: Option<UserLoader>,
    /// The type of user that the user loader returns.
    user_type: Option<UserType>,
    request: Option<RequestLoader>,
    /// The type of user that the request loader returns.
    request_type: Option<UserType>,
}

#[derive(Clone, Copy, Debug)]
struct UserType {
    id: TypeId,
    name: &'static str,
}

impl UserType {
    fn of<L: Loaded>() -> Self {
        Self {
            id: TypeId::of::<L::User>(),
            name: type_name::<L::User>(),
        }
    }
}

impl Loaders {
    pub(crate) fn are_missing(&self) -> bool {
        self.user.is_none() && self.request.is_none()
    }

    pub(crate) fn can_load_by_id(&self) -> bool {
        self.user.is_some()
    }

    /// Returns whether the loaders return this type of user. For another type, the same text may be
    /// the id of another user.
    pub(crate) fn can_load(&self, user: TypeId) -> bool {
        let loaded = self.user_type.or(self.request_type);
        loaded.is_none_or(|loaded| loaded.id == user)
    }

    /// Returns the names of the types that the two loaders return, if they differ.
    pub(crate) fn different_types(&self) -> Option<(&'static str, &'static str)> {
        let (user, request) = (self.user_type?, self.request_type?);
        (user.id != request.id).then_some((user.name, request.name))
    }

    pub(crate) fn read_requests(&self) -> bool {
        self.request.is_some()
    }

    pub(crate) fn set_user_loader<F, L, I>(&mut self, load: F)
    where
        F: AsyncFn(I) -> L + Send + Sync + 'static,
        L: Loaded,
        IdOf<L>: TakenAs<I>,
        I: 'static,
    {
        self.user_type = Some(UserType::of::<L>());
        let load = Arc::new(load);
        self.user = Some(Box::new(move |id| {
            let (load, id) = (Arc::clone(&load), IdOf::<L>::of_text(id));
            Box::pin(async move {
                match id {
                    Some(id) => erase(load(id.into_argument()).await),
                    // An id that does not parse belongs to no user: the id type may have changed.
                    None => Ok(None),
                }
            })
        }));
    }

    pub(crate) fn set_request_loader<F, L>(&mut self, load: F)
    where
        F: AsyncFn(LoginRequest) -> L + Send + Sync + 'static,
        L: Loaded,
    {
        self.request_type = Some(UserType::of::<L>());
        let load = Arc::new(load);
        self.request = Some(Box::new(move |request| {
            let load = Arc::clone(&load);
            Box::pin(async move { erase(load(request).await) })
        }));
    }

    /// Calls the user loader. Returns `None` if there is no user loader.
    pub(crate) fn load(&self, id: &str) -> Option<Loading> {
        self.user.as_ref().map(|load| load(id))
    }

    pub(super) async fn by_id(&self, id: &str) -> Result<Option<Rc<dyn AnyUser>>, BoxError> {
        match self.load(id) {
            Some(loading) => loading.await,
            None => Ok(None),
        }
    }

    pub(super) async fn by_request(
        &self,
        request: Option<LoginRequest>,
    ) -> Result<Option<Rc<dyn AnyUser>>, BoxError> {
        match (&self.request, request) {
            (Some(load), Some(request)) => load(request).await,
            _ => Ok(None),
        }
    }
}

fn erase<R: Loaded>(loaded: R) -> Result<Option<Rc<dyn AnyUser>>, BoxError> {
    let user = loaded.into_result()?;
    Ok(user.map(|user| Rc::new(user) as Rc<dyn AnyUser>))
}

impl fmt::Debug for Loaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaders")
            .field("user", &self.user.is_some())
            .field("user_type", &self.user_type)
            .field("request", &self.request.is_some())
            .field("request_type", &self.request_type)
            .finish()
    }
}
