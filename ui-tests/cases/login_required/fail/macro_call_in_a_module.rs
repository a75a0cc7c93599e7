use login::login_required;

macro_rules! page {
    ($name:ident) => {
        pub async fn $name() -> String {
            String::new()
        }
    };
}

#[login_required]
pub mod site {
    page!(index);

    pub async fn other() -> String {
        String::new()
    }
}

fn main() {
    let _ = site::other;
}
