//! What stands before the handlers; all else of the applications is the same.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Guard {
    None,
    Login,
    Grants,
}

impl Guard {
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Login, Self::Grants];

    /// The name of the application's folder and package.
    pub(crate) fn application(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::Login => "login",
            Self::Grants => "grants",
        }
    }

    /// What the table of results calls it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "`#[login_required]`",
            Self::Grants => "`#[protect(\"ADMIN\")]`",
        }
    }

    /// The line under a handler's route, with its end.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Login => "#[login_required]\n",
            Self::Grants => "#[protect(\"ADMIN\")]\n",
        }
    }

    /// Where the attribute comes from, with the line's end.
    pub(crate) fn import(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Login => "use login::login_required;\n",
            Self::Grants => "use actix_web_grants::protect;\n",
        }
    }
}
