use login::login_required;

#[login_required]
async fn index() {}

fn main() {
    let _ = index;
}
