//! The session that a browser carries from request to request.
//!
//! The input is the cookie values and the time, the output is the current session. Every change to
//! the session is made here. A session that is kept in its cookie is sealed once, at the end of the
//! request. Next stage: [`remember`](crate::remember).

#[cfg(feature = "flask-compat")]
mod adoption;
mod arrival;
mod changes;
mod copies;
mod data;
mod flash;
#[cfg(feature = "actix-session")]
mod host;
mod id;
mod open;
mod protection;
mod record;
mod revocation;
mod room;
mod rotation;
mod stored;
mod ticket;
mod tombstone;
mod values;
mod write;

#[cfg(feature = "throttle")]
pub(crate) use self::protection::network;
#[cfg(feature = "testing")]
pub(crate) use self::record::sealed_login;
#[cfg(feature = "actix-session")]
pub(crate) use self::{arrival::Hosted, host::Host};
pub(crate) use self::{
    arrival::{Carried, Loaded, OtherLogin, Rules},
    copies::Copies,
    data::is_too_deep,
    id::{CredentialRef, Id, Mark},
    open::{CookieChange, OpenSession},
    protection::ClientHash,
    record::{CLOCK_SKEW, Login, Record},
    revocation::{Fate, RevocationList},
    room::TooLarge,
    stored::{ClientInfo, Ending, Found, SentWith, Stored},
    ticket::Ticket,
    tombstone::{OVERTAKEN_FOR, Tombstone},
    write::{Plan, StoreWrite},
};
pub use self::{
    flash::Flash,
    protection::{SessionIdentifier, SessionProtection},
};
