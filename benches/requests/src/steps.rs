//! The task of a child process that is single-stepped.

use actix_web::rt::System;
use requests::{
    Journey, Result, Site, Visitor,
    arguments::Task,
    stepping::{Marks, WARM_UP, be_counted, measure_nothing},
};

pub(crate) fn be_stepped(task: &Task) -> Result<()> {
    be_counted()?;
    System::new().block_on(task.server.open(&task.redis, Stepped(task)))
}

struct Stepped<'a>(&'a Task);

impl Visitor for Stepped<'_> {
    type Output = ();

    async fn visit(self, site: impl Site + 'static) -> Result<()> {
        let mut journey = Journey::new(site, self.0.scenario).await?;
        journey.warm_up(WARM_UP).await?;
        measure_nothing()?;
        journey.ask(self.0.times, &mut Marks).await
    }
}
