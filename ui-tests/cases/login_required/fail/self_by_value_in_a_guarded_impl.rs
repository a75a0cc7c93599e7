use login::login_required;

pub struct Page;

#[login_required]
impl Page {
    pub async fn show(self) -> String {
        String::new()
    }
}

fn main() {}
