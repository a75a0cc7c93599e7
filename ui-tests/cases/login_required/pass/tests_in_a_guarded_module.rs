use login::login_required;

#[login_required]
pub mod site {
    pub async fn index() -> String {
        String::new()
    }

    #[actix_web::test]
    async fn it_works() {}

    #[cfg(test)]
    mod tests {
        async fn helper(of: &str) -> usize {
            of.len()
        }

        #[actix_web::test]
        async fn it_works_too() {
            assert_eq!(helper("x").await, 1);
        }
    }
}

fn main() {
    let _ = site::index;
}
