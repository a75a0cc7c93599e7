//! Gives requests their contexts, and reuses these.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use actix_web::dev::{Extensions, ServiceRequest};

use super::LoginContext;
use crate::settings::Settings;

/// The type under which a context is stored in the application data of a request.
pub(super) struct Slot(pub(super) Rc<LoginContext>);

/// Contexts of finished requests, for reuse: a request that does not use its context then allocates
/// nothing.
#[derive(Default)]
pub(crate) struct ContextPool(RefCell<Vec<AttachedContext>>);

/// How many contexts are kept: usually more than one worker has requests in flight.
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

    /// Returns a context that nothing else holds. A context that a finished request's handler still
    /// holds, perhaps in a spawned task, is never given to another request.
    fn reuse(&self) -> Option<AttachedContext> {
        let attached = self.0.borrow_mut().pop()?;
        // The container holds the second reference to the context.
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
