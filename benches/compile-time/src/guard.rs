//! The guards of the handlers. Apart from these, the applications are identical.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Guard {
    None,
    Login,
    Grants,
}

impl Guard {
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Login, Self::Grants];

    /// Returns the name of the application's folder and package.
    pub(crate) fn application(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::Login => "login",
            Self::Grants => "grants",
        }
    }

    /// Returns the name in the table of results.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "`#[login_required]`",
            Self::Grants => "`#[protect(\"ADMIN\")]`",
        }
    }

    /// Returns the line below a handler's route, with its line break.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Login => "#[login_required]\n",
            Self::Grants => "#[protect(\"ADMIN\")]\n",
        }
    }

    /// Returns the import of the attribute, with its line break.
    pub(crate) fn import(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Login => "use login::login_required;\n",
            Self::Grants => "use actix_web_grants::protect;\n",
        }
    }
}
