use login::login_required;

#[login_required]
#[actix_web::main]
async fn main() -> std::io::Result<()> {
    Ok(())
}
