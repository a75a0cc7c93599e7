use actix_web::Responder;
use login::role_required;

#[role_required(any = ["admin", "editor"])]
async fn index() -> impl Responder {
    "hello"
}

fn main() {
    let _ = index;
}
