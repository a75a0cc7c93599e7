//! Contexts of finished requests, for reuse: a request that asks nothing then allocates
//! nothing.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use actix_web::dev::{Extensions, ServiceRequest};

use super::LoginContext;
use crate::settings::Settings;

/// How a context lies in the application data of a request.
pub(super) struct Slot(pub(super) Rc<LoginContext>);

/// Contexts of finished requests, for reuse: a request that asks nothing then allocates
/// nothing.
#[derive(Default)]
pub(crate) struct ContextPool(RefCell<Vec<Rc<Extensions>>>);

/// More than are in flight on one worker at one time, usually.
const POOLED: usize = 128;

impl ContextPool {
    /// Gives `request` an empty context.
    pub(crate) fn attach(
        &self,
        request: &mut ServiceRequest,
        settings: &Arc<Settings>,
    ) -> AttachedContext {
        let container = self.reuse(settings).unwrap_or_else(|| {
            let mut container = Extensions::new();
            container.insert(Slot(Rc::new(LoginContext::new(Arc::clone(settings)))));
            Rc::new(container)
        });
        request.add_data_container(Rc::clone(&container));
        AttachedContext(container)
    }

    /// A context that nobody holds any more. One that a finished request's handler still
    /// holds, in a spawned task perhaps, is never given to another request.
    fn reuse(&self, settings: &Arc<Settings>) -> Option<Rc<Extensions>> {
        let mut container = self.0.borrow_mut().pop()?;
        let Slot(context) = Rc::get_mut(&mut container)?.get_mut()?;
        *Rc::get_mut(context)? = LoginContext::new(Arc::clone(settings));
        Some(container)
    }

    pub(crate) fn release(&self, AttachedContext(container): AttachedContext) {
        let mut pool = self.0.borrow_mut();
        if pool.len() < POOLED {
            pool.push(container);
        }
    }
}

/// The context of a request in flight.
#[derive(Clone)]
pub(crate) struct AttachedContext(Rc<Extensions>);

impl AttachedContext {
    pub(crate) fn context(&self) -> Option<&LoginContext> {
        self.0.get().map(|Slot(context)| &**context)
    }
}
