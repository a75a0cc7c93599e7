//! How a request gets its context.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use actix_web::dev::{Extensions, ServiceRequest};

use super::LoginContext;
use crate::settings::Settings;

/// How a context lies in the application data of a request.
pub(super) struct Slot(pub(super) Rc<LoginContext>);

/// Contexts of finished requests, for reuse: a request that asks nothing then allocates
/// nothing.
#[derive(Default)]
pub(crate) struct ContextPool(RefCell<Vec<AttachedContext>>);

/// More than are in flight on one worker at one time, usually.
const POOLED: usize = 128;

impl ContextPool {
    /// Gives `request` an empty context.
    pub(crate) fn attach(
        &self,
        request: &mut ServiceRequest,
        settings: &Arc<Settings>,
    ) -> AttachedContext {
        let attached = self
            .reuse()
            .unwrap_or_else(|| AttachedContext::new(settings));
        request.add_data_container(Rc::clone(&attached.container));
        attached
    }

    /// A context that nobody holds any more. One that a finished request's handler still
    /// holds, in a spawned task perhaps, is never given to another request.
    fn reuse(&self) -> Option<AttachedContext> {
        let attached = self.0.borrow_mut().pop()?;
        // The container has the other one.
        let is_free =
            Rc::strong_count(&attached.container) == 1 && Rc::strong_count(&attached.context) == 2;
        if !is_free {
            return None;
        }
        attached.context.reset();
        Some(attached)
    }

    pub(crate) fn release(&self, attached: AttachedContext) {
        let mut pool = self.0.borrow_mut();
        if pool.len() < POOLED {
            pool.push(attached);
        }
    }
}

/// The context of a request in flight.
#[derive(Clone)]
pub(crate) struct AttachedContext {
    container: Rc<Extensions>,
    context: Rc<LoginContext>,
}

impl AttachedContext {
    #[cold]
    fn new(settings: &Arc<Settings>) -> Self {
        let context = Rc::new(LoginContext::new(Arc::clone(settings)));
        let mut container = Extensions::new();
        container.insert(Slot(Rc::clone(&context)));
        let container = Rc::new(container);
        Self { container, context }
    }

    pub(crate) fn context(&self) -> &LoginContext {
        &self.context
    }
}
